# SPDX-License-Identifier: MIT
"""One sentence for every act, from its facts and its receipt, in the language in force."""

from collections.abc import Callable, Mapping
from typing import Any

from workshop.domain.tag import written
from workshop.domain.terms import CardPart, InstrumentState, RunKind, SiteOutcome, StepOutcome
from workshop.domain.text import shown
from workshop.language import listed, mark, mark_many, say, say_many

Facts = Mapping[str, Any]

TEMPLATES = {
    "found_workshop": mark("Workshop {name} founded"),
    "add_person": mark("{name} added"),
    "set_pin": mark("PIN of {name} set anew"),
    "add_station": mark("Station {code} added"),
    "add_place": mark("Place {code} added"),
    "open_batch": mark("Batch {batch} opened"),
    "close_batch": mark("Batch {batch} closed"),
    "start_receiving": mark("Receiving of batch {batch} begun"),
    "end_receiving": mark("Receiving of batch {batch} ended: {received} in, {refused} refused"),
    "sign_off": mark("Receiving of batch {batch} signed off"),
    "refuse": mark("{serial} refused: {because}"),
    "quarantine": mark("{tag} put into quarantine: {reason}"),
    "release": mark("{tag} released"),
    "receive": mark("{serial} received as {tag}"),
    "name_piece": mark("{tag}: {what} noted"),
    "correct": mark("{tag} corrected"),
    "assess": mark("Condition of {tag} noted"),
    "note_defect": mark("{tag}: {defect}"),
    "choose_routing": mark("{tag}: routing {name}"),
    "start_step": mark("{name}: begun on {tag}"),
    "stop_step": mark("{name}: broken off on {tag}"),
    "record_step": mark("{name}: done on {tag}"),
    "fit": mark("{tag} fitted at {site} of {board}"),
    "take_off": mark("{tag} taken off {site} of {card}"),
    "add_instrument": mark("Instrument {code} added"),
    "change_instrument": mark("Instrument {code} changed"),
    "reball": mark("{tag} reballed with {alloy}, inspection: {verdict}"),
    "record_test": mark("{name}, attempt {attempt}: {verdict}"),
    "record_log": mark("{tool} log, {name}: {verdict}"),
    "attach_photo": mark("Photo kept: {of}"),
    "remove_photo": mark("Photo removed: {of}"),
    "move": mark("{tag} moved to {place}"),
    "change_place": mark("Place {code} changed"),
    "count_place": mark("{place} counted: {found} found, {missing} missing, {misplaced} misplaced"),
    "set_msl": mark("Moisture level of {tag}: {msl}"),
    "unload": mark("Bake {bake} unloaded after {hours} h: {done} done"),
    "add_lot": mark("Lot {code} added"),
    "close_lot": mark("Lot {code} used up"),
    "dispose": mark("{tag}: {name}"),
    "scrap": mark("{tag} scrapped: {reason}"),
    "take_apart": mark("{tag} taken apart: {what}"),
    "build_card": mark("{board} built into {tag}: {model}"),
    "open_shipment": mark("Shipment {shipment} to {buyer} opened"),
    "change_shipment": mark("Shipment {shipment} changed"),
    "pack": mark("{tag} packed for shipment {shipment}"),
    "unpack": mark("{tag} taken out of shipment {shipment}"),
    "print_again": mark("Label of {tag} queued again: {reason}"),
    "one_label_left": mark("{tag}: only one label is left"),
    "rename_workshop": mark("The workshop is called {workshop} now"),
    "renew_commands": mark("Command codes made anew: earlier sheets are void"),
    "set_catalogue": mark("Catalogue: {name} changed"),
    "drop_copies": mark("Catalogue: {name} of the shop deleted"),
    "draw_board": mark("Board map {board} saved, version {version}"),
    "note_identity": mark("{tag}: {source} noted"),
    "unblock_serial": mark("{serial} no longer blocked"),
    "issue_report": mark("Report {report} of {about} issued"),
    "undo": mark("Entry {undid} undone"),
}

