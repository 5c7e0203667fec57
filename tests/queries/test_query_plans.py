# SPDX-License-Identifier: MIT
"""No query and no act reads through a table that grows: SQLite's own plans say so."""

import inspect
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from bench_shop import Shop
from sqlalchemy import Engine, event

from workshop.acts import ACTS
from workshop.domain.terms import ManifestState
from workshop.queries import QUERIES
from workshop.storage.schema import JOURNALLED

# Tables that stay small however long a shop works; `tally` has a few rows a batch, `test_tally` and
# `fault_tally` some a day.
SMALL = {"workshop", "person", "station", "place", "batch", "catalogue_copy", "instrument"}
GROWING = (set(JOURNALLED) - SMALL) | {"journal", "mention", "test_mark"}

Statement = tuple[str, Any]


@contextmanager
def listening() -> Iterator[list[Statement]]:
    """Every statement that reaches a database meanwhile."""
    heard: list[Statement] = []

    def hear(_c: Any, _cursor: Any, sql: str, parameters: Any, _context: Any, many: bool) -> None:
        if re.match(r"\s*(SELECT|WITH|UPDATE|DELETE)", sql):
            heard.append((sql, parameters[0] if many else parameters))

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


def aliases(sql: str) -> dict[str, str]:
    return {alias: table for table, alias in re.findall(r'"?(\w+)"? AS "?(\w+)"?', sql)}


def shows_as_it_walks(sql: str, table: str) -> bool:
    """A page of the whole list in the order of its key: no more rows are read than shown.

    Conditions that nearly every row meets (not undone, not an undo) are no filter.
    """
    while "(" in sql:
        sql = re.sub(r"\([^()]*\)", "", sql)
    key = f"{table}.number" if table == "journal" else f"{table}.id"
    if not re.search(rf"ORDER BY {key}( DESC)?\s+LIMIT", sql):
        return False
    where = re.search(r"WHERE (.*?)\s+ORDER BY", sql, re.DOTALL)
    conditions = where[1].split(" AND ") if where else []
    no_filter = rf"{key} [<>] \?|coalesce = \?|\S+\.touched != \?|\S+ IS NULL"
    return all(re.fullmatch(no_filter, each) for each in conditions)


# A whole table, or all of it beyond one id.
WALK = re.compile(r'(?:SCAN "?(\w+)"?|SEARCH "?(\w+)"? USING INTEGER PRIMARY KEY \(rowid[<>])')


def faults(shop: Shop, heard: list[Statement]) -> list[str]:
    """The steps of the plans that read through a growing table, with their statements."""
    found = []
    with shop.database.read() as connection:
        for sql, parameters in heard:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", parameters)
            steps = [row[3] for row in plan]
            sorts = any("TEMP B-TREE FOR ORDER BY" in step for step in steps)
            called = aliases(sql)
            for step in steps:
                walk = WALK.match(step)
                name = walk and (walk[1] or walk[2])
                if name is None or "VIRTUAL TABLE" in step:
                    continue
                grows = called.get(name, name) in GROWING
                if grows and (sorts or not shows_as_it_walks(sql, name)):
                    found.append(f"{step}: {sql}")
            empty = [(step, table) for step in steps if (table := looks_up_nothing(sql, step))]
            found += [
                f"{step}: {sql}" for step, table in empty
                if sorts or not shows_as_it_walks(sql, called.get(table, table))
            ]  # fmt: skip
    return found


def looks_up_nothing(sql: str, step: str) -> str:
    """The table whose index is asked for the rows that have nothing in its column.

    That is nearly all of them, and no fault only where a page of just these is shown.
    """
    search = re.match(r'SEARCH "?(\w+)"? USING (?:COVERING )?INDEX \w+ \((\w+)=\?', step)
    return search[1] if search and f"{search[1]}.{search[2]} IS NULL" in sql else ""


# What is asked of the tests of a card.
ASKED: list[dict[str, Any]] = [
    {"result": "passed"}, {"result": "failed", "test": "VOLTAGE"}, {"result": "inconclusive"},
    {"result": "not tested", "test": "MEMORY"}, {"times": 2, "test": "memory"}, {"times": 1},
]  # fmt: skip

SINCE = "2026-11-24T00:00:00Z"
GROUPS = ["day", "batch", "supplier", "model", "plan", "step", "station", "person"]


