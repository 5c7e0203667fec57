# SPDX-License-Identifier: MIT
"""The tables of what is done at the benches: steps, sites, heat, bakes, tests, stock."""

from sqlalchemy import Column, Index, Text, text

from workshop.storage.columns import FLOATING, floating, later, maybe, of, string, table, whole

# The outcome of one step on one piece; `facts` is a JSON object of its typed fields. `override` is
# why a lead let it pass against its routing.
table(
    "step_record",
    of("piece_id", "piece.id", index=True),
    whole("entry"),
    string("step"),
    string("outcome"),
    string("facts"),
    string("note"),
    later(string("routing"), ""),
    later(string("override"), ""),
)

# What a site of one board holds now; a site nobody touched has no row.
table(
    "site",
    of("board_id", "piece.id"),
    string("name"),
    string("state"),
    maybe("piece_id", "piece.id", unique=True),
    Index("uq_site_board_id_name", "board_id", "name", unique=True),
)

# What was found or done at a site, each time; `expected` is what the catalogue says sits there.
table(
    "site_record",
    of("board_id", "piece.id"),
    string("site"),
    whole("entry"),
    string("outcome"),
    maybe("piece_id", "piece.id"),
    string("marking"),
    string("grade"),
    maybe("place_id", "place.id", index=True),
    string("note"),
    later(string("expected"), ""),
    Index("ix_site_record_board_id_site", "board_id", "site"),
    Index("ix_site_record_piece_id", "piece_id"),
    Index("ix_site_record_entry_outcome", "entry", "outcome"),
)

# A file kept byte for byte in the evidence folder, under its SHA-256.
table("evidence", string("sha256", unique=True), string("name"), whole("size"))

# One run of a rework profile; `version` is that of the shop's own copy of it, 0 as it is shipped.
# What was measured: the fastest rise and fall in °C/s, the soak in s, the peak in °C, the time
# above liquidus in s.
table(
    "profile_run",
    whole("entry"),
    string("profile"),
    whole("version"),
    string("nozzle"),
    floating("ramp"),
    floating("fall"),
    floating("soak_s"),
    floating("peak"),
    floating("liquidus_s"),
    string("verdict"),
    maybe("evidence_id", "evidence.id", index=True),
    string("note"),
)

# One heat cycle of a piece, and the board it was on then. What `piece.heat_cycles` counts beyond
# these rows was before the ledger. `override` is why it was let pass over its limit.
table(
    "heat_cycle",
    of("piece_id", "piece.id", index=True),
    whole("entry"),
    string("cause"),
    maybe("board_id", "piece.id", index=True),
    maybe("run_id", "profile_run.id", index=True),
    string("override"),
)

# New spheres on a die or chip; `leaded` is 1 where the alloy has lead, `inspection` a JSON object
# of criteria with yes where the fault was found and no where it was looked for in vain.
table(
    "reball",
    of("piece_id", "piece.id", index=True),
    whole("entry"),
    string("stencil"),
    Column("sphere_mm", FLOATING, nullable=False),
    string("alloy"),
    whole("leaded"),
    string("flux_lot"),
    string("inspection"),
    string("verdict"),
    string("note"),
)

# A picture of a piece or of a delivery; width and height in pixels, as it is shown upright.
table(
    "photo",
    maybe("piece_id", "piece.id", index=True),
    maybe("batch_id", "batch.id", index=True),
    of("evidence_id", "evidence.id", index=True),
    whole("entry"),
    string("face"),
    string("site"),
    string("note"),
    whole("width"),
    whole("height"),
    string("taken_at"),
)

# A measuring instrument, by the code on its label. `calibrated_until` is the day its calibration
# ends, none where it needs none; `state` says whether it is in use.
table(
    "instrument",
    whole("entry"),
    string("code", unique=True),
    string("name"),
    string("kind"),
    string("serial"),
    Column("calibrated_until", Text),
    string("state"),
    string("note"),
)

# One attempt at a test plan, typed or read from a tool's log. `run` is empty, aborted or golden:
# the last two do not count. `version` is that of the shop's own copy of the plan, 0 as it is
# shipped; `step` is what was open on the piece, `ambient` the room in °C; `in_file` tells apart the
# runs of one tool on one piece in one file. `override` is why a lead let a lapsed instrument pass.
table(
    "test_result",
    of("piece_id", "piece.id", index=True),
    whole("entry"),
    string("plan"),
    whole("attempt"),
    string("verdict"),
    string("tool"),
    string("tool_version"),
    maybe("evidence_id", "evidence.id", index=True),
    string("note"),
    later(string("run"), ""),
    later(whole("version"), 0),
    later(string("step"), ""),
    later(floating("ambient")),
    later(whole("in_file"), 0),
    later(string("override"), ""),
    Index(
        "uq_test_result_log",
        "evidence_id",
        "piece_id",
        "tool",
        "in_file",
        unique=True,
        sqlite_where=text("evidence_id IS NOT NULL"),
    ),
    Index("ix_test_result_golden", "plan", "id", sqlite_where=text("run = 'golden'")),
)

