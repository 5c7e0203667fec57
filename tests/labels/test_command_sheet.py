# SPDX-License-Identifier: MIT
"""The command sheet, printed and scanned: its codes are this workshop's commands and no other's."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
import pytest
import zxingcpp
from bench_shop import Shop
from command_line import Run, bare, run
from sqlalchemy import Connection

from workshop.benches.commands import page_of, typed_by
from workshop.domain.board_maps import Site
from workshop.domain.bodies import body_of
from workshop.domain.command import (
    BENCH_COMMANDS,
    COMMANDS,
    FORM_COMMANDS,
    INTAKE_COMMANDS,
    TEXT_COMMANDS,
    WALK_COMMANDS,
    site_of,
)
from workshop.domain.refused import Refused
from workshop.domain.terms import PieceKind, ScanKind
from workshop.labels.command_sheet import (
    BENCH,
    FORM,
    INTAKE,
    PAPERS,
    TEXT,
    WALK,
    WHAT_IT_DOES,
    command_sheet_pdf,
)
from workshop.storage.catalogue import shipped

__all__ = ["bare", "run"]

MakeShop = Callable[[Path], Shop]


# Every site of the boards that come with the program; "undo" stands on three pages, as does "back",
# "next_field" and "open_bench" on two.
SITES = ["GPU", *(f"M{number}" for number in range(1, 25))]
ALL = len(COMMANDS) + 6 + len(SITES)


def sheet(shop: Shop, paper: str = "a4") -> bytes:
    stream = io.BytesIO()
    with shop.database.read() as connection:
        assert command_sheet_pdf(connection, stream, "2026-11-24", paper) == ALL
    return stream.getvalue()


def scanned(data: bytes, dpi: int = 150) -> list[str]:
    """What a scanner reads on the pages of a PDF."""
    document = pypdfium2.PdfDocument(data)
    found = []
    for page in document:
        image = page.render(scale=dpi / 72).to_pil()
        codes = zxingcpp.read_barcodes(image, text_mode=zxingcpp.TextMode.Plain)
        found += [code.text for code in codes]
    document.close()
    return found


@pytest.mark.parametrize("paper", PAPERS)
def test_every_code_is_scanned_and_does_what_it_says(file_shop: Shop, paper: str) -> None:
    codes = scanned(sheet(file_shop, paper))
    assert len(codes) == ALL
    found = [file_shop.ask("identify", scan=code) for code in codes]
    assert {one.kind for one in found} == {ScanKind.COMMAND}
    assert {one.value for one in found if not site_of(one.value)} == COMMANDS.keys()
    sites = {site_of(one.value): one.title for one in found if site_of(one.value)}
    assert sites == {name: f"Site {name}" for name in SITES}


def test_sites_of_the_shops_own_boards_are_on_it(file_shop: Shop) -> None:
    board = body_of(replace(
        shipped().boards["PG150"], code="OWN-1",
        sites=(Site("u1", 50, 30, 30, 30, PieceKind.DIE), Site("Ä 7", 5, 5)), shapes=(),
    ))  # fmt: skip
    file_shop.do("draw_board", board=board, models=[], photos=[])
    stream = io.BytesIO()
    with file_shop.database.read() as connection:
        assert command_sheet_pdf(connection, stream, "2026-11-24") == ALL + 1
    values = {file_shop.ask("identify", scan=code).value for code in scanned(stream.getvalue())}
    assert "SITE-U1" in values, "and a name that no code can say is left out"


def test_it_has_a_page_for_each_work_of_its_paper_and_says_whose_it_is(file_shop: Shop) -> None:
    file_shop.do("add_place", code="SHELF", name="Shelf")
    for paper, (wide, high) in PAPERS.items():
        pages = pypdf.PdfReader(io.BytesIO(sheet(file_shop, paper))).pages
        texts = []
        for page in pages:
            assert [float(side) for side in page.mediabox[2:]] == pytest.approx(
                [wide * 72 / 25.4, high * 72 / 25.4], abs=0.01
            )
            texts.append(" ".join(page.extract_text().split()))
        name = file_shop.ask("workshop").name
        commands = (INTAKE_COMMANDS, BENCH_COMMANDS, FORM_COMMANDS, TEXT_COMMANDS, WALK_COMMANDS)
        pages_hold = (*(each.values() for each in commands), SITES)
        for text, words in zip(texts, pages_hold, strict=True):
            for word in (name, "printed 2026-11-24", *words):
                assert word in text


def test_codes_stand_clear_of_each_other(file_shop: Shop) -> None:
    """A hand scanner sees one at a time: no two are closer than half a code."""
    document = pypdfium2.PdfDocument(sheet(file_shop))
    for page in document:
        boxes = []
        for code in zxingcpp.read_barcodes(page.render(scale=150 / 72).to_pil()):
            at = code.position
            boxes.append((at.top_left.x, at.top_left.y, at.bottom_right.x, at.bottom_right.y))
        side = boxes[0][2] - boxes[0][0]
        for one in boxes:
            for other in boxes:
                if one is not other:
                    across = max(one[0], other[0]) - min(one[2], other[2])
                    along = max(one[1], other[1]) - min(one[3], other[3])
                    assert max(across, along) > side / 2
    document.close()


def test_every_command_stands_on_its_page_once() -> None:
    for groups, commands in (
        (INTAKE, INTAKE_COMMANDS),
        (BENCH, {*BENCH_COMMANDS, "undo"}),
        (FORM, {*FORM_COMMANDS, "back"}),
        (TEXT, {*TEXT_COMMANDS, "next_field"}),
        (WALK, {*WALK_COMMANDS, "back", "undo", "open_bench"}),
    ):
        listed = [action for _, actions in groups for action in actions]
        assert sorted(listed) == sorted(commands)
    pages = {action for action in WALK_COMMANDS if page_of(action)}
    said = {action for action in COMMANDS if len(typed_by(action)) != 1} - pages
    assert set(WHAT_IT_DOES) == said


def test_another_workshops_sheet_does_nothing(
    file_shop: Shop, make_shop: Any, tmp_path: Path
) -> None:
    theirs = scanned(sheet(make_shop(tmp_path / "other.db")))
    assert len(theirs) == ALL
    for code in theirs:
        found = file_shop.ask("identify", scan=code)
        assert found.kind == ScanKind.FOREIGN_COMMAND and found.note


def test_new_codes_make_earlier_sheets_void_until_that_is_undone(file_shop: Shop) -> None:
    before = scanned(sheet(file_shop))
    renewed = file_shop.do("renew_commands")
    after = scanned(sheet(file_shop))
    assert not set(before) & set(after)
    kinds = {file_shop.ask("identify", scan=code).kind for code in before}
    assert kinds == {ScanKind.FOREIGN_COMMAND}
    assert {file_shop.ask("identify", scan=code).kind for code in after} == {ScanKind.COMMAND}
    file_shop.do("undo", entry=renewed["entry"])
    assert sorted(scanned(sheet(file_shop))) == sorted(before)


def without_codes(shop: Shop) -> None:
    """As a workshop made by an earlier version is."""
    with shop.database._writer.begin() as connection:
        _plant(connection)


def _plant(connection: Connection) -> None:
    connection.exec_driver_sql("UPDATE workshop SET secret = ''")


def test_a_workshop_of_an_earlier_version_gets_its_first_codes(file_shop: Shop) -> None:
    without_codes(file_shop)
    with pytest.raises(Refused, match="has no command codes yet"):
        sheet(file_shop)
    file_shop.do("renew_commands")
    assert len(scanned(sheet(file_shop))) == ALL


def test_an_unknown_paper_and_a_place_that_cannot_be_written(
    file_shop: Shop, tmp_path: Path
) -> None:
    with file_shop.database.read() as connection:
        with pytest.raises(Refused, match="There is no paper “a3”"):
            command_sheet_pdf(connection, io.BytesIO(), "2026-11-24", "a3")
        with pytest.raises(Refused, match="The sheet cannot be written"):
            command_sheet_pdf(connection, tmp_path / "none" / "x.pdf", "2026-11-24")


def test_the_command_line_writes_it(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "commands.pdf"
    answer = run("--json", "labels", "commands", "--out", out)
    assert answer.status == 0 and answer.json == {"ok": True, "file": str(out),
                                                  "codes": ALL}  # fmt: skip
    assert len(scanned(out.read_bytes())) == ALL
    assert run("labels", "--out", out).status == 2
    assert run("labels", "commands", "--batch", "B1", "--out", out).status == 2