def questions(life: Any) -> dict[str, list[dict[str, Any]]]:
    """Every query, in every way a person asks it."""
    card, die = life.tags["card 1"], life.tags["die"]
    batch = [{"batch": "B1"}]
    return {
        "balance": batch, "shop_balance": [{}],
        "balance_gaps": [{**batch[0], "after": after} for after in (None, "1:3", "2:3", "3:7:2")],
        "batch": [{"number": "B1"}], "batch_labels": batch, "batch_value": batch,
        "batches": [{}, {"after": "B1"}], "blank_tags": [{}, {"after": 3}, {"tag": card}],
        "blocked": [{}, {"after": 3}, {"serial": "S-1"}],
        "condition": [{"tag": life.tags["card 3"]}, {"tag": die}],
        "identity": [{"tag": card}], "board_map": [{"tag": card}], "defects": [{}],
        "genealogy": [{"tag": card}, {"tag": die}], "heat": [{"tag": card}, {"tag": die}],
        "heat_limits": [{}], "letterhead": [{}],
        "shop_history": [{}, {"after": 40}], "prices": [{}], "profiles": [{}],
        "profile": [{"code": "BGA-ON-LF"}, {"code": "BGA-ON-LF", "version": 0}],
        "runs": [{}, {"after": 3}, {"piece": die}, {"piece": die, "after": 3}],
        "reballing": [{}], "sites": [{"card": card}],
        "boards": [{}], "board_plan": [{}, {"code": "PG139"}, {"model": "RTX 2070"}],
        "site_history": [{"card": card, "site": "M1"}, {"card": card, "site": "m1", "after": 3}],
        "suspects": [{"card": card}, {"card": life.tags["card 2"]}],
        "dispositions": [{}], "intake": batch, "labels_waiting": [{}, {"after": 3}],
        "labels_stuck": [{}, {"after": 3}], "live_labels": [{"tag": card}, {"tag": die}],
        "identify": [{"scan": s} for s in (card, "SN 1", "900-1G136-2530-000", "CWP-LI", "?")],
        "journal": [{}, {"after": 7}, {"piece": card}, {"piece": card, "after": 7}],
        "models": [{}], "open_batches": [{}], "newest": [{}],
        "passport": [{"tag": card}, {"tag": die}],
        "passport_more": [{"tag": card}, {"tag": die}],
        "people": [{}], "photos": [{}, {"after": 3}, {"piece": card}, {"piece": card, "after": 3},
                                   *batch, {"batch": "B1", "after": 3}],
        "markings": [{"piece": die}],
        "memory_sets": [{"board": card}, {"board": life.tags["card 2"]}],
        "places": [{}], "plan": [{"code": "MEMORY"}], "plans": [{}],
        "plan_versions": [{}], "layout_versions": [{}],
        "pieces": [{}, {"after": die}, *batch, {"batch": "B1", "kind": "die"},
                   {"batch": "B1", "kind": "die", "state": "stock", "after": card},
                   {"kind": "die"}, {"kind": "die", "after": card}, {"state": "stock"},
                   {"state": "stock", "after": card}, {"place": "TRAY-11"},
                   {"place": "TRAY-11", "after": card}, {"model": "AD102"},
                   {"model": "AD102", "after": card},
                   *({**asked, **of, **page} for asked in ASKED for of in ({}, *batch)
                     for page in ({}, {"after": card}))],
        "recent": [{}, {"station": "BENCH-1"}], "routing": [{"tag": card}], "routings": [{}],
        "routing_versions": [{}],
        "open_steps": [{}, {"after": 3}, {"person": "LI"}, {"person": "LI", "after": 3}],
        "step_times": [{}, *batch], "flow": batch, "let_pass": batch,
        "search": [{"text": t, **asked} for asked in ({}, *ASKED)
                   for t in ("S", "SN1", "RTX 4090", "C01", "8BZ", "李", "nothing")],
        "stations": [{}], "steps": [{}], "tests": [
            *batch, {"batch": "B1", "after": 3}, {}, {"after": 3}, {"piece": card},
            {"newest": True, "after": 3}, {"plan": "VOLTAGE", "newest": True, "after": 3},
            {"piece": card, "after": 3}, {"day": "2026-11-24"},
            {"supplier": "Rheintal", "after": 3},
            {"plan": "VOLTAGE", "attempt": "first", "verdict": "fail"}, {"measurement": "v_12v"},
            {"batch": "B1", "person": "LI", "measurement": "v_12v", "attempt": "last"},
        ],
        "instruments": [{}], "pareto": [{}, {"batch": "B1", "since": "2026-11-24"}],
        "failures": [{}, {"after": card}, {"test": "memory", "times": 2, "batch": "B1"}],
        "cpk": [{"plan": "VOLTAGE"}, {"plan": "VOLTAGE", "measurement": "v_12v", "batch": "B1"}],
        "defects_found": [{"code": "BEND"}, {"code": "BEND", "after": 3, "batch": "B1"},
                          {"code": "BEND", "newest": True, "after": 3}],
        "touched_since": [{"number": 5}],
        "reports": [{}, {"after": 3}, *batch, {"batch": "B1", "after": 3},
                    {"batch": "B1", "kind": ""}, {"about": "S0001", "kind": "packing"}],
        "issued_file": [{"sha256": "0" * 64}, {"sha256": "1" * 64}],
        "changed_since": [{"batch": "B1", "entry": 5}],
        "undoable": [{}, {"person": "LI"}, {"station": "BENCH-1"},
                     {"person": "LI", "station": "BENCH-1"}],
        "workshop": [{}], "yields": [*batch, *({"by": by, "since": "2026-11-24"} for by in GROUPS)],
        "command_codes": [{}], "intake_choices": [{}], "grading": [{}],
        "leads": [{}], "differences": batch, "receivings": batch, "refusal_reasons": [{}],
        "receiving": [{"id": life.dock}],
        "manifest_state": [{**batch[0], "state": state} for state in ManifestState],
        "bakes": [{}, {"is_open": True}, {"after": life.bake}],
        "bake_pieces": [{"bake": life.bake}], "clock": [{"tag": die}],
        "clocks": [{}, {"after": life.tags["chip"]}], "place_tree": [{}],
        "scrapped": [{}, *batch, {"since": SINCE, "until": "2026-12-24T00:00:00Z"}],
        "unplaced": [{}], "sold": [{}, *batch],
        "stock": [{}, {"place": "LAB"}, {"kind": "die"}, {"place": "RACK-A", "kind": "memory"}],
        "contents": [{"place": "LAB"}, {"place": "TRAY-11", "after": 3}],
        "counts": [{}, {"after": life.count}, {"place": "TRAY-11"},
                   {"place": "TRAY-11", "after": life.count}],
        "count": [{"number": life.count}],
        "shipments": [{}, {"after": 3}, {"is_open": True}],
        "shipment": [{"number": "S0001"}],
        "shipment_pieces": [{"number": "S0001"}, {"number": "S0001", "after": 3}],
        "lots": [{}, {"after": 3}, {"state": "open"}],
        "lot_uses": [{"lot": "F-1"}, {"lot": "F-1", "after": 3}],
        "session_here": [{"person": "LI"}, {"person": "LI", "station": "BENCH-1"}],
        "dashboard": [{}, {"day": SINCE, "week": SINCE}],
        "work_in_progress": [{}, {"stuck": True}, {"step": "TDN"}, {"after": card}],
        **{query: [{"since": SINCE}, {"since": SINCE, "after": 3}]
           for query in ("came_in", "went_out", "came_off")},
        "done_at": [{"station": "BENCH-1", "since": SINCE},
                    {"station": "BENCH-1", "since": SINCE, "after": 9}],
    }  # fmt: skip


