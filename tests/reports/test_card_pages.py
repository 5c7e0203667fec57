# SPDX-License-Identifier: MIT
"""Pages of the cards in a batch report: links there and back, photos, steps, tests, and no more."""

import io
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pictures_made import photo
from PIL import Image

from workshop.domain.refused import Refused
from workshop.domain.tag import written
from workshop.pictures import thumbnail
from workshop.queries.card_files import card_files
from workshop.reports import parts
from workshop.reports.batch import batch_pdf
from workshop.reports.choices import Choices
from workshop.storage import evidence

Read = Callable[[Path], Any]
WITH_PAGES = Choices(card_pages=True)


def attach(shop: Any, piece: str, count: int) -> None:
    """So many photos of a piece, each with a position and a camera."""
    for n in range(count):
        data = photo(1 + n % 8, size=(96 + 4 * n, 64))
        file = evidence.keep(shop.database, data, f"IMG_{piece}_{n}.jpg")
        shop.do("attach_photo", piece=piece, evidence=file, width=96, height=64, note=f"View {n}")


def reader(shop: Any) -> Any:
    return lambda sha256, box: thumbnail(evidence.read(shop.database, sha256), box)


def report(worked: Any, out: Path, **facts: Any) -> int:
    facts = {"choices": WITH_PAGES} | facts
    with worked.shop.database.read() as connection:
        return batch_pdf(connection, "W", out, **facts)


def page_of(found: Any, tag: str) -> int:
    """The page (from 0) that begins with a card."""
    begins = [n for n, page in enumerate(found.pages) if "Back to the table" in page
              and written(tag) in page.split("Back to the table")[0] + page[:400]]  # fmt: skip
    assert len(begins) == 1, (tag, begins)
    return begins[0]


def links(found: Any, page: int) -> list[int]:
    """Where the links of a page lead, as pages from 0."""
    reader = found.reader
    ends = []
    for each in reader.pages[page].get("/Annots", []):
        note = each.get_object()
        assert note["/Subtype"] == "/Link" and "/A" not in note
        to = note["/Dest"][0].get_object()
        ends.append(next(n for n, one in enumerate(reader.pages) if one.get_object() == to))
    return ends


def test_the_table_leads_to_each_card_and_each_card_back(
    on_file: Any, read: Read, tmp_path: Path
) -> None:
    report(on_file, tmp_path / "w.pdf")
    found = read(tmp_path / "w.pdf")
    starts = [page_of(found, tag) for tag in on_file.cards]
    tables = [n for n in range(min(starts)) if links(found, n)]
    assert [end for n in tables for end in links(found, n)] == starts
    assert [links(found, n) for n in starts] == [[tables[0]]] * len(starts)
    *_, name, pages = found.reader.outline
    assert name.title == "Card pages"
    assert [entry.title for entry in pages] == [written(tag) for tag in on_file.cards]
    report(on_file, tmp_path / "without.pdf", choices=Choices())
    without = read(tmp_path / "without.pdf")
    assert len(without.pages) == min(starts)
    assert not any(links(without, n) for n in range(len(without.pages)))


def test_without_the_table_no_page_leads_back_to_it(
    on_file: Any, read: Read, tmp_path: Path
) -> None:
    chosen = Choices(frozenset({"terms"}), card_pages=True)
    pages = report(on_file, tmp_path / "w.pdf", choices=chosen)
    found = read(tmp_path / "w.pdf")
    assert pages >= 6 and "Back to the table" not in found.text
    assert not any(links(found, n) for n in range(pages))


def test_a_card_of_another_batch_now_has_no_page_and_no_link(
    on_file: Any, read: Read, tmp_path: Path
) -> None:
    on_file.shop.do("receive", batch="B1", serial="SN00000", maker="ASUS")
    report(on_file, tmp_path / "w.pdf")
    found = read(tmp_path / "w.pdf")
    starts = [page_of(found, tag) for tag in on_file.cards[1:]]
    assert [end for n in range(min(starts)) for end in links(found, n)] == starts


def test_a_page_tells_the_steps_the_values_and_what_came_off(
    on_file: Any, read: Read, tmp_path: Path
) -> None:
    report(on_file, tmp_path / "w.pdf")
    found = read(tmp_path / "w.pdf")
    one, two, three, four = on_file.cards[:4]
    first = found.pages[page_of(found, one)]
    assert "Visual inspection ✓ Done 外观良好" in first and "– Skipped" in first
    for piece in on_file.shop.ask("passport", tag=one).came_off:
        assert written(piece.tag) in first
    tests = found.pages[page_of(found, two)]
    passport = on_file.shop.ask("passport", tag=two)
    for test in passport.tests:
        for value in test.measurements:
            assert f"{value.label} {value.value}" in tests
    assert "NVVDD" in found.pages[page_of(found, three)] and "✕ Failed" in found.text
    assert "Nothing was recorded yet." in found.pages[page_of(found, four)]


