# SPDX-License-Identifier: MIT
"""The heat ledger: what counts, the limit, who lets it pass; reballs and profile runs."""

from typing import Any

import pytest
from bench_shop import Shop

from workshop.domain.refused import Refused
from workshop.storage import evidence
from workshop.storage.check import check

CLEAN = {
    name: "no" for name in ("MISSING", "CRUSHED", "OFF-CENTRE", "SIZE", "SHAPE", "FLUX", "RESIDUE")
}


def off(shop: Shop, card: str, site: str = "GPU", **more: Any) -> str:
    tag: str = shop.do("harvest", card=card, site=site, outcome="good", **more)["tag"]
    return tag


def emptied(shop: Shop, serial: str, *sites: str) -> str:
    """A card with empty sites."""
    card = shop.card(serial)
    for site in sites:
        shop.do("harvest", card=card, site=site, outcome="missing")
    return card


def ledger(shop: Shop, tag: str) -> list[tuple[str, str]]:
    return [(row.cause, row.board) for row in shop.ask("heat", tag=tag).rows]


def reball(shop: Shop, tag: str, **more: Any) -> Any:
    facts = {"stencil": "AD102", "sphere_mm": 0.45, "alloy": "SAC305", **more}
    return shop.do("reball", piece=tag, **facts)


def refused(shop: Shop, act: str, **facts: Any) -> str:
    before = shop.ask("newest")
    with pytest.raises(Refused) as said:
        shop.do(act, **facts)
    assert shop.ask("newest") == before
    return str(said.value)


@pytest.fixture
def staff(shop: Shop) -> Shop:
    for code, role in (
        ("TIM", "technician"),
        ("ZOE", "intake"),
        ("LEA", "lead"),
        ("MAX", "manager"),
    ):
        shop.do("add_person", code=code, name=code.title(), role=role)
    return shop


def test_heat_follows_a_die_from_its_donor_over_two_boards(staff: Shop) -> None:
    donor, first = staff.card("A-1"), emptied(staff, "A-2", "GPU", "M1")
    second = emptied(staff, "A-3", "GPU")
    receipt = staff.do("harvest", card=donor, site="GPU", outcome="good", by="TIM")
    die = receipt["tag"]
    assert (receipt["heat_cycles"], receipt["heat_limit"], receipt["heat_state"]) == (1, 3, "ok")
    receipt = staff.do("fit", piece=die, board=first, site="GPU")
    assert (receipt["heat_cycles"], receipt["heat_state"]) == (2, "last")
    chip = off(staff, donor, "M1")
    staff.do("fit", piece=chip, board=first, site="M1")
    step = staff.do("record_step", piece=first, step="PLC")  # tells of what was fitted just now
    assert (step["heat_cycles"], step["heat_limit"], step["heat_state"]) == (1, None, "ok")
    staff.do("record_step", piece=first, step="PLC", override="a joint was open", by="LEA")
    taken = staff.do("take_off", piece=die, place="TRAY-11", override="Tim asked", by="LEA")
    assert (taken["tag"], taken["card"], taken["site"]) == (die, first, "GPU")
    staff.do("fit", piece=die, board=second, site="GPU", override="sold as is", by="MAX")
    told = staff.ask("heat", tag=die)
    assert (told.kind, told.cycles, told.limit, told.state, told.before) == ("die", 5, 3, "stop", 0)
    assert [(r.cause, r.board, r.person, r.override) for r in told.rows] == [
        ("desolder", donor, "TIM", ""),
        ("placement", first, "ANA", ""),
        ("placement", first, "LEA", ""),
        ("desolder", first, "LEA", "Tim asked"),
        ("placement", second, "MAX", "sold as is"),
    ]
    assert ledger(staff, chip) == [("desolder", donor), ("placement", first), ("placement", first)]
    assert ledger(staff, first) == [("placement", ""), ("placement", "")]
    assert ledger(staff, second) == []
    assert staff.ask("passport", tag=die).heat == told
    assert check(staff.database, deep=True).findings == []