def test_every_query_is_asked(sqlite_life: Any) -> None:
    assert set(questions(sqlite_life)) == set(QUERIES)


@pytest.mark.parametrize("query", QUERIES)
def test_no_query_reads_through_a_table_that_grows(sqlite_life: Any, query: str) -> None:
    with listening() as heard:
        for facts in questions(sqlite_life)[query]:
            sqlite_life.ask(query, **facts)
    assert faults(sqlite_life.shop, heard) == []


def work(shop: Shop) -> None:
    """Every act that is done with a card in hand."""
    shop.do("expect", batch="B1", cards=[{"serial": f"S-{n}"} for n in range(3)])
    dock = shop.do("start_receiving", batch="B1")["receiving"]
    blanks = shop.do("print_blank_tags", count=2)["tags"]
    shop.do("receive", batch="B1", serial="O0I1", tag=blanks[0], grade="B", packaging="loose")
    shop.do("refuse", batch="B1", serial="S-7", reason="CRACKED")
    card, other = shop.card("S-1"), shop.card("S-2")
    shop.do("name_piece", piece=card, names={"upc": "4719072942557"})
    shop.do("assess", piece=card, grade="A")
    shop.do("note_defect", piece=card, code="BEND", severity="major")
    shop.do("quarantine", piece=other, reason="r")
    shop.do("release", piece=other)
    shop.do("end_receiving", receiving=dock)
    shop.do("sign_off", receiving=dock)
    shop.do("undo", entry=shop.ask("newest"))
    shop.do("correct", piece=card, model="GeForce RTX 4090", part_number="P-1")
    shop.do("choose_routing", piece=card, routing="repair")
    shop.do("start_step", piece=card, step="EVI")
    shop.do("stop_step", piece=card)
    shop.do("start_step", piece=card, step="DSLD", override="r")
    shop.do("add_lot", code="F-0", kind="flux", name="Flux")
    shop.do("record_step", piece=card, step="DSLD", outcome="done", lots={"F-0": ""})
    die = shop.do("harvest", card=card, site="GPU", outcome="good", marking="AD102")["tag"]
    shop.do("harvest", card=other, site="GPU", outcome="damaged")
    shop.do("scrap", piece=shop.card("S-4"), reason="r")
    spare = shop.card("S-5")
    shop.do("take_apart", card=spare, parts={"cooler": "TRAY-12"})
    shop.do("build_card", board=spare)
    shop.do("harvest_many", card=other, outcomes={"M7": "good", "M8": "suspect"})
    shop.do("reserve_set", board=other, pieces=[die])
    shop.do("release_set", board=other)
    shop.do("reserve_set", board=other, pieces=[die])
    shop.do("fit", piece=die, board=other, site="GPU")
    shop.do("record_run", profile="BGA-ON-LF", pieces=[die], peak=240.0)
    shop.do("take_off", piece=die, override="r")
    shop.do("reball", piece=die, stencil="S", sphere_mm=0.45, alloy="SAC305", override="r")
    shop.do("undo", entry=shop.ask("newest"))
    shop.do("record_test", piece=card, plan="VOLTAGE", values={"v_12v": 12})
    shop.do("add_instrument", code="DMM-1", name="Fluke", kind="multimeter")
    shop.do("change_instrument", instrument="DMM-1", calibrated_until="2027-06-30")
    shop.do("record_test_many", pieces=[card, other], plan="FINAL", run="golden",
            values={"power_draw": 300, "fans": "noisy"})  # fmt: skip
    shop.do("record_test_many", pieces=[card, other], plan="FINAL", values={"power_draw": 200})
    shop.do("undo", entry=shop.ask("newest"))
    shop.do("block_serials", serials=["S-1"], source="RMA")
    shop.do("unblock_serial", serial="S-1")
    shop.do("note_identity", piece=card, source="driver", facts={"memory_mib": 1})
    shop.do(
        "record_log", piece=card, tool="t", tool_version="", verdict="pass", readings=[],
        identifiers={"gpu_uuid": "GPU-1"},
        evidence={"sha256": "0" * 64, "name": "log", "size": 1},
    )  # fmt: skip
    kept = shop.do(
        "attach_photo", piece=card, width=4, height=3,
        evidence={"sha256": "0" * 64, "name": "log", "size": 1},
    )  # fmt: skip
    shop.do("remove_photo", photo=kept["photo"])
    shop.do("move", piece=card, place="TRAY-12")
    shop.do("set_msl", piece=die, msl="4")
    shop.do("change_place", place="TRAY-11", dry=True)
    shop.do("move_place", place="TRAY-12", into="TRAY-11")
    shop.do("count_place", place="TRAY-12", scans=[die, "S-2", "?"], put_right=True)
    load = shop.do("bake", pieces=[die], temperature=125, hours=96)["bake"]
    shop.do("unload", bake=load, place="TRAY-11")
    shop.do("add_lot", code="F-1", kind="flux", name="Flux")
    shop.do("close_lot", lot="F-1")
    shop.do("issue_report", **shop.report_facts())
    box = shop.do("open_shipment", buyer="Ada")["shipment"]
    shop.do("change_shipment", shipment=box, disposition="SELL")
    sold = shop.card("S-6")
    shop.do("pack", shipment=box, pieces=[sold])
    shop.do("unpack", shipment=box, pieces=[sold])
    shop.do("pack", shipment=box, pieces=[sold])
    shop.do("ship", shipment=box)
    shop.do("labels_printed", labels=[row.id for row in shop.ask("labels_waiting")])
    for _ in range(2):
        shop.do("print_again", piece=card, reason="smudged")
        labels = [row.id for row in shop.ask("labels_waiting")]
        shop.do("take_labels", labels=labels, printer="Zebra")
        shop.do("labels_not_printed", labels=labels, outcome="unsure", trouble="It hung up.")
        shop.do("labels_printed", labels=labels)
    shop.do("one_label_left", piece=card)
    shop.do("print_again", piece=card, reason="smudged")
    shop.do("void_labels", labels=[row.id for row in shop.ask("labels_waiting")], reason="no")
    shop.do("receive_many", batch="B1", cards=[{"serial": f"N-{n}"} for n in range(5)])
    shop.do("dispose", piece=card, disposition="SELL")
    shop.do("open_batch", number="B2", supplier="S")
    back = shop.do("receive", batch="B2", serial="S-1")
    shop.do("undo", entry=back["entry"])
    both = [shop.do("receive", batch="B2", serial=f"T-{n}")["entry"] for n in range(2)]
    shop.do("undo_many", entries=both)
    second = shop.do("start_receiving", batch="B2")["receiving"]
    shop.do("receive", batch="B2", serial="U-1")
    shop.do("undo_receiving", receiving=second)