# One typed value of a result, with the limits that were in force when it was taken. `golden` is
# the tag of the card that stood in for them, `calibrated_until` what the instrument said then.
table(
    "measurement",
    of("result_id", "test_result.id", index=True),
    string("name"),
    string("label"),
    string("value"),
    floating("number"),
    string("unit"),
    floating("low"),
    floating("high"),
    string("verdict"),
    later(floating("margin")),
    later(string("golden"), ""),
    later(maybe("instrument_id", "instrument.id", index=True)),
    later(Column("calibrated_until", Text)),
    Index("ix_measurement_failed", "name", "result_id", sqlite_where=text("verdict = 'fail'")),
)

# A step that was begun: by whom, where, from its first entry until `ended`. `minutes` is said by a
# person where the end was forgotten, 0 where nobody knows; `record_id` is what it led to, none
# where it was broken off. `override` is why a lead let it begin against its routing.
table(
    "step_run",
    of("piece_id", "piece.id", index=True),
    whole("entry"),
    string("step"),
    string("person"),
    string("station"),
    maybe("ended"),
    floating("minutes"),
    maybe("record_id", "step_record.id", index=True),
    string("override"),
    Index("ix_step_run_ended_id", "ended", "id"),
    Index("ix_step_run_person_ended", "person", "ended"),
)

# What is printed on a die or chip, and what it says: chip, SKU, stepping, lot and date code.
table(
    "marking",
    of("piece_id", "piece.id", index=True),
    whole("entry"),
    string("raw"),
    string("chip"),
    string("sku"),
    string("stepping"),
    string("lot"),
    string("date"),
    string("source"),
)

# One load of an oven: °C, %RH and hours as they were wanted, until `ended`; `actual_h` is how long
# it really was.
table(
    "bake",
    whole("entry"),
    maybe("oven_id", "place.id", index=True),
    Column("temperature", FLOATING, nullable=False),
    floating("humidity"),
    Column("hours", FLOATING, nullable=False),
    string("edition"),
    maybe("ended"),
    string("unloaded_by"),
    floating("actual_h"),
    string("note"),
)

# A piece in a bake, and how many hours the table asks of it there; none where it says nothing.
# `verdict` is done or short, empty while it bakes.
table(
    "bake_piece",
    of("bake_id", "bake.id", index=True),
    of("piece_id", "piece.id", index=True),
    floating("needed_h"),
    string("verdict"),
)

# A piece that is put by for a board.
table(
    "reservation",
    of("piece_id", "piece.id", unique=True),
    of("board_id", "piece.id", index=True),
    whole("entry"),
)

# A place that was counted, and how many of each result.
table(
    "place_count",
    of("place_id", "place.id", index=True),
    whole("entry"),
    whole("found"),
    whole("missing"),
    whole("misplaced"),
    whole("unknown"),
    string("note"),
)

# One piece or scan of a count: missing, misplaced or unknown; `place_id` is where it was on record.
table(
    "place_count_line",
    of("count_id", "place_count.id", index=True),
    maybe("piece_id", "piece.id", index=True),
    string("scan"),
    string("result"),
    maybe("place_id", "place.id", index=True),
)

# A lot of what is used up: flux, spheres, pads, paste.
table(
    "lot",
    whole("entry"),
    string("code", unique=True),
    string("kind"),
    string("name"),
    string("maker"),
    Column("expires_on", Text),
    string("state"),
    string("note"),
    Index("ix_lot_state_id", "state", "id"),
)

# What a step used of a lot.
table(
    "lot_use",
    of("lot_id", "lot.id", index=True),
    whole("entry"),
    maybe("record_id", "step_record.id", index=True),
    maybe("piece_id", "piece.id", index=True),
    floating("amount"),
    string("unit"),
)

# A report that was issued: its running number, its kind, and the batch or tag it is of. It shows
# what was known at the entry `drawn_entry`, whose hash stands on it; `choices` is a JSON object.
table(
    "report",
    whole("entry"),
    whole("number", unique=True),
    string("kind"),
    string("about"),
    whole("drawn_entry"),
    string("drawn_hash"),
    of("evidence_id", "evidence.id", index=True),
    string("choices"),
    string("issued_on"),
    Index("ix_report_kind_about_number", "kind", "about", "number"),
)

# What leaves together: to whom, to which country, by which reference, and the disposition its
# pieces leave with. It takes pieces until `ended`, the entry it left with.
table(
    "shipment",
    whole("entry"),
    string("number", unique=True),
    string("buyer"),
    string("country"),
    string("reference"),
    string("disposition"),
    string("note"),
    maybe("ended"),
)

# A piece in a shipment; `was` is the state it had before it was packed.
table(
    "packed",
    of("shipment_id", "shipment.id", index=True),
    of("piece_id", "piece.id", index=True),
    whole("entry"),
    string("was"),
)
