# SPDX-License-Identifier: MIT
"""One card looked at closely, at the intake and at the bench, while scans go on."""

from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from ui.pages import card_words, intake_parts
from ui.pages.card_condition import Choices
from ui.widgets.controls import Press
from workshop.domain.identity import Outcome
from workshop.domain.identity_entries import FactName, FactSource
from workshop.domain.terms import Severity

FIRST_PAGE = "bench"

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(hands: Any) -> Any:
    return hands.go("intake")


@pytest.fixture
def who(hands: Any, page: Any) -> Any:
    """A card that was just received, looked at closely by its key."""
    page.dock.sticky.model.setEditText("GeForce RTX 4090")
    hands.scan("M9YVCM1")
    hands.key(Qt.Key.Key_W, CONTROL)
    return page.close_up.on


@pytest.fixture
def condition(hands: Any, who: Any) -> Any:
    """The same card, on the tab of its condition."""
    hands.key(Qt.Key.Key_G, CONTROL)
    hands.wait(lambda: who.condition.grade.buttons)
    return who.condition


def asked(hands: Any, query: str, view: Any) -> Any:
    return hands.shop.ask(query, tag=view.tag)


def note(hands: Any, view: Any, source: str, name: str, value: str) -> None:
    """Choose source and fact, type the value, and press Enter."""
    form = view.identity
    form.source.setCurrentIndex(form.source.findData(source))
    form.name.setCurrentIndex(form.name.findData(name))
    hands.type(form.value, value)
    hands.key(Qt.Key.Key_Return)


def results(view: Any) -> dict[str, str]:
    """What each rule says, in the words of the table."""
    model = view.identity.rules.rows
    return {row.code: model.index(place, 0).data() for place, row in enumerate(model.rows())}


def chosen(choices: Choices) -> list[str]:
    """The words that are in force, as a screen reader is told."""
    return [word for word, one in choices.buttons.items() if one.accessibleDescription()]


def state_of(hands: Any, view: Any) -> str:
    state: str = hands.shop.ask("passport", tag=view.tag).piece.state
    return state


# Words


def test_everything_a_source_can_say_has_a_word() -> None:
    assert set(card_words.FACTS) == set(FactName)
    assert set(card_words.SOURCES) == set(FactSource) - {"signs"}
    assert set(card_words.OUTCOMES) == set(Outcome)
    assert set(card_words.SEVERITIES) == set(Severity)


# Who it is


def test_without_a_card_in_hand_the_key_says_what_to_do(hands: Any, page: Any) -> None:
    assert not page.dock.hand.who.isEnabled()
    hands.key(Qt.Key.Key_W, CONTROL)
    assert hands.strip == ("careful", "No card is in hand", "Scan its serial first.")
    assert page.close_up.on is None


def test_one_tap_opens_the_card_in_hand(hands: Any, page: Any) -> None:
    hands.scan("M9YVCM1")
    hands.tap(page.dock.hand.who)
    view = page.close_up.on
    assert view.tab == "who" and view.tag == hands.shop.ask("pieces", batch="B1")[0].tag
    hands.tap(view.back)
    assert page.close_up.on is None
    hands.tap(page.dock.hand.condition)
    assert page.close_up.on.tab == "condition"


def test_a_row_a_fact_and_a_column_a_source(hands: Any, who: Any) -> None:
    table = who.identity.facts
    titles = [column.title for column in table.rows.columns]
    assert titles == ["What", *card_words.SOURCES.values()]
    assert len(table.rows.rows()) == len(card_words.FACTS)
    said = {
        (line.name, source): value
        for line in table.rows.rows()
        for source, value in line.said.items()
    }
    assert said == {
        ("model", "record"): "GeForce RTX 4090",
        ("serial", "label"): "M9YVCM1",
    }
    assert set(results(who).values()) == {"Not known yet"}


