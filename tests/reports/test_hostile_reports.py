# SPDX-License-Identifier: MIT
"""Hostile strings in every printed field: all build, literal, and nothing is fetched."""

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import defusedxml.ElementTree
import pytest
from hostile_paper import check_inert, fitting, flat, printed, read
from hostile_strings import corpus
from lengths import full
from python_calamine import CalamineWorkbook
from reportlab.pdfgen.canvas import Canvas

from workshop.domain.hot_work_entries import Profile, Segment, Zone
from workshop.domain.letterhead import Letterhead
from workshop.domain.text import has_hidden
from workshop.queries import QUERIES
from workshop.queries.balance import Balance
from workshop.queries.batches import Batch
from workshop.queries.condition import DefectRow, Found, VisitRow
from workshop.queries.dry import ClockRow
from workshop.queries.figures import Yields
from workshop.queries.genealogy import Genealogy, Kin, Stay
from workshop.queries.heat import Heat, HeatRow, ReballRow, Run
from workshop.queries.markings import MarkingRow
from workshop.queries.passport_more import Baked, LetPass, Noted, PassportMore, Reserved
from workshop.queries.pieces import (
    Event,
    IdentifierRow,
    Passport,
    SiteRow,
    StepRow,
)
from workshop.queries.report import BatchDates, DecisionLine, Seal
from workshop.queries.results import MeasurementRow
from workshop.queries.results import TestRow as AttemptRow
from workshop.queries.rows import PieceRow
from workshop.queries.runs import ProfileRow
from workshop.queries.shipments import SentWith
from workshop.reports import card_pages
from workshop.reports import passport as passports
from workshop.reports.batch import batch_pdf
from workshop.reports.choices import EVERY, Choices
from workshop.reports.difference_lists import CAME, LISTS, gather
from workshop.reports.differences import differences_pdf
from workshop.reports.differences_sheet import differences_xlsx
from workshop.reports.front import Facts, front
from workshop.reports.listing import Listing
from workshop.reports.parts import Issue
from workshop.reports.profile_runs import Ran
from workshop.reports.sheet import PAPERS, lay_out
from workshop.storage.balance import Cards
from workshop.storage.database import Database

ROOT = Path(__file__).parents[2]
STRINGS = full(1_000, everyday=50)


def test_a_link_or_a_picture_would_be_noticed() -> None:
    canvas = Canvas(stream := io.BytesIO())
    canvas.linkURL("http://127.0.0.1:9", (0, 0, 9, 9))
    canvas.save()
    with pytest.raises(AssertionError):
        check_inert(stream.getvalue())


def batch_facts(text: str, count: int) -> Facts:
    """All that a front says, hostile wherever people can write."""
    n = 3
    batch = Batch(text, text, text, "open", text, n, n, 0, 0, 0, text, 0, 0, 0, {"stock": n}, {},
                  0, text)  # fmt: skip
    return Facts(
        workshop=text,
        batch=batch,
        dates=BatchDates("2026-11-20T10:00:00Z", text, "", ""),
        balance=Balance(text, n, n, [], [], [], True, Cards(3, 3, 0, 0, 0), [], 0),
        yields=Yields(text, n, 0, 0, 0, None, None, [], []),
        trend=[],
        decisions=[DecisionLine(text, text, 3)],
        seal=Seal("d", count, "0" * 64, "2026-11-24T10:00:00Z"),
        issued_on="2026-11-24",
        issued_by=text,
        people={text: text},
    )


def test_every_field_of_the_front_takes_hostile_strings() -> None:
    blocks: list[Any] = []
    strings = corpus(STRINGS)
    for place, text in enumerate(strings):
        blocks += front(batch_facts(text, place), PAPERS["a4"].room)
    data = printed(blocks)
    check_inert(data)
    text = read(data)
    for each in fitting(strings, 26, 150):
        # workshop, number, supplier, who opened, who issued, the note and what was decided
        assert text.count(flat(each)) >= 7