# Which fact is the number, and the sentence for one and for more.
MANY = {
    "expect": ("lines", *mark_many("{n} card expected in batch {batch}",
                                   "{n} cards expected in batch {batch}")),
    "receive_many": ("received", *mark_many("{n} card received in batch {batch}",
                                            "{n} cards received in batch {batch}")),
    "print_blank_tags": ("count", *mark_many("{n} blank tag made", "{n} blank tags made")),
    "harvest_many": ("n", *mark_many("{n} site of {card}: {counted}",
                                     "{n} sites of {card}: {counted}")),
    "reserve_set": ("n", *mark_many("{n} piece reserved for {board}",
                                    "{n} pieces reserved for {board}")),
    "release_set": ("n", *mark_many("{n} piece no longer reserved for {board}",
                                    "{n} pieces no longer reserved for {board}")),
    "record_run": ("n", *mark_many("{name} run with {n} piece: {verdict}",
                                   "{name} run with {n} pieces: {verdict}")),
    "record_test_many": ("n", *mark_many("{name} of {n} piece: {verdict}",
                                         "{name} of {n} pieces: {verdict}")),
    "move_place": ("pieces", *mark_many("{place} moved into {into} with {n} piece",
                                        "{place} moved into {into} with {n} pieces")),
    "take_out": ("pieces", *mark_many("{place} taken out with {n} piece",
                                      "{place} taken out with {n} pieces")),
    "ship": ("n", *mark_many("Shipment {shipment} to {buyer} left with {n} piece",
                             "Shipment {shipment} to {buyer} left with {n} pieces")),
    "bake": ("n", *mark_many("Bake {bake} begun with {n} piece: {hours} h at {temperature} °C",
                             "Bake {bake} begun with {n} pieces: {hours} h at {temperature} °C")),
    "take_labels": ("labels", *mark_many("{n} label given to {printer}",
                                         "{n} labels given to {printer}")),
    "labels_printed": ("labels", *mark_many("{n} label printed", "{n} labels printed")),
    "labels_waiting": ("labels", *mark_many("{n} label back in the print queue",
                                            "{n} labels back in the print queue")),
    "labels_unsure": ("labels", *mark_many("Not known whether {n} label came out: {trouble}",
                                           "Not known whether {n} labels came out: {trouble}")),
    "labels_failed": ("labels", *mark_many("{n} label cannot be printed: {trouble}",
                                           "{n} labels cannot be printed: {trouble}")),
    "void_labels": ("labels", *mark_many("{n} label taken out of the print queue: {reason}",
                                         "{n} labels taken out of the print queue: {reason}")),
    "block_serials": ("blocked", *mark_many("{n} serial blocked", "{n} serials blocked")),
    "undo_many": ("n", *mark_many("{n} entry undone", "{n} entries undone")),
    "undo_receiving": ("n", *mark_many("Receiving of batch {batch} undone: {n} entry",
                                       "Receiving of batch {batch} undone: {n} entries")),
}  # fmt: skip

HARVEST = {
    SiteOutcome.GOOD: mark("{site} good → {tag}"),
    SiteOutcome.DAMAGED: mark("{site} damaged → {tag}"),
    SiteOutcome.MISSING: mark("{site} missing"),
    SiteOutcome.LEFT: mark("{site} left on board"),
    SiteOutcome.SUSPECT: mark("{site} suspect"),
}

COUNTED = {
    SiteOutcome.GOOD: mark_many("{n} good", "{n} good"),
    SiteOutcome.DAMAGED: mark_many("{n} damaged", "{n} damaged"),
    SiteOutcome.MISSING: mark_many("{n} missing", "{n} missing"),
    SiteOutcome.LEFT: mark_many("{n} left on board", "{n} left on board"),
    SiteOutcome.SUSPECT: mark_many("{n} suspect", "{n} suspect"),
}

# What the catalogue says sits there, and what came off instead.
OTHER_PART = {
    SiteOutcome.GOOD: mark("{site} good → {tag}: {came_off} instead of {expected}"),
    SiteOutcome.DAMAGED: mark("{site} damaged → {tag}: {came_off} instead of {expected}"),
}

STEPS: dict[str, str] = {
    StepOutcome.DONE: TEMPLATES["record_step"],
    StepOutcome.FAILED: mark("{name}: failed on {tag}"),
    StepOutcome.SKIPPED: mark("{name}: skipped for {tag}"),
}

