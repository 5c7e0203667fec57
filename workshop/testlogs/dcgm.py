# SPDX-License-Identifier: MIT
"""What `dcgmi diag -j` says of each card, in the form of DCGM 3.x and of 4.x."""

import re
from collections.abc import Iterator
from typing import Any

from workshop.domain.refused import Refused
from workshop.domain.terms import Verdict
from workshop.testlogs.answer import Kind, is_one_of_its_kind, kind_of, words
from workshop.testlogs.console import is_page
from workshop.testlogs.dcgm_verdict import Outcome, Run, checks_of, judge, outcome_of
from workshop.testlogs.json_text import Document, documents, mapping, plain, sequence
from workshop.testlogs.log import Log
from workshop.testlogs.readings import capped
from workshop.testlogs.result import Device, Reading, Sentence, ToolResult
from workshop.testlogs.tree import too_much

TOOL = "dcgmi diag"
MOST_CARDS, MOST_TESTS = 64, 100

# "DCGM GPU Diagnostic" up to 3.x, "DCGM Diagnostic" from 4.0 on.
_ROOT = re.compile(r'"DCGM (?:GPU )?Diagnostic"\s*+:')
_DEVICE_ID = re.compile(r"[0-9A-F]{4}")
_CARD = re.compile(r"\d{1,3}", re.ASCII)
# The outcome of each test for each card by its number; None is every card.
_Outcomes = dict[str, dict[str | None, Outcome]]
_NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")
# Of the groups of 4.x (GPU, NvSwitch, GPU instance, CPU …) only this one is a card.
_CARDS, _CARDS_ID = "GPU", 1


def wrote(log: Log) -> bool:
    """Whether dcgmi wrote this as JSON, whole or not."""
    return _ROOT.search(log.text) is not None and not is_page(log.text)


def read(log: Log) -> list[ToolResult]:
    """Every card of every run in the file; lines around the JSON are passed over."""
    runs = documents(log.text, _ROOT)
    results = capped(result for run in runs for result in _results(run))
    if not results:
        raise Refused(
            "This log of dcgmi holds no result. Run dcgmi diag -j again and import what it writes."
        )
    return results


def _results(document: Document) -> list[ToolResult]:
    root = document.value
    found = [
        mapping(root[name]) for name in ("DCGM Diagnostic", "DCGM GPU Diagnostic") if name in root
    ]
    if not found:
        return []
    places = (*found, root, mapping(root.get("metadata")))
    outcomes: _Outcomes = {}
    for name, kind, test in _tests(places):
        _take(outcomes, name, kind, test)
    if len(outcomes) > MOST_TESTS:
        raise too_much()
    devices = _devices(places)
    named = {card for said in outcomes.values() for card in said if card is not None}
    cards: list[str | None] = [*sorted({*devices, *named}, key=int)[:MOST_CARDS]] or [None]
    run = Run(
        is_whole=document.is_whole,
        stopped=any(place.get("runtime_error") or place.get("global_errors") for place in places),
        overall=next((plain(p["Overall Result"]) for p in places if "Overall Result" in p), ""),
        is_alone=len(cards) == 1,
    )
    version = _first(places, "version")
    driver = _first(places, "Driver Version Detected", "driver_version")
    return [_result(card, outcomes, run, devices, version, driver) for card in cards]


def _result(
    card: str | None,
    outcomes: _Outcomes,
    run: Run,
    devices: dict[str, Device],
    version: str | None,
    driver: str | None,
) -> ToolResult:
    said = {
        name: max(found)
        for name, by_card in outcomes.items()
        if (found := [by_card[key] for key in {card, None} if key in by_card])
    }
    verdict, says = judge(said, run)
    readings = [Reading("driver_version", driver)] if driver else []
    if card is not None:
        readings.append(Reading("gpu_index", float(card)))
    readings += [
        Reading(f"tests_{name}", float(sum(each.word == word for each in said.values())))
        for name, word in (("passed", "pass"), ("failed", "fail"), ("skipped", "skip"))
    ]
    each_test = {_reading_name(name): outcome.word for name, outcome in sorted(said.items())}
    readings += [Reading(name, word) for name, word in each_test.items()]
    return _told(version, devices.get(card or "", Device()), readings, verdict, says)


