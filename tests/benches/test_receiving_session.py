# SPDX-License-Identifier: MIT
"""A receiving session begins with the first card, and ends by hand or with the next batch."""

from typing import Any, NamedTuple

import pytest

from workshop.benches.answers import Ask, Do
from workshop.benches.receiving import Session
from workshop.language import say


@pytest.fixture
def session() -> Session:
    return Session()


def words(answer: Any) -> str:
    assert isinstance(answer, Ask), answer
    return say(answer.template, **answer.facts)


RECEIVE = Do("receive", {"batch": "B1", "serial": "SN1"})


class Known(NamedTuple):
    id: int
    batch: str


def test_the_first_card_starts_a_session(session: Session) -> None:
    (start,) = session.first(RECEIVE)
    assert start == Do("start_receiving", {"batch": "B1"})
    assert session.first(RECEIVE) == [], "it is being started"
    session.done(start, {"entry": 1, "receiving": 7})
    assert session.id == 7 and session.first(RECEIVE) == []
    assert session.end() == Do("end_receiving", {"receiving": 7})


def test_a_session_that_did_not_start_is_tried_again(session: Session) -> None:
    (start,) = session.first(RECEIVE)
    session.failed(start)
    assert session.first(RECEIVE) == [start]


def test_the_first_card_of_another_batch_ends_the_session(session: Session) -> None:
    session.know(Known(7, "B1"))
    refuse = Do("refuse", {"batch": "B2", "serial": "SN1", "reason": "CRACKED"})
    end, start = session.first(refuse)
    assert end == Do("end_receiving", {"receiving": 7})
    session.done(end, {"entry": 1})
    session.done(start, {"entry": 2, "receiving": 8})
    assert (session.id, session.batch) == (8, "B2")


def test_a_session_in_another_batch_ends_before_one_is_started_by_hand(session: Session) -> None:
    session.know(Known(7, "B1"))
    start = session.start("B2")
    assert isinstance(start, Do)
    assert session.first(start) == [Do("end_receiving", {"receiving": 7})]


def test_what_is_no_card_needs_no_session(session: Session) -> None:
    assert session.first(Do("name_piece", {"piece": "T1", "names": {"upc": "1"}})) == []


def test_sessions_are_started_and_ended_by_hand(session: Session) -> None:
    assert "No session is open" in words(session.end())
    start = session.start("B1")
    assert isinstance(start, Do)
    session.done(start, {"entry": 1, "receiving": 7})
    assert "open already" in words(session.start("B1"))
    end = session.end()
    assert isinstance(end, Do)
    session.done(end, {"entry": 2})
    assert session.id == 0


def test_a_session_that_is_open_here_is_gone_on_with(session: Session) -> None:
    session.know(Known(3, "B1"))
    assert session.first(RECEIVE) == []
    session.know(None)
    assert len(session.first(RECEIVE)) == 1