@pytest.mark.parametrize("by", ["TIM", "ZOE"])
def test_at_the_limit_only_a_lead_lets_it_pass(staff: Shop, by: str) -> None:
    die = off(staff, staff.card("A-1"))
    board = emptied(staff, "A-2", "GPU")
    for _ in range(2):
        reball(staff, die)
    assert staff.ask("heat", tag=die).state == "stop"
    facts = {"piece": die, "board": board, "site": "GPU"}
    said = refused(staff, "fit", by=by, **facts)
    assert f"-{die[-1]} has had 3 heat cycles, and its limit is 3." in said
    assert "A lead, a manager or the owner can let it pass with a reason." in said
    for nothing in ("", "  ", None):
        assert "its limit is 3" in refused(staff, "fit", by="LEA", override=nothing, **facts)
    said = refused(staff, "fit", by=by, override="I want to", **facts)
    assert said == f"{by.title()} cannot let this pass: that takes a lead or a manager."
    staff.do("fit", by="LEA", override=" it is the last one ", **facts)
    (*before, last) = staff.ask("heat", tag=die).rows
    assert (last.person, last.override) == ("LEA", "it is the last one")
    assert {row.override for row in before} == {""}


def test_the_owner_lets_pass_whatever_the_role(file_shop: Shop) -> None:
    """The founder is a manager; here the shop calls its owner a technician."""
    with file_shop.database._writer.begin() as connection:
        connection.exec_driver_sql("UPDATE person SET role='technician'")
    die = off(file_shop, file_shop.card("A-1"))
    for _ in range(2):
        reball(file_shop, die)
    assert reball(file_shop, die, override="mine")["heat_cycles"] == 4


def test_a_reason_that_is_not_needed_is_not_kept(staff: Shop) -> None:
    die = off(staff, staff.card("A-1"), by="TIM", override="just in case")
    assert [row.override for row in staff.ask("heat", tag=die).rows] == [""]


def test_one_piece_at_its_limit_stops_the_heat_for_the_whole_board(staff: Shop) -> None:
    donor, board = staff.card("A-1"), emptied(staff, "A-2", "M1", "M2")
    tired, fresh = off(staff, donor, "M1"), off(staff, donor, "M2")
    reball(staff, tired)
    for chip, site in ((tired, "M1"), (fresh, "M2")):
        staff.do("fit", piece=chip, board=board, site=site)
    staff.do("choose_routing", piece=board, routing="repair")
    for step, more in (("EVI", {}), ("RES", {}), ("DX", {"values": {"decision": "repair"}})):
        staff.do("record_step", piece=board, step=step, **more)
    said = refused(staff, "record_step", piece=board, step="DSLD")
    assert f"-{tired[-1]} has had 3 heat cycles" in said
    staff.do("record_step", piece=board, step="PLC", outcome="skipped")
    staff.do("record_step", piece=board, step="CLN")
    assert [staff.ask("heat", tag=tag).cycles for tag in (board, tired, fresh)] == [0, 3, 2]
    staff.do("record_step", piece=board, step="DSLD", override="no other board", by="MAX")
    rows = [staff.ask("heat", tag=tag).rows[-1] for tag in (board, tired, fresh)]
    assert [(row.cause, row.override) for row in rows] == [
        ("desolder", ""), ("desolder", "no other board"), ("desolder", ""),
    ]  # fmt: skip


def test_a_card_that_was_taken_apart_has_the_limit_of_a_board(staff: Shop) -> None:
    limit = next(row.cycles for row in staff.ask("heat_limits") if row.kind == "board")
    card = staff.card("A-1")
    run = {"profile": "BGA-OFF-LF", "pieces": [card]}
    assert staff.do("record_run", **run)["heated"][0]["heat_limit"] is None
    apart = staff.do("take_apart", card=card)["entry"]
    heat = staff.ask("heat", tag=card)
    assert (heat.cycles, heat.limit, heat.state) == (1, limit, "ok")
    for _ in range(limit - 1):
        found = staff.do("record_run", **run)["heated"][0]
    assert (found["heat_limit"], found["heat_state"]) == (limit, "stop")
    assert f"has had {limit} heat cycles" in refused(staff, "record_run", **run)
    staff.do("record_run", **run, override="no other board", by="MAX")
    assert staff.ask("heat", tag=card).rows[-1].override == "no other board"
    for entry in range(staff.ask("newest"), apart - 1, -1):
        staff.do("undo", entry=entry)
    assert staff.ask("heat", tag=card).limit is None


def test_a_step_of_the_shops_own_is_rework(shop: Shop) -> None:
    body = {"name": "Touch up", "heat": "piece"}
    shop.do("set_catalogue", kind="step", code="TOUCH", body=body)
    die = off(shop, shop.card("A-1"))
    shop.do("record_step", piece=die, step="TOUCH")
    shop.do("record_step", piece=die, step="RBL", override="r")
    assert [cause for cause, _ in ledger(shop, die)] == ["desolder", "rework", "reball"]


