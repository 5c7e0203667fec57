# SPDX-License-Identifier: MIT
"""Cards that are what they say, cards that are not, and cards nobody can tell of yet."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshop.domain.identity import Check, Fact, Outcome, checks, doubts, read_fact, values
from workshop.domain.identity_entries import Attribute, FactName, FactSource
from workshop.domain.refused import Refused
from workshop.domain.shop_copies import with_shop_copies
from workshop.storage.catalogue import shipped

CATALOGUE = shipped()

HONEST_4090 = {
    ("record", "model"): "GeForce RTX 4090",
    ("record", "maker"): "Gigabyte",
    ("label", "serial"): "SN231234567890",
    ("box", "serial"): "sn 2312-3456-7890",
    ("driver", "gpu_name"): "NVIDIA GeForce RTX 4090",
    ("driver", "device_id"): "2684",
    ("driver", "subsystem_id"): "1458:40BF",
    ("driver", "vbios_version"): "95.02.18.80.5F",
    ("driver", "gpu_part_number"): "2684-300-A1",
    ("driver", "memory_mib"): "24564",
    ("die", "die_marking"): "AD102-300-A1",
    ("memory", "memory_marking"): "D8BZC",
    ("driver", "memory_vendor"): "Micron",
}


def done(**changed: str) -> list[Check]:
    """An honest 4090 with some facts changed; `source__name=value`, empty to leave one out."""
    facts = dict(HONEST_4090)
    for key, value in changed.items():
        source, name = key.split("__")
        facts[source, name] = value
    return checks(CATALOGUE, [Fact(*key, value) for key, value in facts.items()])


def outcome(code: str, found: list[Check]) -> Outcome:
    return next(check.outcome for check in found if check.code == code)


def test_an_honest_card_agrees_with_itself() -> None:
    found = done()
    assert doubts(found) == []
    agreed = {check.code for check in found if check.outcome is Outcome.AGREE}
    rules = {rule.code for rule in CATALOGUE.identity.values()}
    assert rules - agreed == {"PART", "BOARD-MODEL", "BOARD-PART"}  # nobody said a word of these


FAKES = {
    "a GA102 marked as AD102-300-A1": (
        {
            "driver__gpu_part_number": "2204-300-A1",
            "driver__device_id": "2204",
            "driver__gpu_name": "NVIDIA GeForce RTX 3090",
            "driver__vbios_version": "94.02.42.00.01",
        },
        {"NAME-MODEL", "DEVICE-MODEL", "DRIVER-MODEL", "DIE-DRIVER", "DIE-DEVICE", "VBIOS-MODEL",
         "VBIOS-DIE"},
    ),
    "the same with a 4090's VBIOS on it": (
        {"driver__gpu_part_number": "2204-300-A1"},
        {"DRIVER-MODEL", "DIE-DRIVER"},
    ),
    "a 4090 D sold as a 4090": (
        {
            "driver__gpu_name": "NVIDIA GeForce RTX 4090 D",
            "driver__device_id": "0x2685",
            "driver__gpu_part_number": "2685-250-A1",
            "die__die_marking": "AD102-250-A1",
        },
        {"NAME-MODEL", "DEVICE-MODEL", "DRIVER-MODEL", "DIE-MODEL"},
    ),
    "a die marked with another SKU than the driver reads": (
        {"driver__gpu_part_number": "2684-301-A1"},
        {"DIE-DRIVER"},
    ),
    "a VBIOS of another family": ({"driver__vbios_version": "94.02.71.40.22"},
                                  {"VBIOS-MODEL", "VBIOS-DIE", "VBIOS-DEVICE"}),
    "memory missing": ({"driver__memory_mib": "20470"}, {"MEMORY-MODEL"}),
    "memory of another type": ({"memory__memory_marking": "K4Z80325BC-HC14"},
                               {"MEMORY-TYPE", "MEMORY-VENDOR"}),
    "a card in another's box": ({"box__serial": "SN231234567891"}, {"SERIAL"}),
    "another maker's VBIOS": ({"driver__subsystem_id": "1043:889C"}, {"MAKER"}),
    "the board of a 3090": ({"sticker__board_code": "PG132"}, {"BOARD-MODEL"}),
}  # fmt: skip


@pytest.mark.parametrize("name", FAKES)
def test_a_fake_is_caught_and_by_nothing_else(name: str) -> None:
    changed, wanted = FAKES[name]
    assert set(doubts(done(**changed))) == wanted


def test_a_3080_of_12_gb_with_10() -> None:
    facts = [
        Fact("record", "model", "GeForce RTX 3080 12GB"),
        Fact("driver", "memory_mib", "10240"),
        Fact("driver", "gpu_name", "NVIDIA GeForce RTX 3080"),
    ]
    assert "MEMORY-MODEL" in doubts(checks(CATALOGUE, facts))
    whole = [facts[0], Fact("driver", "memory_mib", "12288")]
    assert doubts(checks(CATALOGUE, whole)) == []


def test_a_card_rebuilt_with_more_memory_is_no_fake() -> None:
    facts = [
        Fact("record", "model", "GeForce RTX 4090 48GB"),
        Fact("driver", "gpu_name", "NVIDIA GeForce RTX 4090"),
        Fact("driver", "device_id", "2684"),
        Fact("driver", "memory_mib", "49140"),
    ]
    assert doubts(checks(CATALOGUE, facts)) == []


@pytest.mark.parametrize(
    "spelled", ["2684", "0x2684", "10DE:2684", "268410DE", "0x268410DE", " 2684 "]
)
def test_a_device_id_counts_in_every_spelling(spelled: str) -> None:
    assert outcome("DEVICE-MODEL", done(driver__device_id=spelled)) is Outcome.AGREE


@pytest.mark.parametrize("spelled", ["AD102-300-A1", "ad102-300-a1", "AD102-300-KD-A1", "AD102300"])
def test_a_marking_counts_in_every_spelling(spelled: str) -> None:
    assert outcome("DIE-MODEL", done(die__die_marking=spelled)) is Outcome.AGREE


def test_what_nobody_said_is_not_known() -> None:
    found = checks(CATALOGUE, [])
    assert {check.outcome for check in found} == {Outcome.UNKNOWN}
    unread = done(driver__vbios_version="7F.7F.00.00.00", driver__memory_mib="a lot")
    assert outcome("VBIOS-MODEL", unread) is Outcome.UNKNOWN
    assert outcome("MEMORY-MODEL", unread) is Outcome.UNKNOWN


def test_one_source_that_disagrees_outweighs_those_that_agree() -> None:
    found = done(sticker__serial="SN231234567890", label__serial="SN231234567890",
                 box__serial="OTHER-1")  # fmt: skip
    check = next(check for check in found if check.code == "SERIAL")
    assert check.outcome is Outcome.DISAGREE
    assert check.right is not None and "OTHER-1" in (check.left.value, check.right.value)  # type: ignore[union-attr]


def test_signs_of_a_fake_count() -> None:
    sign = next(iter(CATALOGUE.signs.values()))
    good = {"yes": "no", "no": "yes"}[sign.bad]
    for answer, wanted in ((sign.bad, [sign.code]), (good, []), ("", [])):
        found = checks(CATALOGUE, [Fact(FactSource.SIGNS, sign.code, answer)])
        assert doubts(found) == wanted


def test_a_rule_of_the_shop_counts_and_a_rule_taken_off_does_not() -> None:
    """Teeth: without the rule the fake goes through."""
    without = replace(CATALOGUE, identity={})
    facts = [Fact("record", "model", "GeForce RTX 4090"), Fact("driver", "memory_mib", "20470")]
    assert doubts(checks(CATALOGUE, facts)) == ["MEMORY-MODEL"]
    assert doubts(checks(without, facts)) == []
    own = with_shop_copies(
        CATALOGUE,
        [("rule", "BOX-UPC", {"name": "UPC on label and box", "left": "upc", "right": "upc",
                              "attribute": "text"})],
    )  # fmt: skip
    pair = [Fact("label", "upc", "4711"), Fact("box", "upc", "4712")]
    assert doubts(checks(own, pair)) == ["BOX-UPC"]


def test_a_rule_that_cannot_be_checked_is_refused() -> None:
    body = {"name": "x", "left": "serial", "right": "model", "attribute": "memory"}
    with pytest.raises(Refused, match="Rule NONSENSE: nothing says what “memory” a “serial” has"):
        with_shop_copies(CATALOGUE, [("rule", "NONSENSE", body)])


def test_facts_are_kept_as_the_trade_writes_them() -> None:
    assert read_fact(CATALOGUE, "label", "model", "rtx4090").value == "GeForce RTX 4090"
    assert read_fact(CATALOGUE, "label", "maker", "asustek").value == "ASUS"
    with pytest.raises(Refused, match="Nothing is known of “colour”"):
        read_fact(CATALOGUE, "label", "colour", "red")
    with pytest.raises(Refused, match="Answer yes or no"):
        read_fact(CATALOGUE, "signs", next(iter(CATALOGUE.signs)), "perhaps")


@given(st.sampled_from(list(Attribute)), st.sampled_from(list(FactName)), st.text(max_size=60))
def test_no_value_breaks_a_rule(attribute: Attribute, name: FactName, value: str) -> None:
    assert isinstance(values(CATALOGUE, attribute, Fact("label", name, value)), frozenset)