def test_what_is_typed_is_noted_and_held_against_the_rules(hands: Any, who: Any) -> None:
    note(hands, who, "driver", "gpu_name", "NVIDIA GeForce RTX 4090")
    assert hands.strip[0] == "done"
    assert results(who)["NAME-MODEL"] == "Agrees"
    assert who.identity.value.text() == ""
    note(hands, who, "die", "die_marking", "GA102-300-A1")
    assert hands.strip[:2] == (
        "careful",
        "Does not fit: Chip by the marking and model; Die marking and model",
    )
    assert results(who)["CHIP-MODEL"] == "Disagrees"
    model = who.identity.rules.rows
    first = model.rows()[0]
    assert first.outcome == "disagree"  # what does not fit comes first, and says what it may mean
    assert "The die is another chip than the model has." in model.index(0, 1).data()
    cells = [
        who.identity.facts.rows.index(place, column).data()
        for place in range(len(card_words.FACTS))
        for column in range(1, 1 + len(card_words.SOURCES))
    ]
    assert "GA102-300-A1 (disagrees)" in cells
    assert "In doubt: Chip by the marking and model" in who.matter.text()
    entry = asked(hands, "identity", who)
    assert entry.doubts == ["CHIP-MODEL", "DIE-MODEL"]


def test_a_tapped_cell_is_corrected_and_an_empty_value_takes_it_back(hands: Any, who: Any) -> None:
    note(hands, who, "box", "serial", "M9YVCM2")
    assert asked(hands, "identity", who).doubts == ["SERIAL"]
    table = who.identity.facts
    place = next(i for i, line in enumerate(table.rows.rows()) if line.name == "serial")
    cell = table.rows.index(place, 1 + list(card_words.SOURCES).index("box"))
    hands.tap(table.viewport(), QPointF(table.visualRect(cell).center()))
    form = who.identity
    assert (form.source.currentData(), form.name.currentData()) == ("box", "serial")
    assert form.value.text() == "M9YVCM2" and form.value.hasFocus()
    QTest.keyClicks(form.value, "\b")
    hands.key(Qt.Key.Key_Return)
    assert asked(hands, "identity", who).doubts == []
    hands.key(Qt.Key.Key_Return)  # and once more there is nothing to take back
    assert form.value_row.fault.text() == "Type what it says."


def test_a_fact_the_shop_refuses_is_said_and_nothing_changes(hands: Any, who: Any) -> None:
    note(hands, who, "label", "serial", "x" * 300)
    assert hands.strip[0] == "refused"
    assert [fact.source for fact in asked(hands, "identity", who).facts] == ["record", "label"]


# Signs of a fake


def test_a_sign_is_answered_by_one_tap_and_taken_back_by_another(hands: Any, who: Any) -> None:
    hands.tap(who.tabs["signs"])
    answers = who.signs.answers
    hands.tap(answers["FRAME"].buttons["no"])
    assert hands.strip[0] == "done"
    hands.tap(answers["SANDED"].buttons["yes"])
    assert hands.strip[0] == "careful" and "sanded and lasered anew? Yes" in hands.strip[1]
    assert asked(hands, "identity", who).doubts == ["SANDED"]
    told = {
        code: [answer for answer, one in line.buttons.items() if one.accessibleDescription()]
        for code, line in answers.items()
    }
    assert (told["FRAME"], told["SANDED"], told["DIE-GONE"]) == (["no"], ["yes"], [""])
    assert answers["SANDED"].buttons["yes"]._icon == "cross"  # a shape as well as a colour
    assert answers["FRAME"].buttons["no"]._icon == "check"
    assert who.tabs["signs"].words() == "Signs of a fake, 2 of 8"
    hands.tap(answers["SANDED"].buttons[""])
    assert asked(hands, "identity", who).doubts == []


def test_every_sign_says_where_to_look_and_every_answer_what_it_answers(who: Any) -> None:
    who.turn("signs")
    for sign in who.who.signs:
        for button in who.signs.answers[sign.code].buttons.values():
            assert button.accessibleName().startswith(sign.name)
            assert button.height() >= 44 and button.width() >= 44


# Quarantine


def test_quarantine_asks_for_the_reason_and_offers_the_doubts(hands: Any, who: Any) -> None:
    note(hands, who, "box", "serial", "M9YVCM2")
    hands.tap(who.buttons.put)
    assert who.reason.reason.text() == "Serial on label and box"
    hands.tap(who.reason.give)
    assert state_of(hands, who) == "quarantine"
    assert asked(hands, "identity", who).held_for == "Serial on label and box"
    assert hands.strip[0] == "done" and "put into quarantine" in hands.strip[1]
    assert who.state.text() == "Quarantine" and not who.buttons.put.isVisible()
    hands.tap(who.buttons.release)
    assert state_of(hands, who) == "received"
    assert who.buttons.put.isVisible()