def _told(
    version: str | None,
    device: Device,
    readings: list[Reading],
    verdict: Verdict,
    says: Sentence,
) -> ToolResult:
    return ToolResult(TOOL, version, device, tuple(readings), verdict, says)


def _tests(places: tuple[dict[str, Any], ...]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each test with its name and category, wherever the version has put the list."""
    for place in places:
        categories = [mapping(each) for each in sequence(place.get("test_categories"))]
        for category in [*categories, {"tests": place.get("tests")}]:
            kind = plain(category.get("category")).casefold()
            for test in map(mapping, sequence(category.get("tests"))):
                if name := words(plain(test.get("name"))):
                    yield name, kind, test


def _take(outcomes: _Outcomes, test: str, kind: str, said: dict[str, Any]) -> None:
    """Note the gravest outcome of a test for each card; None stands for every card."""
    is_told = False
    for result in map(mapping, sequence(said.get("results"))):
        for name, check in checks_of(test, result):
            outcome = outcome_of(name, kind, check)
            is_told = is_told or not outcome.is_clean
            by_card = outcomes.setdefault(name, {})
            for card in _cards_of(result):
                by_card[card] = max(outcome, by_card.get(card, outcome))
    summary = mapping(said.get("test_summary"))
    if summary.get("status") is not None and not is_told:
        outcome = outcome_of(test, kind, summary)
        by_card = outcomes.setdefault(test, {})
        if not outcome.is_clean or not by_card:
            is_failure = outcome is Outcome.FAILED
            by_card[None] = Outcome.FAILED_SOMEWHERE if is_failure else outcome


def _cards_of(result: dict[str, Any]) -> list[str | None]:
    """The numbers of the cards a result is of; [None] for all, [] where it is of none."""
    said = result.get("gpu_ids", result.get("gpu_id", result.get("entity_id")))
    if "entity_group" in result or "entity_group_id" in result:
        group = plain(result.get("entity_group")).upper() or _CARDS
        if group != _CARDS or result.get("entity_group_id", _CARDS_ID) != _CARDS_ID:
            return []
    parts = [plain(part) for part in sequence(said) or plain(said).split(",")]
    # A result of nobody we know is taken to be of everybody, so that no failure is lost.
    return [str(int(part)) if _CARD.fullmatch(part.strip()) else None for part in parts]


def _devices(places: tuple[dict[str, Any], ...]) -> dict[str, Device]:
    """What the log says of each card by its number."""
    ids: dict[str, str] = {}
    serials: dict[str, str] = {}
    for place in places:
        ids |= {str(i): plain(each) for i, each in enumerate(sequence(place.get("GPU Device IDs")))}
        serials |= {
            card: plain(each) for card, each in mapping(place.get("GPU Device Serials")).items()
        }
        for group in map(mapping, sequence(place.get("entity_groups"))):
            for entity in map(mapping, sequence(group.get("entities"))):
                for card in _cards_of({**group, "entity_id": entity.get("entity_id")}):
                    ids[card or ""] = plain(entity.get("device_id"))
                    serials[card or ""] = plain(entity.get("serial_num"))
    return {
        str(int(card)): Device(
            serial=_serial(serials.get(card, "")), pci_device=_device_id(ids.get(card, ""))
        )
        for card in sorted({*ids, *serials})
        if _CARD.fullmatch(card)
    }


def _serial(text: str) -> str | None:
    # <<<NOT_SUPPORTED>>> and its like are what DCGM writes for a value it has not.
    is_said = kind_of(text) is Kind.VALUE and not text.startswith("<<<")
    return words(text) if is_said and is_one_of_its_kind(text) else None


def _device_id(text: str) -> str | None:
    found = text.upper().removeprefix("0X")
    return found if _DEVICE_ID.fullmatch(found) else None


def _first(places: tuple[dict[str, Any], ...], *names: str) -> str | None:
    said = (words(plain(place.get(name))) for place in places for name in names if name in place)
    return next(filter(None, said), None)


def _reading_name(test: str) -> str:
    return "dcgm_" + (_NOT_IN_A_NAME.sub("_", test.casefold()).strip("_") or "test")