def hostile_passport(text: str) -> passports.Facts:
    """All that a passport says, hostile wherever people can write."""
    piece = PieceRow(
        "C01000001Z", "card", text, text, text, text, text, text, text, text, text, text, text,
        "", text, text, 1, text, text, False,
    )  # fmt: skip
    at = "2026-11-24T10:00:00.000000Z"
    found = Passport(
        piece=piece,
        identifiers=[IdentifierRow(text, text, text, text, text)],
        donor=piece,
        board=piece,
        came_off=[piece],
        fitted=[piece._replace(board="B01000001Z")],
        sites=[SiteRow(1, at, *[text] * 10)],
        steps=[
            StepRow(1, at, *[text] * 5, {text: text, "n": True, "x": 0.5}, text, text)
        ],
        tests=[
            AttemptRow(1, at, text, text, text, 1, text, text, text,
                    [MeasurementRow(text, text, text, text, 1.0, None, text)])
        ],
        photos=[],
        history=[Event(1, at, text, text, text, text, True)],
        heat=Heat("C01000001Z", text, 3, 3, "stop", 1, [
            HeatRow(1, at, text, text, text, text, text,
                    Run(text, text, 1, text, 1.0, None, 3.0, 2.0, None, text, text, text),
                    text),
        ]),
        reballs=[
            ReballRow(1, at, text, text, 0.45, text, True, text, text, [text], {text: "yes"}, text,
                      text, [text])
        ],
        leaded=["C01000001Z"],
        markings=[MarkingRow(1, at, *[text] * 11, 16, 21.0)],
    )  # fmt: skip
    kin = [Kin(depth, "C01000001Z", "fitted", "C01000001Z", "card", *[text] * 12, 1, False)
           for depth in (1, 2)]  # fmt: skip
    zone = Zone("Top", (Segment(150, 2, 30),))
    row = ProfileRow("P", "Reflow", 0, Profile("P", "Reflow", "SAC305", (zone,), peak_low=225), 217)
    run = found.heat.rows[0].run
    assert run is not None
    return passports.Facts(
        workshop=text, passport=found, people={text: text},
        more=PassportMore(
            "C01000001Z",
            Found("C01000001Z", *[text] * 6, at, text, text, at,
                  [DefectRow(1, at, *[text] * 6)], [VisitRow(text, at, at, text)]),
            ClockRow("C01000001Z", *[text] * 5, 168.0, 60, False, True, []),
            [Baked(1, text, 125.0, 9.0, 9.0, None, text, at, text, at, text)],
            [Reserved("C01000001Z", text, "C01000001Z", text, at, text)],
            [LetPass(1, at, text, text, text, text)],
            text, {text: text}, [Noted(1, text, text, text, False)],
            sent=(SentWith(text, text, text, text, at),),
        ),
        family=Genealogy(
            kin[0], [], [Stay("C01000001Z", text, text, text, at, text, at, text, text)] * 2,
            kin, True,
        ),
        runs=[Ran(found.heat.rows[0], run, row, [(0.0, 25.0), (60.0, 240.0)], ""),
              Ran(found.heat.rows[0], run, row, [], text)],
        seal=Seal("d", 1, "0" * 64, at),
    )  # fmt: skip


def test_every_field_of_a_passport_takes_hostile_strings() -> None:
    blocks: list[Any] = []
    strings = corpus(STRINGS)
    for text in strings:
        facts = hostile_passport(text)
        made = Issue(text, {text: text}, facts.seal, text, text)
        head = Letterhead(address=text.replace("\n", " ")[:60] if text.isprintable() else "")
        blocks += passports._blocks(
            facts, Listing(None, made, PAPERS["a4"], head, None, 0, None, None)
        )
    data = printed(blocks)
    check_inert(data)
    text = read(data)
    for each in fitting(strings, 11, 50):
        assert text.count(flat(each)) >= 25
    for page in lay_out(blocks, PAPERS["a4"]):
        assert page


@pytest.fixture
def hostile_file(tmp_path: Path, make_shop: Callable[[Path], Any]) -> Path:
    """A workshop whose every text column is hostile, written past the acts that would refuse."""
    shop = make_shop(tmp_path / "hostile.db")
    shop.do("open_batch", number="H", supplier="R")
    cards = [{"serial": f"H{n:05d}"} for n in range(1000)]
    tags = shop.do("receive_many", batch="H", cards=cards)
    first = tags["first_tag"]
    shop.do("record_step", piece=first, step="EVI")
    shop.do("record_test", piece=first, plan="RESISTANCE", values={"r_nvvdd": 1})
    shop.do("harvest", card=first, site="M1", outcome="good")
    shop.database.close()
    fill_hostile(tmp_path / "hostile.db", [s.replace("\x00", "") for s in corpus()])
    return tmp_path / "hostile.db"


def put_hostile(path: Path, strings: list[str], columns: dict[str, tuple[str, ...]]) -> None:
    """Put another string into every row of these columns."""
    from workshop.storage.engines import sqlite_module

    bare = sqlite_module().connect(str(path))
    for table, names in columns.items():
        ids = [row[0] for row in bare.execute(f"SELECT id FROM {table} ORDER BY id")]
        for shift, name in enumerate(names):
            bare.executemany(
                f"UPDATE {table} SET {name} = ? WHERE id = ?",
                [(strings[(n + shift * 7) % len(strings)], id_) for n, id_ in enumerate(ids)],
            )
    bare.commit()
    bare.close()


