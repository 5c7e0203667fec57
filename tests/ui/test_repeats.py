# SPDX-License-Identifier: MIT
"""A code read over and over counts once; scanned again on purpose it counts again."""

from ui.repeats import InView, Repeats


class Hand:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_the_same_code_at_once_is_a_repeat_and_later_it_is_not() -> None:
    clock = Hand()
    repeats = Repeats(1.0, clock)
    assert not repeats.is_repeat("A")
    clock.now += 0.3
    assert repeats.is_repeat("A")
    clock.now += 1.0
    assert not repeats.is_repeat("A")


def test_a_gun_left_on_a_label_stays_silent() -> None:
    clock = Hand()
    repeats = Repeats(1.0, clock)
    repeats.is_repeat("A")
    for _ in range(20):
        clock.now += 0.9
        assert repeats.is_repeat("A")


def test_another_code_between_makes_it_a_new_scan() -> None:
    repeats = Repeats(1.0, Hand())
    assert [repeats.is_repeat(code) for code in "ABAAB"] == [False, False, False, True, False]


def test_switched_off_every_scan_counts() -> None:
    repeats = Repeats(0.0, Hand())
    assert [repeats.is_repeat("A") for _ in range(3)] == [False] * 3


def test_a_code_in_the_picture_is_new_once() -> None:
    clock = Hand()
    view = InView(1.0, clock)
    assert view.new(["A", "B", "A"]) == ["A", "B"]
    for _ in range(50):
        clock.now += 0.05
        assert view.new(["A"]) == []
    assert view.new(["A", "B"]) == ["B"], "B was gone for 2.5 s"


def test_a_few_pictures_without_it_make_a_code_no_newer() -> None:
    clock = Hand()
    view = InView(1.0, clock)
    view.new(["A"])
    clock.now += 0.8
    assert view.new([]) == []
    clock.now += 0.1
    assert view.new(["A"]) == []
    clock.now += 1.1
    assert view.new(["A"]) == ["A"]