def test_no_act_reads_through_a_table_that_grows(file_shop: Shop) -> None:
    with listening() as heard:
        work(file_shop)
    assert len(heard) > 50
    assert faults(file_shop, heard) == []


INDEXES = {
    "ix_reservation_board_id": ("memory_sets", {"board": "C01000001Z"}),
    "ix_identifier_normal": ("identify", {"scan": "SN 1"}),
    "ix_identifier_piece_id": ("passport", {"tag": "C01000001Z"}),
    "ix_piece_model_id": ("search", {"text": "RTX"}),
    "ix_piece_batch_id_kind_id": ("pieces", {"batch": "B1"}),
    "ix_piece_state_id": ("pieces", {"state": "stock"}),
    "ix_piece_kind_id": ("pieces", {"kind": "card"}),
    "ix_piece_place_id_id": ("pieces", {"place": "TRAY-12"}),
    "ix_piece_donor_id": ("passport", {"tag": "C01000001Z"}),
    "ix_piece_board_id": ("passport", {"tag": "C01000001Z"}),
    "ix_heat_cycle_piece_id": ("heat", {"tag": "C01000001Z"}),
    "ix_marking_piece_id": ("markings", {"piece": "C01000001Z"}),
    "ix_reball_piece_id": ("passport", {"tag": "C01000001Z"}),
    "ix_site_record_piece_id": ("genealogy", {"tag": "C01000001Z"}),
    "ix_step_record_piece_id": ("routing", {"tag": "C01000001Z"}),
    "ix_piece_routing": ("routing_versions", {}),
    "ix_step_run_piece_id": ("routing", {"tag": "C01000001Z"}),
    "ix_step_run_ended_id": ("step_times", {}),
    "ix_step_run_person_ended": ("open_steps", {"person": "ANA"}),
    "ix_site_record_board_id_site": ("board_map", {"tag": "C01000001Z"}),
    "ix_test_result_piece_id": ("passport", {"tag": "C01000001Z"}),
    "ix_measurement_result_id": ("passport", {"tag": "C01000001Z"}),
    "ix_measurement_failed": ("tests", {"measurement": "v_12v"}),
    "ix_test_mark_tally_id_result_id": ("tests", {"model": "GeForce RTX 4090"}),
    "ix_defect_code_id": ("defects_found", {"code": "BEND"}),
    "ix_photo_piece_id": ("passport", {"tag": "C01000001Z"}),
    "ix_photo_batch_id": ("photos", {"batch": "B1"}),
    "ix_label_state_id": ("labels_stuck", {}),
    "ix_journal_station_number": ("undoable", {"station": "BENCH-1"}),
    "ix_visit_piece_id": ("condition", {"tag": "C01000001Z"}),
    "ix_condition_visit_id": ("condition", {"tag": "C01000001Z"}),
    "ix_defect_visit_id": ("condition", {"tag": "C01000001Z"}),
    "ix_visit_batch_id_piece_id": ("manifest_state", {"batch": "B1", "state": "received"}),
    "ix_receiving_person_station_ended": ("session_here", {"person": "ANA"}),
    "ix_piece_floor_since": ("clocks", {}),
    "ix_bake_piece_bake_id": ("bakes", {}),
    "ix_bake_piece_piece_id": ("passport_more", {"tag": "C01000001Z"}),
    "ix_lot_state_id": ("lots", {"state": "open"}),
    "ix_lot_use_lot_id": ("lot_uses", {"lot": "F-1"}),
    "ix_visit_entry": ("came_in", {"since": SINCE}),
    "ix_visit_ended": ("went_out", {"since": SINCE}),
    "ix_site_record_entry_outcome": ("came_off", {"since": SINCE}),
    "ix_report_kind_about_number": ("reports", {"batch": "B1"}),
    "ix_packed_shipment_id": ("shipment_pieces", {"number": "S0001"}),
    "ix_packed_piece_id": ("passport_more", {"tag": "C01000001Z"}),
    "uq_manifest_line_claim": ("intake", {"batch": "B1"}),
}