def test_what_is_asked_of_many_cards_is_what_the_passports_say(worked: Any) -> None:
    shop = worked.shop
    attach(shop, worked.cards[3], 2)
    with shop.database.read() as connection:
        whole = card_files(connection, batch="W")
        one = card_files(connection, batch="W", limit=1)
        rest = card_files(connection, batch="W", after=one[0].piece.tag)
    assert [file.piece.tag for file in whole] == worked.cards and one + rest == whole
    for file in whole:
        passport = shop.ask("passport", tag=file.piece.tag)
        for name in ("piece", "came_off", "fitted", "steps", "tests", "photos"):
            assert getattr(file, name) == getattr(passport, name)
        assert file.noted == shop.ask("passport_more", tag=file.piece.tag).noted


def test_photos_are_small_upright_and_say_nothing_of_the_camera(
    on_file: Any, read: Read, tmp_path: Path
) -> None:
    shop, card = on_file.shop, on_file.cards[3]
    attach(shop, card, 10)
    before = threading.active_count()
    report(on_file, tmp_path / "w.pdf", pictures=reader(shop))
    assert threading.active_count() == before
    found = read(tmp_path / "w.pdf")
    place = page_of(found, card)
    images = list(found.reader.pages[place].images)
    assert len(images) == 8 and "2 more photos are with the workshop." in found.pages[place]
    assert all(f"View {n}" in found.pages[place] for n in range(8))
    for each in images:
        assert b"Exif" not in each.data and b"Camera" not in each.data
        with Image.open(io.BytesIO(each.data)) as image:
            assert image.width > image.height, "all are landscape when upright"
            red, green, blue = image.convert("RGB").getpixel((3, 3))  # type: ignore[misc]
            assert red > 200 and green < 80 and blue < 80, "the corner at the top left is red"
    assert sum(len(list(page.images)) for page in found.reader.pages) == 8
    without = Choices(card_pages=True, photos=False)
    report(on_file, tmp_path / "w.pdf", pictures=reader(shop), choices=without)
    assert not any(list(page.images) for page in read(tmp_path / "w.pdf").reader.pages)


def test_a_photo_that_is_gone_says_so_in_its_place(
    on_file: Any, read: Read, tmp_path: Path
) -> None:
    attach(on_file.shop, on_file.cards[3], 1)

    def gone(_sha256: str, _box: tuple[int, int]) -> bytes:
        raise Refused("The kept file {name} is missing.", name="abc")

    report(on_file, tmp_path / "w.pdf", pictures=gone)
    assert "The kept file abc is missing." in read(tmp_path / "w.pdf").text


def test_pages_are_the_same_bytes_however_the_cards_are_asked_for(
    on_file: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    attach(on_file.shop, on_file.cards[3], 2)
    pictures = reader(on_file.shop)
    report(on_file, tmp_path / "whole.pdf", pictures=pictures)
    monkeypatch.setattr(parts, "_PAGE", 2)
    report(on_file, tmp_path / "parts.pdf", pictures=pictures)
    assert (tmp_path / "parts.pdf").read_bytes() == (tmp_path / "whole.pdf").read_bytes()


def test_progress_counts_the_pages_of_cards_and_a_cancel_leaves_nothing(
    on_file: Any, tmp_path: Path
) -> None:
    seen: list[tuple[int, int]] = []
    pages = report(on_file, tmp_path / "w.pdf", progress=lambda n, of: seen.append((n, of)))
    assert seen == [(n, pages) for n in range(1, pages + 1)]
    for stop in (1, pages + 2):  # as the pages are counted, and as they are drawn
        asked = iter([False] * stop + [True] * 99)
        assert report(on_file, tmp_path / "x.pdf", cancelled=lambda: next(asked)) == 0  # noqa: B023
    assert [path.name for path in tmp_path.iterdir() if "pdf" in path.name] == ["w.pdf"]


def test_nothing_leaves_the_margins_and_no_title_stands_alone(
    on_file: Any, read: Read, tmp_path: Path
) -> None:
    card = on_file.cards[4]
    for n in range(40):
        note = "Wieder gemessen, noch einmal. " * 4
        on_file.shop.do("record_test", piece=card, plan="RESISTANCE", values={}, note=f"{n} {note}")
    for paper in ("a4", "letter"):
        report(on_file, tmp_path / "w.pdf", choices=Choices(paper=paper, card_pages=True))
        found = read(tmp_path / "w.pdf")
        for wide, high, runs in found.boxes():
            for left, bottom, right, top in runs:
                assert 45 <= left < right <= wide - 44.5
                assert 40 <= bottom < top <= high - 40
        for page in found.pages:
            lines = [line for line in page.splitlines() if line.strip()]
            assert not re.fullmatch(r"(Tests|Steps|Photos|Signatures|Cards)( \d+)?", lines[-1])
