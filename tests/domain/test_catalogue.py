# SPDX-License-Identifier: MIT
"""Finding a model, maker, chip or code word however people, labels and drivers spell it."""

from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest

from workshop.domain.catalogue import (
    CardModel,
    Measurement,
    Step,
    StepField,
    ValueType,
    generic_board,
    pci_device,
    pci_maker,
)
from workshop.domain.judge import judge_all
from workshop.domain.refused import Refused
from workshop.domain.shop_copies import with_shop_copies
from workshop.domain.terms import Verdict
from workshop.storage.catalogue import shipped


def model(name: str) -> CardModel:
    found = shipped().find_model(name)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("GeForce RTX 4090", "GeForce RTX 4090"),
        ("NVIDIA GeForce RTX 4090", "GeForce RTX 4090"),
        ("  rtx4090 ", "GeForce RTX 4090"),
        ("4090", "GeForce RTX 4090"),
        ("RTX 4090D", "GeForce RTX 4090 D"),
        ("ＲＴＸ　４０９０　Ｄ", "GeForce RTX 4090 D"),
        ("rtx 4070 ti super", "GeForce RTX 4070 Ti SUPER"),
        ("GEFORCE RTX 4070TI", "GeForce RTX 4070 Ti"),
        ("RTX 3080", "GeForce RTX 3080"),
        ("RTX 3080 10GB", "GeForce RTX 3080"),
        ("RTX 3080 12 GB", "GeForce RTX 3080 12GB"),
        ("NVIDIA A100-SXM4-80GB", "A100-SXM4-80GB"),
        ("a100 sxm4 80gb", "A100-SXM4-80GB"),
        ("NVIDIA A100 80GB PCIe", "A100 80GB PCIe"),
        ("Tesla T4", "T4"),
        ("NVIDIA H100 80GB HBM3", "H100 80GB HBM3"),
        ("V100-SXM2-16GB", "Tesla V100-SXM2-16GB"),
        ("RTX A6000", "RTX A6000"),
        ("NVIDIA RTX 6000 Ada Generation", "RTX 6000 Ada Generation"),
        ("RTX 6000 Ada", "RTX 6000 Ada Generation"),
        ("Quadro RTX 6000", "Quadro RTX 6000"),
        ("NVIDIA TITAN RTX", "TITAN RTX"),
        ("L40S", "L40S"),
    ],
)
def test_a_model_is_found_as_people_and_drivers_write_it(typed: str, name: str) -> None:
    assert model(typed).name == name


@pytest.mark.parametrize(
    "typed", ["", " ", "RTX", "NVIDIA", "GeForce", "RTX 6000", "Radeon RX 7900 XTX", "H100", "\0"]
)
def test_what_names_no_model_or_more_than_one_finds_none(typed: str) -> None:
    assert shipped().find_model(typed) is None


def test_a_short_name_two_models_could_mean_finds_neither_and_full_names_still_do() -> None:
    twin = replace(model("RTX 4090"), name="GeForce GTX 4090", aliases=("Twin 4090",), pci=())
    other = replace(twin, name="GeForce GTX 4091", aliases=("Twin-4090 24GB", "GeForce RTX 4090"))
    catalogue = replace(
        shipped(), models={m.name: m for m in (*shipped().models.values(), twin, other)}
    )
    assert catalogue.find_model("GTX 4090") is twin
    assert catalogue.find_model("twin 4090") is twin
    assert catalogue.find_model("RTX 4090") is model("RTX 4090")  # a name goes before an alias


@pytest.mark.parametrize(
    ("spelling", "device"),
    [
        ("2684", "2684"),
        ("20B2", "20b2"),
        ("0x2684", "2684"),
        ("268410DE", "2684"),
        ("0x270210DE", "2702"),
        ("10DE:2684", "2684"),
        ("10de 2684", "2684"),
        ("2684-300-A1", "2684"),
        ("20B2-895-A1", "20b2"),
        ("", None),
        ("RTX 4090", None),
        ("268", None),
        ("26841002", None),
    ],
)
def test_a_device_id_is_read_in_every_usual_spelling(spelling: str, device: str | None) -> None:
    assert pci_device(spelling) == device


