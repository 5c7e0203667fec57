# SPDX-License-Identifier: MIT
"""The shipped catalogue files: whole, true to their sources where these are at hand."""

import re
import shutil
from importlib.resources import files
from itertools import combinations
from pathlib import Path

import pytest

from workshop.domain.catalogue import Board, CardModel, Face, Shape, ShapeKind, Site
from workshop.domain.judge import judge_all
from workshop.domain.terms import PieceKind, PieceState, Verdict
from workshop.storage.catalogue import Damaged, load, shipped

FOLDER = Path(str(files("resources").joinpath("catalogue")))
PCI_IDS = Path(__file__).parents[3] / "shared" / "pci-ids-nvidia.txt"

# The extract of pci.ids begins with Pascal's GP102; GP100 lies below it.
FIRST_ID = 0x1B00

STEPS = [
    *("RECV", "SCAN", "EVI", "TDN", "RES", "PWR", "DET", "MEM", "DX", "BAKE", "MASK", "UFR"),
    *("DSLD", "DRSS", "INSP-D", "RBL", "INSP-B", "STOR", "PLC", "XRAY", "CLN", "STRP", "REASM"),
    *("FT", "GRD"),
]


def test_the_catalogue_is_read_once() -> None:
    assert shipped() is shipped()


def listed(names: str) -> set[str]:
    return set(re.split(r"[|\n]\s*", names.strip()))


def test_every_desktop_geforce_rtx_is_there() -> None:
    names = """
        2060|2060 12GB|2060 SUPER|2070|2070 SUPER|2080|2080 SUPER|2080 Ti
        3050|3050 6GB|3060|3060 8GB|3060 Ti|3060 Ti GDDR6X|3070|3070 Ti|3080|3080 12GB|3080 Ti
        3090|3090 Ti|4060|4060 Ti|4060 Ti 16GB|4070|4070 SUPER|4070 Ti|4070 Ti SUPER|4080
        4080 SUPER|4090|4090 D|5050|5060|5060 Ti|5060 Ti 16GB|5070|5070 Ti|5080|5090|5090 D
        5090 D V2
    """
    assert {f"GeForce RTX {name}" for name in listed(names)} <= set(shipped().models)


def test_the_common_professional_cards_are_there() -> None:
    names = """
        A100-PCIE-40GB|A100 80GB PCIe|A100-SXM4-40GB|A100-SXM4-80GB|H100 PCIe|H100 80GB HBM3|H200
        L4|L40|L40S|A2|A10|A30|A40|T4|RTX A2000|RTX A4000|RTX A4500|RTX A5000|RTX A6000
        RTX 2000 Ada Generation|RTX 4000 Ada Generation|RTX 5000 Ada Generation
        RTX 6000 Ada Generation|Quadro RTX 4000|Quadro RTX 5000|Quadro RTX 6000|Quadro RTX 8000
        Tesla V100-SXM2-16GB|Tesla V100-PCIE-32GB|Tesla P100-PCIE-16GB
    """
    assert listed(names) <= set(shipped().models)
    assert len(shipped().models) >= 120


@pytest.mark.parametrize("model", shipped().models.values(), ids=lambda m: m.name)
def test_the_facts_of_a_model_hold_together(model: CardModel) -> None:
    assert "NVIDIA" not in model.name
    assert model.pci, "a card is known by its device id"
    assert all(re.fullmatch(r"[0-9a-f]{4}", pci) for pci in model.pci)
    chips = (model.die, *model.other_dies)
    assert all(re.fullmatch(r"(?:GP|GV|TU|GA|AD|GH|GB)\d{3}", chip) for chip in chips)
    for sku in model.die_skus:
        assert re.fullmatch(r"[A-Z]{2}\d{3}-\d{3}[A-Z]?(?:-(?:K[ACD]?|KD|K1))?-A1", sku), sku
        assert sku[:5] in chips
    assert all(re.fullmatch(r"PG\d{3}", code) for code in model.board_codes)
    assert model.variant_of == "" or model.variant_of in shipped().models
    assert model.tdp_w == 0 or 40 <= model.tdp_w <= 700
    if model.on_package:
        assert (model.memory_chips, model.chip_gbit) == (0, 0)
    else:
        assert model.memory_chips * model.chip_gbit == model.memory_gb * 8
        assert model.memory_chips * 32 == model.bus_bits * (2 if model.clamshell else 1)