def test_a_quarantine_needs_a_reason_and_can_be_left(hands: Any, who: Any) -> None:
    hands.tap(who.buttons.put)
    assert who.reason.reason.text() == "" and who.reason.reason.hasFocus()
    hands.key(Qt.Key.Key_Return)
    assert who.reason.row.fault.text() == "Say why, in a few words."
    hands.key(Qt.Key.Key_Escape)  # the question, then the card
    assert not who.reason.isVisible() and who.isVisible()
    hands.key(Qt.Key.Key_Escape)
    assert not who.isVisible()
    assert state_of(hands, who) == "received"


# Condition


def press(hands: Any, view: Any, words: str) -> None:
    found = [one for one in view.findChildren(Press) if one.words() == words and one.isVisible()]
    assert len(found) == 1, words
    hands.tap(found[0])


def test_what_was_found_is_said_by_taps(hands: Any, who: Any, condition: Any) -> None:
    for words in ("opened box", "card only", "B"):
        press(hands, condition, words)
    found = asked(hands, "condition", who)
    assert (found.packaging, found.completeness, found.grade) == ("opened box", "card only", "B")
    assert chosen(condition.packaging) == ["opened box"]
    assert chosen(condition.grade) == ["B"]
    press(hands, condition, "card only")  # tapped again, it is taken back
    assert asked(hands, "condition", who).completeness == ""
    assert chosen(condition.completeness) == []
    hands.type(condition.note, "scratched")
    hands.key(Qt.Key.Key_Return)
    assert asked(hands, "condition", who).note == "scratched"
    assert "Last said by Ana" in condition.by.text()


def test_a_defect_by_code_zone_and_severity_caps_the_grade(
    hands: Any, who: Any, condition: Any
) -> None:
    press(hands, condition, "A")
    defects = condition.defects
    hands.tap(defects.add)
    hands.type(defects.codes.box, "bent")
    hands.key(Qt.Key.Key_Return)  # takes the first
    line = defects.form.zone.lineEdit()
    hands.type(line, "backplate")
    press(hands, defects.form, "Major")
    assert not defects.is_adding
    (row,) = defects.table.rows.rows()
    assert (row.code, row.zone, row.severity) == ("BEND", "backplate", "major")
    assert defects.table.rows.index(0, 0).data() == "Major"
    assert condition.cap.text() == "Defects allow C at best"
    assert chosen(condition.grade) == ["C"]  # A fell to what the defects allow
    assert hands.strip[0] == "done" and hands.strip[2] == "Defects allow C at best."


def test_a_better_grade_asks_why_and_is_shown_as_an_override(
    hands: Any, who: Any, condition: Any
) -> None:
    hands.shop.do("note_defect", piece=who.tag, code="BEND", severity="major")
    hands.wait(lambda: condition.cap.text() == "Defects allow C at best")
    press(hands, condition, "B")
    assert asked(hands, "condition", who).grade == ""  # nothing yet: it asks
    assert condition.override.isVisible()
    hands.key(Qt.Key.Key_Return)
    assert condition.override.row.fault.text() == "Say why, in a few words."
    hands.type(condition.override.reason, "polishes out")
    press(hands, condition, "Still grade it B")
    found = asked(hands, "condition", who)
    assert (found.grade, found.cap, found.reason) == ("B", "C", "polishes out")
    assert condition.cap.text() == "Graded B by Ana, though its defects allow C at best"
    assert "Reason: polishes out" in condition.by.text()
    assert not condition.override.isVisible()
    press(hands, condition, "D")  # no better than they allow: not asked about
    assert asked(hands, "condition", who).grade == "D"


def test_a_defect_that_is_refused_keeps_what_was_typed(
    hands: Any, who: Any, condition: Any
) -> None:
    defects = condition.defects
    hands.tap(defects.add)
    hands.type(defects.codes.box, "bent")
    hands.key(Qt.Key.Key_Return)
    hands.type(defects.form.zone.lineEdit(), "x" * 80)
    press(hands, defects.form, "Minor")
    assert hands.strip[0] == "refused"
    assert defects.form.zone.value() == "x" * 80 and defects.form.isEnabled()
    hands.key(Qt.Key.Key_Escape)
    assert not defects.is_adding and asked(hands, "condition", who).defects == []


