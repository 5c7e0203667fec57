# SPDX-License-Identifier: MIT
"""A roll of blank tags: printed, scanned, claimed by cards, and printed again where it got lost."""

from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
import pytest
import zxingcpp
from bench_shop import Shop
from command_line import Run, bare, run

from workshop.domain.refused import Refused
from workshop.domain.tag import written
from workshop.labels import blank_roll
from workshop.labels.blank_roll import print_roll, print_roll_again, unclaimed

__all__ = ["bare", "run"]


def pages(file: Path) -> list[list[str]]:
    """What a scanner reads on each page, every code being of version 1 at level H."""
    found = []
    document = pypdfium2.PdfDocument(file)
    for page in document:
        image = page.render(scale=300 / 72).to_pil().convert("L")
        codes = zxingcpp.read_barcodes(image, text_mode=zxingcpp.TextMode.Plain)
        for code in codes:
            assert code.extra["Version"] == "1" and code.ec_level == "H", code.extra
        at = {(round(c.position.top_left.y / 30), c.position.top_left.x): c.text for c in codes}
        found.append([at[place] for place in sorted(at)])
    document.close()
    return found


def blank(shop: Shop) -> list[str]:
    return [row.tag for row in shop.ask("blank_tags")]


@pytest.mark.parametrize(
    ("layout", "count", "start", "on_pages"),
    [("62x29", 3, 1, [1, 1, 1]), ("a4-3x8", 30, 20, [5, 24, 1])],
)
def test_every_label_is_scanned_as_its_tag(
    file_shop: Shop, tmp_path: Path, layout: str, count: int, start: int, on_pages: list[int]
) -> None:
    out = tmp_path / "roll.pdf"
    roll = print_roll(file_shop.database, out, count=count, layout=layout, start=start, by="ANA")
    read = pages(out)
    assert [len(page) for page in read] == on_pages
    assert [tag for page in read for tag in page] == roll.tags == blank(file_shop)
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(out).pages)
    for tag in roll.tags:
        assert written(tag) in text
    assert text.count("blank") == count and text.count("Card") == count


def test_a_scanned_label_is_claimed_by_a_card_and_blank_no_longer(
    file_shop: Shop, tmp_path: Path
) -> None:
    out = tmp_path / "roll.pdf"
    print_roll(file_shop.database, out, count=3, by="ANA")
    [first], [second], [third] = pages(out)
    received = file_shop.do("receive", batch="B1", serial="S-1", tag=second)
    assert received["tag"] == second
    assert blank(file_shop) == [first, third]
    with file_shop.database.read() as connection:
        again = print_roll_again(connection, out)
    assert pages(out) == [[first], [third]] and again.entry is None
    file_shop.do("undo", entry=received["entry"])
    assert blank(file_shop) == [first, second, third]


@pytest.mark.parametrize("kind", ["board", "die"])
def test_tags_of_other_kinds_say_so(file_shop: Shop, tmp_path: Path, kind: str) -> None:
    out = tmp_path / "roll.pdf"
    print_roll(file_shop.database, out, count=1, kind=kind, by="ANA")
    assert [row.kind for row in file_shop.ask("blank_tags")] == [kind]
    assert kind.capitalize() in pypdf.PdfReader(out).pages[0].extract_text()


def test_where_no_file_is_written_no_tag_is_left(file_shop: Shop, tmp_path: Path) -> None:
    before = file_shop.ask("newest")
    with pytest.raises(Refused, match="The labels cannot be written"):
        print_roll(file_shop.database, tmp_path / "none" / "x.pdf", count=4, by="ANA")
    assert blank(file_shop) == []
    acts = [entry.act for entry in file_shop.ask("journal", after=before)]
    assert acts == ["print_blank_tags", "undo"]


def test_work_that_is_called_off_leaves_no_tag(file_shop: Shop, tmp_path: Path) -> None:
    class CalledOff(Exception):
        pass

    def step(_done: int, _of: int) -> None:
        raise CalledOff

    out = tmp_path / "roll.pdf"
    with pytest.raises(CalledOff):
        print_roll(file_shop.database, out, count=60, by="ANA", progress=step)
    assert blank(file_shop) == [] and not out.exists()