@pytest.mark.parametrize(
    ("name", "chips", "gb_each"),
    [
        ("GeForce RTX 4090", 12, 2),
        ("GeForce RTX 4090 D", 12, 2),
        ("GeForce RTX 3090 Ti", 12, 2),
        ("GeForce RTX 3090", 24, 1),
        ("GeForce RTX 3080", 10, 1),
        ("GeForce RTX 3080 Ti", 12, 1),
        ("GeForce RTX 4080", 8, 2),
        ("GeForce RTX 3070", 8, 1),
        ("GeForce RTX 3060 Ti", 8, 1),
        ("GeForce RTX 2080 Ti", 11, 1),
        ("GeForce RTX 4090 48GB", 24, 2),
    ],
)
def test_as_many_chips_as_the_trade_harvests(name: str, chips: int, gb_each: int) -> None:
    model = shipped().models[name]
    assert (model.memory_chips, model.chip_gbit // 8) == (chips, gb_each)
    assert len(shipped().board_of(model).memory) == chips


def test_the_device_ids_and_chips_are_those_of_pci_ids() -> None:
    if not PCI_IDS.is_file():
        pytest.skip("the extract of pci.ids is not beside the project")
    lines = re.findall(
        r"^\t([0-9a-f]{4})  ([A-Z]{2}\d{3})", PCI_IDS.read_text("utf-8"), re.MULTILINE
    )
    known = dict(lines)
    wrong = [
        (model.name, pci, known.get(pci))
        for model in shipped().models.values()
        for pci in model.pci
        if int(pci, 16) >= FIRST_ID and known.get(pci) not in (model.die, *model.other_dies)
    ]
    assert wrong == []
    unused = [
        (model.name, chip)
        for model in shipped().models.values()
        for chip in model.other_dies
        if chip not in {known.get(pci) for pci in model.pci}
    ]
    assert unused == []


def test_the_makers_ids_are_those_of_pci_ids() -> None:
    if not PCI_IDS.is_file():
        pytest.skip("the extract of pci.ids is not beside the project")
    known = set(re.findall(r"^([0-9a-f]{4})  ", PCI_IDS.read_text("utf-8"), re.MULTILINE))
    assert {pci for maker in shipped().makers.values() for pci in maker.pci} <= known


def test_a_makers_name_or_id_belongs_to_one_maker() -> None:
    makers = shipped().makers.values()
    ids = [pci for maker in makers for pci in maker.pci]
    assert len(ids) == len(set(ids))
    for maker in makers:
        for name in (maker.name, *maker.aliases):
            assert shipped().find_maker(name) is maker


def test_the_files_that_carry_pci_ids_carry_their_notice() -> None:
    for name in ("models.toml", "makers.toml"):
        text = FOLDER.joinpath(name).read_text("utf-8")
        assert "Martin Mares and Albert Pool" in text
        assert "Redistributions in binary form must reproduce" in text


def test_a_name_of_a_model_or_an_alias_leads_to_that_model() -> None:
    for model in shipped().models.values():
        for name in (model.name, *model.aliases, f"NVIDIA {model.name}".upper()):
            assert shipped().find_model(name) is model


BOARDS = tuple(shipped().boards.values())


def overlap(a: Site | Shape, b: Site | Shape) -> bool:
    return a.x < b.x + b.w and b.x < a.x + a.w and a.y < b.y + b.h and b.y < a.y + a.h


@pytest.mark.parametrize("board", BOARDS, ids=lambda b: b.code)
def test_a_board_map_is_laid_out_well(board: Board) -> None:
    assert board.sites[0].name == "GPU"
    assert board.sites[0].kind == PieceKind.DIE
    assert [s.name for s in board.memory] == [f"M{i + 1}" for i in range(len(board.memory))]
    for face in Face:
        here: list[Site | Shape] = [site for site in board.sites if site.face == face]
        here += [shape for shape in board.shapes if shape.face == face]
        assert all(
            t.x >= 0 and t.y >= 0 and t.x + t.w <= board.width and t.y + t.h <= board.height
            for t in here
        )
        assert not [(a, b) for a, b in combinations(here, 2) if overlap(a, b)]
    assert {(s.w, s.h) for s in board.memory} == {(14.0, 12.0)}
    channels = [(s.channel, s.face) for s in board.memory]
    assert len(set(channels)) == len(channels), "one chip a channel on each face"
    assert all(re.fullmatch(r"[A-H][01]", channel) for channel, _ in channels)
    assert {ShapeKind.PCIE, ShapeKind.POWER, ShapeKind.DISPLAY} <= {s.kind for s in board.shapes}
    assert not board.confirmed


@pytest.mark.parametrize("board", BOARDS, ids=lambda b: b.code)
def test_every_site_is_large_enough_to_tap(board: Board) -> None:
    scale = min(620 / board.width, 480 / board.height)
    assert all(min(site.w, site.h) * scale >= 44 for site in board.sites)


@pytest.mark.parametrize("board", BOARDS, ids=lambda b: b.code)
def test_memory_lies_symmetric_around_the_gpu(board: Board) -> None:
    gpu = board.sites[0]
    middle = gpu.x + gpu.w / 2
    places: list[Site | Shape] = [s for s in board.memory if s.face == Face.FRONT]
    places += [s for s in board.shapes if s.kind == ShapeKind.UNUSED]
    for place in places:
        mirrored = 2 * middle - place.x - place.w
        assert any(abs(p.x - mirrored) <= 1 and abs(p.y - place.y) <= 1 for p in places)


@pytest.mark.parametrize(
    ("code", "front", "back", "unused"),
    [
        ("PG150", 11, 0, 1),
        ("PG142", 8, 0, 0),
        ("PG132-3080", 10, 0, 2),
        ("PG132-3080TI", 12, 0, 0),
        ("PG132-3090", 12, 12, 0),
        ("PG136", 12, 0, 0),
        ("PG139-4080", 8, 0, 0),
        ("PG139", 12, 0, 0),
        ("PG141", 6, 0, 0),
        ("PG141-4070TI", 6, 0, 0),
        ("PG145", 16, 0, 0),
        ("BLOWER-48G", 12, 12, 0),
    ],
)
def test_the_chips_of_a_board_are_on_the_right_faces(
    code: str, front: int, back: int, unused: int
) -> None:
    board = shipped().boards[code]
    faces = [site.face for site in board.memory]
    assert (faces.count(Face.FRONT), faces.count(Face.BACK)) == (front, back)
    assert sum(shape.kind == ShapeKind.UNUSED for shape in board.shapes) == unused


def test_every_board_map_is_used_by_a_model() -> None:
    assert {m.board for m in shipped().models.values() if m.board} == set(shipped().boards)


def test_the_routings_are_made_of_the_steps_of_the_trade_in_their_order() -> None:
    catalogue = shipped()
    assert list(catalogue.steps) == STEPS
    assert set(catalogue.routings) == {"repair", "harvest"}
    repair = catalogue.routings["repair"].steps
    assert list(repair) == [step for step in STEPS if step in repair]
    harvest = catalogue.routings["harvest"].steps
    assert harvest[-1] == "STOR"
    assert harvest.index("MEM") < harvest.index("TDN") < harvest.index("BAKE")
    assert harvest.index("BAKE") < harvest.index("DSLD") < harvest.index("RBL")


def test_every_step_says_what_to_do_and_hot_steps_ask_for_the_profile() -> None:
    for step in shipped().steps.values():
        assert len(step.text) > 30
    hot = {step.code: step.heat for step in shipped().steps.values() if step.heat}
    assert hot == {"DSLD": "board", "RBL": "piece", "PLC": "board"}
    causes = {code: shipped().step(code).cause for code in hot}
    assert causes == {"DSLD": "desolder", "RBL": "reball", "PLC": "placement"}
    for code in hot:
        assert {"profile", "peak"} <= {field.name for field in shipped().step(code).fields}


def test_the_routings_ask_for_what_nobody_should_pass_over() -> None:
    catalogue = shipped()
    assert [code for code, each in catalogue.routings.items() if each.usual] == ["harvest"]
    for routing in catalogue.routings.values():
        open_to_all = {*routing.optional, *(s for group in routing.alternatives for s in group)}
        firm = [step for step in routing.steps if step not in open_to_all]
        assert firm[:3] == ["RECV", "SCAN", "EVI"] and len(firm) > 4
        assert len(routing.alternatives) == len(routing.loops) == 1
    required = {
        code: [field.name for field in step.fields if field.required]
        for code, step in catalogue.steps.items()
    }
    assert {code: names for code, names in required.items() if names} == {
        "DX": ["decision"], "BAKE": ["temperature", "hours"], "INSP-D": ["result"],
        "INSP-B": ["result"], "XRAY": ["result"], "GRD": ["grade"],
    }  # fmt: skip
    types = {field.type for step in catalogue.steps.values() for field in step.fields}
    assert {str(each) for each in types} == {
        "text", "number", "choice", "yes_no", "date", "photo", "file", "scan",
    }  # fmt: skip


def test_the_plans_agree_on_what_a_name_of_a_measurement_means() -> None:
    assert {"INCOMING", "RESISTANCE", "MEMORY", "FINAL"} <= set(shipped().plans)
    seen: dict[str, tuple[str, str]] = {}
    for plan in shipped().plans.values():
        assert judge_all(plan.measurements, {})[1] is Verdict.INCONCLUSIVE
        for line in plan.measurements:
            meaning = (line.type, line.unit)
            assert seen.setdefault(line.name, meaning) == meaning


def test_the_incoming_check_takes_what_nvidia_smi_says() -> None:
    names = {line.name for line in shipped().plan("INCOMING").measurements}
    assert {
        "gpu_name", "driver_version", "vbios_version", "pcie_gen_max", "pcie_width_max",
        "pcie_gen_current", "pcie_width_current", "memory_total", "core_temp", "power_draw",
        "power_limit", "fan_speed", "ecc_uncorrected", "retired_pages_double", "replay_counter",
    } <= names  # fmt: skip


def test_a_plan_suits_series_families_or_models_there_are() -> None:
    models = shipped().models.values()
    words = {word for m in models for word in (m.series, m.family, m.name)}
    for plan in shipped().plans.values():
        assert set(plan.suits) <= words


def test_dispositions_lead_where_their_names_say() -> None:
    states = {
        "SELL": PieceState.GONE, "SCRAP": PieceState.GONE, "RETURN": PieceState.GONE,
        "WARRANTY-RMA": PieceState.GONE, "HOLD": PieceState.HOLD, "STOCK": PieceState.STOCK,
        "QUARANTINE": PieceState.QUARANTINE, "REPAIR": PieceState.WORKING,
        "HARVEST": PieceState.WORKING, "REWORK": PieceState.WORKING, "REBALL": PieceState.WORKING,
    }  # fmt: skip
    for disposition in shipped().dispositions.values():
        for word, state in states.items():
            if disposition.code.startswith(word):
                assert disposition.leads_to == state
    assert shipped().disposition("USED-IN").leads_to == ""


def copy_with(folder: Path, name: str, old: str, new: str) -> Path:
    """A copy of the catalogue with one text in one file replaced, which must be there once."""
    target = folder / "catalogue"
    shutil.copytree(FOLDER, target)
    path = target / name
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")
    return target


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("models.toml", 'name = "L40S"', 'name = "L40S', "models.toml"),
        ("models.toml", 'pci = ["2c02"]', 'pci = ["2c0x"]', "no PCI id"),
        ("models.toml", 'name = "L40S"', 'name = "L40"', "“L40” is there twice"),
        ("models.toml", 'name = "L40S"', 'name = "l40"', "are the same name"),
        ("models.toml", 'name = "L40S"', 'title = "L40S"', "models.toml"),
        ("models.toml", 'name = "L40S"', 'name = "L40S"\nboard = "PG139"', "12 memory sites"),
        ("boards.toml", 'code = "PG145"', 'code = "PG999"', "which there is not"),
        ("routings.toml", '"INSP-B", "STOR",', '"INSP-B", "STOW",', "“STOW”, which there"),
        ("plans.toml", 'name = "r_nvvdd"', 'name = "R NVVDD"', "small letters"),
        ("dispositions.toml", 'leads_to = "hold", needs_reason = true },\n    { code = "Q',
         'leads_to = "x" },\n    { code = "Q', "“x” is no"),
        ("limits.toml", 'kind = "die", cycles = 3', 'kind = "die", cycles = -1', "limits.toml"),
        ("limits.toml", 'kind = "die"', 'kind = "dice"', "limits.toml"),
        ("limits.toml", "heat_limit =", "heat =", "limits.toml"),
    ],
)  # fmt: skip
def test_a_damaged_file_is_found_and_named(
    tmp_path: Path, name: str, old: str, new: str, says: str
) -> None:
    folder = copy_with(tmp_path, name, old, new)
    with pytest.raises(Damaged, match=re.escape(says)):
        load(folder)


def test_a_missing_file_is_found_and_named(tmp_path: Path) -> None:
    folder = tmp_path / "catalogue"
    shutil.copytree(FOLDER, folder)
    assert load(folder) == shipped()
    (folder / "memory.toml").unlink()
    with pytest.raises(Damaged, match=r"memory\.toml"):
        load(folder)


def test_sixty_models_and_more_are_known_whole() -> None:
    """Bus id, chip and SKU, memory and board: what an identity check and a board map live on."""
    whole = [
        model.name
        for model in shipped().models.values()
        if model.pci
        and model.die_skus
        and model.memory_gb
        and (model.memory_chips or model.on_package)
        and model.board_codes
    ]
    assert len(whole) >= 60
    assert {"GeForce RTX 4090", "GeForce RTX 4090 D", "GeForce RTX 3090 Ti"} <= set(whole)
