# SPDX-License-Identifier: MIT
"""The demo: a lifelike batch, the same for the same seed, worked through to its papers."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pypdf
import pypdfium2
import pytest
import zxingcpp
from bench_shop import Shop

from workshop import cli, demo
from workshop.domain.tag import written
from workshop.storage.check import check
from workshop.storage.database import Database

CARDS = 12


class Made(NamedTuple):
    """What `workshop demo` made, and its workshop, to be read only."""

    answer: dict[str, Any]
    shop: Shop


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    folder = tmp_path_factory.mktemp("demo")
    said: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(folder / "data"))
        patch.setattr("builtins.print", lambda text, **_: said.append(text))
        out = str(folder / "out")
        assert cli.main(["demo", "--cards", str(CARDS), "--seed", "5", "--out", out, "--json"]) == 0
    answer = json.loads(said[0])
    shop = Shop(Database.open(answer["database"]))
    yield Made(answer, shop)
    shop.database.dispose()


def story(shop: Shop) -> list[tuple[Any, ...]]:
    """All that was done, the times left out."""
    return [
        (entry.act, entry.person, entry.station, entry.facts, entry.text)
        for entry in shop.ask("journal", limit=10_000)
        if entry.act != "found_workshop"
    ]


def test_its_journal_is_sound(made: Made) -> None:
    report = check(made.shop.database, deep=True)
    assert report.findings == []
    assert report.entries > 100


def test_the_same_seed_makes_the_same_batch(made: Made, tmp_path: Path) -> None:
    shown: list[tuple[int, int]] = []
    again = demo.make(
        tmp_path / "again.db", cards=CARDS, seed=5, progress=lambda n, of: shown.append((n, of))
    )
    assert story(Shop(again)) == story(made.shop)
    assert Shop(again).ask("pieces", limit=1000) == made.shop.ask("pieces", limit=1000)
    again.close()
    assert shown == [(n + 1, len(shown)) for n in range(len(shown))]


def test_another_seed_makes_another(made: Made, tmp_path: Path) -> None:
    """Twenty cards and more: one comes that nobody announced."""
    other = demo.make(tmp_path / "other.db", cards=22, seed=6)
    shop = Shop(other)
    assert story(shop) != story(made.shop)
    batch = shop.ask("batch", number=demo.BATCH)
    assert batch.expected == 22
    assert batch.unexpected == 1
    assert "X099887766554" in {row.serial for row in shop.ask("pieces", kind="card")}
    other.close()


def test_one_card_is_enough(tmp_path: Path) -> None:
    made = demo.make(tmp_path / "one.db", cards=1)
    assert Shop(made).ask("batch", number=demo.BATCH).received == 1
    made.close()


def test_it_is_lifelike(made: Made) -> None:
    ask = made.shop.ask
    batch = ask("batch", number=demo.BATCH)
    assert batch.expected == CARDS
    assert CARDS // 2 < batch.received <= CARDS
    assert len(batch.cards_by_state) >= 2  # some done, some in work
    assert batch.pieces_by_kind["memory"] > batch.pieces_by_kind["die"] > 1
    first = ask("board_map", tag=ask("pieces", kind="card", limit=1)[0].tag)
    assert {"on_board", "good"} <= {site.state for site in first.sites}  # left half done
    yields = ask("yields", batch=demo.BATCH)
    assert yields.tested > 3
    assert all(line.rate and line.rate > 0.5 for line in yields.harvest)
    assert "李伟" in {person.name for person in ask("people")}
    entries = ask("journal", limit=10_000)
    at = [entry.at for entry in entries]
    assert at == sorted(at)
    assert at[0][:10] < at[-1][:10]  # days of work, none of them in the future
    assert any(entry.act == "fit" for entry in entries)


def test_its_papers_are_there(made: Made) -> None:
    assert made.answer["ok"]
    assert made.answer["labels"] == len(made.shop.ask("batch_labels", batch=demo.BATCH))
    reader = pypdf.PdfReader(made.answer["batch_pdf"])
    assert len(reader.pages) == made.answer["pages"] >= 2
    text = "".join(page.extract_text() for page in reader.pages)
    assert demo.BATCH in text
    assert demo.SUPPLIER in text


def test_every_label_is_read_as_the_tag_of_its_piece(made: Made) -> None:
    document = pypdfium2.PdfDocument(made.answer["labels_pdf"])
    found: list[str] = []
    words = ""
    for page in document:
        image = page.render(scale=200 / 72).to_pil().convert("L")
        codes = zxingcpp.read_barcodes(
            image, formats=zxingcpp.BarcodeFormat.QRCode, text_mode=zxingcpp.TextMode.Plain
        )
        found += [code.text for code in codes]
        words += page.get_textpage().get_text_range()
    tags = [row.tag for row in made.shop.ask("pieces", batch=demo.BATCH, limit=10_000)]
    assert sorted(found) == sorted(tags)
    assert all(written(tag) in words for tag in tags)
    document.close()


def test_a_second_demo_leaves_the_first_alone(
    made: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "demo"
    out.mkdir()
    (out / "workshop.db").write_text("somebody's own")
    assert cli.main(["demo", "--cards", "1", "--out", str(out)]) == 0
    told = capsys.readouterr().out
    assert f"Database: {out / 'workshop-2.db'}" in told
    assert f"Label sheet: {out / 'labels.pdf'}" in told
    assert (out / "workshop.db").read_text() == "somebody's own"
    assert cli.main(["--db", made.answer["database"], "demo", "--out", str(out)]) == 1
    assert capsys.readouterr().err.count("\n") == 1
