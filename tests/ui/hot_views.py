# SPDX-License-Identifier: MIT
"""Views of hot work: reballs, runs with their curves, the ledger, and who lets pass what."""

from typing import Any

from curves_made import curve_csv
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from settings_views import section
from view_steps import View, ask, batch_set, half_done, on_bench
from whole_window import WholeWindow

from workshop.language import say

_CONTROL = Qt.KeyboardModifier.ControlModifier


def _chip(at: WholeWindow) -> str:
    from workshop.queries import QUERIES

    tag: str = ask(at, QUERIES["pieces"], kind="memory", state="stock", limit=1)[0].tag
    return tag


def _at_limit(at: WholeWindow, may: bool) -> QWidget:
    """A chip is reballed once more than it may be, by somebody who may let that pass or not."""
    from workshop.queries import QUERIES

    batch_set(at)
    leads = {one.code for one in ask(at, QUERIES["leads"])}
    everybody = ask(at, QUERIES["people"])
    person = next(one for one in everybody if (one.code in leads) == may)
    at.context.set("person", person.code, person.name)
    at.window.let_pass.put_away()
    facts = {"piece": _chip(at), "stencil": "GDDR6X", "sphere_mm": 0.45, "alloy": "SAC305"}
    for _ in range(6):
        if at.window.let_pass.isHidden():
            at.desk.do("reball", facts)
            at.settle()
    assert at.window.let_pass.isVisible()
    return at.window


def _let_pass(at: WholeWindow) -> QWidget:
    return _at_limit(at, True)


def _not_for_me(at: WholeWindow) -> QWidget:
    return _at_limit(at, False)


def _on_bench(at: WholeWindow, code: str) -> Any:
    at.go("bench")
    at.key(Qt.Key.Key_Escape)  # from a run in hand, which would take the piece that is scanned
    return on_bench(at, code)


def _reball(at: WholeWindow) -> QWidget:
    page = _on_bench(at, _chip(at))
    at.key(Qt.Key.Key_B, _CONTROL)
    view: Any = page.view
    at.type(view.reball.stencil, "GDDR6X-180-0.45")
    at.press("0.45")
    view.reball.alloy.setCurrentIndex(view.reball.alloy.findData("Sn63Pb37"))
    for code, answer in (("MISSING", "no"), ("CRUSHED", "no"), ("SHAPE", "yes")):
        view.checklist.rows[code].answered.emit(answer)
    at.settle()
    return at.window


def _by_scans(at: WholeWindow) -> QWidget:
    """A reball is filled in by the codes of the command sheet, one fault being answered."""
    from workshop.queries import QUERIES

    codes = {code.action: code.text for code in ask(at, QUERIES["command_codes"]).codes}
    page = _on_bench(at, _chip(at))
    at.scan(codes["reball"])
    rows: Any = page.view.checklist.rows
    for _ in range(20):
        at.scan(codes["next_field"])
        if next(iter(rows.values())).hasFocus():
            break
    at.scan(codes["no"])
    return at.window


def _run(at: WholeWindow, profile: str, hotter: float) -> Any:
    page: Any = at.window.page
    at.key(Qt.Key.Key_U, _CONTROL)
    page.view.run.profile.setCurrentIndex(page.view.run.profile.findData(profile))
    file = at.context.settings.paper.parent / "joint.csv"
    file.write_text(curve_csv(hotter=hotter), "utf-8")
    page.hot.run.take_file(file)
    at.wait(lambda: page.view.run.file_name.text())
    at.settle()
    return page


def _run_of_card(at: WholeWindow) -> QWidget:
    half_done(at)
    _run(at, "BGA-ON-LF", 14)
    return at.window


def _run_of_chip(at: WholeWindow) -> QWidget:
    _on_bench(at, _chip(at))
    _run(at, "REBALL-LF", 0)
    return at.window


def chip_with_run(at: WholeWindow) -> None:
    """A chip on the bench that saw the run of a profile last."""
    page = _on_bench(at, _chip(at))
    if not page.on.passport.heat.rows[-1:] or page.on.passport.heat.rows[-1].run is None:
        _run(at, "REBALL-LF", 0)
        at.key(Qt.Key.Key_F5)


def _ledger(at: WholeWindow) -> QWidget:
    chip_with_run(at)
    at.key(Qt.Key.Key_H, _CONTROL)
    return at.window


def _past_run(at: WholeWindow) -> QWidget:
    _ledger(at)
    at.click_row("Heat cycles", "Profile run")
    page: Any = at.window.page
    at.wait(lambda: say("Joint") in page.view.heat.run.chart.accessibleDescription())
    return at.window


BENCH = [
    View("bench, reball", _reball),
    View("bench, reball filled in by scans", _by_scans),
    View("bench, profile run of a card", _run_of_card),
    View("bench, profile run of a chip", _run_of_chip),
    View("bench, heat", _ledger),
    View("bench, past run", _past_run),
    View("not for me to let pass", _not_for_me),
    View("let pass", _let_pass),
]


def _profile(at: WholeWindow) -> QWidget:
    section("Rework profiles")(at)
    page: Any = at.window.page
    editor = page.sections["profiles"].editor
    at.type(editor.segments.field(1, 0), "hot")
    return at.window


def _profile_new(at: WholeWindow) -> QWidget:
    section("Rework profiles")(at)
    at.press("New one like this")
    return at.window


SETTINGS = [
    View("settings, rework profiles", section("Rework profiles")),
    View("settings, profile with a fault", _profile),
    View("settings, new profile", _profile_new),
    View("settings, harvest and heat", section("Harvest, heat")),
]
