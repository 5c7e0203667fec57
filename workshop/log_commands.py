# SPDX-License-Identifier: MIT
"""What the commands of the headless face do with the logs of test tools."""

import sys
import time

from workshop.commands import Chosen, as_json, opened
from workshop.domain.refused import Refused
from workshop.domain.tag import written
from workshop.domain.telling import WORDS
from workshop.domain.text import LINE, shown
from workshop.language import joined, say
from workshop.logs.files import all_files, count_all
from workshop.logs.take import OfCard, Told, Wanted, as_answer, take
from workshop.logs.watch import Taken, Watch
from workshop.storage.errors import Unavailable
from workshop.testlogs.apart import Reader

# Seconds between two looks into a watched folder.
_EVERY = 1.0


def import_logs(chosen: Chosen) -> int:
    """Import logs: each card they speak of gets a test result. 1 where a file was refused."""
    wanted = _wanted(chosen)
    done, refused = 0, 0
    of = count_all(chosen.files)
    with opened(chosen) as database, Reader() as reader:
        for file in all_files(chosen.files):
            told = take(database, reader, file, wanted)
            done += 1
            refused += not told.ok
            if chosen.json:
                print(as_json(as_answer(told)), flush=True)
            elif told.ok or of > 1 or told.results:
                place = f"[{done}/{max(of, done)}] " if of > 1 else ""
                print(f"{place}{in_words(told, dry_run=wanted.dry_run)}", flush=True)
        if done == 0:
            raise Refused("There is no file to import in {name}.", name=chosen.files[0].name)
    if not refused:
        return 0
    why = told.refused if done == 1 else say("Refused: {n} of {all} files.", n=refused, all=done)
    print(f"workshop: {' '.join(why.split())}", file=sys.stderr)
    return 1


def _wanted(chosen: Chosen) -> Wanted:
    return Wanted(
        piece=getattr(chosen, "piece", None),
        plan=chosen.plan,
        slot=chosen.slot,
        override=getattr(chosen, "override", None),
        by=chosen.by,
        station=chosen.station,
        dry_run=getattr(chosen, "dry_run", False),
    )


def in_words(told: Told, *, dry_run: bool = False) -> str:
    """What came of a file in words for people: a line, and one more for each further card."""
    name = shown(told.file, LINE)
    lines = [_of_card(card, dry_run=dry_run) for card in told.results if card.plan or card.why_not]
    if told.refused:
        lines = [said for said in lines if said != told.refused]
        lines.insert(0, say("refused: {reason}", reason=told.refused))
    return f"{name}: " + "\n  ".join(lines)


def _of_card(card: OfCard, *, dry_run: bool) -> str:
    if card.why_not and not card.entry:
        return joined(card.tool, card.why_not)
    tag, verdict = written(card.piece), say(WORDS[card.verdict])
    if card.already:
        return say("{tag}: imported already, with entry {entry}", tag=tag, entry=card.entry)
    if dry_run:
        return say("{tag}: would be {plan}, {verdict}", tag=tag, plan=card.plan, verdict=verdict)
    return f"{tag}: {card.plan} {card.verdict}"


def watch(chosen: Chosen) -> int:
    """Take the logs that test PCs put into a folder, until stopped; with --once, what is there."""
    wanted = _wanted(chosen)
    watched = Watch(chosen.folder, chosen.settle)
    trouble, refused = "", 0
    with opened(chosen) as database, Reader() as reader:
        watched.settled(time.monotonic())  # refuses a folder that is not there
        while True:
            time.sleep(chosen.settle if chosen.once else min(_EVERY, chosen.settle))
            try:
                for taken in watched.all_settled(database, reader, wanted, time.monotonic):
                    refused += bool(taken.stays) or any(not told.ok for told in taken.told)
                    _tell(chosen, taken)
                trouble = ""
            except (Unavailable, Refused) as error:  # full, busy, or a stick that was pulled out
                if chosen.once:
                    raise
                if str(error) != trouble:
                    trouble = str(error)
                    _say(chosen, {"ok": False, "refused": trouble}, trouble)
            if chosen.once:
                return 1 if refused else 0


def _tell(chosen: Chosen, taken: Taken) -> None:
    where = str(taken.place) if taken.place else ""
    for told in taken.told:
        words = joined(in_words(told), taken.stays)
        _say(chosen, {**as_answer(told), "moved_to": where, "stays": taken.stays}, words)
    if not taken.told:
        answer = {"ok": False, "file": shown(taken.name, LINE), "refused": taken.stays}
        _say(chosen, answer, taken.stays)


def _say(chosen: Chosen, answer: dict[str, object], words: str) -> None:
    print(as_json(answer) if chosen.json else words, flush=True)
