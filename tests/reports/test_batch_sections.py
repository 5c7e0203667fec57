# SPDX-License-Identifier: MIT
"""Sections of the batch report beside its tables: value, differences, let pass, the shop itself."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from workshop.domain.refused import Refused
from workshop.pictures import thumbnail
from workshop.reports.batch import batch_pdf
from workshop.reports.choices import EVERY, Choices
from workshop.storage import evidence

Read = Callable[[Path], Any]
ADDRESS = "Rheinufer 12\n50996 Köln\n显卡翻新车间"


def report(worked: Any, out: Path, number: str = "W", **facts: Any) -> Path:
    with worked.shop.database.read() as connection:
        batch_pdf(connection, number, out, **facts)
    return out


def head(worked: Any, **body: Any) -> None:
    worked.shop.do("set_catalogue", kind="letterhead", code="SHOP", body=body)


def under(text: str, title: str, end: str) -> str:
    """What stands between two titles."""
    return re.split(rf"^{re.escape(end)}", text.partition(f"\n{title}")[2], flags=re.M)[0]


def test_what_was_let_pass_is_told_with_who_and_why(
    worked: Any, read: Read, tmp_path: Path
) -> None:
    text = read(report(worked, tmp_path / "w.pdf")).text
    told = " ".join(under(text, "Let pass", "What was decided").split())
    for reason in ("It came bare", "It smells burnt", "Two never came, and one came too many"):
        assert reason in told
    assert told.count("Ana") == 3 and "Let pass 3" in text
    asked = worked.shop.ask("let_pass", batch="W")
    assert [row.reason for row in asked] == ["It came bare", "It smells burnt"]


def test_what_was_undone_was_not_let_pass(worked: Any, read: Read, tmp_path: Path) -> None:
    shop = worked.shop
    one, _ = shop.ask("let_pass", batch="W")
    shop.do("undo", entry=shop.ask("newest"))
    shop.do("undo", entry=next(e.number for e in shop.ask("recent", limit=50)
                               if e.text == shop.ask("let_pass", batch="W")[1].text))  # fmt: skip
    assert shop.ask("let_pass", batch="W") == [one]
    text = read(report(worked, tmp_path / "w.pdf")).text
    assert "It smells burnt" not in text and "It came bare" in text


def test_a_grade_against_the_defects_is_let_pass_as_long_as_it_stands(file_shop: Any) -> None:
    card = file_shop.card("G-1")
    file_shop.do("note_defect", piece=card, code="BEND", severity="critical")
    given = file_shop.do("assess", piece=card, grade="A", reason="bent back")
    file_shop.do("assess", piece=card, note="looked at again")
    [row] = file_shop.ask("let_pass", batch="B1")
    assert (row.entry, row.reason) == (given["entry"], "bent back")
    file_shop.do("assess", piece=card, grade="D")
    assert file_shop.ask("let_pass", batch="B1") == []


def test_let_pass_of_a_batch_is_that_of_its_pieces(worked: Any) -> None:
    shop = worked.shop
    shop.do("open_batch", number="OTHER", supplier="S")
    other = shop.card("O-1", batch="OTHER")
    shop.do("record_step", piece=other, step="TDN", override="of another batch")
    pieces = [piece.tag for piece in shop.ask("pieces", batch="W")]
    single = {
        (row.entry, row.reason)
        for tag in pieces
        for row in shop.ask("passport_more", tag=tag).let_pass
    }
    assert {(row.entry, row.reason) for row in shop.ask("let_pass", batch="W")} == single


def test_differences_are_those_of_the_difference_report(
    worked: Any, read: Read, tmp_path: Path
) -> None:
    text = read(report(worked, tmp_path / "w.pdf")).text
    part = under(text, "Differences from the supplier's list", "Let pass")
    found = worked.shop.ask("differences", batch="W")
    numbers = [found.listed, found.came, found.missing, found.refused_listed, found.duplicate]
    numbers += [found.received, found.came, found.unexpected, found.refused, found.quarantined]
    assert [int(line) for line in part.splitlines() if line.isdigit()][:10] == numbers
    assert numbers == [6, 4, 2, 0, 0, 5, 4, 1, 0, 0]


def test_refused_cards_are_named_and_more_are_counted(
    file_shop: Any, read: Read, tmp_path: Path
) -> None:
    for n in range(15):
        file_shop.do("refuse", batch="B1", serial=f"REF-{n:02d}", reason="CRACKED")
    with file_shop.database.read() as connection:
        batch_pdf(connection, "B1", tmp_path / "b.pdf")
    text = read(tmp_path / "b.pdf").text
    assert "REF-11" in text and "REF-12" not in text
    assert "3 more are in the difference report." in text


def test_the_value_is_that_of_the_query_and_can_be_left_out(
    worked: Any, read: Read, tmp_path: Path
) -> None:
    assert "Value at" not in read(report(worked, tmp_path / "w.pdf")).text
    for code, kind, amount in (("DIE", "die", 1310.5), ("CARD", "card", 180)):
        body = {"kind": kind, "amount": amount, "currency": "EUR"}
        worked.shop.do("set_catalogue", kind="price", code=code, body=body)
    found = read(report(worked, tmp_path / "w.pdf"))
    lines = worked.shop.ask("batch_value", batch="W")
    front = found.pages[0].splitlines()
    assert "1,310.50 EUR" in front and "180.00 EUR" in front, "a die in stock, a card sold"
    unpriced = sum(line.stock + line.sold for line in lines if line.price is None)
    assert unpriced == 1 and "1 piece" in front
    assert "Dies AD102 A 1,310.50 EUR 1 1,310.50 EUR 0 0.00 EUR" in found.text
    assert "In all 1,310.50 EUR 180.00 EUR" in found.text
    without = read(report(worked, tmp_path / "w.pdf", choices=Choices(prices=False))).text
    assert "EUR" not in without and "Value" not in without


def test_who_signs_and_the_terms_are_the_shops_own(
    on_file: Any, read: Read, tmp_path: Path
) -> None:
    plain = read(report(on_file, tmp_path / "w.pdf"))
    assert "In charge of the batch" in plain.pages[-1] and "Terms" not in plain.text
    head(on_file, signers=["Leitung", "Käufer 买方"], terms="As seen.\nNo warranty <b>at all</b>.")
    last = read(report(on_file, tmp_path / "w.pdf")).pages[-1]
    assert "Leitung" in last and "Käufer 买方" in last and "In charge" not in last
    assert last.index("Signatures") < last.index("Terms") < last.index("No warranty <b>at all</b>.")
    chosen = Choices(EVERY - {"signatures", "terms"})
    without = read(report(on_file, tmp_path / "w.pdf", choices=chosen)).text
    assert "Leitung" not in without and "As seen." not in without


def logo(shop: Any, colour: str = "blue") -> dict[str, Any]:
    stream = io.BytesIO()
    Image.new("RGB", (300, 150), colour).save(stream, "PNG", comment="secret")
    return evidence.keep(shop.database, stream.getvalue(), "logo.png")


def test_logo_and_address_stand_on_the_front_alone(
    on_file: Any, read: Read, tmp_path: Path
) -> None:
    file = logo(on_file.shop)
    body = {"address": ADDRESS, "logo": file["sha256"]}
    on_file.shop.do("set_catalogue", kind="letterhead", code="SHOP", body=body, files=[file])

    def pictures(sha256: str, box: tuple[int, int]) -> bytes:
        return thumbnail(evidence.read(on_file.shop.database, sha256), box)

    found = read(report(on_file, tmp_path / "w.pdf", pictures=pictures))
    for line in ADDRESS.splitlines():
        assert line in found.pages[0] and line not in found.pages[1]
    images = [len(list(page.images)) for page in found.reader.pages]
    assert images[0] == 1 and not any(images[1:])
    first = next(found.images(72)).convert("RGB")
    part = first.crop((200, 40, 480, 110))
    assert any(b > 200 and r < 60 for _, (r, _g, b) in part.getcolors(20_000))
    again = report(on_file, tmp_path / "again.pdf", pictures=pictures)
    assert again.read_bytes() == (tmp_path / "w.pdf").read_bytes()


def test_a_logo_that_is_gone_is_left_out(on_file: Any, read: Read, tmp_path: Path) -> None:
    file = logo(on_file.shop)
    body = {"address": "Here", "logo": file["sha256"]}
    on_file.shop.do("set_catalogue", kind="letterhead", code="SHOP", body=body, files=[file])

    def gone(_sha256: str, _box: tuple[int, int]) -> bytes:
        raise Refused("The kept file {name} is missing.", name="x")

    found = read(report(on_file, tmp_path / "w.pdf", pictures=gone))
    assert "Here" in found.pages[0] and not list(found.reader.pages[0].images)


@pytest.mark.parametrize(
    ("code", "body", "sentence"),
    [
        ("OTHER", {}, "There is one letterhead: SHOP."),
        ("SHOP", {"logo": "x"}, "was never kept"),
        ("SHOP", {"logo": "0" * 64}, "was never kept"),
        ("SHOP", {"address": "a\n" * 7}, "An address has at most 6 lines."),
        ("SHOP", {"address": "x" * 201}, "The address is too long"),
        ("SHOP", {"signers": list("abcdefg")}, "At most 6 people sign."),
        ("SHOP", {"signers": ["x" * 61]}, "Who signs is too long"),
    ],
)
def test_a_letterhead_that_cannot_be_is_refused(
    file_shop: Any, code: str, body: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refused, match=re.escape(sentence)):
        file_shop.do("set_catalogue", kind="letterhead", code=code, body=body)


def test_a_long_number_keeps_clear_of_the_letterhead(
    file_shop: Any, read: Read, tmp_path: Path
) -> None:
    number = "B" * 32
    file_shop.do("open_batch", number=number, supplier="S" * 80)
    file_shop.do("set_catalogue", kind="letterhead", code="SHOP", body={"address": ADDRESS})
    with file_shop.database.read() as connection:
        batch_pdf(connection, number, tmp_path / "b.pdf")
    _, high, runs = next(iter(read(tmp_path / "b.pdf").boxes()))
    top = [run for run in runs if run[1] > high - 110]
    for n, one in enumerate(top):
        for two in top[n + 1 :]:
            apart = one[2] <= two[0] + 1 or two[2] <= one[0] + 1 or one[3] <= two[1] + 3
            assert apart or two[3] <= one[1] + 3, (one, two)
