# SPDX-License-Identifier: MIT
"""Lists on paper: the stock, work in progress, what was received, and what was thrown away."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from bench_shop import Shop, furnish
from command_line import bare, run
from hostile_strings import corpus
from lengths import full
from python_calamine import CalamineWorkbook

from workshop.domain.refused import Refused
from workshop.domain.tag import written
from workshop.reports.differences import differences_pdf
from workshop.reports.packing import packing_pdf, packing_xlsx
from workshop.reports.passport import passport_pdf
from workshop.reports.progress import progress_pdf
from workshop.reports.receiving import receiving_pdf
from workshop.reports.scrapped import scrapped_pdf
from workshop.reports.stock import stock_pdf
from workshop.storage.database import Database

__all__ = ["bare", "run"]

LATE = "2030-01-01T00:00:00.000000Z"


class Worked:
    """A workshop in the middle of its work, and the tags of some of its pieces."""

    def __init__(self, shop: Shop) -> None:
        self.shop, do = shop, shop.do
        do("add_person", code="LI", name="李伟 Élodie", role="technician")
        do("add_place", code="BAG", name="Dry bag 干燥袋", kind="bag", parent="TRAY-12")
        do("start_receiving", batch="B1", by="LI")
        do("refuse", batch="B1", serial="BAD-1", reason="WATER", note="Wet through", by="LI")
        self.cards = [shop.card(f"SN-{n}") for n in range(4)]
        one, two, three, _ = self.cards
        self.chips = [self.off(one, site) for site in ("M1", "M2", "M3")]
        self.lost = self.off(one, "M4", None)
        do("move", piece=self.chips[2], place="BAG")
        do("quarantine", piece=three, reason="Seal broken")
        do("scrap", pieces=[self.chips[0]], reason="Pads lifted 焊盘脱落", by="LI")
        do("scrap", piece=two, reason="Burnt")
        facts = {"buyer": "Müller 显卡 <b>GmbH</b>", "country": "Germany", "reference": "PO-7"}
        self.box = do("open_shipment", **facts, note="By <i>road</i>")["shipment"]
        do("pack", shipment=self.box, pieces=[self.cards[3], self.chips[1]])
        do("unpack", shipment=self.box, pieces=[self.chips[1]])
        do("ship", shipment=self.box)

    def off(self, card: str, site: str, place: str | None = "TRAY-12") -> str:
        facts = {"card": card, "site": site, "outcome": "good", "place": place, "grade": "A"}
        return str(self.shop.do("harvest", **facts)["tag"])

    def make(self, write: Callable[..., int], *of: str, out: Any = None, **facts: Any) -> Any:
        """Write a report; its bytes."""
        stream = out or io.BytesIO()
        with self.shop.database.read() as connection:
            pages = write(connection, *of, stream, **facts)
        return stream.getvalue() if out is None else pages


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worked]:
    """Nobody changes it."""
    target = tmp_path_factory.mktemp("listings") / "shop.db"
    database = Database.create(target, name="Test workshop", owner="ANA")
    yield Worked(furnish(Shop(database)))
    database.close()


@pytest.fixture
def text(worked: Worked, read: Any, tmp_path: Path) -> Callable[..., str]:
    """The words of a report, read back from its file."""

    def of(write: Callable[..., int], *facts: str, **more: Any) -> str:
        (tmp_path / "r.pdf").write_bytes(worked.make(write, *facts, **more))
        return " ".join(read(tmp_path / "r.pdf").text.split())

    return of


def test_the_stock_is_told_place_by_place(worked: Worked, text: Callable[..., str]) -> None:
    found = text(stock_pdf)
    assert "Test workshop Stock list " in found and " All places Every piece" in found
    assert "TRAY-12 · Memory 1 Kind Model Grade State Pieces Memory chip" in found
    assert "BAG · Dry bag 干燥袋 1 in TRAY-12" in found
    assert "In stock, but in no place 1 Nobody knows where these lie" in found
    assert "Piece by piece" not in found and written(worked.chips[1]) not in found


def test_the_stock_of_one_place_names_every_piece(worked: Worked, text: Callable[..., str]) -> None:
    found = text(stock_pdf, place="tray-12")
    assert " TRAY-12 · Memory Every piece" in found and "Piece by piece 2" in found
    assert written(worked.chips[1]) in found and written(worked.chips[2]) in found
    assert written(worked.chips[0]) not in found, "it was thrown away"
    assert "in no place" not in found
    with pytest.raises(Refused, match="There is no place “NOWHERE”"):
        worked.make(stock_pdf, place="NOWHERE")


def test_work_in_progress_by_step_and_age(worked: Worked, text: Callable[..., str]) -> None:
    begun = written(worked.cards[0])
    young = text(progress_pdf)
    assert "By step and age 1" in young and "Stuck 0 of those in work" in young
    assert "Up to 1 day 1 to 3 days 3 to 7 days More than 7 days Cards Stuck" in young
    [row] = worked.shop.ask("work_in_progress")
    assert f"{row.name} 1 – – – 1 –" in young and begun in young
    old = text(progress_pdf, now=LATE)
    assert f"{row.name} – – – 1 1 1" in old and "! nothing recorded" in old
    assert "As of 2030-01-01 00:00 UTC" in old


def test_receiving_names_who_what_and_what_was_turned_away(text: Callable[..., str]) -> None:
    found = text(receiving_pdf, "B1")
    assert "Test workshop Receiving report " in found
    assert "Receiving sessions" in found and "李伟 Élodie" in found
    assert "BAD-1" in found and "Wet through" in found
    assert "Seal broken" in found
    assert "By model 1 Maker Model Received – GeForce RTX 4090 4" in found
    assert all(f"SN-{n}" in found for n in range(4))


def test_the_certificate_lists_what_is_out_of_service(
    worked: Worked, text: Callable[..., str]
) -> None:
    found = text(scrapped_pdf, batch="B1")
    assert "Certificate of what was taken out of service " in found and " Batch B1 " in found
    assert "Test workshop states that the 2 pieces listed here were taken out of service" in found
    assert written(worked.chips[0]) in found and "Pads lifted 焊盘脱落" in found
    assert written(worked.cards[1]) in found and "SN-1" in found and "Burnt" in found
    assert "For the recycler" in found and written(worked.cards[0]) not in found
    day = worked.shop.ask("scrapped")[0].at[:10]
    assert f"{day} to {day}" in text(scrapped_pdf, since=day, until=day)
    with pytest.raises(Refused, match="Nothing was taken out of service: until 2020-01-01"):
        worked.make(scrapped_pdf, until="2020-01-01")
    with pytest.raises(Refused, match="The day “soon” is no date"):
        worked.make(scrapped_pdf, since="soon")


def test_the_packing_list_names_buyer_and_pieces(worked: Worked, text: Callable[..., str]) -> None:
    found = text(packing_pdf, worked.box)
    assert "Packing list" in found and "Müller 显卡 <b>GmbH</b>" in found and "Germany" in found
    assert f"1 {written(worked.cards[3])} SN-3 Card · GeForce RTX 4090 – B1 □" in found
    assert "1 Cards" in found and written(worked.cards[1]) not in found
    assert written(worked.chips[1]) not in found, "it was taken out again"
    assert "Packed by" in found and "____" not in found and "By <i>road</i>" in found
    assert "Leaves as" in found and "Sold" in found and "Not yet" not in found
    with pytest.raises(Refused, match="There is no shipment “S9”"):
        worked.make(packing_pdf, "S9")


def test_nothing_long_is_cut_off_a_packing_list(tmp_path: Path, read: Any) -> None:
    shop = furnish(Shop(Database.create(tmp_path / "b.db", name="Shop", owner="ANA")))
    buyer = "Nordlys Datasystemer og Gjenbruk Aksjeselskap " * 4
    box = shop.do("open_shipment", buyer=buyer[:190], country="Saint Vincent and the Grenadines",
                  reference="R-" + "0123456789" * 6)["shipment"]  # fmt: skip
    shop.do("pack", shipment=box, pieces=[shop.card("S-1")])
    made = Worked.__new__(Worked)
    made.shop = shop
    (tmp_path / "b.pdf").write_bytes(made.make(packing_pdf, box))
    found = " ".join(read(tmp_path / "b.pdf").text.split())
    assert buyer[:190].strip() in found and "0123456789" * 6 in found.replace(" ", "")
    assert "Saint Vincent and the Grenadines" in found
    shop.database.close()


def test_the_packing_list_as_a_spreadsheet(worked: Worked, tmp_path: Path) -> None:
    out = tmp_path / "p.xlsx"
    assert worked.make(packing_xlsx, worked.box, out=out, issued_on="2026-11-24") == 1
    book = CalamineWorkbook.from_path(str(out))
    told = {row[0]: row[1] for row in book.get_sheet_by_name("Shipment").to_python()}
    assert (told["Buyer"], told["Country"], told["Pieces"]) == (
        "Müller 显卡 <b>GmbH</b>", "Germany", 1,
    )  # fmt: skip
    head, row = book.get_sheet_by_name("Pieces").to_python()
    assert dict(zip(head, row, strict=True)) | {"Packed at (UTC)": ""} == {
        "No.": 1, "Tag": written(worked.cards[3]), "Serial": "SN-3", "Kind": "Card", "Maker": "",
        "Model": "GeForce RTX 4090", "Grade": "", "Batch": "B1", "Packed at (UTC)": "",
        "Packed by": "Ana",
    }  # fmt: skip


def test_what_is_not_issued_says_that_it_is_a_state_of_a_moment(
    worked: Worked, text: Callable[..., str]
) -> None:
    for write, of, facts in WRITERS:
        found = text(write, *of, **facts)
        assert "Not issued, as of 20" in found, write
        assert ("DRAFT" in found) is (write is scrapped_pdf)


def test_the_letterhead_of_the_shop_stands_on_each(tmp_path: Path, read: Any) -> None:
    shop = furnish(Shop(Database.create(tmp_path / "l.db", name="Shop", owner="ANA")))
    shop.do("set_catalogue", kind="letterhead", code="SHOP",
            body={"address": "Rue du Test 1\n1000 Lausanne", "signers": ["Boss"]})  # fmt: skip
    card = shop.card("S-1")
    box = shop.shipment(shop.card("S-2"))
    shop.do("scrap", piece=card, reason="burnt")
    made = Worked.__new__(Worked)
    made.shop = shop
    for write, of in (
        (stock_pdf, ()), (progress_pdf, ()), (receiving_pdf, ("B1",)), (scrapped_pdf, ()),
        (packing_pdf, (box,)), (differences_pdf, ("B1",)), (passport_pdf, (card,)),
    ):  # fmt: skip
        (tmp_path / "l.pdf").write_bytes(made.make(write, *of, paper="letter"))
        assert "Rue du Test 1" in read(tmp_path / "l.pdf").text, write
    shop.database.close()


WRITERS: list[tuple[Callable[..., int], tuple[str, ...], dict[str, Any]]] = [
    (stock_pdf, (), {}),
    (stock_pdf, (), {"place": "TRAY-12"}),
    (progress_pdf, (), {"now": LATE}),
    (receiving_pdf, ("B1",), {}),
    (scrapped_pdf, (), {}),
    (packing_pdf, ("S0001",), {}),
]


@pytest.mark.parametrize(("write", "of", "facts"), WRITERS)
def test_each_is_the_same_every_time_and_called_off_whole(
    worked: Worked, tmp_path: Path, write: Any, of: Any, facts: Any
) -> None:
    facts = {**facts, "issued_on": "2026-11-24"}
    assert worked.make(write, *of, **facts) == worked.make(write, *of, **facts)
    out = tmp_path / "r.pdf"
    assert worked.make(write, *of, out=out, paper="letter", **facts) >= 1
    before = out.read_bytes()
    assert worked.make(write, *of, out=out, cancelled=lambda: True, **facts) == 0
    assert out.read_bytes() == before and list(tmp_path.iterdir()) == [out]
    with pytest.raises(Refused, match="no paper size"):
        worked.make(write, *of, paper="a0", **facts)


def test_hostile_words_are_printed_as_they_stand(tmp_path: Path, read: Any) -> None:
    shop = furnish(Shop(Database.create(tmp_path / "h.db", name="<b>&amp;</para>", owner="ANA")))
    words = [text for text in corpus(full(1_000, 40)) if text.isprintable()]
    shop.do("add_place", code="H", name="<img src=x>", kind="tray")
    shop.do("open_batch", number="H", supplier="<b>bold</b>", note=" ".join(words)[:900])
    cards = [{"serial": f"H-{n:04}", "maker": word[:40], "note": word[:200]}
             for n, word in enumerate(words)]  # fmt: skip
    shop.do("receive_many", batch="H", cards=cards, place="H")
    tags = [row.tag for row in shop.ask("pieces", batch="H", limit=1_000)]
    for tag, word in zip(tags, words, strict=True):
        shop.do("correct", piece=tag, model=word[:64])
    for tag, word in zip(tags[:12], words, strict=False):
        shop.do("scrap", piece=tag, reason=f"{word} 10,000 {'x' * 900}")
    shop.do("open_shipment", buyer="<b>x</b>", country="</para>", reference="^XA^FS")
    shop.do("pack", shipment="S0001", pieces=tags[12:18])
    shop.do("ship", shipment="S0001")
    worked = Worked.__new__(Worked)
    worked.shop = shop
    for write, of, facts, some in (
        (stock_pdf, (), {"place": "H"}, words[18:]), (progress_pdf, (), {}, []),
        (receiving_pdf, ("H",), {}, words), (scrapped_pdf, (), {"batch": "H"}, words[:12]),
        (packing_pdf, ("S0001",), {}, words[12:18]),
    ):  # fmt: skip
        data = worked.make(write, *of, **facts)
        for word in (b"/Annots", b"/URI (", b"/JavaScript", b"/Launch", b"/XObject"):
            assert word not in data
        (tmp_path / "h.pdf").write_bytes(data)
        found = "".join(read(tmp_path / "h.pdf").text.split())
        assert "<b>&amp;</para>" in found
        plain = ["".join(word.split()) for word in some if word.isascii() and len(word) < 60]
        assert [word for word in plain if word not in found] == [], write
        assert plain or write is progress_pdf
    shop.database.close()


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["stock"], 0, "1 pages: "),
        (["stock", "TRAY-12"], 0, "1 pages: "),
        (["progress"], 0, "1 pages: "),
        (["receiving", "B1"], 0, "1 pages: "),
        (["packing", "S1"], 1, "There is no shipment “S1”"),
        (["packing"], 2, "Name the batch, shipment or piece: workshop report packing"),
        (["stock", "--issue"], 2, "These reports are issued: batch, passport, scrapped, packing."),
        (["scrapped", "--issue"], 2, "Name the batch"),
        (["scrapped"], 1, "Nothing was taken out of service"),
        (["receiving"], 2, "Name the batch, shipment or piece: workshop report receiving"),
        (["progress", "B1"], 2, "told of the whole shop"),
        (["stock", "--since", "2026-11-24"], 2, "Only what was scrapped"),
    ],
)
def test_the_command_writes_each(
    run: Any, tmp_path: Path, arguments: list[str], status: int, says: str
) -> None:
    out = tmp_path / "r.pdf"
    answer = run("report", *arguments, "-o", out)
    assert answer.status == status and says in answer.out + answer.err
    assert out.exists() == (status == 0)