def fill_hostile(path: Path, strings: list[str]) -> None:
    """Put another string into every row of every column that people write into."""
    from workshop.storage.engines import sqlite_module

    columns = {
        "piece": ("maker", "model", "donor_site", "site", "routing", "grade", "disposition",
                  "note"),
        "identifier": ("raw",), "person": ("name",), "workshop": ("name",),
        "batch": ("supplier", "note"), "step_record": ("step", "outcome", "note"),
        "site_record": ("site", "marking", "grade", "note"),
        "measurement": ("label", "value", "unit"),
        "test_result": ("plan", "tool", "note"),
    }  # fmt: skip
    put_hostile(path, strings, columns)
    bare = sqlite_module().connect(str(path))
    # One test for each card, with another plan and tool each.
    ids = [row[0] for row in bare.execute("SELECT id FROM piece WHERE kind = 'card' ORDER BY id")]
    bare.executemany(
        "INSERT INTO test_result (id, piece_id, entry, plan, attempt, verdict, tool, tool_version, "
        "note) VALUES (?, ?, 3, ?, 1, ?, ?, '', '')",
        [(10**6 + n, id_, strings[n], strings[-n], strings[n - 5]) for n, id_ in enumerate(ids)],
    )
    bare.commit()
    bare.close()


def test_a_batch_of_hostile_rows_is_printed_literally(
    hostile_file: Path, make_shop: Callable[[Path], Any]
) -> None:
    from workshop.storage.database import Database

    stream = io.BytesIO()
    database = Database.open(hostile_file)
    with database.read() as connection:
        pages = batch_pdf(connection, "H", stream, choices=Choices(EVERY))
    database.close()
    check_inert(stream.getvalue())
    text = read(stream.getvalue())
    assert len(re.findall(r"Page\d+of" + str(pages), text)) == pages
    assert len(set(re.findall(r"C01-[0-9A-Z]{6}-[0-9A-Z](?=[^-])", text))) == 1000
    for each in fitting([s.replace("\x00", "") for s in corpus()], 8, 60):
        assert text.count(flat(each)) >= 4


