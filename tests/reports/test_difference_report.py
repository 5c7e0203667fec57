# SPDX-License-Identifier: MIT
"""The difference report, read back: its numbers are those of the queries, every card is there."""

import io
import re
import zipfile
from collections.abc import Callable
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from python_calamine import CalamineWorkbook

from workshop.domain.refused import Refused
from workshop.domain.tag import written
from workshop.domain.terms import ManifestState
from workshop.reports import difference_lists as lists
from workshop.reports import parts
from workshop.reports.differences import differences_pdf
from workshop.reports.differences_sheet import differences_xlsx

FRENCH, CHINESE = "Œuvre & Fils « déstockage »", "深圳市显卡回收有限公司"
PAPER = ("missing", "unexpected", "refused", "duplicate", "quarantined")


class Delivery(NamedTuple):
    """A workshop that received a batch D, and what became of its cards, by serial."""

    shop: Any
    serials: dict[str, list[str]]
    tags: dict[str, str]


def deliver(shop: Any, many: int = 1) -> Delivery:
    """Batch D: of each kind of difference some cards, `many` times over; signed off by Li."""
    do = shop.do
    do("add_person", code="LI", name=f"李伟 {FRENCH}", role="technician")
    do("add_station", code="DOCK-1", name="Dock")
    do("receive_many", batch="B1", cards=[{"serial": f"OLD{n:04}"} for n in range(2 * many)])
    do("open_batch", number="D", supplier=f"{FRENCH} {CHINESE}", received_on="2026-11-20",
       note="第三托盘。Palette abîmée.", second_person=True)  # fmt: skip
    serials = {
        "received": [f"00{n:06}" for n in range(5 * many)],
        "missing": [f"007{n:06}" for n in range(3 * many)],
        "refused": [f"R{n:06}" for n in range(2 * many)],
        "duplicate": [f"OLD{n:04}" for n in range(2 * many)],
        "unexpected": [f"EXTRA-{n:05}" for n in range(2 * many)],
    }
    listed = [serials[name] for name in ("received", "missing", "refused", "duplicate")]
    cards = [
        {"serial": serial, "maker": "华硕", "model": "GeForce RTX 4090", "box": "P1",
         "part_number": "=1+1", "note": "风扇异响"}
        for serial in chain(*listed)
    ]  # fmt: skip
    do("expect", batch="D", cards=cards)
    work = {"batch": "D", "by": "ANA"}
    do("start_receiving", **work, note="Two boxes were wet. 外箱潮湿。")
    tags = {}
    for serial in [*serials["received"], *serials["unexpected"]]:
        tags[serial] = do("receive", **work, serial=serial)["tag"]
    for serial in serials["refused"]:
        do("refuse", **work, serial=serial, reason="CRACKED", note="Fissurée près du bord")
    do("refuse", **work, serial="NOT-OURS", reason="WRONG-MODEL")
    serials["refused"].append("NOT-OURS")
    serials["quarantined"] = serials["received"][:1]
    do("quarantine", piece=tags[serials["quarantined"][0]], reason="Siegel gebrochen 标签不符")
    session = shop.ask("receivings", batch="D")[0].id
    do("end_receiving", receiving=session)
    do("sign_off", receiving=session, by="LI")
    serials["received"] += serials["unexpected"]
    return Delivery(shop, serials, tags)


@pytest.fixture
def delivery(shop: Any) -> Delivery:
    """A delivery on each kind of database."""
    return deliver(shop)


@pytest.fixture
def on_file(file_shop: Any) -> Delivery:
    """The same on SQLite only, for what is about the paper."""
    return deliver(file_shop)


def make(shop: Any, out: Any, number: str = "D", **facts: Any) -> int:
    """Write the PDF; the number of its pages."""
    with shop.database.read() as connection:
        return differences_pdf(connection, number, out, **facts)


def make_sheets(shop: Any, out: Path, number: str = "D", **facts: Any) -> dict[str, list[Any]]:
    """Write the spreadsheet and read it back: the rows of each sheet."""
    with shop.database.read() as connection:
        differences_xlsx(connection, number, out, **facts)
    return sheets_of(out)


