# SPDX-License-Identifier: MIT
"""A shop's own catalogue entries: laid over the shipped ones, checked, never half taken."""

import json
from typing import Any

import pytest

from workshop.domain.bodies import body_of
from workshop.domain.refused import Refused
from workshop.domain.shop_copies import (
    KINDS,
    Copy,
    read_entry,
    with_fitting_copies,
    with_shop_copies,
)
from workshop.storage.catalogue import shipped

MODEL = {
    "series": "GeForce RTX 60",
    "family": "Rubin",
    "die": "GR202",
    "pci": ["3001"],
    "memory_type": "GDDR7",
    "memory_chips": 16,
    "chip_gbit": 24,
    "memory_gb": 48,
    "bus_bits": 512,
}
SEGMENT = {"temperature": 150, "ramp": 1.5, "seconds": 60}
ZONE = {"name": "top", "segments": [SEGMENT]}


@pytest.mark.parametrize("kind", KINDS)
def test_every_shipped_entry_goes_to_json_and_back_unchanged(kind: str) -> None:
    table = getattr(shipped(), KINDS[kind].table)
    for code, entry in table.items():
        assert read_entry(kind, code, json.loads(json.dumps(body_of(entry)))) == entry


def test_a_new_model_is_found_by_name_and_by_id_and_the_shipped_ones_stay() -> None:
    catalogue = with_shop_copies(shipped(), [("model", "GeForce RTX 6090", MODEL)])
    found = catalogue.find_model("rtx 6090")
    assert found is not None
    assert catalogue.model_of_pci("3001") is found
    assert len(catalogue.board_of(found).memory) == 16
    assert len(catalogue.models) == len(shipped().models) + 1
    assert shipped().find_model("rtx 6090") is None


def test_a_body_of_some_fields_changes_only_these() -> None:
    catalogue = with_shop_copies(shipped(), [("model", "geforce rtx 4090", {"tdp_w": 500})])
    before, after = shipped().models["GeForce RTX 4090"], catalogue.models["GeForce RTX 4090"]
    assert (after.tdp_w, after.name, after.pci) == (500, before.name, before.pci)
    assert len(catalogue.models) == len(shipped().models)


def test_the_last_copy_of_a_code_counts_and_stands_alone() -> None:
    rows: list[Copy] = [
        ("disposition", "hold", {"name": "Wait", "leads_to": ""}),
        ("disposition", "HOLD", {"name": "Waiting"}),
    ]
    hold = with_shop_copies(shipped(), rows).disposition("Hold")
    assert (hold.code, hold.name, hold.leads_to) == ("HOLD", "Waiting", "hold")


def test_a_new_code_in_two_spellings_is_one_entry() -> None:
    body = {"name": "Rusty", "group": "Contamination"}
    rows = [("defect", "RUST", body), ("defect", "rust", {**body, "name": "Rust"})]
    catalogue = with_shop_copies(shipped(), rows)
    assert catalogue.defect("rust").name == "Rust"
    assert len(catalogue.defects) == len(shipped().defects) + 1


def test_a_new_step_may_be_used_by_a_routing_of_the_same_rows_in_either_order() -> None:
    step: Copy = ("step", "WASH", {"name": "Wash"})
    routing: Copy = ("routing", "repair", {"steps": ["RECV", "WASH"]})
    for rows in ([step, routing], [routing, step]):
        catalogue = with_shop_copies(shipped(), rows)
        assert [step.code for step in catalogue.steps_of("repair")] == ["RECV", "WASH"]