def test_a_card_that_came_back_tells_of_its_visits(hands: Any, page: Any) -> None:
    tag = hands.shop.card("M9YVCM1")
    hands.shop.do("dispose", piece=tag, disposition="SELL")
    hands.shop.do("open_batch", number="B2", supplier="X")
    hands.context.set("batch", "B2")
    hands.scan("M9YVCM1")
    name = next(row.name for row in hands.shop.ask("dispositions") if row.code == "SELL")
    assert hands.strip[2] == f"It left before: {name}."
    hands.key(Qt.Key.Key_G, CONTROL)
    lines = [one.text() for one in page.close_up.on.condition.visits if one.isVisible()]
    assert len(lines) == 2
    assert lines[0].startswith("Batch B2, since") and lines[1].endswith(f": {name}")


# Scans go on


def test_scans_go_on_and_the_next_card_is_looked_at(hands: Any, page: Any, who: Any) -> None:
    first = who.tag
    note(hands, who, "box", "serial", "M9YVCM1")
    hands.type(who.identity.value, "half typed")
    hands.scan("M9YVCM7")
    assert hands.strip[1].startswith("M9YVCM7 received as")
    assert page.close_up.on is who and who.tag != first
    assert who.identity.value.text() == ""  # what was typed of another card is not of this one
    assert [row.tag for row in hands.shop.ask("pieces", batch="B1")] == [first, who.tag]
    hands.scan("900-1G136-2530-000")  # a further label is of the card in sight
    said = {(fact.name, fact.value) for fact in asked(hands, "identity", who).facts}
    assert ("part_number", "900-1G136-2530-000") in said
    hands.scan("not a serial at all")
    assert page.close_up.on is who


def test_a_card_whose_receipt_is_undone_is_left(hands: Any, page: Any, who: Any) -> None:
    hands.key(Qt.Key.Key_Z, CONTROL)
    assert hands.shop.ask("pieces", batch="B1") == []
    assert page.close_up.on is None


def test_next_card_and_another_batch_lead_back_to_the_scans(
    hands: Any, page: Any, who: Any
) -> None:
    hands.key(Qt.Key.Key_F5)
    assert page.close_up.on is None and page.dock.isVisible()


def test_undo_to_the_mark_takes_back_what_was_noted_too(hands: Any, page: Any, who: Any) -> None:
    note(hands, who, "box", "serial", "M9YVCM2")
    hands.tap(who.back)
    hands.tap(page.dock.mark.undo_all)
    assert hands.shop.ask("pieces", batch="B1") == []


# What is not to be trusted is said when it comes


def test_a_blocked_card_is_set_apart_and_says_so(hands: Any, page: Any) -> None:
    listed = [{"serial": "STOLEN-1", "reason": "stolen"}]
    hands.shop.do("block_serials", serials=listed, source="Police report 17")
    hands.scan("STOLEN-1")
    assert hands.strip[0] == "careful"
    assert hands.strip[2] == (
        "Set it apart: it is in quarantine (blocked serial: stolen, Police report 17). "
        "Ctrl+W shows it."
    )
    assert page.dock.table.rows.row(0).look is intake_parts.SET_APART
    hands.key(Qt.Key.Key_W, CONTROL)
    view = page.close_up.on
    assert view.matter.text() == "Blocked serial: stolen, Police report 17"
    assert view.buttons.release.isVisible()


def test_a_card_that_left_in_doubt_says_so_when_it_comes_back(hands: Any, page: Any) -> None:
    tag = hands.shop.card("M9YVCM1")
    facts = {"serial": "M9YVCM2"}
    hands.shop.do("note_identity", piece=tag, source="box", facts=facts)
    hands.shop.do("dispose", piece=tag, disposition="SELL")
    hands.shop.do("open_batch", number="B2", supplier="X")
    hands.context.set("batch", "B2")
    hands.scan("M9YVCM1")
    assert hands.strip[0] == "careful" and "It was in doubt then. Ctrl+W" in hands.strip[2]
    assert page.dock.table.rows.row(0).look is intake_parts.IN_DOUBT