def sheets_of(out: Path) -> dict[str, list[Any]]:
    book = CalamineWorkbook.from_path(str(out))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def part(text: str, words: str) -> str:
    """What stands below the title of a list, to the next one."""
    titles = "|".join(one.words for one in lists.LISTS)
    start = re.search(rf"^{words} [\d,]+$", text, re.M)
    assert start, f"there is no list {words}"
    rest = text[start.end() :]
    end = re.search(rf"^(?:{titles}) [\d,]+$", rest, re.M)
    return rest[: end.start()] if end else rest


def check_sums(page: str, numbers: Any) -> None:
    """The numbers on the front add up, and are those of the query."""
    lines = page.splitlines()
    said = {
        (name, below): int(value)
        for (name, value), (_, below) in zip(pairwise(lines), pairwise(lines[1:]), strict=False)
        if value.isdigit()
    }
    listed = said["Listed", "lines of the list"]
    came = said["Came", "listed and received"]
    missing = said["Missing", "listed, not received"]
    refused = said["Refused", "listed, turned away"]
    duplicate = said["Duplicate", "twice, or here before"]
    received = said["Received", "cards and boards"]
    unexpected = said["Unexpected", "not in the list"]
    assert listed == came + missing + refused + duplicate
    assert received == came + unexpected
    assert (listed, missing, refused, duplicate, received, unexpected) == (
        numbers.listed, numbers.missing, numbers.refused_listed, numbers.duplicate,
        numbers.received, numbers.unexpected,
    )  # fmt: skip
    assert said["Quarantined", "of those received"] == numbers.quarantined