def test_take_off_is_a_harvest_by_the_tag_of_the_piece(shop: Shop) -> None:
    donor, board = shop.card("A-1"), emptied(shop, "A-2", "M3")
    chip = off(shop, donor, "M1")
    assert "is fitted on no board" in refused(shop, "take_off", piece=chip)
    shop.do("fit", piece=chip, board=board, site="M3")
    for outcome in ("missing", "left"):
        assert "good or damaged" in refused(shop, "take_off", piece=chip, outcome=outcome)
    assert "“gone” is unknown" in refused(shop, "take_off", piece=chip, outcome="gone")
    receipt = shop.do("take_off", piece=chip, outcome="damaged", place="TRAY-12", note="lifted")
    assert (receipt["site"], receipt["outcome"], receipt["heat_state"]) == ("M3", "damaged", "stop")
    piece = shop.ask("passport", tag=chip).piece
    assert (piece.state, piece.board, piece.site, piece.place) == ("damaged", "", "", "TRAY-12")
    assert {s.name: s.state for s in shop.ask("sites", card=board)}["M3"] == "damaged"
    assert shop.ask("labels_waiting")[-1].tag == chip


def test_what_a_failed_inspection_means_for_a_part(shop: Shop) -> None:
    die, board = off(shop, shop.card("A-1")), emptied(shop, "A-2", "GPU")
    receipt = reball(shop, die, alloy="sn63pb37", inspection=CLEAN | {"Crushed": "yes"})
    assert (receipt["verdict"], receipt["rejects"]) == ("fail", ["CRUSHED"])
    assert (receipt["leaded"], receipt["state"], receipt["heat_state"]) == (True, "working", "last")
    piece = shop.ask("passport", tag=die).piece
    assert piece.disposition == "REBALL-NEEDED"
    assert "not free to be fitted" in refused(shop, "fit", piece=die, board=board, site="GPU")
    unseen = reball(shop, die, inspection=CLEAN)  # the substrate was not looked at
    assert (unseen["verdict"], unseen["state"]) == ("inconclusive", "working")
    again = reball(shop, die, inspection=CLEAN | {"substrate": "no"}, override="last one")
    assert (again["verdict"], again["state"], again["leaded"]) == ("pass", "stock", False)
    passport = shop.ask("passport", tag=die)
    assert passport.piece.disposition == ""
    assert [(r.alloy, r.leaded, r.verdict, r.rejects) for r in passport.reballs] == [
        ("Sn63Pb37", True, "fail", ["CRUSHED"]),
        ("SAC305", False, "inconclusive", []),
        ("SAC305", False, "pass", []),
    ]


def test_a_damaged_part_does_not_come_to_life_by_new_spheres(shop: Shop) -> None:
    card = shop.card("A-1")
    die = shop.do("harvest", card=card, site="GPU", outcome="damaged")["tag"]
    whole = CLEAN | {"SUBSTRATE": "no"}
    assert reball(shop, die, inspection={"SIZE": True})["state"] == "damaged"
    assert reball(shop, die, inspection=whole)["state"] == "damaged"


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"alloy": "Tin"}, "There is no alloy “Tin”. There are SAC305, Sn63Pb37, BiSn."),
        ({"stencil": " "}, "The stencil is missing"),
        ({"sphere_mm": 45}, "A sphere of 45.0 mm is not between 0.1 and 1.5 mm"),
        ({"inspection": {"COLOUR": "no"}}, "There is no criterion “COLOUR”"),
        ({"inspection": {"SIZE": 7}}, "SIZE: “7” is none of yes, no"),
    ],
)
def test_a_reball_that_makes_no_sense(file_shop: Shop, facts: Any, sentence: str) -> None:
    die = off(file_shop, file_shop.card("A-1"))
    good = {"piece": die, "stencil": "AD102", "sphere_mm": 0.45, "alloy": "SAC305"}
    assert sentence in refused(file_shop, "reball", **{**good, **facts})


def test_only_loose_dies_and_chips_are_reballed(file_shop: Shop) -> None:
    donor, board = file_shop.card("A-1"), emptied(file_shop, "A-2", "GPU")
    die = off(file_shop, donor)
    facts = {"stencil": "AD102", "sphere_mm": 0.45, "alloy": "SAC305"}
    assert refused(file_shop, "reball", piece=board, **facts) == (
        "Only dies and memory chips are reballed."
    )
    file_shop.do("fit", piece=die, board=board, site="GPU")
    assert "Take it off first." in refused(file_shop, "reball", piece=die, **facts)