def test_a_device_id_finds_the_card_nvidia_made_unless_the_memory_says_otherwise() -> None:
    catalogue = shipped()
    assert catalogue.model_of_pci("0x268410DE") is model("RTX 4090")
    assert catalogue.model_of_pci("2684", 24564) is model("RTX 4090")
    assert catalogue.model_of_pci("2684", 49140) is model("GeForce RTX 4090 48GB")
    assert catalogue.model_of_pci("2685") is model("RTX 4090 D")
    assert [m.name for m in catalogue.models_of_pci("2684")] == [
        "GeForce RTX 4090",
        "GeForce RTX 4090 48GB",
    ]


def test_models_that_share_a_device_id_are_told_apart_by_memory_only() -> None:
    catalogue = shipped()
    assert catalogue.model_of_pci("2d04") is None
    assert catalogue.model_of_pci("2d04", 8151) is model("RTX 5060 Ti")
    assert catalogue.model_of_pci("2d04", 16311) is model("RTX 5060 Ti 16GB")
    assert catalogue.model_of_pci("1e30", 46080) is model("Quadro RTX 8000")
    assert catalogue.model_of_pci("1eb8", 15360) is model("T4")  # with ECC a sixteenth is missing
    assert catalogue.model_of_pci("2684", 1024) is None
    assert catalogue.model_of_pci("ffff") is None
    assert catalogue.model_of_pci("nonsense") is None


def test_the_map_of_a_card_is_its_own_or_a_plain_one_with_its_chips() -> None:
    catalogue = shipped()
    assert catalogue.board_of("RTX 4090").code == "PG139"
    assert catalogue.board_of(model("RTX 4090 D")).code == "PG139"
    plain = catalogue.board_of("RTX 2070")
    assert (plain.name, plain.code, plain.known) == ("GeForce RTX 2070", "PG160", True)
    assert len(plain.memory) == 8
    assert len(catalogue.board_of("RTX PRO 6000 Blackwell Server Edition").memory) == 32


def test_a_card_with_memory_on_the_package_has_only_the_gpu_to_harvest() -> None:
    sxm = shipped().board_of("A100-SXM4-80GB")
    assert [site.name for site in sxm.sites] == ["GPU"]
    assert sxm.shapes == ()
    assert [site.name for site in shipped().board_of("H100 PCIe").sites] == ["GPU"]
    assert shipped().board_of("H100 PCIe").shapes != ()


def test_a_card_nobody_can_name_gets_a_map_with_room_for_everything() -> None:
    unknown = shipped().board_of(None)
    assert unknown is shipped().board_of("Radeon VII") is generic_board(24)
    assert not unknown.known
    assert len(unknown.memory) == 24


@pytest.mark.parametrize("code", ["DSLD", "dsld", " Dsld "])
def test_a_step_is_found_in_any_case(code: str) -> None:
    assert shipped().step(code).name == "Desolder"


def test_every_kind_of_code_is_found_in_any_case() -> None:
    catalogue = shipped()
    assert catalogue.routing("HARVEST").code == "harvest"
    assert catalogue.plan("incoming").code == "INCOMING"
    assert catalogue.defect("vram-ch").code == "VRAM-CH"
    assert catalogue.disposition("sell-as-is", "card").leads_to == "gone"


def test_an_unknown_code_is_refused_with_what_there_is() -> None:
    catalogue = shipped()
    with pytest.raises(Refused, match=r"no step “NOPE”\. The steps are RECV, SCAN"):
        catalogue.step("NOPE")
    with pytest.raises(Refused, match=r"no routing “x”\. There are repair, harvest"):
        catalogue.routing("x")
    with pytest.raises(Refused, match=r"no test plan “x”\. There are INCOMING"):
        catalogue.plan("x")
    with pytest.raises(Refused, match="no defect code “x”"):
        catalogue.defect("x")
    with pytest.raises(Refused, match=r"no disposition “x”\. There are REPAIR"):
        catalogue.disposition("x")