WORDS = {
    "pass": mark("pass"),
    "marginal": mark("marginal"),
    "fail": mark("fail"),
    "inconclusive": mark("inconclusive"),
}

# What was read, by who says it of a card.
READ = {
    "list": mark("list"),
    "label": mark("label"),
    "box": mark("box"),
    "sticker": mark("sticker"),
    "pci": mark("PCI numbers"),
    "vbios": mark("VBIOS"),
    "driver": mark("driver"),
    "die": mark("die marking"),
    "memory": mark("memory marking"),
    "signs": mark("signs of a fake"),
}

PARTS = {
    CardPart.COOLER: mark("cooler"),
    CardPart.BACKPLATE: mark("backplate"),
    CardPart.BRACKET: mark("bracket"),
    CardPart.FANS: mark("fans"),
    CardPart.SHROUD: mark("shroud"),
    CardPart.CABLE: mark("cable"),
    CardPart.BOX: mark("box"),
    CardPart.ACCESSORIES: mark("accessories"),
}

_TAGS = ("tag", "card", "board", "piece")
_CODES = {
    "start_step": "step", "stop_step": "step", "record_step": "step", "set_catalogue": "code",
    "dispose": "disposition", "choose_routing": "routing", "record_test": "plan",
    "record_log": "plan", "record_run": "profile", "record_test_many": "plan",
}  # fmt: skip


def tell(act: str, facts: Facts, receipt: Facts) -> str:
    """What an entry did, as a short sentence without a full stop."""
    known: dict[str, Any] = {**facts, **receipt}
    for name in _TAGS:
        if isinstance(known.get(name), str):
            known[name] = written(known[name])
    for name in ("defect", "because"):  # words of the catalogue
        if isinstance(known.get(name), str):
            known[name] = say(known[name])
    for name in ("temperature", "hours"):
        if isinstance(known.get(name), float):
            known[name] = f"{known[name]:g}"
    word = known.get("verdict")
    if isinstance(word, str) and word in WORDS:
        known["verdict"] = say(WORDS[word])
    for name in ("defect", "because"):
        if isinstance(known.get(name), str):
            known[name] = say(known[name])
    if act == "note_identity" and known.get("source") in READ:
        known["source"] = say(READ[known["source"]])
    if act in _CODES:  # an older entry has no name
        known["name"] = say(str(known.get("name", known.get(_CODES[act], ""))))
    if isinstance(known.get("defect"), str):
        known["defect"] = say(known["defect"])
    if act == "harvest":
        return _told_of_site(known)
    broken = receipt.get("against") or receipt.get("rules")
    if act == "fit" and isinstance(broken, list) and broken:
        known["rules"] = listed(broken)
        return say("{tag} fitted at {site} of {board}, against: {rules}", **known)
    if act == "receive" and receipt.get("held_for"):
        return say("{serial} received as {tag}, and put into quarantine: {held_for}", **known)
    if act == "receive" and receipt.get("result") == "returned":
        return say("{serial} came back as {tag}", **known)
    if isinstance(known.get("counts"), Mapping):
        counts = known["counts"]
        known["counted"] = listed(
            say_many(*words, counts[outcome])
            for outcome, words in COUNTED.items()
            if counts.get(outcome)
        )
    if isinstance(receipt.get("parts"), Mapping):
        known["what"] = listed(PARTS[part] for part in CardPart if part in receipt["parts"])
    if isinstance(known.get("names"), Mapping):
        known["what"] = ", ".join(str(name) for name in known["names"].values())
    if isinstance(known.get("undid"), list):
        known["n"] = len(known["undid"])
    if act == "bake" and facts.get("done"):
        return say("Bake {bake} noted, {hours} h at {temperature} °C: {done} done",
                   **{**known, "done": receipt.get("done")})  # fmt: skip
    if act == "move_place" and not receipt.get("into"):
        act = "take_out"
    if act == "labels_not_printed":
        act = f"labels_{known.get('outcome')}"
    if act == "set_msl" and not receipt.get("msl"):
        return say("Moisture level of {tag}: that of its kind", **known)
    if act == "undo" and "act" in receipt:
        return say("Undone: entry {undid}", **known)
    if act in MANY:
        return _told_by_number(*MANY[act], known)
    template = _OTHERWISE[act](known) if act in _OTHERWISE else TEMPLATES.get(act)
    return act if template is None else say(template, **_short(known))


