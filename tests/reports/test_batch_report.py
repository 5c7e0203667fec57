# SPDX-License-Identifier: MIT
"""The batch PDF, read back: its numbers are those of the queries, every card is there once."""

import errno
import io
import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import zxingcpp

from workshop.domain.refused import Refused
from workshop.domain.tag import written
from workshop.queries import report as rows
from workshop.reports import batch as module
from workshop.reports import parts
from workshop.reports.batch import batch_pdf
from workshop.reports.choices import EVERY, Choices
from workshop.reports.sheet import Frame
from workshop.reports.words import percent

TAG = re.compile(r"\b[CDMBKX][0-9A-Z]{2}-[0-9A-Z]{6}-[0-9A-Z]\b")


def make(worked: Any, out: Path, number: str = "W", **facts: Any) -> int:
    """Write the report; the number of its pages."""
    with worked.shop.database.read() as connection:
        return batch_pdf(connection, number, out, **facts)


def part(text: str, title: str, end: str = "") -> str:
    """What stands between a title and the next one."""
    found = text[re.search(rf"^{title}( [\d,]+)?$", text, re.M).end() :]
    return found[: re.search(rf"^{end}( [\d,]+)?$", found, re.M).start()] if end else found


def check_pages(pages: list[str]) -> None:
    """Every page says which it is, of how many."""
    for place, page in enumerate(pages, 1):
        assert re.findall(r"Page (\d+) of (\d+)", page) == [(str(place), str(len(pages)))]


def check_front(worked: Any, page: str) -> None:
    """The first page says what the queries say."""
    lines = page.splitlines()
    batch = worked.shop.ask("batch", number="W")
    yields = worked.shop.ask("yields", batch="W")
    below = dict(reversed(list(pairwise(lines))))  # the first time a word stands there counts
    assert below["Expected"] == str(batch.expected) == "6"
    assert below["Received"] == str(batch.received) == "5"
    assert below["Missing"] == str(batch.missing) == "2"
    assert below["Unexpected"] == str(batch.unexpected) == "1"
    assert below["First-pass yield"] == percent(yields.first_pass_yield) == "0%"
    assert below["Final yield"] == percent(yields.final_yield) == "100%"
    assert below["Dies good"] == "1"
    assert below["Memory chips good"] == "1"
    assert "✕ 1 damaged · ? 1 missing" in lines
    assert "2 cards missing · 1 card unexpected" in lines
    for state, n in batch.cards_by_state.items():
        assert f"{n} {module.STATES[state].word}" in lines