def test_a_run_heats_the_board_and_all_on_it_however_it_is_named(shop: Shop) -> None:
    donor, board = shop.card("A-1"), emptied(shop, "A-2", "GPU", "M1")
    die, chip, loose = off(shop, donor), off(shop, donor, "M1"), off(shop, donor, "M2")
    shop.do("fit", piece=die, board=board, site="GPU")
    shop.do("fit", piece=chip, board=board, site="M1")
    shop.do("record_run", profile="BGA-ON-LF", pieces=[board])  # the one they were fitted in
    kept = evidence.keep(shop.database, b"0;25\n1;27", "curve.csv")
    receipt = shop.do(
        "record_run", profile="bga-on-lf", pieces=[die, chip], nozzle=" 31 mm ", peak=240,
        liquidus_s=60.5, ramp=2.5, soak_s=80, evidence=kept, note="third try",
    )  # fmt: skip
    assert (receipt["profile"], receipt["version"], receipt["verdict"]) == ("BGA-ON-LF", 0, "pass")
    assert receipt["n"] == 2
    assert {each["tag"]: each["heat_state"] for each in receipt["heated"]} == {
        board: "ok", die: "stop", chip: "stop",
    }  # fmt: skip
    run = shop.ask("heat", tag=board).rows[-1].run
    assert (run.peak, run.liquidus_s, run.ramp, run.soak_s) == (240.0, 60.5, 2.5, 80.0)
    assert (run.nozzle, run.curve, run.note) == ("31 mm", kept["sha256"], "third try")
    assert [row.cause for row in shop.ask("heat", tag=die).rows][-1] == "run"
    assert shop.ask("heat", tag=loose).cycles == 1
    # A profile for the piece alone leaves the board and its neighbours cold.
    said = refused(shop, "record_run", profile="REBALL-LF", pieces=[die, loose], peak=230)
    assert f"-{die[-1]} has had 3 heat cycles" in said
    shop.do("record_run", profile="REBALL-LF", pieces=[die, loose], override="r")
    assert [shop.ask("heat", tag=tag).cycles for tag in (board, die, chip, loose)] == [2, 4, 3, 2]
    assert ledger(shop, die)[-1] == ("run", board)
    assert shop.ask("heat", tag=die).rows[-1].run.verdict == "inconclusive"


def test_a_run_keeps_the_version_of_its_profile(shop: Shop) -> None:
    card = shop.card("A-1")
    shop.do("record_run", profile="BGA-ON-LF", pieces=[card], peak=220)
    for peak in (230, 218):
        shop.do("set_catalogue", kind="profile", code="bga-on-lf", body={"peak_low": peak})
    again = shop.do("record_run", profile="BGA-ON-LF", pieces=[card], peak=220)
    assert again["version"] == 2
    first, second = (row.run for row in shop.ask("heat", tag=card).rows)
    assert (first.version, first.verdict, second.version, second.verdict) == (0, "fail", 2, "pass")
    (row,) = (row for row in shop.ask("profiles") if row.profile.code == "BGA-ON-LF")
    assert (row.version, row.profile.peak_low) == (2, 218.0)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"profile": "NOPE"}, "There is no profile “NOPE”. There are BGA-OFF-LF"),
        ({"pieces": []}, "Name the pieces of the run: 1 to 200."),
        ({"pieces": ["X"]}, "X"),
        ({"peak": 2400}, "The peak: 2400.0 is not between 0 and 600.0"),
        ({"liquidus_s": -1}, "The time above liquidus: -1.0 is not between"),
        ({"peak": float("1e400")}, "is no number"),
    ],
)
def test_a_run_that_makes_no_sense(file_shop: Shop, facts: Any, sentence: str) -> None:
    good = {"profile": "BGA-ON-LF", "pieces": [file_shop.card("A-1")]}
    if facts.get("peak") == float("inf"):
        sentence = "peak: “inf” is no number."
    assert sentence in refused(file_shop, "record_run", **{**good, **facts})


def test_an_undone_cycle_is_no_cycle(shop: Shop) -> None:
    die = off(shop, shop.card("A-1"))
    entry = reball(shop, die)["entry"]
    shop.do("undo", entry=entry)
    assert (shop.ask("heat", tag=die).cycles, ledger(shop, die)[1:]) == (1, [])
    second = reball(shop, die)
    third = reball(shop, die)
    said = refused(shop, "undo", entry=second["entry"])
    assert str(third["entry"]) in said


