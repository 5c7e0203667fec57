# SPDX-License-Identifier: MIT
"""The passport PDF, read back: everything the query tells stands in it."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import zxingcpp

from workshop.domain.refused import Refused
from workshop.domain.tag import make_tag, written
from workshop.domain.terms import PieceKind
from workshop.reports import passport as module
from workshop.reports.passport import passport_pdf
from workshop.reports.words import limits, moment


def make(worked: Any, tag: str, out: Path, **facts: Any) -> int:
    """Write the passport; the number of its pages."""
    with worked.shop.database.read() as connection:
        return passport_pdf(connection, tag, out, **facts)


def squeezed(text: str) -> str:
    """A text without blanks and line ends, for what was wrapped."""
    return "".join(text.split())


def test_the_passport_of_a_card_tells_all(
    worked: Any, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    tag = worked.cards[0]
    pages = make(worked, tag, tmp_path / "p.pdf")
    sheets = read(tmp_path / "p.pdf")
    text, flat = sheets.text, squeezed(sheets.text)
    found = worked.shop.ask("passport", tag=tag)
    for page, content in enumerate(sheets.pages, 1):
        assert f"Page {page} of {pages}" in content
    assert f"{written(tag)} ↑ Gone" in sheets.pages[0]
    assert "Card · GeForce RTX 4090 · ASUS" in sheets.pages[0]
    for identifier in found.identifiers:
        assert identifier.value in text
    for piece in found.came_off:
        assert re.search(rf"{piece.donor_site} {written(piece.tag)} {piece.model}", text)
    for site in found.sites:
        words = module.SITES[site.outcome].said
        assert squeezed(f"{moment(site.at)} {written(tag)} {site.site} {words}") in flat
    assert "Visual inspection ✓ Done 外观良好 Ana" in text
    assert "Teardown – Skipped" in text
    for event in found.history:
        assert squeezed(f"{event.entry} {moment(event.at)} {event.text}") in flat


def test_tests_are_told_with_their_limits(
    worked: Any, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    tag = worked.cards[1]
    make(worked, tag, tmp_path / "p.pdf")
    text = read(tmp_path / "p.pdf").text
    found = worked.shop.ask("passport", tag=tag)
    assert [test.attempt for test in found.tests] == [1, 2]
    assert "Cold resistance, attempt 1 ✕ Fail" in text
    for test in found.tests:
        assert f"{moment(test.at)}" in text
        for line in test.measurements:
            between = limits(line.low, line.high)
            expected = f"{line.label}{line.value}{line.unit}{between}"
            assert squeezed(expected) in squeezed(text)


def test_heat_and_lead_are_told(on_file: Any, read: Callable[[Path], Any], tmp_path: Path) -> None:
    """Every cycle, what let it pass, what a run measured, and lead by its word."""
    do = on_file.shop.do
    (die,) = (p.tag for p in on_file.shop.ask("pieces", batch="W", kind="die", state="stock"))
    for alloy in ("SAC305", "Sn63Pb37"):
        do("reball", piece=die, stencil="AD102", sphere_mm=0.45, alloy=alloy,
           inspection={"CRUSHED": "yes"})  # fmt: skip
    do("record_run", profile="REBALL-LF", pieces=[die])  # that of the second reball
    do("record_run", profile="REBALL-LF", pieces=[die], peak=230, liquidus_s=95,
       override="le client est d'accord")  # fmt: skip
    make(on_file, die, tmp_path / "p.pdf")
    text = read(tmp_path / "p.pdf").text
    for said in ("4 of 3, no more", "Desoldered", "Profile run", "le client est d'accord",
                 "! Sn63Pb37, leaded", "✕ Fail · Crushed sphere", "0.45 mm",
                 "Reflow of spheres, lead-free · peak 230 °C · above liquidus 95 s"):  # fmt: skip
        assert squeezed(said) in squeezed(text), said
    assert "SAC305, leaded" not in text
    title = text[: text.index("4 of 3")]
    assert "Leaded" in title, "the head of the passport says so too"


def test_the_passport_of_a_chip_names_donor_and_board(
    worked: Any, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    do = worked.shop.do
    chips = worked.shop.ask("pieces", batch="W", kind="memory", state="stock")
    donor = written(worked.cards[0])
    chip = chips[0].tag
    make(worked, chip, tmp_path / "p.pdf")
    page = read(tmp_path / "p.pdf").pages[0]
    assert f"Came off\n{donor}\nfrom site M1\nGeForce RTX 4090" in page
    assert "Is now\nIn stock" in page
    do("open_batch", number="BARE", supplier="R")
    board = do("receive", batch="BARE", serial="PCB-1", model="GeForce RTX 4090", kind="board")
    do("fit", piece=chip, board=board["tag"], site="M5")
    make(worked, chip, tmp_path / "p.pdf")
    page = read(tmp_path / "p.pdf").pages[0]
    assert f"Fitted on\n{written(board['tag'])}\nat site M5\nGeForce RTX 4090" in page
    assert "2 of 3" in page
    make(worked, board["tag"], tmp_path / "b.pdf")
    text = read(tmp_path / "b.pdf").text
    assert "Came with batch\nBARE" in text
    assert "Fitted now 1" in text
    assert "Now in" not in text


def test_what_became_of_a_piece_that_left_is_told(
    on_file: Any, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    chip = on_file.shop.ask("pieces", batch="W", kind="die")[0].tag
    on_file.shop.do("dispose", piece=chip, disposition="SELL", reason="vendu")
    make(on_file, chip, tmp_path / "p.pdf")
    assert "Gone\nSold" in read(tmp_path / "p.pdf").pages[0]


def test_what_was_undone_says_so(on_file: Any, read: Callable[[Path], Any], tmp_path: Path) -> None:
    tag = on_file.cards[3]
    on_file.shop.until(tag, "RES")
    entry = on_file.shop.do("record_step", piece=tag, step="RES", values={"nvvdd": 0.42})["entry"]
    make(on_file, tag, tmp_path / "p.pdf")
    assert "NVVDD (core): 0.42 Ω" in read(tmp_path / "p.pdf").text
    on_file.shop.do("undo", entry=entry)
    make(on_file, tag, tmp_path / "p.pdf")
    text = read(tmp_path / "p.pdf").text
    assert "(undone)" in text
    assert "NVVDD" not in text


def test_the_code_is_the_tag(on_file: Any, read: Callable[[Path], Any], tmp_path: Path) -> None:
    make(on_file, on_file.cards[0], tmp_path / "p.pdf")
    first = next(read(tmp_path / "p.pdf").images())
    found = zxingcpp.read_barcodes(first, text_mode=zxingcpp.TextMode.Plain)
    assert [code.text for code in found] == [on_file.cards[0]]


def test_more_pieces_than_the_drawing_holds_are_in_the_table(
    on_file: Any, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    card = on_file.shop.card("MANY-1", model="GeForce RTX 3090", batch="B1")
    sites = on_file.shop.ask("board_map", tag=card).sites
    for site in sites[:20]:
        on_file.shop.do("harvest", card=card, site=site.name, outcome="good")
    make(on_file, card, tmp_path / "p.pdf")
    text = read(tmp_path / "p.pdf").text
    assert "and 4 more, listed below" in text
    for piece in on_file.shop.ask("passport", tag=card).came_off:
        assert written(piece.tag) in text


def test_a_step_note_of_2000_signs_is_printed_whole(
    on_file: Any, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    note = "".join(f"{n}焊盘" for n in range(390))
    on_file.shop.do("record_step", piece=on_file.cards[4], step="EVI", note=note)
    many = "\n".join("ab"[n % 2] for n in range(900))
    on_file.shop.do("correct", piece=on_file.cards[4], note=many)
    make(on_file, on_file.cards[4], tmp_path / "p.pdf")
    sheets = read(tmp_path / "p.pdf")
    flat = re.sub(r"Issued.*\n.*\n.*|Page.*|WhenStepOutcome.*", "", sheets.text)
    steps = flat[flat.index("Steps 1") :]
    signs = "".join(re.findall(r"\d+焊盘|焊盘|焊|盘|\d+", steps.split("History")[0]))
    assert note[-30:] in squeezed(signs)
    assert len(re.findall("焊", steps)) == 390
    assert len(re.findall(r"^[ab]$", sheets.text, re.M)) == 900
    for _wide, _high, runs in sheets.boxes():
        assert all(bottom > 40 for _left, bottom, _right, _top in runs)


def test_the_same_piece_gives_the_same_bytes_on_either_paper(
    on_file: Any, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    for paper, high in (("a4", 842), ("letter", 792)):
        for name in ("1", "2"):
            make(on_file, on_file.cards[1], tmp_path / name, paper=paper, by="LI")
        assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()
        assert round(float(read(tmp_path / "1").reader.pages[0].mediabox.height)) == high


def test_wrong_tags_are_refused(on_file: Any, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="is not a tag"):
        make(on_file, "<b>", tmp_path / "p.pdf")
    with pytest.raises(Refused, match="No piece has the tag"):
        make(on_file, make_tag(PieceKind.CARD, "01", 9999), tmp_path / "p.pdf")
    assert not (tmp_path / "p.pdf").exists()
    assert make(on_file, on_file.cards[0], tmp_path / "p.pdf", cancelled=lambda: True) == 0
    assert not (tmp_path / "p.pdf").exists()


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (None, None, ""),
        (1.0, None, "≥ 1"),
        (None, 0.5, "≤ 0.5"),
        (None, 0.0, "≤ 0"),
        (1, 2, "1 … 2"),
    ],
)
def test_limits_are_said_in_signs(low: float | None, high: float | None, words: str) -> None:
    assert limits(low, high) == words


def test_a_history_that_was_cut_off_says_so(
    on_file: Any,
    read: Callable[[Path], Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    words = "Later entries are left out here; the journal has them all."
    make(on_file, on_file.cards[0], tmp_path / "p.pdf")
    assert words not in read(tmp_path / "p.pdf").text
    monkeypatch.setattr(module, "_LONGEST_HISTORY", 3)
    make(on_file, on_file.cards[0], tmp_path / "p.pdf")
    assert words in read(tmp_path / "p.pdf").text
