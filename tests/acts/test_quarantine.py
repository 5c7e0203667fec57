# SPDX-License-Identifier: MIT
"""Quarantine stops every act that works on a piece; what it does not stop is named here."""

from collections.abc import Callable
from typing import Any

import pytest
from bench_shop import Shop
from looked_at import LOOKED_AT
from unchanged import refusal

from workshop.acts import ACTS
from workshop.acts.fates import dispose
from workshop.domain.refused import Refused
from workshop.storage import evidence

MODEL = "GeForce RTX 4090"

# Not about a piece that is here already.
NOT_ABOUT_A_PIECE = {
    "add_person", "add_station", "add_place", "open_batch", "expect", "close_batch",
    "start_receiving", "end_receiving", "sign_off", "refuse", "receive_many", "print_blank_tags",
    "renew_commands", "set_catalogue", "draw_board", "block_serials", "unblock_serial", "undo",
    "undo_many", "rename_workshop", "drop_copies", "set_pin", "open_shipment", "change_shipment",
    "unpack", "ship",
    "undo_receiving", "change_place", "move_place", "count_place", "add_lot", "close_lot",
    "add_instrument", "change_instrument", "issue_report",
}  # fmt: skip


class Held:
    """A card, a board, a die and a chip in quarantine, and a free die, chip and board with them.

    `fitted` is a chip on a card in quarantine, `free` a card that is not.
    """

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.card, self.free, donor = (shop.card(f"S-{n}") for n in (1, 2, 3))
        self.board = shop.do(
            "receive", batch="B1", serial="PCB-1", kind="board", model=MODEL
        )["tag"]  # fmt: skip
        self.die, self.chip = (
            shop.do("harvest", card=donor, site=site, outcome="good")["tag"]
            for site in ("GPU", "M1")
        )
        self.other = shop.do("harvest", card=donor, site="M2", outcome="good")["tag"]
        shop.do("harvest", card=self.card, site="M1", outcome="damaged")
        self.fitted = shop.do("harvest", card=donor, site="M3", outcome="good")["tag"]
        shop.do("harvest", card=self.card, site="M4", outcome="missing")
        shop.do("fit", piece=self.fitted, board=self.card, site="M4")
        for piece in (self.card, self.board, self.die, self.chip):
            shop.do("quarantine", piece=piece, reason="is it real?")


def _log(held: Held) -> dict[str, Any]:
    return {
        "piece": held.card, "tool": "nvidia-smi", "tool_version": "570", "verdict": "pass",
        "readings": [], "identifiers": {},
        "evidence": evidence.keep(held.shop.database, b"<log/>", "log.xml"),
    }  # fmt: skip


Facts = Callable[[Held], dict[str, Any]]

STOPPED: dict[str, list[Facts]] = {
    "receive": [lambda held: {"batch": "B1", "serial": "S-1"}],
    "quarantine": [lambda held: {"piece": held.card, "reason": "once more"}],
    "choose_routing": [lambda held: {"piece": held.card, "routing": "repair"}],
    "start_step": [lambda held: {"piece": held.card, "step": "EVI"}],
    "record_step": [
        lambda held: {"piece": held.card, "step": "EVI"},
        lambda held: {"piece": held.die, "step": "RBL"},
        lambda held: {"piece": held.fitted, "step": "RBL"},
    ],
    "harvest": [lambda held: {"card": held.card, "site": "M2", "outcome": "good"}],
    "harvest_many": [lambda held: {"card": held.card, "outcomes": {"M2": "left"}}],
    "fit": [
        lambda held: {"piece": held.other, "board": held.card, "site": "M1"},
        lambda held: {"piece": held.other, "board": held.board, "site": "M1"},
        lambda held: {"piece": held.die, "board": held.board, "site": "GPU"},
    ],
    "bake": [lambda held: {"pieces": [held.other, held.die], "temperature": 125, "hours": 48}],
    "reserve_set": [
        lambda held: {"board": held.board, "pieces": [held.other]},
        lambda held: {"board": held.free, "pieces": [held.other, held.chip]},
    ],
    "take_off": [lambda held: {"piece": held.fitted}],
    "reball": [lambda held: {"piece": held.die, "stencil": "S", "sphere_mm": 0.45,
                             "alloy": "SAC305"}],
    "record_run": [
        lambda held: {"profile": "BGA-ON-LF", "pieces": [held.card]},
        lambda held: {"profile": "BGA-ON-LF", "pieces": [held.other, held.die]},
        lambda held: {"profile": "BGA-ON-LF", "pieces": [held.fitted]},
        lambda held: {"profile": "REBALL-LF", "pieces": [held.fitted]},
    ],
    "record_test": [lambda held: {"piece": held.card, "plan": "RESISTANCE"}],
    "record_test_many": [
        lambda held: {"pieces": [held.other, held.card], "plan": "RESISTANCE"},
    ],
    "record_log": [_log],
    "dispose": [
        lambda held: {"piece": held.card, "disposition": "SELL"},
        lambda held: {"piece": held.die, "disposition": "USED-IN"},
        lambda held: {"piece": held.card, "disposition": "HOLD", "reason": "waits"},
        lambda held: {"piece": held.chip, "disposition": "FA", "reason": "odd"},
    ],
    "scrap": [
        lambda held: {"piece": held.card, "reason": "burnt"},
        lambda held: {"pieces": [held.other, held.chip], "reason": "burnt"},
    ],
    "take_apart": [lambda held: {"card": held.card}],
    "build_card": [lambda held: {"board": held.board}],
    "pack": [lambda held: {"shipment": held.shop.shipment(), "pieces": [held.die]}],
}  # fmt: skip


def test_every_act_is_stopped_or_named() -> None:
    named = [*STOPPED, *LOOKED_AT, *NOT_ABOUT_A_PIECE]
    assert sorted(named) == sorted(ACTS)


@pytest.mark.parametrize(
    ("act", "facts"),
    [pytest.param(act, facts, id=f"{act}-{n}") for act, each in STOPPED.items()
     for n, facts in enumerate(each)],
)  # fmt: skip
def test_quarantine_stops_it(file_shop: Shop, act: str, facts: Facts) -> None:
    said = refusal(file_shop, act, **facts(Held(file_shop)))
    assert "quarantine" in said or "already here" in said


def test_it_may_go_to_another_quarantine_and_only_release_ends_it(file_shop: Shop) -> None:
    """A decision may set a piece apart for another reason; its work goes on once it is released."""
    held = Held(file_shop)
    file_shop.do(
        "dispose", piece=held.card, disposition="QUARANTINE-COUNTERFEIT", reason="re-lasered"
    )
    said = refusal(file_shop, "dispose", piece=held.card, disposition="HOLD", reason="waits")
    assert said.endswith("is in quarantine: re-lasered. Release it first.")
    assert file_shop.do("release", piece=held.card)["state"] == "working"
    file_shop.do("dispose", piece=held.card, disposition="HOLD", reason="waits")
    assert file_shop.ask("passport", tag=held.card).piece.state == "hold"


def test_an_act_that_forgets_to_ask_is_noticed(
    file_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: the rule asks nothing any more."""
    monkeypatch.setattr("workshop.domain.rules.piece_is_free", lambda *_facts: None)
    held = Held(file_shop)
    with pytest.raises(Refused):
        refusal(file_shop, "fit", piece=held.die, board=held.board, site="GPU")
        raise Refused("fit has a rule of its own")
    assert ACTS["dispose"] is dispose
    file_shop.do("dispose", piece=held.card, disposition="SELL")