def test_a_shop_sets_its_own_limit_and_takes_it_back(staff: Shop) -> None:
    def limit(kind: str, cycles: int) -> Any:
        body = {"cycles": cycles, "confirmed": True}
        return staff.do("set_catalogue", kind="heat_limit", code=kind, body=body)

    die = off(staff, staff.card("A-1"))
    assert limit("die", 1)["version"] == 1
    seen = staff.ask("heat", tag=die)
    assert (seen.limit, seen.state) == (1, "stop")
    stopped = {"piece": die, "stencil": "AD102", "sphere_mm": 0.45, "alloy": "SAC305"}
    assert "its limit is 1" in refused(staff, "reball", **stopped)
    row = next(row for row in staff.ask("heat_limits") if row.kind == "die")
    assert row == ("die", 1, True, 1)
    limit("die", 0)
    assert staff.ask("heat", tag=die).limit is None
    for _ in range(4):
        reball(staff, die)
    limit("cooler", 2)
    assert {row.kind: row.cycles for row in staff.ask("heat_limits")} == {
        "card": 0, "die": 0, "memory": 3, "board": 3, "cooler": 2, "other": 0,
    }  # fmt: skip
    for kind, cycles in (("dice", 3), ("die", -1), ("die", 101)):
        with pytest.raises(Refused):
            limit(kind, cycles)
    assert check(staff.database, deep=True).findings == []


def test_who_may_let_pass_are_leads_managers_and_the_owner(staff: Shop) -> None:
    assert [one.code for one in staff.ask("leads")] == ["ANA", "LEA", "MAX"]


def test_lead_is_on_the_label_of_the_piece_and_of_the_card_it_is_on(staff: Shop) -> None:
    def lines() -> dict[str, str]:
        return {row.tag: row.line for row in staff.ask("labels_waiting")}

    def print_all() -> None:
        waiting = [row.id for row in staff.ask("labels_waiting")]
        staff.do("labels_printed", labels=waiting)

    die = off(staff, staff.card("A-1"))
    board = emptied(staff, "A-2", "GPU")
    assert not lines()[die].startswith("Pb")
    assert reball(staff, die, alloy="Sn63Pb37")["label"] is False, "it is in the queue already"
    assert lines()[die].startswith("Pb · ")
    print_all()
    staff.do("set_catalogue", kind="heat_limit", code="die", body={"cycles": 0})
    assert reball(staff, die)["label"] is True and not lines()[die].startswith("Pb")
    print_all()
    assert reball(staff, die)["label"] is False and lines() == {}, "nothing of it is new"
    assert reball(staff, die, alloy="Sn63Pb37")["label"] is True
    staff.do("fit", piece=die, board=board, site="GPU")
    staff.do("print_again", piece=board, reason="leaded now")
    assert lines()[board].startswith("Pb · ")
    assert {row.tag for row in staff.ask("batch_labels", batch="B1") if "Pb" in row.line} == {
        die, board,
    }  # fmt: skip


def test_the_flux_of_a_reball_is_noted_where_the_shop_keeps_its_lot(staff: Shop) -> None:
    die = off(staff, staff.card("A-1"))
    for code, day in (("FL-1", None), ("OLD-1", "2001-01-01")):
        staff.do("add_lot", code=code, kind="flux", name="NC-559", expires_on=day)

    def uses() -> list[tuple[str, str]]:
        rows = [*staff.ask("lot_uses", lot="FL-1"), *staff.ask("lot_uses", lot="OLD-1")]
        return [(row.tag, row.step) for row in rows]

    reball(staff, die, flux_lot="what is on the tin")
    assert uses() == []
    reball(staff, die, flux_lot="fl-1")
    assert uses() == [(die, "")]
    staff.do("set_catalogue", kind="heat_limit", code="die", body={"cycles": 0})
    facts = {"piece": die, "stencil": "AD102", "sphere_mm": 0.45, "alloy": "SAC305"}
    assert "expired on 2001-01-01" in refused(staff, "reball", **facts, flux_lot="OLD-1")
    assert "Tim cannot let this pass" in refused(
        staff, "reball", by="TIM", **facts, flux_lot="OLD-1", override="x"
    )
    reball(staff, die, flux_lot="OLD-1", override="just opened")
    staff.do("close_lot", lot="FL-1")
    assert "is used up" in refused(staff, "reball", **facts, flux_lot="FL-1")
    assert len(uses()) == 2