@pytest.mark.parametrize("index", INDEXES)
def test_an_index_that_is_gone_is_noticed(file_shop: Shop, index: str) -> None:
    """The planted fault: without its index the query reads through the table."""
    query, facts = INDEXES[index]
    file_shop.do("expect", batch="B1", cards=[{"serial": "SN-1"}])
    card = file_shop.card("SN-1")
    file_shop.do("record_test", piece=card, plan="VOLTAGE", values={"v_12v": 12})
    file_shop.do("add_lot", code="F-1", kind="flux", name="NC-559")
    file_shop.do("harvest", card=card, site="M1", outcome="missing")
    file_shop.do("open_shipment", buyer="Ada")
    with file_shop.database._writer.begin() as connection:
        connection.exec_driver_sql(f"DROP INDEX {index}")
    with listening() as heard:
        file_shop.ask(query, **facts)
    assert faults(file_shop, heard) != []


def test_sets_are_looked_for_only_in_what_is_in_stock(file_shop: Shop) -> None:
    """Most of what was ever harvested is fitted or gone: nothing of that is read."""
    card = file_shop.card("SN-1")
    file_shop.do("harvest", card=card, site="M1", outcome="missing")
    with listening() as heard:
        file_shop.ask("memory_sets", board=card)
    loose = [each for each in heard if "piece.state = 'stock'" in each[0]]
    with file_shop.database.read() as connection:
        for sql, values in loose:
            plan = [
                row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
            ]
            assert any("USING INDEX ix_piece_in_stock (kind=?)" in step for step in plan), plan
    assert len(loose) == 4