def test_the_numbers_add_up(
    delivery: Delivery, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    make(delivery.shop, tmp_path / "d.pdf")
    page = read(tmp_path / "d.pdf").pages[0]
    numbers = delivery.shop.ask("differences", batch="D")
    assert numbers[2:12] == (12, 5, 3, 2, 2, 7, 2, 3, 1, 1)
    check_sums(page, numbers)
    assert "1 of them not listed" in page.splitlines()
    assert "The delivery differs from the list" in page
    assert (
        "3 cards missing · 2 unexpected · 3 refused · 2 lines duplicate · 1 in quarantine"
        in page.splitlines()
    )


def test_a_wrong_number_would_be_seen(
    on_file: Delivery,
    read: Callable[[Path], Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    right = lists.differences
    numbers = on_file.shop.ask("differences", batch="D")
    monkeypatch.setattr(
        lists, "differences", lambda *a, **k: right(*a, **k)._replace(refused_listed=1)
    )
    make(on_file.shop, tmp_path / "d.pdf")
    with pytest.raises(AssertionError):
        check_sums(read(tmp_path / "d.pdf").pages[0], numbers)


@pytest.mark.parametrize("name", PAPER)
def test_a_list_that_loses_a_row_makes_no_report(
    on_file: Delivery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    right = lists.manifest_state

    def loses(connection: Any, *, state: str, **facts: Any) -> list[Any]:
        rows = right(connection, state=state, **facts)
        return rows[:-1] if state == name else rows

    monkeypatch.setattr(lists, "manifest_state", loses)
    with pytest.raises(RuntimeError, match="rows has"):
        make(on_file.shop, tmp_path / "d.pdf")
    with pytest.raises(RuntimeError, match="rows has"):
        make_sheets(on_file.shop, tmp_path / "d.xlsx")
    assert list(tmp_path.glob("d.*")) + list(tmp_path.glob(".*.part")) == []


def test_every_card_of_every_list_is_there_with_what_is_to_be_said(
    delivery: Delivery, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    make(delivery.shop, tmp_path / "d.pdf")
    text = read(tmp_path / "d.pdf").text
    for one in lists.LISTS:
        below = part(text, one.words)
        for serial in delivery.serials[one.state.value]:
            assert below.count(serial) >= 1, (one.words, serial)
        others = set(chain(*delivery.serials.values())) - set(delivery.serials[one.state.value])
        assert not [serial for serial in others if serial in below]
    assert "ASUS GeForce RTX 4090" in part(text, "Missing")
    assert "风扇异响" in part(text, "Missing")
    assert "Cracked · Fissurée près du bord" in " ".join(part(text, "Refused").split())
    assert re.search(r"NOT-OURS Wrong model no ", part(text, "Refused"))
    old = delivery.shop.ask("pieces", batch="B1")
    for row in old:
        place = part(text, "Duplicate")
        assert f"here as {written(row.tag)}, in batch B1" in " ".join(place.split())
    assert "Siegel gebrochen 标签不符" in " ".join(part(text, "Quarantined").split())
    assert written(delivery.tags["00000000"]) in part(text, "Quarantined")
    for serial in delivery.serials["unexpected"]:
        assert written(delivery.tags[serial]) in part(text, "Unexpected")


def test_a_line_that_repeats_another_names_it(
    file_shop: Any, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    file_shop.do("expect", batch="B1", cards=[{"serial": "SN-0001", "maker": "MSI"}])
    file_shop.do("expect", batch="B1", cards=[{"serial": "SN0001", "maker": ""}])
    assert file_shop.ask("differences", batch="B1").duplicate == 1
    make(file_shop, tmp_path / "d.pdf", "B1")
    text = " ".join(part(read(tmp_path / "d.pdf").text, "Duplicate").split())
    assert "in the list as SN-0001" in text or "in the list as SN0001" in text
    rows = make_sheets(file_shop, tmp_path / "d.xlsx", "B1")["Duplicate"]
    assert rows[1][rows[0].index("Repeats")] in ("SN-0001", "SN0001")


def test_the_title_names_batch_supplier_days_and_sessions(
    delivery: Delivery, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    make(delivery.shop, tmp_path / "d.pdf", by="LI", issued_on="2026-11-24")
    sheets = read(tmp_path / "d.pdf")
    page = sheets.pages[0]
    lines = page.splitlines()
    start = lines.index("Test workshop")
    assert lines[start + 1] == "Difference report"
    assert f"{FRENCH} {CHINESE}" in lines
    assert "2026-11-20" in lines and "第三托盘。Palette abîmée." in lines
    who = f"李伟 {FRENCH}"
    [one] = delivery.shop.ask("receivings", batch="D")
    row = next(line for line in lines if line.startswith("Ana "))
    begun = f"{one.started[:10]} {one.started[11:16]}"
    assert row.startswith(f"Ana – {begun} – ")
    assert re.search(r" 7 2 3 1 ", row)
    whole = "".join(page.replace("·", "").split())  # where a line ends the dot is left out
    assert "".join(f"{who} {one.signed[:10]} {one.signed[11:16]}".split()) in whole
    assert "Two boxes were wet. 外箱潮湿。" in page
    assert "has not ended" not in page and "waits for" not in page
    for place, text in enumerate(sheets.pages, 1):
        assert f"Page {place} of {len(sheets.pages)}" in text
        assert f"drawn 2026-11-24 by {who}" in text


def test_what_is_not_ended_or_signed_is_said(
    file_shop: Any, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    file_shop.do("open_batch", number="S", supplier="R", second_person=True)
    file_shop.do("start_receiving", batch="S")
    make(file_shop, tmp_path / "s.pdf", "S")
    page = read(tmp_path / "s.pdf").pages[0]
    assert "1 session has not ended: the numbers may still change." in page
    assert "1 session waits for the signature of a second person." in page
    assert re.search(r"^Ana – .* – open 0 0 0 0 –$", page, re.M)


def test_an_even_delivery_says_so_in_one_line(
    file_shop: Any, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    cards = [{"serial": f"E{n:04}"} for n in range(30)]
    file_shop.do("expect", batch="B1", cards=cards)
    file_shop.do("receive_many", batch="B1", cards=cards)
    assert make(file_shop, tmp_path / "e.pdf", "B1") == 1
    text = read(tmp_path / "e.pdf").text
    assert "✓ The delivery is exactly as listed" in " ".join(text.split())
    assert "All 30 cards of the list came and no other; none is refused or set apart." in text
    assert "E0000" not in text
    check_sums(text, file_shop.ask("differences", batch="B1"))


def test_a_batch_without_a_list_says_so_and_shows_what_applies(
    file_shop: Any, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    tag = file_shop.card("N0001")
    file_shop.do("quarantine", piece=tag, reason="Seal")
    file_shop.do("refuse", batch="B1", serial="N0002", reason="WATER")
    make(file_shop, tmp_path / "n.pdf", "B1")
    text = read(tmp_path / "n.pdf").text
    assert "There is no list from the supplier" in text
    assert "So no card can be missing, unexpected or duplicate. 1 refused · 1 in quarantine" in text
    assert "N0002" in part(text, "Refused") and "N0001" in part(text, "Quarantined")
    assert not re.search(r"^(Missing|Unexpected|Listed|Came|Duplicate)", text, re.M)
    assert "exactly as listed" not in text
    sheets = make_sheets(file_shop, tmp_path / "n.xlsx", "B1")
    numbers = {row[0]: row[1] for row in sheets["Numbers"]}
    assert "Missing" not in numbers and numbers["Received"] == numbers["Refused in all"] == 1
    assert len(sheets["Missing"]) == 1, "the head alone"


def test_a_batch_nothing_came_of_is_not_called_even(
    file_shop: Any, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    make(file_shop, tmp_path / "n.pdf", "B1")
    text = read(tmp_path / "n.pdf").text
    assert "Nothing was received yet." in text and "as listed" not in text


def test_many_rows_are_asked_for_page_by_page(
    file_shop: Any,
    read: Callable[[Path], Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    serials = [f"M{n:06}" for n in range(4_200)]
    file_shop.do("expect", batch="B1", cards=[{"serial": serial} for serial in serials])
    asked = []
    right = lists.manifest_state

    def watched(connection: Any, **facts: Any) -> list[Any]:
        asked.append(facts["limit"])
        return right(connection, **facts)

    monkeypatch.setattr(lists, "manifest_state", watched)
    steps: list[tuple[int, int]] = []
    pages = make(file_shop, tmp_path / "m.pdf", "B1", progress=lambda *s: steps.append(s))
    assert steps == [(n, pages) for n in range(1, pages + 1)]
    assert max(asked) <= 2_000 and len(asked) == 2 * 3
    found = re.findall(r"^(M\d{6})", read(tmp_path / "m.pdf").text, re.M)
    assert found == serials


def test_pages_of_any_size_give_the_same_report(
    on_file: Delivery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(on_file.shop, tmp_path / "whole.pdf")
    make_sheets(on_file.shop, tmp_path / "whole.xlsx")
    for size in (1, 2):
        monkeypatch.setattr(parts, "_PAGE", size)
        make(on_file.shop, tmp_path / "part.pdf")
        make_sheets(on_file.shop, tmp_path / "part.xlsx")
        for kind in ("pdf", "xlsx"):
            whole = (tmp_path / f"whole.{kind}").read_bytes()
            assert (tmp_path / f"part.{kind}").read_bytes() == whole


def test_a_serial_too_long_for_its_column_is_whole(
    file_shop: Any, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    longest = "W" * 40 + "-" + "0123456789" * 2 + "END"
    file_shop.do("expect", batch="B1", cards=[{"serial": longest}])
    make(file_shop, tmp_path / "l.pdf", "B1")
    text = part(read(tmp_path / "l.pdf").text, "Missing")
    assert longest in "".join(text.split())


# The spreadsheet


def test_the_spreadsheet_has_a_sheet_for_each_list(delivery: Delivery, tmp_path: Path) -> None:
    sheets = make_sheets(delivery.shop, tmp_path / "d.xlsx")
    assert list(sheets) == [
        "Numbers", "Sessions", "Missing", "Unexpected", "Refused", "Duplicate", "Quarantined",
        "Received",
    ]  # fmt: skip
    for one in (*lists.LISTS, lists.CAME):
        heads, *rows = sheets[one.words]
        assert heads[0] == "Serial"
        assert [row[0] for row in rows] == delivery.serials[one.state.value]
    missing = dict(zip(*sheets["Missing"][:2], strict=True))
    assert missing == {
        "Serial": "007000000", "Maker": "ASUS", "Model": "GeForce RTX 4090",
        "Part number": "=1+1", "Carton": "P1", "Note": "风扇异响",
    }  # fmt: skip
    refused = dict(zip(*sheets["Refused"][:2], strict=True))
    assert (refused["Why"], refused["Note"]) == ("Cracked", "Fissurée près du bord")
    assert (refused["Listed"], refused["Who"]) == ("yes", "Ana")
    duplicate = dict(zip(*sheets["Duplicate"][:2], strict=True))
    assert duplicate["In batch"] == "B1" and duplicate["Tag"].startswith("C01-")
    [session] = sheets["Sessions"][1:]
    assert session[0] == "Ana" and session[4:8] == [7, 2, 3, 1]
    assert session[8] == f"李伟 {FRENCH}"


def test_the_numbers_of_the_spreadsheet_add_up(delivery: Delivery, tmp_path: Path) -> None:
    sheets = make_sheets(delivery.shop, tmp_path / "d.xlsx")
    n = {row[0]: row[1] for row in sheets["Numbers"]}
    assert n["Listed"] == n["Came"] + n["Missing"] + n["Refused, listed"] + n["Duplicate"]
    assert n["Received"] == n["Came"] + n["Unexpected"]
    assert n["Batch"] == "D" and n["Supplier"] == f"{FRENCH} {CHINESE}"
    for one in lists.LISTS:
        name = "Refused in all" if one.state is ManifestState.REFUSED else one.words
        assert n[name] == len(sheets[one.words]) - 1


def test_texts_stay_texts_and_heads_stay_in_sight(on_file: Delivery, tmp_path: Path) -> None:
    out = tmp_path / "d.xlsx"
    on_file.shop.do(
        "expect", batch="D", cards=[{"serial": "1234567890123456789", "box": "007", "note": note}
                                    for note in ("_x0041_ https://example.org",)],
    )  # fmt: skip
    sheets = make_sheets(on_file.shop, out)
    row = next(r for r in sheets["Missing"] if r[0] == "1234567890123456789")
    assert row[4] == "007" and row[5] == "_x0041_ https://example.org"
    with zipfile.ZipFile(out) as book:
        assert not [name for name in book.namelist() if "external" in name or "rels/sheet" in name]
        inside = {name: book.read(name).decode() for name in book.namelist() if "/sheet" in name}
    assert len(inside) == 8
    for text in inside.values():
        assert "<f>" not in text and "hyperlink" not in text
        assert 'ySplit="1"' in text and 'state="frozen"' in text
        assert "<autoFilter ref=" in text and '<col min="1" max="1" width="' in text


def test_a_spreadsheet_that_fails_half_way_leaves_nothing(
    on_file: Delivery, tmp_path: Path
) -> None:
    out = tmp_path / "d.xlsx"
    out.write_bytes(b"an earlier one")

    def stop(_done: int, _of: int) -> None:
        raise KeyboardInterrupt

    on_file.shop.do("receive_many", batch="D", cards=[{"serial": f"L{n:05}"} for n in range(600)])
    with pytest.raises(KeyboardInterrupt):
        make_sheets(on_file.shop, out, progress=stop)
    assert out.read_bytes() == b"an earlier one"
    assert list(tmp_path.glob(".*.part")) == []


def test_what_cannot_be_written_is_refused(on_file: Delivery, tmp_path: Path) -> None:
    nowhere = tmp_path / "gone" / "d"
    for write in (make, make_sheets):
        with pytest.raises(Refused, match="cannot be written to .*No such file"):
            write(on_file.shop, nowhere)
        with pytest.raises(Refused, match="There is no batch “NONE”"):
            write(on_file.shop, tmp_path / "d", "NONE")
    with pytest.raises(Refused, match="no paper size"):
        make(on_file.shop, io.BytesIO(), paper="a0")
    stream = io.BytesIO()
    assert make(on_file.shop, stream, paper="letter") >= 1
    assert make(on_file.shop, io.BytesIO(), cancelled=lambda: True) == 0
