# SPDX-License-Identifier: MIT
"""Columns are found by heading in three languages, by content, and as they were the last time."""

from typing import Any

import pytest
from lists_made import CARDS, HEADINGS, text_of, xlsx

from workshop.domain.bodies import body_of
from workshop.domain.refused import Refused
from workshop.domain.shop_copies import with_shop_copies
from workshop.manifests.columns import (
    Layout,
    below,
    lay_out,
    place_of,
    read_columns,
    to_remember,
)
from workshop.manifests.header_words import FACTS, fact_of, folded
from workshop.manifests.header_words import HEADINGS as KNOWN
from workshop.manifests.read import read_list, read_text
from workshop.storage.catalogue import shipped


def found(text: str, supplier: str = "") -> Layout:
    return lay_out(read_text(text), shipped(), supplier)


@pytest.mark.parametrize(
    ("headings", "facts"),
    [
        ("Serial Number,Manufacturer,Model,Part #,UPC,Qty,Pallet No.,Remarks",
         "serial maker model part_number upc quantity box note"),
        ("S/N,Brand,Product Name,P/N,EAN,Pcs,Box,Notes",
         "serial maker model part_number upc quantity box note"),
        ("N° de série,Marque,Désignation,Réf. fabricant,Code-barres,Qté,N° palette,Observations",
         "serial maker model part_number upc quantity box note"),
        ("Numéro de série,Constructeur,Modèle,Référence,Gencod,Quantité,Palette,Commentaire",
         "serial maker model part_number upc quantity box note"),
        ("序列号,品牌,型号,料号,条形码,数量,箱号,备注",
         "serial maker model part_number upc quantity box note"),
        ("产品序列号(S/N),制造商,显卡型号,物料编码,条码,件数,托盘号,成色说明",
         "serial maker model part_number upc quantity box note"),
        ("No.,GPU serial no.,Model part number,Maker", "- serial part_number maker"),
        ("序号,SN,显卡型号", "- serial model"),
        ("Product series,Serial", "- serial"),
        ("Ｓ／Ｎ,MODEL", "serial model"),
    ],
)  # fmt: skip
def test_headings_are_known_in_three_languages(headings: str, facts: str) -> None:
    rows = "\n".join([headings, ",".join(["x1"] * (headings.count(",") + 1))])
    layout = found(rows)
    assert layout.header == 0
    wanted = {fact: place for place, fact in enumerate(facts.split()) if fact != "-"}
    assert {f: c for f, c in layout.columns.items() if f != "model" or f in wanted} == wanted


def test_the_words_are_in_the_form_they_are_compared_in() -> None:
    words = [word for of_fact in KNOWN.values() for word in of_fact]
    assert [word for word in words if folded(word) != word] == []
    assert len(set(words)) == len(words) and set(KNOWN) == set(FACTS)
    assert fact_of("x" * 61) is None and fact_of("") is None


def test_titles_above_the_headings_are_no_headings() -> None:
    rows = [["Serial list of Rheintal"], [], ["Date", "2026-11-24"], HEADINGS, *CARDS]
    layout = lay_out(read_list(xlsx(rows)), shipped(), "")
    assert layout.table.rows[layout.header or 0].number == 4
    assert [row.number for row in below(layout.table, layout.header)] == [5, 6, 7]


def test_headings_that_come_again_are_no_cards() -> None:
    layout = found(text_of([HEADINGS, CARDS[0], HEADINGS, CARDS[1]]))
    assert [row.number for row in below(layout.table, layout.header)] == [2, 4]


def test_without_headings_the_content_tells() -> None:
    rows = [[str(n), "0195553412345", "ASUS", f"S{n}K{n:06d}", "RTX 4090", "900-1G136-2530-000"]
            for n in range(1, 30)]  # fmt: skip
    layout = found(text_of(rows, ";"))
    assert layout.header is None
    assert layout.columns == {"part_number": 5, "upc": 1, "model": 4, "maker": 2, "serial": 3}


def test_a_first_row_of_unknown_words_is_headings() -> None:
    rows = [["Gerät", "Kennung"], *[["x", f"SN{n:07d}"] for n in range(9)]]
    layout = found(text_of(rows))
    assert (layout.header, layout.columns) == (0, {"serial": 1})


def _terms_and_cards(book: Any, sheet: Any) -> None:
    sheet.write_string(0, 0, "Terms of sale")
    second = book.add_worksheet("Cards")
    for place, row in enumerate([HEADINGS, *CARDS]):
        second.write_row(place, 0, row)


def test_the_list_is_on_the_sheet_that_has_serials() -> None:
    source = read_list(xlsx(_terms_and_cards))
    assert lay_out(source, shipped(), "").table.name == "Cards"
    assert lay_out(source, shipped(), "", "list").table.name == "List"


def test_what_a_supplier_had_the_last_time_is_had_again() -> None:
    corrected = found("Ident,Alt,Card\nSN0000001,XX0000001,4090\nSN0000002,XX0000002,4080\n")
    corrected = corrected._replace(columns={"serial": 1, "model": 2})
    kept = to_remember(corrected, shipped(), "Rheintal")
    assert kept is not None
    copies = [("list", kept.supplier, body_of(kept))]
    catalogue = with_shop_copies(shipped(), copies)
    next_one = read_text("Card;IDENT;ALT\nRTX 4090;SN0000003;XX0000003\nx;SN0000004;XX0000004")
    assert lay_out(next_one, catalogue, "rheintal ").columns == {"serial": 2, "model": 0}
    assert lay_out(next_one, catalogue, "Somebody else").columns["serial"] == 1
    other = read_text(text_of([HEADINGS, *CARDS]))  # the columns of before are not in it
    assert lay_out(other, catalogue, "Rheintal").columns["serial"] == 2


def test_a_supplier_spelled_otherwise_is_the_same_and_odd_headings_are_kept_by_letter() -> None:
    layout = found("Serial\u200b,Model\nSN0000001,4090\nSN0000002,4080\n")
    kept = to_remember(layout, shipped(), "Nord GmbH")
    assert kept is not None and (kept.serial, kept.model) == ("A", "Model")
    catalogue = with_shop_copies(shipped(), [("list", kept.supplier, body_of(kept))])
    again = to_remember(layout, catalogue, "NORD-GMBH")
    assert again is not None and again.supplier == "Nord GmbH"
    assert to_remember(layout, shipped(), "***") is None
    long = to_remember(layout, shipped(), "x" * 200)
    assert long is not None and with_shop_copies(shipped(), [("list", "x" * 64, body_of(long))])


def test_columns_are_named_by_heading_letter_or_number() -> None:
    table = read_text(text_of([HEADINGS, *CARDS])).tables[0]
    assert [place_of(table, 0, name) for name in ("serial", "PART NO", "c", "3", "Z", "9", "?")] \
        == [2, 3, 2, 2, None, None, None]  # fmt: skip
    assert read_columns(table, 0, {"serial": "D", "box": ""}) == {"serial": 3, "box": -1}
    for told, words in (({"weight": "A"}, "no “weight”"), ({"serial": "Q"}, "no column “Q”")):
        with pytest.raises(Refused, match=words):
            read_columns(table, 0, told)