def test_every_act_with_a_card_in_hand_was_done() -> None:
    rare = {"add_person", "set_pin", "add_station", "add_place", "close_batch", "set_catalogue",
            "drop_copies", "draw_board", "rename_workshop", "renew_commands"}  # fmt: skip
    done = set(re.findall(r'shop\.do\(\s*"(\w+)"', inspect.getsource(work)))
    assert done | {"receive"} == set(ACTS) - rare


def test_looking_up_what_nearly_all_rows_share_is_noticed(file_shop: Shop) -> None:
    sql = "SELECT number FROM journal WHERE journal.undoes IS NULL AND journal.act = ?"
    assert faults(file_shop, [(sql, ("receive",))]) != []


@pytest.mark.parametrize("rest", ["", " ORDER BY blank_tag.id", " ORDER BY blank_tag.tag LIMIT 9"])
def test_only_a_page_of_what_nearly_all_rows_share_is_none_of_it(
    file_shop: Shop, rest: str
) -> None:
    """The planted fault: all blank tags at once, or sorted to show a few."""
    sql = "SELECT blank_tag.id FROM blank_tag WHERE blank_tag.piece_id IS NULL"
    assert faults(file_shop, [(f"{sql} ORDER BY blank_tag.id LIMIT 9", ())]) == []
    assert faults(file_shop, [(sql + rest, ())]) != []


def test_the_balance_of_the_shop_costs_no_question_more_for_each_open_batch(file_shop: Any) -> None:
    def asked() -> int:
        with listening() as heard:
            file_shop.ask("shop_balance")
        return len(heard)

    def open_two(name: str) -> None:
        for number in range(2):
            batch = f"{name}-{number}"
            file_shop.do("open_batch", number=batch, supplier="S")
            card = file_shop.card(f"{batch}-SN", batch=batch)
            file_shop.do("harvest", card=card, site="GPU", outcome="good")

    open_two("FIRST")
    few = asked()
    open_two("SECOND")
    assert asked() == few