def test_the_front_says_the_numbers_of_the_queries(
    worked: Any, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    make(worked, tmp_path / "w.pdf")
    check_front(worked, read(tmp_path / "w.pdf").pages[0])


@pytest.mark.parametrize(
    ("query", "change"),
    [
        ("batch_yields", {"first_pass_yield": 0.5}),
        ("batch", {"missing": 3}),
        ("batch", {"cards_by_state": {"gone": 2, "working": 1, "received": 2}}),
    ],
)
def test_a_wrong_number_on_the_front_would_be_seen(
    on_file: Any,
    read: Callable[[Path], Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    query: str,
    change: dict[str, Any],
) -> None:
    right = getattr(module, query)
    monkeypatch.setattr(module, query, lambda *a, **k: right(*a, **k)._replace(**change))
    make(on_file, tmp_path / "w.pdf")
    with pytest.raises((AssertionError, KeyError)):
        check_front(on_file, read(tmp_path / "w.pdf").pages[0])


def test_the_balance_is_that_of_the_query(
    worked: Any, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    make(worked, tmp_path / "w.pdf")
    text = part(read(tmp_path / "w.pdf").text, "Balance")
    balance = worked.shop.ask("balance", batch="W")
    for line in balance.lines:
        name = {"die": "Dies", "memory": "Memory chips"}[line.kind]
        numbers = " ".join(str(n) if n else "–" for n in line[1:])
        assert f"{name} {numbers}" in text
    for serial in balance.missing:
        assert serial in part(text, "Missing cards", "Unexpected cards")
    unexpected = part(text, "Unexpected cards", "What was decided about the cards")
    serials = {gap.tag: gap.serial for gap in balance.gaps}
    assert balance.unexpected
    assert all(serials[tag] in unexpected for tag in balance.unexpected)
    assert "Open sites" not in text, "what nobody took off went with its card"
    assert "5 cards in = 4 in work + 1 left as cards + 0 taken apart." in text
    assert "Built here" not in text, "nothing was"
    closed = worked.shop.ask("batch", number="W").closed_with
    assert closed and f"Closed though it did not add up: {closed}" in text.replace("\n", " ")


def test_every_open_site_is_named(
    file_shop: Any, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    file_shop.do("harvest", card=file_shop.card("SN-1"), site="GPU", outcome="good")
    with file_shop.database.read() as connection:
        batch_pdf(connection, "B1", tmp_path / "b.pdf")
    found = read(tmp_path / "b.pdf")
    assert "12 sites without an answer" in found.pages[0].splitlines()
    gaps = file_shop.ask("balance_gaps", batch="B1")
    sites = part(found.text, "Open sites", "Cards")
    assert len(gaps) == 12 and all(f"SN-1 {gap.site}" in sites for gap in gaps)


def test_the_times_of_the_steps_are_those_of_the_query(
    worked: Any, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    make(worked, tmp_path / "w.pdf")
    text = part(read(tmp_path / "w.pdf").text, "Time per step", "Cards")
    [time] = worked.shop.ask("step_times", batch="W")
    assert time[2:6] == (1, 95.0, 95.0, 95.0)
    assert "Visual inspection 1 1 h 35 min 1 h 35 min 1 h 35 min" in text


def test_a_batch_without_a_timed_step_says_nothing_of_times(
    file_shop: Any, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    file_shop.card("SN-1")
    with file_shop.database.read() as connection:
        batch_pdf(connection, "B1", tmp_path / "b.pdf")
    assert "Time per step" not in read(tmp_path / "b.pdf").text


def test_every_card_stands_once_in_the_card_table(
    worked: Any, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    make(worked, tmp_path / "w.pdf")
    text = part(read(tmp_path / "w.pdf").text, "Cards", "Tests")
    assert TAG.findall(text) == [written(tag) for tag in worked.cards]
    one, two, three = worked.cards[:3]
    rows = {line.split()[0]: line for line in text.splitlines() if TAG.match(line)}
    assert rows[written(one)].endswith("SN00000 GeForce RTX 4090 ASUS 2/16 – Sold for parts ↑ Gone")
    assert "✓ Pass" in rows[written(two)] or "! Marginal" in rows[written(two)]
    assert "✕ 0/16" in rows[written(three)]
    assert rows[written(worked.cards[3])].endswith("0/16 – – · Received")


def test_every_test_stands_in_the_test_table(
    worked: Any, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    make(worked, tmp_path / "w.pdf")
    text = part(read(tmp_path / "w.pdf").text, "Tests")
    expected = worked.shop.ask("tests", batch="W")
    found = [line for line in text.splitlines() if TAG.match(line)]
    assert len(found) == len(expected) == 2
    for line, row in zip(found, expected, strict=True):
        assert line.startswith(f"{written(row.tag)} Cold resistance {row.attempt} ")
        assert module.VERDICTS[row.verdict].said in line
        assert f"{row.at[:10]} {row.at[11:16]} 李伟 Élodie Lefèvre, « Œuvre »" in line


def test_pieces_are_counted_by_grade_and_listed_when_asked(
    worked: Any, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    make(worked, tmp_path / "w.pdf")
    text = part(read(tmp_path / "w.pdf").text, "Harvested pieces", "Cards")
    assert "Dies AD102 A 1 1 – – – –" in text
    assert "Memory chips GDDR6X 2 GB B 1 1 – – – –" in text
    assert "GDDR6X 2 GB – 1 – 1 – – –" in text
    assert "Every harvested piece" not in read(tmp_path / "w.pdf").text
    make(worked, tmp_path / "w.pdf", choices=Choices(EVERY))
    listed = part(read(tmp_path / "w.pdf").text, "Every harvested piece")
    pieces = [p for p in worked.shop.ask("pieces", batch="W") if p.kind != "card"]
    tags = [tag for tag in TAG.findall(listed) if not tag.startswith("C")]
    assert Counter(tags) == Counter(written(piece.tag) for piece in pieces)
    assert len(pieces) == 3


def test_text_of_people_prints_right(
    on_file: Any, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    make(on_file, tmp_path / "w.pdf")
    page = read(tmp_path / "w.pdf").pages[0]
    assert "显卡翻新车间 Élodie Lefèvre, « Œuvre »" in page
    assert "第三托盘。Palette abîmée, non testée." in page
    assert "Closed" in page


@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("letter", (612, 792))])
def test_pages_are_numbered_and_nothing_leaves_the_margins(
    on_file: Any, read: Callable[[Path], Any], tmp_path: Path, paper: str, size: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(module, "FEW", 2)
    many_tests(on_file)
    pages = make(on_file, tmp_path / "w.pdf", choices=Choices(EVERY, paper))
    sheets = read(tmp_path / "w.pdf")
    assert len(sheets.pages) == pages > 2
    check_pages(sheets.pages)
    for wide, high, runs in sheets.boxes():
        assert (round(wide), round(high)) == size
        for left, bottom, right, top in runs:
            assert 45 <= left < right <= wide - 44.5
            assert 40 <= bottom < top <= high - 40


def many_tests(worked: Any) -> None:
    """So many results that they need a page of their own."""
    for _ in range(60):
        worked.shop.do("record_test", piece=worked.cards[4], plan="RESISTANCE", values={})


def test_a_wrong_page_count_would_be_seen(
    on_file: Any, read: Callable[[Path], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = Frame.draw
    monkeypatch.setattr(
        Frame, "draw", lambda self, pen, paper, n, m: right(self, pen, paper, n, m + 1)
    )
    make(on_file, tmp_path / "w.pdf")
    with pytest.raises(AssertionError):
        check_pages(read(tmp_path / "w.pdf").pages)


def test_rows_are_read_in_pages_and_none_is_lost_or_doubled(
    worked: Any, read: Callable[[Path], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(worked, tmp_path / "whole.pdf", choices=Choices(EVERY))
    for size in (1, 2, 5):
        monkeypatch.setattr(parts, "_PAGE", size)
        make(worked, tmp_path / f"{size}.pdf", choices=Choices(EVERY))
        assert (tmp_path / f"{size}.pdf").read_bytes() == (tmp_path / "whole.pdf").read_bytes()


def test_a_query_that_forgets_its_place_makes_no_report(
    on_file: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = rows.batch_cards
    monkeypatch.setattr(parts, "_PAGE", 2)
    monkeypatch.setattr(
        rows, "batch_cards", lambda c, *, batch, after, limit: right(c, batch=batch, limit=limit)
    )
    with pytest.raises(RuntimeError, match="5 rows"):
        make(on_file, tmp_path / "w.pdf")
    assert list(tmp_path.glob("*.pdf*")) + list(tmp_path.glob(".*part")) == []


def test_the_code_on_the_front_is_the_checkpoint(
    on_file: Any, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    make(on_file, tmp_path / "w.pdf")
    sheets = read(tmp_path / "w.pdf")
    found = zxingcpp.read_barcodes(next(sheets.images()), text_mode=zxingcpp.TextMode.Plain)
    newest = on_file.shop.ask("recent", limit=1)[0]
    database = on_file.shop.ask("workshop").database_id
    assert [code.text for code in found] == [f"CW1 {database} {newest.number} {newest.hash}"]
    for page in sheets.pages:
        assert f"Journal entry {newest.number} · {newest.hash}" in page


def test_who_issued_it_and_when_stand_on_every_page(
    on_file: Any, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    make(on_file, tmp_path / "w.pdf", by="li", issued_on="2026-12-01")
    for page in read(tmp_path / "w.pdf").pages:
        assert "drawn 2026-12-01 by 李伟 Élodie Lefèvre, « Œuvre » · all times are UTC" in page
    make(on_file, tmp_path / "w.pdf")
    day = on_file.shop.ask("recent", limit=1)[0].at[:10]
    assert f"drawn {day} by Ana" in read(tmp_path / "w.pdf").pages[0]


def test_the_same_data_give_the_same_bytes(on_file: Any, tmp_path: Path) -> None:
    make(on_file, tmp_path / "one.pdf")
    stream = io.BytesIO()
    make(on_file, stream)
    assert stream.getvalue() == (tmp_path / "one.pdf").read_bytes()
    on_file.shop.do("record_step", piece=on_file.cards[4], step="EVI")
    make(on_file, tmp_path / "two.pdf")
    assert (tmp_path / "two.pdf").read_bytes() != stream.getvalue()


def test_an_undone_closing_does_not_count(
    worked: Any, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    entry = worked.shop.ask("recent", limit=1)[0]
    worked.shop.do("undo", entry=entry.number)
    make(worked, tmp_path / "w.pdf")
    lines = read(tmp_path / "w.pdf").pages[0].splitlines()
    assert lines[lines.index("Closed") + 1] == "–"
    assert "W Open" in lines


def test_a_card_that_came_back_stands_in_both_batches(
    worked: Any, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    worked.shop.do("receive", batch="B1", serial="SN00000", maker="ASUS")
    tag = written(worked.cards[0])
    make(worked, tmp_path / "w.pdf")
    text = part(read(tmp_path / "w.pdf").text, "Cards", "Tests")
    assert len(TAG.findall(text)) == 5
    assert re.search(rf"{tag} .*Now in B1", text)
    make(worked, tmp_path / "b.pdf", "B1")
    assert TAG.findall(part(read(tmp_path / "b.pdf").text, "Cards", "Tests")) == [tag]


def test_an_empty_batch_has_a_report(
    on_file: Any, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    assert make(on_file, tmp_path / "b.pdf", "B1") == 1
    sheets = read(tmp_path / "b.pdf")
    check_pages(sheets.pages)
    for words in ("Nothing was received yet", "Nothing was harvested from these cards yet.",
                  "No card was received yet.", "Nothing was tested yet."):  # fmt: skip
        assert words in sheets.text
    make(on_file, tmp_path / "b.pdf", "B1", choices=Choices(EVERY))
    assert "Nothing was harvested yet." in read(tmp_path / "b.pdf").text


def test_a_batch_that_adds_up_says_so(
    on_file: Any, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    on_file.shop.do("open_batch", number="FULL", supplier="R", expected=2)
    on_file.shop.card("FULL-1", batch="FULL")
    make(on_file, tmp_path / "f.pdf", "FULL")
    page = read(tmp_path / "f.pdf").pages[0]
    assert "1 card missing" in page and "by number, without a list" in page
    on_file.shop.card("FULL-2", batch="FULL")
    make(on_file, tmp_path / "f.pdf", "FULL")
    assert "The batch adds up" in read(tmp_path / "f.pdf").pages[0]


def test_a_long_note_is_printed_whole(
    on_file: Any, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    note = "".join(f"{n}显卡" for n in range(400))
    on_file.shop.do("open_batch", number="NOTE", supplier="R", note=note)
    make(on_file, tmp_path / "n.pdf", "NOTE")
    sheets = read(tmp_path / "n.pdf")
    assert "(whole note below)" in sheets.pages[0]
    assert note in "".join(part(sheets.text, "Note", "Balance").split())


def test_a_note_of_a_thousand_lines_goes_on_over_pages(
    on_file: Any, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    note = "\n".join(str(n % 10) for n in range(999))
    on_file.shop.do("open_batch", number="NOTE", supplier="R", note=note)
    assert make(on_file, tmp_path / "n.pdf", "NOTE") > 12
    sheets = read(tmp_path / "n.pdf")
    check_pages(sheets.pages)
    note_lines = part(sheets.text, "Note", "Balance").splitlines()
    assert sum(line in list("0123456789") for line in note_lines) == 999


def test_progress_counts_pages_and_a_cancel_leaves_nothing(on_file: Any, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    pages = make(on_file, tmp_path / "w.pdf", progress=lambda n, of: seen.append((n, of)))
    assert seen == [(n, pages) for n in range(1, pages + 1)]
    (tmp_path / "w.pdf").write_bytes(b"before")
    asked = iter([False, True])
    assert make(on_file, tmp_path / "w.pdf", cancelled=lambda: next(asked)) == 0
    assert (tmp_path / "w.pdf").read_bytes() == b"before"
    assert [path.name for path in tmp_path.iterdir() if ".pdf" in path.name] == ["w.pdf"]


def test_a_full_disk_leaves_the_old_report(
    on_file: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_number: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "w.pdf").write_bytes(b"before")
    monkeypatch.setattr("workshop.paper.page.os.fsync", full)
    with pytest.raises(Refused, match="No space left"):
        make(on_file, tmp_path / "w.pdf")
    assert (tmp_path / "w.pdf").read_bytes() == b"before"
    assert [path.name for path in tmp_path.iterdir() if ".pdf" in path.name] == ["w.pdf"]


def test_what_cannot_be_is_refused_in_a_sentence(on_file: Any, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="There is no batch “NONE”"):
        make(on_file, tmp_path / "n.pdf", "NONE")
    with pytest.raises(Refused, match=r"There is no paper size “a5”\. Choose one of: a4, letter"):
        make(on_file, tmp_path / "n.pdf", choices=Choices(paper="a5"))
    with pytest.raises(Refused, match="cannot be written to"):
        make(on_file, tmp_path / "nowhere" / "n.pdf")
    assert list(tmp_path.glob("*.pdf")) == []


def test_bare_boards_and_fitted_pieces_are_told_apart(
    on_file: Any, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    do = on_file.shop.do
    chip = on_file.shop.ask("pieces", batch="W", kind="memory", state="stock")[0].tag
    board = do("receive", batch="B1", serial="PCB-1", model="GeForce RTX 4090", kind="board")["tag"]
    do("fit", piece=chip, board=board, site="M5")
    make(on_file, tmp_path / "b.pdf", "B1")
    text = part(read(tmp_path / "b.pdf").text, "Cards", "Tests")
    assert f"{written(board)} PCB-1 Board · GeForce RTX 4090" in text
    make(on_file, tmp_path / "w.pdf", choices=Choices(EVERY))
    text = part(read(tmp_path / "w.pdf").text, "Every harvested piece")
    assert re.search(rf"{written(chip)} .* ◆ Fitted {written(board)} M5", text)