def test_pages_of_hostile_cards_are_printed_literally(
    hostile_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Each card is made twice: a fifth of them shows what there is to see.
    every = card_pages.card_files
    monkeypatch.setattr(
        card_pages,
        "card_files",
        lambda *a, **k: [] if k["after"] else every(*a, **{**k, "limit": 200}),
    )
    stream = io.BytesIO()
    database = Database.open(hostile_file)
    with database.read() as connection:
        batch_pdf(connection, "H", stream, choices=Choices(frozenset(), card_pages=True))
    database.close()
    check_inert(stream.getvalue())
    text = read(stream.getvalue())
    assert len(set(re.findall(r"C01-[0-9A-Z]{6}-[0-9A-Z](?=[^-])", text))) == 200
    strings = [s.replace("\x00", "") for s in corpus()]
    for each in fitting(strings[:60], 8, 60):
        assert text.count(flat(each)) >= 2


DELIVERY = {
    "piece": ("maker", "model", "note", "held_for"), "identifier": ("raw",),
    "person": ("name",), "workshop": ("name",), "batch": ("supplier", "note"),
    "manifest_line": ("serial", "maker", "model", "part_number", "box", "note"),
    "refusal": ("serial", "maker", "model", "reason", "note"),
    "receiving": ("station", "note"),
}  # fmt: skip


@pytest.fixture
def hostile_delivery(tmp_path: Path, make_shop: Callable[[Path], Any]) -> Any:
    """A delivery of 250 cards in each list, hostile wherever people and suppliers write."""
    path = tmp_path / "delivery.db"
    shop = make_shop(path)
    shop.do("open_batch", number="E", supplier="R")
    shop.do("receive_many", batch="E", cards=[{"serial": f"O{n:05d}"} for n in range(250)])
    shop.do("open_batch", number="D", supplier="R", second_person=True)
    listed = [f"M{n:05d}" for n in range(250)] + [f"O{n:05d}" for n in range(250)]
    shop.do("expect", batch="D", cards=[{"serial": serial} for serial in listed])
    shop.do("start_receiving", batch="D")
    shop.do("receive_many", batch="D", cards=[{"serial": f"X{n:05d}"} for n in range(250)])
    for n in range(250):
        shop.do("refuse", batch="D", serial=f"R{n:05d}", reason="OTHER")
    for row in shop.ask("pieces", batch="D", limit=250):
        shop.do("quarantine", piece=row.tag, reason="x")
    shop.database.close()
    put_hostile(path, [s.replace("\x00", "") for s in corpus(250)], DELIVERY)
    return Database.open(path)


def test_a_delivery_of_hostile_rows_is_printed_literally(hostile_delivery: Any) -> None:
    stream = io.BytesIO()
    with hostile_delivery.read() as connection:
        numbers = QUERIES["differences"](connection, batch="D")
        pages = differences_pdf(connection, "D", stream)
    hostile_delivery.close()
    assert numbers.missing + numbers.duplicate == 500
    assert numbers.unexpected == numbers.refused == numbers.quarantined == 250
    check_inert(stream.getvalue())
    text = read(stream.getvalue())
    assert len(re.findall(r"Page\d+of" + str(pages), text)) == pages
    assert len(set(re.findall(r"C01-[0-9A-Z]{6}-[0-9A-Z](?=[^-])", text))) >= 250
    for each in fitting([s.replace("\x00", "") for s in corpus(250)], 8, 40):
        # serial, model, part number and note of lists; reasons; and what refused cards say
        assert text.count(flat(each)) >= 8, each


def test_a_delivery_of_hostile_rows_is_text_in_a_spreadsheet(
    hostile_delivery: Any, tmp_path: Path
) -> None:
    out = tmp_path / "d.xlsx"
    with hostile_delivery.read() as connection:
        differences_xlsx(connection, "D", out)
        book = CalamineWorkbook.from_path(str(out))
        made = gather(connection, "D").issue
        for one in (*LISTS, CAME):
            fields = [field for field in one.fields if field.width]
            expected = [
                [as_cell(field.text(row, made)) for field in fields]
                for row in one.rows(connection, "D")
            ]
            heads, *rows = book.get_sheet_by_name(one.words).to_python()
            assert heads == [field.title for field in fields]
            assert rows == expected and len(rows) >= 250
    hostile_delivery.close()
    for name in book.sheet_names:
        for row in book.get_sheet_by_name(name).to_python():
            assert all(isinstance(cell, str | float) for cell in row)
    with zipfile.ZipFile(out) as parts:
        for name in parts.namelist():
            data = parts.read(name)
            assert b"<f>" not in data and b"hyperlink" not in data and b'Target="http' not in data
            defusedxml.ElementTree.fromstring(data)


def as_cell(text: str) -> str:
    """A text as a spreadsheet shows it: what nobody sees as a mark of its own."""
    return "".join("�" if has_hidden(c) else c for c in text)


WATCH = """
import json, os, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from workshop.paper import fonts
from workshop.reports.batch import batch_pdf
from workshop.reports.choices import EVERY, Choices
from workshop.reports.differences import differences_pdf
from workshop.reports.passport import passport_pdf
from workshop.queries import QUERIES
from workshop.storage.database import Database
fonts.register()
database = Database.open(sys.argv[2])
folder = Path(sys.argv[3])
own = [sys.argv[1] + "/workshop/", sys.argv[1] + "/resources/"]
seen, allowed = [], (str(folder), sys.prefix, sys.base_prefix, sys.argv[2], *own)

def watch(event, arguments):
    if event.split(".")[0] in ("socket", "subprocess", "os.system", "ctypes", "webbrowser"):
        seen.append([event, repr(arguments)[:200]])
    elif event == "open" and isinstance(arguments[0], str):
        path = os.path.abspath(arguments[0])
        if not path.startswith(allowed):
            seen.append([event, path])

sys.addaudithook(watch)
with database.read() as connection:
    batch_pdf(connection, "H", folder / "batch.pdf", choices=Choices(EVERY))
    differences_pdf(connection, "H", folder / "differences.pdf")
    for piece in QUERIES["pieces"](connection, batch="H", limit=25):
        passport_pdf(connection, piece.tag, folder / "passport.pdf")
    if sys.argv[4] == "careless":
        from reportlab.lib.styles import getSampleStyleSheet
        from reportlab.platypus import Paragraph, SimpleDocTemplate
        style = getSampleStyleSheet()["Normal"]
        text = f"<img src='{sys.argv[5]}' width='9' height='9'/>"
        try:
            SimpleDocTemplate(str(folder / "careless.pdf")).build([Paragraph(text, style)])
        except Exception:
            pass
print(json.dumps(seen))
"""


def watched(hostile: Path, tmp_path: Path, how: str, bait: Path) -> list[list[str]]:
    """What a process that writes all reports opens besides the database and its output."""
    folder = tmp_path / f"out-{how}"
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", WATCH, str(ROOT), str(hostile), str(folder), how, str(bait)],
        capture_output=True, text=True, check=False, env=os.environ | {"PYTHONUTF8": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: list[list[str]] = json.loads(done.stdout)
    return found


def test_no_socket_and_no_foreign_file_is_opened(hostile_file: Path, tmp_path: Path) -> None:
    bait = tmp_path / "bait.png"
    bait.write_bytes(b"no picture")
    assert watched(hostile_file, tmp_path, "ours", bait) == []
    careless = watched(hostile_file, tmp_path, "careless", bait)
    assert ["open", str(bait)] in careless, "a raw paragraph would be noticed"


def test_a_character_nobody_can_draw_is_seen() -> None:
    text = read(printed(list(front(batch_facts("🎉 שלום", 1), PAPERS["a4"].room))))
    assert text.count("▯▯▯▯▯") >= 6