@pytest.mark.parametrize(
    ("kind", "code", "body", "sentence"),
    [
        ("cooler", "X", {}, "The catalogue has no “cooler”. It has model, board, step"),
        ("step", "", {"name": "x"}, "The code is missing"),
        ("step", "WASH", [], "must be an object with named fields"),
        ("step", "WASH", {}, "step WASH: name is missing"),
        ("step", "WASH", {"code": "DRY", "name": "x"}, "WASH calls itself DRY"),
        ("step", "WASH", {"name": ""}, "The name of the step is missing"),
        ("step", "WASH", {"name": "x", "heat": "lots"}, "heat must be one of “”, “piece”"),
        ("model", "GeForce RTX 6090", MODEL | {"memory_gb": 32}, "do not make 32 GB"),
        ("model", "GeForce RTX 6090", MODEL | {"bus_bits": 384}, "do not fit a bus of 384"),
        ("model", "GeForce RTX 6090", MODEL | {"pci": ["30g1"]}, "“30g1” is no PCI id"),
        ("model", "GeForce RTX 6090", MODEL | {"board": "PG999"}, "“PG999”, which there is not"),
        ("model", "GeForce RTX 6090", MODEL | {"board": "PG139"}, "12 memory sites, but"),
        ("model", "GEFORCE-RTX-4090", MODEL, "are the same name"),
        ("routing", "repair", {"steps": ["RECV", "NOPE"]}, "“NOPE”, which there is not"),
        ("routing", "repair", {"steps": ["recv", "SCAN"]}, "write the step “recv” as RECV"),
        ("routing", "repair", {"steps": []}, "has no steps"),
        ("routing", "repair", {"steps": ["RECV", "recv"]}, "“RECV” is there twice"),
        ("disposition", "HOLD", {"leads_to": "limbo"}, "“limbo” is no state of a piece"),
        ("disposition", "HOLD", {"kinds": []}, "name the kinds of piece"),
        ("disposition", "HOLD", {"kinds": ["bag"]}, "kinds must be one of"),
        ("plan", "FINAL", {"measurements": []}, "has no measurements"),
        ("maker", "ASUS", {"pci": ["ASUS"]}, "“ASUS” is no PCI id"),
        ("memory", "D8BZC", {"gbit": 5}, "5 Gbit is not known"),
        ("board", "PG139", {"width": 60}, "does not lie on the board"),
        ("alloy", "SAC305", {"melts": 20}, "melts 20.0 is not between 50 and 400"),
        ("criterion", "NEW", {"name": ""}, "The name of the criterion is missing"),
        ("profile", "BGA-ON-LF", {"zones": []}, "has no zones"),
        ("profile", "BGA-ON-LF", {"zones": [ZONE, ZONE]}, "has a zone twice"),
        ("profile", "BGA-ON-LF", {"zones": [ZONE | {"segments": []}]}, "0 segments. It may have 1"),
        ("profile", "BGA-ON-LF", {"zones": [ZONE | {"segments": [SEGMENT] * 21}]}, "to 20"),
        ("profile", "BGA-ON-LF", {"zones": [ZONE | {"segments": [SEGMENT | {"ramp": 99}]}]},
         "ramp 99.0 is not between 0 and 50"),
        ("profile", "BGA-ON-LF", {"peak_low": 250}, "lower limit of the peak is above"),
        ("profile", "BGA-ON-LF", {"peak_low": 190}, "a peak of 190.0 °C does not melt SAC305"),
        ("profile", "BGA-ON-LF", {"soak_to": None}, "between which temperatures"),
        ("profile", "BGA-ON-LF", {"alloy": "Cheese"}, "There is no alloy “Cheese”. There are SAC3"),
        ("profile", "BGA-ON-LF", {"heats": ""}, "must heat a board or a piece"),
        ("alloy", "SAC305", {"melts": 240}, "a peak of 225.0 °C does not melt SAC305"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_in_one_clear_sentence(
    kind: str, code: str, body: Any, sentence: str
) -> None:
    with pytest.raises(Refused) as refused:
        with_shop_copies(shipped(), [(kind, code, body)])
    assert sentence in refused.value.english


def test_taking_sites_off_a_board_that_models_use_is_refused() -> None:
    sites = body_of(shipped().boards["PG139"])["sites"][:-1]
    with pytest.raises(Refused, match="11 memory sites, but GeForce RTX 4090 has 12 chips"):
        with_shop_copies(shipped(), [("board", "PG139", {"sites": sites})])


def test_reading_goes_on_where_a_copy_no_longer_fits() -> None:
    rows: list[Copy] = [
        ("routing", "repair", {"steps": ["RECV", "GONE"]}),
        ("routing", "quick", {"name": "Quick", "steps": ["RECV", "WASH"]}),
        ("step", "WASH", {"name": "Wash"}),
        ("defect", "RUST", {"name": "Rust"}),
    ]
    catalogue = with_fitting_copies(shipped(), rows)
    assert catalogue.routings["repair"] == shipped().routings["repair"]
    assert catalogue.routing("quick").steps == ("RECV", "WASH")
    assert "RUST" not in catalogue.defects
    assert with_fitting_copies(shipped(), []).models == shipped().models