def test_a_disposition_of_another_kind_of_piece_is_refused() -> None:
    with pytest.raises(Refused, match="HARVEST is not for this kind of piece"):
        shipped().disposition("harvest", "die")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("asus", "ASUS"),
        ("ASUSTeK Computer Inc.", "ASUS"),
        ("micro-star", "MSI"),
        ("KFA2", "GALAX"),
        ("七彩虹", "Colorful"),
        ("gigabyte", "Gigabyte"),
    ],
)
def test_a_maker_is_called_as_the_trade_writes_it(written: str, name: str) -> None:
    assert shipped().maker_name(written) == name


def test_a_maker_nobody_knows_keeps_its_name() -> None:
    assert shipped().maker_name("Banana Graphics") == "Banana Graphics"
    assert shipped().maker_name("") == ""
    assert shipped().find_maker("Banana Graphics") is None


def test_a_maker_is_found_by_the_subsystem_id_of_the_card() -> None:
    for spelling, name in [("1458", "Gigabyte"), ("40BF1458", "Gigabyte"), ("0x51101462", "MSI")]:
        maker = shipped().maker_of_pci(spelling)
        assert maker is not None
        assert maker.name == name
    assert shipped().maker_of_pci("9999") is None
    assert shipped().maker_of_pci("N/A") is None
    assert pci_maker("10DE") == "10de"


def test_a_memory_marking_finds_its_part_with_or_without_dashes() -> None:
    by_code = shipped().find_memory("d8bzc")
    assert by_code is not None
    assert by_code is shipped().find_memory("MT61K512M32KPA-21")
    assert by_code.gbit == 16
    samsung = shipped().find_memory("K4ZAF325BMHC16")
    assert samsung is not None
    assert samsung.gbps == 16
    assert shipped().find_memory("") is None
    assert shipped().find_memory("D0000") is None


def test_heat_limits_are_known_for_what_is_reflowed() -> None:
    catalogue = shipped()
    assert [catalogue.heat_limit(k) for k in ("die", "memory", "board")] == [3, 3, 3]
    assert catalogue.heat_limit("cooler") is None


def test_nothing_in_a_catalogue_can_be_changed() -> None:
    catalogue: Any = shipped()
    with pytest.raises(FrozenInstanceError):
        catalogue.models = {}
    with pytest.raises(TypeError):
        catalogue.models["x"] = model("4090")
    with pytest.raises(FrozenInstanceError):
        catalogue.find_model("4090").tdp_w = 0


def test_plans_are_offered_for_the_cards_they_suit() -> None:
    def codes(name: str | None) -> set[str]:
        return {plan.code for plan in shipped().plans_for(model(name) if name else None)}

    assert "ECC" in codes("A100 80GB PCIe")
    assert "ECC" in codes("RTX A6000")
    assert "ECC" not in codes("RTX 4090")
    assert "ECC" not in codes(None)
    assert {"INCOMING", "RESISTANCE", "MEMORY", "FINAL"} <= codes(None)
    only = with_shop_copies(shipped(), [("plan", "FINAL", {"suits": ["ada lovelace"]})])
    assert only.plan("FINAL").is_for(model("RTX 4090"))
    assert not only.plan("FINAL").is_for(model("RTX 3090"))