def test_a_label_that_contradicts_the_list_says_so_when_it_is_read(hands: Any, page: Any) -> None:
    cards = [{"serial": "M9YVCM1", "part_number": "900-1G136-2530-001"}]
    hands.shop.do("expect", batch="B1", cards=cards)
    hands.scan("M9YVCM1")
    assert hands.strip[0] == "done"
    hands.scan("900-1G136-2530-000")
    assert hands.strip[0] == "careful" and "does not fit what is known" in hands.strip[2]
    hands.key(Qt.Key.Key_W, CONTROL)
    assert results(page.close_up.on)["PART"] == "Disagrees"


def test_the_bench_says_what_is_the_matter_with_a_card_and_opens_it(hands: Any) -> None:
    tag = hands.shop.card("M9YVCM1")
    hands.shop.do("note_identity", piece=tag, source="box", facts={"serial": "M9YVCM2"})
    bench = hands.go("bench")
    hands.scan(tag)
    assert hands.strip == (
        "careful",
        "In doubt: GeForce RTX 4090",
        "Serial on label and box. Look with Ctrl+W, or put it into quarantine.",
    )
    assert bench.view.card.doubt.words() == "In doubt: Serial on label and box"
    hands.tap(bench.view.card.doubt)
    assert bench.close_up.on.tab == "who"
    hands.tap(bench.close_up.on.buttons.put)
    hands.tap(bench.close_up.on.reason.give)
    hands.key(Qt.Key.Key_Escape)
    assert bench.view.card.doubt.words() == "In quarantine: Serial on label and box"
    honest = hands.shop.card("M9YVCM3")
    hands.scan(honest)
    assert hands.strip[:2] == ("done", "GeForce RTX 4090 on the bench")
    assert not bench.view.card.doubt.isVisible()
    hands.scan(tag)
    assert hands.strip[:2] == ("careful", "In quarantine: GeForce RTX 4090")


# At the bench


def test_at_the_bench_scans_open_the_next_card_and_nothing_is_done_unseen(hands: Any) -> None:
    first, second = hands.shop.card("M9YVCM1"), hands.shop.card("M9YVCM3")
    bench = hands.go("bench")
    hands.key(Qt.Key.Key_W, CONTROL)
    assert hands.strip[1] == "No card lies on the bench"
    hands.scan(first)
    bench.sites.take("M1")
    hands.key(Qt.Key.Key_G, CONTROL)
    view = bench.close_up.on
    assert (view.tag, view.tab) == (first, "condition")
    entries = hands.shop.ask("newest")
    for key in (Qt.Key.Key_F5, Qt.Key.Key_F6, Qt.Key.Key_F9, Qt.Key.Key_F10, Qt.Key.Key_F12):
        hands.key(key)
        assert hands.strip[1] == "The board is out of sight"
    assert hands.shop.ask("newest") == entries
    hands.scan(second)
    assert bench.close_up.on is view and view.tag == second and bench.on.tag == second
    hands.key(Qt.Key.Key_Escape)
    assert bench.close_up.on is None and bench.view.isVisible()


def test_at_the_bench_a_chip_is_shown_not_fitted_while_the_board_is_covered(hands: Any) -> None:
    card = hands.shop.card("M9YVCM1")
    die = hands.shop.do("harvest", card=card, site="GPU", outcome="good")["tag"]
    bench = hands.go("bench")
    hands.scan(card)
    bench.sites.take("GPU")
    hands.tap(next(one for one in bench.view.findChildren(Press) if one.words() == "Condition"))
    hands.scan(die)
    assert hands.shop.ask("passport", tag=die).piece.board == ""
    assert bench.on.tag == die and bench.close_up.on is None
    hands.key(Qt.Key.Key_W, CONTROL)
    assert hands.strip[1] == "No card lies on the bench"


def test_at_the_bench_a_scanned_label_is_ready_to_be_noted(hands: Any) -> None:
    card = hands.shop.card("M9YVCM1")
    bench = hands.go("bench")
    hands.scan(card)
    hands.key(Qt.Key.Key_W, CONTROL)
    form = bench.close_up.on.identity
    hands.scan("900-1G136-2530-000")
    assert (form.name.currentData(), form.value.text()) == ("part_number", "900-1G136-2530-000")
    assert hands.strip[0] == "question"
    form.source.setCurrentIndex(form.source.findData("box"))
    form.note()
    hands.settle()
    said = {(fact.source, fact.name) for fact in hands.shop.ask("identity", tag=card).facts}
    assert ("box", "part_number") in said