RUNS: dict[str, str] = {
    RunKind.ABORTED: mark("{name}, attempt {attempt}: broken off"),
    RunKind.GOLDEN: mark("{name} of a golden card: {verdict}"),
}

# By whether the board is the card again, and whether pieces were still put by for it.
_BUILT = {
    (False, False): TEMPLATES["build_card"],
    (False, True): mark("{board} built into {tag}: {model}. Pieces no longer reserved: {more}"),
    (True, False): mark("{tag} is a card again: {model}"),
    (True, True): mark("{tag} is a card again: {model}. Pieces no longer reserved: {more}"),
}

_SAVED = {
    "step": mark("Step {name} saved, version {version}"),
    "routing": mark("Routing {name} saved, version {version}"),
    "plan": mark("Test plan {name} saved, version {version}"),
    "profile": mark("Profile {name} saved, version {version}"),
    "layout": mark("Label layout {name} saved, version {version}"),
    "price": mark("Price {name} saved, version {version}"),
    "letterhead": mark("Letterhead saved, version {version}"),
}
"""What is told of an entry of the catalogue, by its kind."""

_OTHERWISE: dict[str, Callable[[Facts], str]] = {
    "close_batch": lambda known: (
        mark("Batch {batch} closed, {gaps} open: {reason}")
        if known.get("gaps")
        else TEMPLATES["close_batch"]
    ),
    "record_step": lambda known: STEPS.get(str(known.get("outcome")), TEMPLATES["record_step"]),
    "dispose": lambda known: (
        mark("{tag}: {name} ({reason})") if known.get("reason") else TEMPLATES["dispose"]
    ),
    "scrap": lambda known: (
        mark("{n} pieces scrapped: {reason}") if known.get("n", 1) != 1 else TEMPLATES["scrap"]
    ),
    "pack": lambda known: (
        mark("{n} pieces packed for shipment {shipment}")
        if known.get("n", 1) != 1
        else TEMPLATES["pack"]
    ),
    "unpack": lambda known: (
        mark("{n} pieces taken out of shipment {shipment}")
        if known.get("n", 1) != 1
        else TEMPLATES["unpack"]
    ),
    "record_test": lambda known: RUNS.get(str(known.get("run", "")), TEMPLATES["record_test"]),
    "record_log": lambda known: (
        mark("{tool} log of a golden card, {name}: {verdict}")
        if known.get("run") == RunKind.GOLDEN
        else TEMPLATES["record_log"]
    ),
    "change_instrument": lambda known: (
        mark("Instrument {code} retired")
        if known.get("state") == InstrumentState.RETIRED
        else mark("Instrument {code} calibrated until {calibrated_until}")
        if known.get("calibrated_until")
        else TEMPLATES["change_instrument"]
    ),
    "set_catalogue": lambda known: _SAVED.get(str(known.get("kind")), TEMPLATES["set_catalogue"]),
    "take_apart": lambda known: (
        TEMPLATES["take_apart"] if known.get("what") else mark("{tag} taken apart")
    ),
    "build_card": lambda known: _BUILT[
        known.get("board") == known.get("tag"), bool(known.get("released"))
    ],
}
"""Acts of which more is told in some cases."""


def _told_by_number(fact: str, one: str, more: str, known: Facts) -> str:
    """A sentence that depends on how many there are."""
    count = known.get(fact)
    facts = _short(known) | {"n": count}
    if not isinstance(count, int):  # nothing that any act answers
        return say(more, **facts)
    return say_many(one, more, count, **{name: facts[name] for name in facts if name != "n"})


def _short(known: Facts) -> dict[str, Any]:
    return {name: shown(fact, 80) if isinstance(fact, str) else fact
            for name, fact in known.items()}  # fmt: skip


def _told_of_site(known: Facts) -> str:
    """What was found at a site."""
    outcome = SiteOutcome(known["outcome"])
    if outcome is SiteOutcome.SUSPECT and known.get("note"):
        return say("{site} suspect: {note}", **_short(known))
    other = OTHER_PART.get(outcome) if known.get("came_off") else None
    return say(other or HARVEST[outcome], **_short(known))
