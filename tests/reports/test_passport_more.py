# SPDX-License-Identifier: MIT
"""The rest of the passport PDF, read back: family, care, what was let pass, curves of runs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from curves_made import curve_csv

from workshop.benches.curves import drawn, kept_curve
from workshop.domain.tag import written
from workshop.domain.terms import SiteOutcome
from workshop.queries.runs import profile
from workshop.reports.passport import passport_pdf
from workshop.reports.profile_runs import curve_chart, ticks
from workshop.reports.words import moment
from workshop.storage import evidence
from workshop.testlogs.thermocouple import read_curve

Read = Callable[[Path], Any]


@pytest.fixture
def told(read: Read, tmp_path: Path) -> Callable[..., str]:
    """The text of the passport of a piece, without blanks and line ends."""

    def tell(shop: Any, tag: str) -> str:
        def curve(sha256: str) -> Any:
            return drawn(read_curve(kept_curve(shop.database, sha256)))

        with shop.database.read() as connection:
            passport_pdf(connection, tag, tmp_path / "p.pdf", curves=curve)
        return flat(read(tmp_path / "p.pdf").text)

    return tell


def flat(text: str) -> str:
    return "".join(text.split())


def off(shop: Any, card: str, site: str) -> str:
    """A good piece off a card; its tag."""
    tag: str = shop.do("harvest", card=card, site=site, outcome=SiteOutcome.GOOD)["tag"]
    return tag


def run_of(shop: Any, piece: str, **facts: Any) -> str:
    """A run of a profile with its curve; the SHA-256 of that."""
    kept = evidence.keep(shop.database, curve_csv().encode(), "joint.csv")
    shop.do("record_run", profile="REBALL-LF", pieces=[piece], evidence=kept, peak=237, **facts)
    return str(kept["sha256"])


def test_the_condition_and_every_visit_of_a_card(shop: Any, told: Callable[..., str]) -> None:
    card = shop.card("S-1")
    shop.do("assess", piece=card, packaging="loose", completeness="card only", note="dusty")
    shop.do("note_defect", piece=card, code="BEND", severity="major", zone="backplate", note="3 mm")
    shop.do("assess", piece=card, grade="B", reason="It polishes out")
    shop.do("dispose", piece=card, disposition="SELL")
    shop.do("open_batch", number="B2", supplier="Elbe")
    shop.do("receive", batch="B2", serial="S-1", model="GeForce RTX 4090")
    shop.do("note_defect", piece=card, code="BEND", severity="minor", zone="backplate")
    shop.do("assess", piece=card, packaging="loose", note="clean now")
    text = told(shop, card)
    first, second = shop.ask("condition", tag=card).visits
    assert flat(f"Visits 2 {'Batch Came Went out How'}") in text
    assert flat(f"B1 {moment(first.received)} {moment(first.left)} Sold") in text
    assert flat(f"B2 {moment(second.received)} is here") in text
    assert flat("loose · clean now · Ana") in text
    assert flat("Board bent backplate · Minor") in text and "dusty" not in text


def test_what_was_let_pass_on_it_says_who_and_why(shop: Any, told: Callable[..., str]) -> None:
    """A grade, a step, and heat beyond the limit; with a reason as long as anybody gives one."""
    card = shop.card("S-1")
    long = "The customer kept the cooler and asks for the bare card, in writing, " * 2
    shop.do("record_step", piece=card, step="TDN", outcome="skipped", override=long)
    shop.do("note_defect", piece=card, code="BEND", severity="major")
    shop.do("assess", piece=card, grade="B", reason="It polishes out")
    text = told(shop, card)
    assert flat(f"Teardown: skipped for {written(card)}") in text and flat(long) in text
    assert flat("Grade B, better than its defects allow It polishes out Ana") in text
    assert "Letpass2" in text
    assert "Letpass" not in told(shop, shop.card("S-2"))


def test_floor_life_bakes_and_reservation_of_a_chip(shop: Any, told: Callable[..., str]) -> None:
    do, board = shop.do, shop.card("S-9")
    chip = off(shop, shop.card("S-1"), "M1")
    do("harvest", card=board, site="M3", outcome="missing")
    do("set_msl", piece=chip, msl="3")
    shop.later(500)
    do("bake", pieces=[chip], temperature=125, hours=500, done=True)
    do("reserve_set", board=board, pieces=[chip])
    text = told(shop, chip)
    assert flat("Floor life and bakes until 20") in text
    assert flat("Moisture level 3: 168 h of floor life.") in text
    assert flat("500 h at 125 °C") in text and "✓Done" in text
    assert flat(f"{written(chip)} GDDR6X 2 GB {written(board)} GeForce RTX 4090") in text
    do("add_place", code="DRY-1", name="Dry", kind="cabinet")
    do("change_place", place="DRY-1", dry=True)
    do("move", piece=chip, place="DRY-1")
    assert flat("168 h left, stands still") in told(shop, chip)


def test_steps_say_where_they_were_done_and_name_their_photos(
    shop: Any, told: Callable[..., str]
) -> None:
    fields = [{"name": "top", "label": "Top", "type": "photo"},
              {"name": "bent", "label": "Bent", "type": "yes_no"}]  # fmt: skip
    shop.do("set_catalogue", kind="step", code="LOOK", body={"name": "Look", "fields": fields})
    card = shop.card("S-1")
    photo = {"sha256": "a" * 64, "name": "joint.jpg", "size": 3}
    shop.do("add_station", code="BENCH-3", name="Bench 3")
    shop.do("attach_photo", piece=card, evidence=photo, width=4, height=3, face="front")
    from workshop.acts import ACTS

    shop.database.write(
        ACTS["record_step"], station="BENCH-3", piece=card, step="LOOK",
        values={"top": photo, "bent": "no"},
    )  # fmt: skip
    text = told(shop, card)
    assert flat("Bent: no · Top: joint.jpg Ana · BENCH-3") in text
    assert flat("joint.jpg Front side Ana") in text and "a" * 64 not in text


def test_the_family_is_told_to_any_depth_with_every_board(
    shop: Any, told: Callable[..., str]
) -> None:
    donor, board, last = (shop.card(f"S-{n}") for n in range(3))
    chip = off(shop, donor, "M1")
    for target in (board, last):
        shop.do("harvest", card=target, site="M2", outcome="missing")
        shop.do("fit", piece=chip, board=target, site="M2", override="Once more")
        if target == board:
            shop.do("take_off", piece=chip, override="Once more")
    text = told(shop, chip)
    assert "Boardsitwason3" in text and flat("is there now") in text
    stays = [text.index(f"{written(tag)}GeForceRTX4090B1M") for tag in (donor, board, last)]
    assert stays == sorted(stays)
    assert flat(
        f"{written(chip)} was on {written(board)} GDDR6X 2 GB ◆ Fitted {written(last)} M2"
    ) in flat(told(shop, board))
    assert "Allthatcamefromit" not in told(shop, donor), "the drawing and its table show it all"


def test_what_was_on_the_board_of_a_card_stands_below_the_board(
    file_shop: Any, told: Callable[..., str]
) -> None:
    do, donor = file_shop.do, file_shop.card("S-1")
    bare = {"serial": "PCB-1", "model": "GeForce RTX 4090", "kind": "board"}
    board = do("receive", batch="B1", **bare)["tag"]
    old = off(file_shop, donor, "M1")
    do("fit", piece=old, board=board, site="M1")
    do("take_off", piece=old)
    other = file_shop.card("S-2")
    for site in file_shop.ask("board_map", tag=other).sites:
        do("fit", piece=off(file_shop, other, site.name), board=board, site=site.name)
    card = do("build_card", board=board, serial="OWN-1")["tag"]
    text = told(file_shop, card)
    assert flat(f"{written(board)} is on {written(card)}") in text
    assert flat(f"→ {written(old)} was on {written(board)} GDDR6X 2 GB") in text
    assert "Allthatcamefromit15" in text


def test_the_curve_of_a_run_stands_over_its_profile(
    file_shop: Any, told: Callable[..., str], read: Read, tmp_path: Path
) -> None:
    chip = off(file_shop, file_shop.card("S-1"), "M1")
    run_of(file_shop, chip, nozzle="40 mm", ramp=9)
    text = told(file_shop, chip)
    for said in ("Curves of its runs 1", "Reflow of spheres, lead-free ✕ Fail", "nozzle 40 mm",
                 "Liquidus 217 °C", "Peak 225 to 245 °C", "Joint", "300 s", "250 °C",
                 "Ramp 9 °C/s ≤ 3 ✕ Fail", "Peak 237 °C 225 … 245 ✓ Pass"):  # fmt: skip
        assert flat(said) in text, said
    assert (tmp_path / "p.pdf").stat().st_size < 300_000
    for wide, _high, runs in read(tmp_path / "p.pdf").boxes():
        assert all(left > 40 and right < wide - 40 for left, _bottom, right, _top in runs)


def test_a_curve_is_drawn_to_scale(file_shop: Any) -> None:
    with file_shop.database.read() as connection:
        row = profile(connection, code="REBALL-LF")
    curve = [(0.0, 25.0), (200.0, 240.0), (400.0, 30.0)]
    lines = [each for each in curve_chart(row, curve, 500).contents if hasattr(each, "points")]
    joint = lines[-1].points
    (x, y), (middle, top), (end, low) = zip(joint[::2], joint[1::2], strict=True)
    assert middle - x == pytest.approx(end - middle) and end == 492
    assert (top - y) / (top - low) == pytest.approx((240 - 25) / (240 - 30))
    assert lines[0].strokeDashArray and lines[1].strokeDashArray
    assert not lines[-1].strokeDashArray, "the joint is told apart in grey as well"


def test_a_curve_that_is_gone_or_was_changed_says_so(
    file_shop: Any, told: Callable[..., str], tmp_path: Path
) -> None:
    chip = off(file_shop, file_shop.card("S-1"), "M1")
    sha256 = run_of(file_shop, chip)
    folder = evidence.evidence_folder(file_shop.database.target, file_shop.database.database_id)
    file = evidence.kept_file(folder, sha256)
    file.write_bytes(b"another")
    assert flat(f"The kept file {sha256[:12]} was changed.") in told(file_shop, chip)
    file.unlink()
    text = told(file_shop, chip)
    assert flat(f"The kept file {sha256[:12]} is missing.") in text
    assert flat("Peak 237 °C 225 … 245 ✓ Pass") in text
    with file_shop.database.read() as connection:
        passport_pdf(connection, chip, tmp_path / "without.pdf")


@pytest.mark.parametrize(
    ("end", "most", "marks"),
    [(270.0, 6, [0, 50, 100, 150, 200, 250]), (9.0, 10, [*range(10)]), (0.5, 5, [0])],
)
def test_scales_have_round_numbers(end: float, most: int, marks: list[float]) -> None:
    assert ticks(end, most) == marks
