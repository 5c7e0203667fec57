# SPDX-License-Identifier: MIT
"""Steps in their order: what is asked before they count, what they take, and who lets them pass."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bench_shop import Shop

from workshop.domain.refused import Overridable, Refused
from workshop.queries import step_times
from workshop.storage import evidence


@pytest.fixture
def card(shop: Shop) -> str:
    shop.do("add_person", code="TIM", name="Tim")
    shop.do("add_person", code="LEA", name="Lea", role="lead")
    return shop.card("A-1")


@pytest.fixture
def clock(shop: Shop) -> Any:
    """The time of the next entries; called with minutes it goes on."""
    now = [datetime.now(UTC)]
    shop.database.clock = lambda: now[0].strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def go_on(minutes: float) -> None:
        now[0] += timedelta(minutes=minutes)

    return go_on


def refused(shop: Shop, act: str, kind: type[Refused] = Refused, **facts: Any) -> str:
    before = shop.ask("newest")
    with pytest.raises(Refused) as said:
        shop.do(act, **facts)
    assert shop.ask("newest") == before
    assert type(said.value) is kind
    return str(said.value)


def step_of(shop: Shop, card: str, code: str) -> Any:
    return next(step for step in shop.ask("routing", tag=card).steps if step.code == code)


def piece(shop: Shop, tag: str) -> Any:
    return shop.ask("passport", tag=tag).piece


def test_a_step_out_of_order_says_what_comes_first(shop: Shop, card: str) -> None:
    said = refused(shop, "record_step", Overridable, piece=card, step="DSLD")
    assert said == (
        "Desolder comes later. First: Visual inspection, Teardown, and one of: Detection, "
        "Memory test, Cold resistance. A lead, a manager or the owner can let it pass with a "
        "reason."
    )
    assert piece(shop, card).routing == ""  # nothing half done
    shop.until(card, "RES")
    shop.do("undo", entry=shop.ask("newest"))  # the teardown
    shop.do("record_step", piece=card, step="RES", override="no screws on it", by="LEA")
    shop.do("record_step", piece=card, step="DSLD")
    steps = shop.ask("passport", tag=card).steps
    assert [step.override for step in steps][-2:] == ["no screws on it", ""]
    assert piece(shop, card).routing == "harvest"


def test_only_a_lead_lets_a_step_pass(shop: Shop, card: str) -> None:
    said = refused(shop, "record_step", piece=card, step="TDN", override="hurry", by="TIM")
    assert said == "Tim cannot let this pass: that takes a lead or a manager."
    shop.do("record_step", piece=card, step="EVI", override="not needed", by="TIM")
    [step] = shop.ask("passport", tag=card).steps
    assert step.override == ""  # nothing had to be let pass


def test_a_step_without_its_values_or_beyond_its_limits(shop: Shop, card: str) -> None:
    shop.until(card, "BAKE")
    said = refused(shop, "record_step", Overridable, piece=card, step="BAKE")
    assert said.startswith("Bake: Oven temperature, Time in the oven is missing.")
    hot = {"piece": card, "step": "BAKE", "values": {"temperature": 260, "hours": 4}}
    assert refused(shop, "record_step", Overridable, **hot) == (
        "Oven temperature: 260 °C is above 160 °C."
    )
    cold = hot | {"values": {"temperature": 10, "hours": 4}}
    assert "10 °C is below 30 °C" in refused(shop, "record_step", Overridable, **cold)
    shop.do("record_step", **hot, override="a trial", by="LEA")
    shop.do("record_step", piece=card, step="MASK", outcome="failed")
    assert [step.override for step in shop.ask("passport", tag=card).steps][-2:] == ["a trial", ""]


def test_a_photo_or_file_of_a_step_is_kept(shop: Shop, card: str) -> None:
    said = refused(
        shop, "record_step", piece=card, step="EVI", values={"photo": "a" * 64}
    )  # fmt: skip
    assert said.startswith("Photo of the worst: no file is kept under “aaaa")
    kept = evidence.keep(shop.database, b"a photo", "photo.jpg")
    shop.do("record_step", piece=card, step="EVI", values={"photo": kept})
    again = shop.card("A-2")
    shop.do("record_step", piece=again, step="EVI", values={"photo": kept["sha256"].upper()})
    for tag in (card, again):
        assert step_of(shop, tag, "EVI").values == {"photo": kept["sha256"]}


def test_the_time_of_a_step_is_known(shop: Shop, card: str, clock: Any) -> None:
    shop.do("start_step", piece=card, step="EVI", by="TIM")
    clock(3)
    assert shop.do("stop_step", piece=card, by="TIM")["minutes"] == 3.0
    clock(60)
    shop.do("start_step", piece=card, step="evi", by="TIM")
    running = step_of(shop, card, "EVI")
    assert (running.state, running.by, running.minutes) == ("running", "Tim", 3.0)
    [row] = shop.ask("open_steps", person="tim")
    assert (row.tag, row.step, row.name, row.person, row.since) == (
        card, "EVI", "Visual inspection", "Tim", running.since,
    )  # fmt: skip
    assert shop.ask("open_steps", person="LEA") == []
    clock(4.5)
    assert shop.do("record_step", piece=card, step="EVI", by="TIM")["minutes"] == 4.5
    assert (step_of(shop, card, "EVI").minutes, shop.ask("open_steps")) == (7.5, [])
    other = shop.card("A-2")
    shop.do("record_step", piece=other, step="EVI", minutes="2,5")
    [time] = shop.ask("step_times", batch="B1")
    assert time == (
        "EVI", "Visual inspection", 2, 5.0, 7.5, 10.0,
        [("Ana", 1, 2.5, 2.5), ("Tim", 1, 7.5, 7.5)],
    )  # fmt: skip


def test_the_times_of_the_shop_are_the_newest(
    shop: Shop, card: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.do("open_batch", number="B2", supplier="S")
    cards = [card, shop.card("A-2", batch="B2"), shop.card("A-3", batch="B2")]
    for minutes, tag in zip((1, 2, 9), cards, strict=True):
        shop.do("record_step", piece=tag, step="EVI", minutes=minutes, by="TIM")
    shop.do("close_batch", batch="B2", override="x")
    [time] = shop.ask("step_times")
    assert time[2:6] == (3, 2.0, 9.0, 12.0) and time.people == [("Tim", 3, 2.0, 12.0)]
    assert [time[2:6] for time in shop.ask("step_times", batch="B2")] == [(2, 5.5, 9.0, 11.0)]
    monkeypatch.setattr(step_times, "NEWEST_RUNS", 2)
    assert [time[2:6] for time in shop.ask("step_times")] == [(2, 5.5, 9.0, 11.0)]


def test_one_step_is_open_with_a_piece(shop: Shop, card: str, clock: Any) -> None:
    assert "No step is open with" in refused(shop, "stop_step", piece=card)
    assert "comes later" in refused(shop, "start_step", Overridable, piece=card, step="TDN")
    shop.do("start_step", piece=card, step="EVI", by="TIM")
    for act, more in (("start_step", {}), ("record_step", {"outcome": "skipped"})):
        said = refused(shop, act, piece=card, step="MASK", **more) if act == "record_step" else (
            refused(shop, act, piece=card, step="EVI")
        )  # fmt: skip
        assert said.startswith("Visual inspection is open with")
        assert said.endswith("begun by Tim. Record it or stop it first.")
    shop.do("stop_step", piece=card)
    assert step_of(shop, card, "EVI").state == "next"


@pytest.mark.parametrize(("hours", "times"), [(1, [(1, 60.0, 60.0, 60.0)]), (11, [])])
def test_what_leaves_leaves_no_step_open(
    shop: Shop, card: str, clock: Any, hours: int, times: list[Any]
) -> None:
    shop.do("start_step", piece=card, step="EVI")
    clock(hours * 60)
    gone = shop.do("dispose", piece=card, disposition="SELL-AS-IS")
    assert shop.ask("open_steps") == []
    assert [time[2:6] for time in shop.ask("step_times", batch="B1")] == times
    shop.do("undo", entry=gone["entry"])
    assert [row.tag for row in shop.ask("open_steps")] == [card]


def test_a_forgotten_stop_is_asked_about(shop: Shop, card: str, clock: Any) -> None:
    shop.do("start_step", piece=card, step="EVI")
    clock(11 * 60)
    for act, more in (("record_step", {"step": "EVI"}), ("stop_step", {})):
        said = refused(shop, act, piece=card, **more)
        assert "was begun 11 hours ago, and nobody ended it. Say how many minutes" in said
    said = refused(shop, "stop_step", piece=card, minutes=700)
    assert said == "Visual inspection was begun 11 h ago, so it cannot have taken 11 h 40 min."
    for minutes in (0, -1, 10**9):
        said = refused(shop, "record_step", piece=card, step="EVI", minutes=minutes)
        assert said == (
            f"“{minutes}” is not how long a step takes: more than 0, and up to 40320 minutes."
        )
    assert "is no number" in refused(shop, "record_step", piece=card, step="EVI", minutes="soon")
    assert shop.do("record_step", piece=card, step="EVI", minutes=6)["minutes"] == 6
    assert step_of(shop, card, "EVI").minutes == 6


def test_a_long_step_is_not_forgotten_so_soon(shop: Shop, card: str, clock: Any) -> None:
    shop.until(card, "BAKE")
    shop.do("start_step", piece=card, step="BAKE")
    clock(48 * 60)
    values = {"temperature": 125, "hours": 48}
    shop.do("record_step", piece=card, step="BAKE", values=values)
    assert step_of(shop, card, "BAKE").minutes == 48 * 60


def test_who_lets_a_step_begin_lets_it_be_recorded(shop: Shop, card: str) -> None:
    shop.do("start_step", piece=card, step="DSLD", override="only to look under it", by="LEA")
    shop.do("record_step", piece=card, step="DSLD", by="TIM")
    [step] = shop.ask("passport", tag=card).steps
    assert step.override == "only to look under it"


def test_a_step_in_no_loop_comes_once(shop: Shop, card: str) -> None:
    shop.until(card, "DSLD")
    shop.do("record_step", piece=card, step="DSLD", outcome="failed")
    shop.do("record_step", piece=card, step="DSLD")
    heat = shop.ask("heat", tag=card)
    for act, code in (("record_step", "DSLD"), ("start_step", "DSLD"), ("record_step", "EVI")):
        said = refused(shop, act, Overridable, piece=card, step=code)
        assert "already, and comes once on the way “Harvest”" in said
    assert shop.ask("heat", tag=card) == heat
    shop.do("start_step", piece=card, step="DSLD", override="the memory is next", by="LEA")
    shop.do("record_step", piece=card, step="DSLD")
    shop.do("record_step", piece=card, step="EVI", override="it fell", by="LEA")
    assert (step_of(shop, card, "DSLD").times, step_of(shop, card, "EVI").times) == (3, 2)


def test_a_rework_loop_has_an_end(shop: Shop, card: str) -> None:
    shop.until(card, "RBL")
    for _ in range(3):
        shop.do("record_step", piece=card, step="RBL")
        shop.do("record_step", piece=card, step="INSP-B", outcome="failed")
        assert step_of(shop, card, "INSP-B").state == "failed"
    said = refused(shop, "record_step", Overridable, piece=card, step="RBL")
    assert said.startswith("Reball was done 3 times with")
    assert (step_of(shop, card, "RBL").times, step_of(shop, card, "RBL").most) == (3, 3)
    shop.do("record_step", piece=card, step="RBL", override="the last spheres", by="LEA")
    assert step_of(shop, card, "INSP-B").state == "next"  # open again


def test_a_routing_in_use_is_never_changed_under_a_card(shop: Shop, card: str) -> None:
    shop.do("record_step", piece=card, step="EVI")
    weigh = {"name": "Weigh", "fields": [{"name": "g", "label": "Weight", "required": True}]}
    shop.do("set_catalogue", kind="step", code="WEIGH", body=weigh)
    steps = [step.code for step in shop.ask("routing", tag=card).steps]
    shop.do(
        "set_catalogue", kind="routing", code="harvest",
        body={"steps": [*steps[:3], "WEIGH", *steps[3:]]},
    )  # fmt: skip
    shop.do("set_catalogue", kind="step", code="TDN", body={"name": "Strip", "fields": []})
    fresh = shop.card("A-2")
    assert [step.code for step in shop.ask("routing", tag=card).steps] == steps
    assert step_of(shop, card, "TDN").name == "Teardown"
    assert not shop.ask("routing", tag=card).newest and shop.ask("routing", tag=fresh).newest
    shop.do("record_step", piece=card, step="TDN")
    shop.do("record_step", piece=fresh, step="EVI")
    assert "First: Weigh" in refused(shop, "record_step", Overridable, piece=fresh, step="TDN")
    shop.do("choose_routing", piece=card, routing="harvest")
    assert "goes this way already" in refused(shop, "choose_routing", piece=card, routing="harvest")
    assert shop.ask("routing", tag=card).newest and step_of(shop, card, "TDN").name == "Strip"
    assert "First: Weigh" in refused(shop, "record_step", Overridable, piece=card, step="RES")
    assert "Weight is missing" in refused(
        shop, "record_step", Overridable, piece=card, step="WEIGH"
    )


def test_a_family_may_have_a_way_of_its_own(shop: Shop, card: str) -> None:
    steps = ["RECV", "SCAN", "MEM", "STOR"]
    body = {"name": "Turing", "steps": steps, "usual": True, "suits": ["GeForce RTX 20"]}
    shop.do("set_catalogue", kind="routing", code="turing", body=body)
    turing = shop.card("A-2", model="GeForce RTX 2080 Ti")
    assert shop.ask("routing", tag=turing).code == "turing"
    assert shop.ask("routing", tag=card).code == "harvest"
    shop.do("record_step", piece=turing, step="MEM")
    assert piece(shop, turing).routing == "turing"


def test_a_loose_piece_is_asked_for_no_order_until_it_has_a_way(shop: Shop, card: str) -> None:
    chip = shop.do("harvest", card=card, site="M1", outcome="good")["tag"]
    shop.do("record_step", piece=chip, step="INSP-B", values={"result": "pass"})
    assert piece(shop, chip).routing == ""
    shop.do("choose_routing", piece=chip, routing="harvest")
    assert "First: Visual" in refused(shop, "record_step", Overridable, piece=chip, step="STOR")


def test_a_card_that_comes_back_begins_anew(shop: Shop, card: str) -> None:
    shop.until(card, "RES")
    shop.do("choose_routing", piece=card, routing="repair")
    shop.do("dispose", piece=card, disposition="RETURN-UNREPAIRED")
    shop.do("open_batch", number="B2", supplier="S")
    assert shop.do("receive", batch="B2", serial="A-1")["tag"] == card
    assert shop.ask("routing", tag=card).code == "harvest"
    assert step_of(shop, card, "EVI").state == "next"
    assert "First: Visual" in refused(shop, "record_step", Overridable, piece=card, step="TDN")