HEALTHY = {
    "gpu_name": "NVIDIA GeForce RTX 4090",
    "driver_version": "550.54",
    "vbios_version": "95.02.18.80.5F",
    "memory_total": 24564,
    "pcie_gen_max": 4,
    "pcie_width_max": 16,
    "pcie_gen_current": 1,
    "pcie_width_current": 16,
    "replay_counter": 0,
    "core_temp": 31,
    "power_draw": 26.84,
    "power_limit": 450,
    "fan_speed": 0,
}


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, Verdict.PASS),
        ({"memory_total": 12282}, Verdict.FAIL),
        ({"memory_total": 49140}, Verdict.FAIL),
        ({"pcie_width_max": 8}, Verdict.FAIL),
        ({"pcie_gen_max": 3}, Verdict.PASS),
        ({"replay_counter": 2}, Verdict.MARGINAL),
        ({"core_temp": 88}, Verdict.MARGINAL),
        ({"core_temp": 99}, Verdict.FAIL),
        ({"remapped_rows_failure": "yes"}, Verdict.FAIL),
        ({"ecc_uncorrected": 1}, Verdict.FAIL),
        ({"memory_total": ""}, Verdict.INCONCLUSIVE),
    ],
)
def test_the_incoming_check_judges_a_log_by_the_card_it_is_of(
    change: dict[str, object], verdict: Verdict
) -> None:
    plan = shipped().plan("INCOMING").for_model(model("RTX 4090"))
    _, overall = judge_all(plan.measurements, HEALTHY | change)
    assert overall == verdict


def test_a_card_with_eight_lanes_passes_with_eight() -> None:
    plan = shipped().plan("INCOMING").for_model(model("RTX 4060"))
    values = HEALTHY | {"memory_total": 8188, "pcie_width_max": 8, "pcie_width_current": 8}
    assert judge_all(plan.measurements, values)[1] == Verdict.PASS


def test_without_a_model_the_incoming_check_sets_no_memory_limit() -> None:
    plan = shipped().plan("INCOMING").for_model(None)
    assert plan is shipped().plan("INCOMING")
    assert judge_all(plan.measurements, HEALTHY | {"memory_total": 100})[1] == Verdict.PASS


def test_a_card_of_unknown_lanes_keeps_the_limit_of_the_plan() -> None:
    lines = {
        m.name: m for m in shipped().plan("INCOMING").for_model(model("CMP 40HX")).measurements
    }
    assert lines["pcie_width_max"].low == 4


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": "Core Temp"}, "small letters"),
        ({"label": ""}, "The label is missing"),
        ({"low": 5.0, "high": 1.0}, "lower limit 5.0 is above the upper limit 1.0"),
        ({"margin": 1.0}, "a margin needs a limit"),
        ({"high": 1.0, "margin": -1.0}, "not below 0"),
        ({"type": ValueType.TEXT, "low": 1.0}, "only a number has limits"),
        ({"type": ValueType.CHOICE}, "choices belong to"),
        ({"choices": ("a",)}, "choices belong to"),
        ({"type": ValueType.YES_NO, "pass_choices": ("ok",)}, "“ok” cannot pass"),
        ({"type": ValueType.TEXT, "limit_of": "memory_mib"}, "only a number has limits"),
    ],
)
def test_a_measurement_that_cannot_be_judged_is_refused(
    wrong: dict[str, Any], sentence: str
) -> None:
    sound = Measurement("core_temp", "Core")
    with pytest.raises(Refused, match=sentence):
        replace(sound, **wrong)


def test_a_step_with_one_field_twice_is_refused() -> None:
    field = StepField("peak", "Peak", ValueType.NUMBER)
    with pytest.raises(Refused, match="“peak” is there twice"):
        Step("X", "X", fields=(field, field))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"memory_chips": 11}, "11 chips of 16 Gbit do not make 24 GB"),
        ({"bus_bits": 256}, "12 chips do not fit a bus of 256 bits"),
        ({"clamshell": True}, "12 chips do not fit a bus of 384 bits"),
        ({"memory_chips": 0, "memory_gb": 0}, "0 chips of 16 Gbit do not make 0 GB"),
        ({"memory_type": "HBM3"}, "HBM is in the GPU package"),
        ({"form": "agp"}, "must be “pcie” or “sxm”, not agp"),
        ({"die": ""}, "The chip is missing"),
    ],
)
def test_a_model_whose_memory_does_not_add_up_is_refused(
    wrong: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        replace(model("RTX 4090"), **wrong)
