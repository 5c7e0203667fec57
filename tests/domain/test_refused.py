# SPDX-License-Identifier: MIT
"""A refusal is one sentence, in English for scripts and in the reader's language for people."""

from workshop.domain.refused import Refused


def test_a_refusal_says_its_facts() -> None:
    refused = Refused("{site} is already empty.", site="M3")
    assert str(refused) == refused.english == "M3 is already empty."
    assert refused.facts == {"site": "M3"}


def test_a_refusal_may_carry_another() -> None:
    inner = Refused("{site} is already empty.", site="M3")
    assert str(Refused("Line {n}: {reason}", n=2, reason=inner)) == "Line 2: M3 is already empty."


def test_facts_are_never_read_as_templates() -> None:
    """What people type may have braces; it reaches into nothing."""
    refused = Refused("There is no step “{code}”.", code="{code.__class__}{secret}", secret="S")
    assert str(refused) == "There is no step “{code.__class__}{secret}”."
