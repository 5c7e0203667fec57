# SPDX-License-Identifier: MIT
"""Bad input: each gets one clear sentence, nothing changes, and the next scan goes on."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from bench_shop import Shop, furnish
from unchanged import refusal

from workshop.domain.rules import AlreadyHere
from workshop.domain.tag import make_tag, written
from workshop.domain.terms import PieceKind
from workshop.storage.database import Database

CARD, OTHER = "C01000001Z", "C01000002S"
DIE, BROKEN = make_tag(PieceKind.DIE, "01", 3), make_tag(PieceKind.MEMORY, "01", 4)
NOBODY = make_tag(PieceKind.CARD, "01", 999)


def furnished(shop: Shop) -> Shop:
    """Two cards; of the first, the die is off and M1 damaged, M2 missing and M3 left."""
    furnish(shop)
    shop.card("SN-1")
    shop.card("SN-2")
    for site, outcome in (("GPU", "good"), ("M1", "damaged"), ("M2", "missing"), ("M3", "left")):
        shop.do("harvest", card=CARD, site=site, outcome=outcome)
    shop.do("open_batch", number="B0", supplier="S")
    shop.do("close_batch", batch="B0")
    return shop


@pytest.fixture
def bench(tmp_path: Path, make_shop: Callable[[str | Path], Shop]) -> Shop:
    """A bench of this test's own."""
    return furnished(make_shop(tmp_path / "workshop.db"))


@pytest.fixture(scope="module")
def same_bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """One bench for all that is refused, since that changes nothing."""
    folder = tmp_path_factory.mktemp("bench")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(folder))
        database = Database.create(folder / "workshop.db", name="Test workshop", owner="ANA")
        shop = furnished(Shop(database))
    yield shop
    database.dispose()


REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "control characters": ("receive", {"serial": "12\x1b[2J34"},
        "“12�[2J34” cannot be a serial: only letters, digits and - . / + : _ # are used. Scan"),
    "NUL": ("receive", {"serial": "12\x0034"}, "“12�34” cannot be a serial:"),
    "markup": ("receive", {"serial": "<b>12</b>"}, "“<b>12</b>” cannot be a serial:"),
    "4 KB": ("receive", {"serial": "7" * 4096},
        "This scan has 4096 characters; a serial has at most 64. Perhaps two labels were"),
    "another language": ("receive", {"serial": "显卡-序列号"}, "“显卡-序列号” cannot be a serial:"),
    "bidi": ("receive", {"serial": "12\u202e34"}, "“12�34” cannot be a serial:"),
    "zero width": ("receive", {"serial": "12\u200b34"}, "“12�34” cannot be a serial:"),
    "half a character": ("receive", {"serial": "12\ud800"},
        "serial holds characters that cannot be kept. Type it anew."),
    "nothing": ("receive", {"serial": "  "}, "The serial is missing. Scan it again."),
    "a note with hidden text": ("receive", {"serial": "A-1", "note": "a\u2066b"},
        "The note holds characters that cannot be printed. Type it anew."),
    "a note too long": ("receive", {"serial": "A-1", "note": "x" * 2001},
        "The note is too long: 2001 characters, at most 2000 fit."),
    "a die received": ("receive", {"serial": "A-1", "kind": "die"},
        "Only cards and boards are received; dies and chips are harvested."),
    "an unknown kind": ("receive", {"serial": "A-1", "kind": "brick"},
        "The kind “brick” is unknown. Use one of: card, die,"),
    "an unknown batch": ("receive", {"serial": "A-1", "batch": "B7"}, "There is no batch “B7”."),
    "a closed batch": ("receive", {"serial": "A-1", "batch": "B0"}, "Batch B0 is closed."),
    "an unknown place": ("receive", {"serial": "A-1", "place": "MARS"},
        "There is no place “MARS”. Add it in Settings."),
    "an unknown person": ("receive", {"serial": "A-1", "by": "EVE"},
        "Nobody here has the code “EVE”."),
    "a wrong check character": ("move", {"piece": "C01-000001-Y", "place": "TRAY-12"},
        "The check character of “C01-000001-Y” is wrong. Scan the label again, or type it anew."),
    "no tag": ("move", {"piece": "SN-1", "place": "TRAY-12"},
        "“SN-1” is not a tag. A tag looks like C01-00773K-7."),
    "a tag nobody has": ("move", {"piece": NOBODY, "place": "TRAY-12"},
        f"No piece has the tag {written(NOBODY)}. Perhaps its receipt was undone."),
    "moved to nowhere": ("move", {"piece": CARD, "place": "<TRAY>"}, "There is no place “<TRAY>”."),
    "an unknown step": ("record_step", {"piece": CARD, "step": "polish"},
        "There is no step “polish”. The steps are RECV, SCAN, EVI,"),
    "an unknown outcome": ("record_step", {"piece": CARD, "step": "EVI", "outcome": "maybe"},
        "The outcome “maybe” is unknown. Use one of: done, failed, skipped."),
    "a choice there is not": ("record_step",
        {"piece": CARD, "step": "EVI", "values": {"power_connector": "gone"}},
        "Power connector: “gone” is none of good, discoloured, melted, broken."),
    "neither yes nor no": ("record_step", {"piece": CARD, "step": "EVI", "values": {"crack": "so"}},
        "Crack in the board: “so” is none of yes, no."),
    "a number that is none": ("record_step",
        {"piece": CARD, "step": "BAKE", "values": {"temperature": "hot"}},
        "Oven temperature: “hot” is no number. Type digits, such as 12.5."),
    "no date": ("record_step", {"piece": CARD, "step": "STOR", "values": {"sealed_on": "soon"}},
        "Sealed on “soon” is no date. Write it as 2026-11-24."),
    "a place without a name": ("move", {"piece": CARD, "place": " "},
        "No place was named. Scan its code, or type it."),
    "nothing to scrap": ("scrap", {"reason": "burnt"},
        "Name one piece to scrap, or a list of several; not both."),
    "a value of 3 KB": ("record_step", {"piece": CARD, "step": "EVI", "values": {"x": "y" * 3000}},
        "x is too long: 3000 characters, at most 2000 fit."),
    "a value without a name": ("record_step", {"piece": CARD, "step": "EVI", "values": {" ": "y"}},
        "The name of a value is missing."),
    "a site not on the board": ("harvest", {"card": CARD, "site": "M13", "outcome": "good"},
        "There is no site “M13” on this board (GeForce RTX 4090 and 4090 D, 12 chips). It has G"),
    "harvested twice": ("harvest", {"card": CARD, "site": "gpu", "outcome": "good"},
        "GPU is already empty (harvested good). Choose another site, or undo that record first."),
    "missing, harvested": ("harvest", {"card": CARD, "site": "M2", "outcome": "good"},
        "M2 is already empty (missing)."),
    "an outcome there is not": ("harvest", {"card": CARD, "site": "M5", "outcome": "fine"},
        "The outcome “fine” is unknown. Use one of: good, damaged, missing, left, suspect."),
    "a marking with hidden text": ("harvest",
        {"card": CARD, "site": "M5", "outcome": "good", "marking": "D8\u200bBZC"},
        "The marking holds characters that cannot be printed. Type it anew."),
    "harvested from a chip": ("harvest", {"card": BROKEN, "site": "GPU", "outcome": "good"},
        f"{written(BROKEN)} is no card or board, so it has no sites. Scan the card first."),
    "harvested to nowhere": ("harvest",
        {"card": CARD, "site": "M5", "outcome": "good", "place": "MARS"},
        "There is no place “MARS”."),
    "a damaged chip fitted": ("fit", {"piece": BROKEN, "board": CARD, "site": "M2"},
        f"{written(BROKEN)} is not free to be fitted: it is recorded as harvested damaged."),
    "an occupied site": ("fit", {"piece": DIE, "board": OTHER, "site": "GPU"},
        "GPU is not empty. Harvest what is on it first."),
    "a die on a memory site": ("fit", {"piece": DIE, "board": CARD, "site": "M1"},
        f"{written(DIE)} is a die, but M1 takes a memory chip."),
    "onto itself": ("fit", {"piece": DIE, "board": DIE, "site": "GPU"},
        f"{written(DIE)} is no card or board, so it has no sites."),
    "a card onto a card": ("fit", {"piece": OTHER, "board": CARD, "site": "GPU"},
        "Only dies and memory chips are fitted to sites."),
    "values in a list": ("record_step", {"piece": CARD, "step": "EVI", "values": ["yes"]},
        "The values must be pairs of a name and a value."),
    "measurements in a list": ("record_test", {"piece": CARD, "plan": "VOLTAGE", "values": [12]},
        "The values must be pairs of a name and a value."),
    "an unknown plan": ("record_test", {"piece": CARD, "plan": "SMELL"},
        "There is no test plan “SMELL”. There are INCOMING,"),
    "a measurement the plan lacks": ("record_test",
        {"piece": CARD, "plan": "VOLTAGE", "values": {"v_13v": 1}},
        "This plan has no measurement “v_13v”. It has v_12v,"),
    "a value that is no number": ("record_test",
        {"piece": CARD, "plan": "VOLTAGE", "values": {"v_12v": "twelve"}},
        "12 V: “twelve” is no number. Type digits, such as 12.5."),
    "infinity in words": ("record_test",
        {"piece": CARD, "plan": "VOLTAGE", "values": {"v_12v": "inf"}},
        "12 V: “inf” is no number."),
    "NaN": ("record_test", {"piece": CARD, "plan": "VOLTAGE", "values": {"v_12v": float("nan")}},
        "v_12v: “nan” is no number. Type digits, such as 12.5."),
    "400 digits": ("record_test",
        {"piece": CARD, "plan": "VOLTAGE", "values": {"v_12v": 10**400}}, "12 V: “1000000"),
    "an unknown disposition": ("dispose", {"piece": CARD, "disposition": "EAT"},
        "There is no disposition “EAT”. There are REPAIR,"),
    "a disposition for others": ("dispose", {"piece": DIE, "disposition": "RETURN"},
        "RETURN is not for this kind of piece (die)."),
    "an unknown routing": ("choose_routing", {"piece": CARD, "routing": "polish"},
        "There is no routing “polish”."),
    "an entry there is not": ("undo", {"entry": 10**30}, "This holds characters or numbers"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_one_clear_sentence_and_nothing_changed(same_bench: Shop, what: str) -> None:
    act, facts, sentence = REFUSED[what]
    if act == "receive":
        facts = {"batch": "B1", **facts}
    assert refusal(same_bench, act, **facts).startswith(sentence)
    following = f"next {list(REFUSED).index(what)}"
    assert same_bench.do("receive", batch="B1", serial=following)["result"] == "received"


def test_a_serial_twice(bench: Shop) -> None:
    for spelling in ("SN-1", "sn1", " S N 1\t"):
        assert refusal(bench, "receive", batch="B1", serial=spelling) == (
            f"{spelling.strip()} is already here: C01-000001-Z, in batch B1."
        )
    with pytest.raises(AlreadyHere) as here:
        bench.do("receive", batch="B1", serial="SN-1")
    assert here.value.tag == CARD


def test_a_piece_that_is_fitted(bench: Shop) -> None:
    bench.do("harvest", card=OTHER, site="GPU", outcome="damaged")
    bench.do("fit", piece=DIE, board=OTHER, site="GPU")
    said = refusal(bench, "fit", piece=DIE, board=CARD, site="GPU")
    assert said == f"{written(DIE)} is fitted on C01-000002-S. Harvest it there first."
    assert "moves with it" in refusal(bench, "move", piece=DIE, place="TRAY-12")
    assert "Harvest it first" in refusal(bench, "dispose", piece=DIE, disposition="SCRAP")
    assert f"dispose of {written(DIE)}" in refusal(
        bench, "harvest", card=OTHER, site="GPU", outcome="missing"
    )
    bench.do("dispose", piece=DIE, disposition="USED-IN")  # a word about it, no farewell


def test_a_piece_that_left(bench: Shop) -> None:
    bench.do("dispose", piece=CARD, disposition="SCRAP", reason="burnt")
    bench.do("dispose", piece=DIE, disposition="SELL")
    for act, facts in {
        "record_step": {"step": "EVI"},
        "record_test": {"plan": "VOLTAGE"},
        "move": {"place": "TRAY-12"},
        "dispose": {"disposition": "SELL"},
    }.items():
        assert refusal(bench, act, piece=CARD, **facts) == "C01-000001-Z has left the workshop."
    assert "has left" in refusal(bench, "harvest", card=CARD, site="M5", outcome="good")
    assert "has left" in refusal(bench, "fit", piece=DIE, board=CARD, site="GPU")
    bench.do("harvest", card=OTHER, site="GPU", outcome="missing")
    assert f"{written(DIE)} has left" in refusal(bench, "fit", piece=DIE, board=OTHER, site="GPU")


def test_a_card_of_a_closed_batch(bench: Shop) -> None:
    bench.do("close_batch", batch="b1", override="sold as it is")
    said = refusal(bench, "harvest", card=OTHER, site="GPU", outcome="good")
    assert said.startswith("What came on GPU of C01-")
    assert said.endswith(
        "was counted when batch B1 was closed. Undo the closing first; what was fitted here comes "
        "off without."
    )
    assert refusal(bench, "close_batch", batch="B1") == "Batch B1 is closed."
    assert "closed" in refusal(bench, "expect", batch="B1", cards=[{"serial": "A-1"}])
    assert "closed" in refusal(bench, "receive_many", batch="B1", cards=[{"serial": "A-1"}])
    bench.do("move", piece=CARD, place="TRAY-12")  # what is there can still be sorted out