def test_what_is_on_paper_is_not_called_off(file_shop: Shop, tmp_path: Path) -> None:
    out = tmp_path / "roll.pdf"
    told: list[int] = []

    def step(done: int, of: int) -> None:
        told.append(done)
        assert not out.exists() and done < of

    roll = print_roll(file_shop.database, out, count=60, by="ANA", progress=step)
    assert told == [50] and blank(file_shop) == roll.tags


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"layout": "a9"}, "There is no label layout “a9”"),
        ({"start": 2}, "A label roll has no places to skip"),
        ({"layout": "a4-3x8", "start": 25}, "Place 25 is not on the sheet"),
        ({"count": 0}, "Between 1 and 2000 blank tags"),
        ({"count": 2001}, "Between 1 and 2000 blank tags"),
        ({"kind": "brick"}, "The kind “brick” is unknown"),
    ],
)
def test_what_cannot_be_printed_makes_no_entry(
    file_shop: Shop, tmp_path: Path, wrong: dict[str, Any], sentence: str
) -> None:
    before, out = file_shop.ask("newest"), tmp_path / "x.pdf"
    with pytest.raises(Refused, match=sentence):
        print_roll(file_shop.database, out, **{"count": 1, "by": "ANA", **wrong})
    assert file_shop.ask("newest") == before and not out.exists()


def test_all_that_wait_are_printed_however_many(
    file_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blank_roll, "_PAGE", 4)
    made = [tag for _ in "ab" for tag in file_shop.do("print_blank_tags", count=5)["tags"]]
    with file_shop.database.read() as connection:
        assert unclaimed(connection) == made


def test_none_that_waits_is_said(file_shop: Shop) -> None:
    with (
        file_shop.database.read() as connection,
        pytest.raises(Refused, match="There are no labels to print"),
    ):
        print_roll_again(connection, Path("x.pdf"))


def test_the_command_makes_a_roll_and_prints_it_anew(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "roll.pdf"
    made = run("labels", "blank", "--count", 3, "-o", out, "--json")
    assert made.status == 0
    tags = [tag for page in pages(out) for tag in page]
    assert made.json == {
        "ok": True, "file": str(out), "count": 3, "first": tags[0], "last": tags[2],
        "entry": run("ask", "newest", "--json").json,
    }  # fmt: skip
    assert run("do", "receive", "batch=B1", "serial=S-1", f"tag={tags[0]}").status == 0
    again = run("labels", "blank", "--again", "-o", out, "--layout", "a4-3x8", "--start", 24)
    assert again.out == f"2 blank tags, {written(tags[1])} to {written(tags[2])}: {out}\n"
    assert pages(out) == [[tags[1]], [tags[2]]]
    one = run("labels", "blank", "--count", 1, "-o", out)
    assert one.out.startswith("1 blank tag, C01-") and " to " not in one.out


def test_the_command_makes_tags_of_another_kind_and_prints_them_alone(
    run: Run, tmp_path: Path
) -> None:
    out = tmp_path / "roll.pdf"
    card = run("labels", "blank", "--count", 1, "-o", out, "--json").json["first"]
    board = run("labels", "blank", "--count", 1, "--kind", "Board", "-o", out, "--json")
    assert board.json["first"].startswith("B01") and pages(out) == [[board.json["first"]]]
    assert run("labels", "blank", "--again", "--kind", "card", "-o", out).status == 0
    assert pages(out) == [[card]]
    assert run("labels", "blank", "--again", "-o", out).status == 0
    assert pages(out) == [[card], [board.json["first"]]]
    none = run("labels", "blank", "--again", "--kind", "die", "-o", out)
    assert (none.status, none.err) == (1, "workshop: There are no labels to print.\n")
    for words in (["--count", 1], ["--again"]):
        wrong = run("labels", "blank", *words, "--kind", "brick", "-o", out)
        assert wrong.status == 1 and "The kind “brick” is unknown" in wrong.err


def test_the_command_undoes_what_it_cannot_write(run: Run, tmp_path: Path) -> None:
    refused = run("labels", "blank", "--count", 3, "-o", tmp_path / "none" / "x.pdf", "--json")
    assert refused.status == 1 and "cannot be written" in refused.json["refused"]
    assert run("ask", "blank_tags", "--json").json == []


@pytest.mark.parametrize(
    "words",
    [
        ["blank"],
        ["blank", "--count", "3", "--again"],
        ["blank", "--count", "3", "--batch", "B1"],
        ["commands", "--count", "3"],
        ["commands", "--again"],
        ["commands", "--kind", "card"],
        ["--batch", "B1", "--again"],
        ["blank", "--count", "many"],
    ],
)
def test_what_makes_no_sense_is_wrong_usage(run: Run, tmp_path: Path, words: list[str]) -> None:
    assert run("labels", *words, "-o", tmp_path / "x.pdf").status == 2
    assert not (tmp_path / "x.pdf").exists()
