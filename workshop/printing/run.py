# SPDX-License-Identifier: MIT
"""Takes labels from the queue to paper, so that none is lost and none comes out twice by itself."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from workshop.acts.labels import labels_not_printed, labels_printed, take_labels
from workshop.domain.refused import Refused, Spoken
from workshop.domain.terms import LabelState
from workshop.labels.layout import Labelled, Layout, find_layout, place, title
from workshop.labels.self_check import require_readable_marks
from workshop.labels.sheet import Label, labels_pdf
from workshop.language import joined, say
from workshop.paper.page import whole
from workshop.printing.job import job, picture, require_answer
from workshop.printing.printers import SENT, Printer, PrinterKind
from workshop.printing.ways import PATIENT, NotTaken, Patience, send
from workshop.storage.database import Database

# What the code of a test label says: as long as a tag, and none.
TEST_CODE = "TESTLABEL0"
# So many labels a printer is given in one entry of the journal.
_GROUP = 10


# So many are named where labels were shortened.
_NAMED = 3


class Queued(Labelled, Protocol):
    """A label of the print queue."""

    @property
    def id(self) -> int: ...


class Shortened(NamedTuple):
    """A label of which not all is there: its tag, and the texts that had no room."""

    tag: str
    texts: tuple[str, ...]


class Printed(NamedTuple):
    """What came of a run, in labels; `trouble` is the sentence that says why it ended early.

    `file` is what was written, `next_place` the next free place of the sheet, from 1; `shortened`
    are those of the printed ones on which a text had no room.
    """

    printed: int
    failed: int
    unsure: int
    waiting: int
    trouble: str
    file: str
    next_place: int
    shortened: tuple[Shortened, ...] = ()


def shortened_told(shortened: Sequence[Shortened]) -> str:
    """Which labels have a text that had no room, and which text; empty where none has."""
    if not shortened:
        return ""
    named = "; ".join(f"{title(one.tag)}: {', '.join(one.texts)}" for one in shortened[:_NAMED])
    more = len(shortened) - _NAMED
    if more > 0:
        return say("Shortened for want of room: {labels}; and {n} more. Choose a larger layout.",
                   labels=named, n=more)  # fmt: skip
    return say("Shortened for want of room: {labels}. Choose a larger layout.", labels=named)


class Run:
    """One printer, one list of labels that wait, and what has come of them so far.

    `folder` is where files go, `name` what they are called. `spool` puts a PDF on a printer of the
    system and says whether it took it. `step` hears how many are done, `is_off` says whether the
    person called it off. A label leaves the queue only after it was taken by the printer; one of
    which nobody knows is marked so, and never sent again by the program.
    """

    def __init__(
        self,
        database: Database,
        printer: Printer,
        *,
        folder: Path,
        name: str,
        start: int = 1,
        by: str | None = None,
        station: str | None = None,
        spool: Callable[[Path, str], bool] | None = None,
        step: Callable[[int, int], None] | None = None,
        is_off: Callable[[], bool] = lambda: False,
        patience: Patience = PATIENT,
    ) -> None:
        self.database, self.printer = database, printer
        with database.read() as connection:
            self.layout: Layout = find_layout(printer.layout, connection)
        self._files = folder, name
        self._start = min(start, self.layout.per_page)
        self._who = {"by": by, "station": station}
        self._spool, self._step, self._is_off = spool, step, is_off
        self._patience = patience
        self._count = {state: 0 for state in LabelState}
        self._trouble = self._file = ""
        self._shortened: list[Shortened] = []

    def print(self, labels: Sequence[Queued]) -> Printed:
        """Print labels that wait, in their order; refuses nothing: what went wrong is told."""
        try:
            if self.printer.kind in (PrinterKind.PDF, PrinterKind.SYSTEM):
                self._print_pages(labels)
            else:
                self._print_each(labels)
        except Spoken as said:  # the printer, the disk or the database: what is left still waits
            self._trouble = str(said)
        done = self._count
        out = done[LabelState.PRINTED] * self.printer.copies
        return Printed(
            printed=done[LabelState.PRINTED],
            failed=done[LabelState.FAILED],
            unsure=done[LabelState.UNSURE],
            waiting=len(labels) - sum(done.values()),
            trouble=self._trouble,
            file=self._file,
            next_place=(self._start - 1 + out) % self.layout.per_page + 1,
            shortened=tuple(self._shortened),
        )

    def test(self) -> str:
        """Print one label that is no piece's, to try the printer; the file it went to, if any.

        Refuses with what the printer, or the layout, minds.
        """
        label = Label(TEST_CODE, "", joined(self.printer.name, say(self.layout.name)))
        try:
            if self.printer.kind in SENT:
                require_answer(self.layout, self.printer, self._patience)
                self._put(label, job(label, self.layout, self.printer))
            elif self.printer.kind == PrinterKind.PNG:
                self._put(label, picture(label, self.layout, self.printer))
            else:
                self._to_paper([label])
        except NotTaken as no:
            raise Refused(no.template, **no.facts) from None
        return self._file

    # One picture a label

    def _print_each(self, labels: Sequence[Queued]) -> None:
        if self.printer.kind in SENT and labels:
            require_answer(self.layout, self.printer, self._patience)
        for at in range(0, len(labels), _GROUP):
            ready = list(self._drawn(labels[at : at + _GROUP]))
            if self._is_off() or not self._print_group(ready, at, len(labels)):
                return

    def _drawn(self, labels: Sequence[Queued]) -> Iterator[tuple[Queued, Any]]:
        """The labels with what is sent for each; one that cannot be drawn is set aside."""
        draw = job if self.printer.kind in SENT else picture
        for label in labels:
            try:
                drawn = draw(label, self.layout, self.printer)
            except Refused as refused:
                self._fail(label, refused)
                continue
            yield label, drawn

    def _print_group(self, ready: list[tuple[Queued, Any]], at: int, of: int) -> bool:
        """Give the printer some labels, and note what it took; False where it took not all."""
        if not ready:
            return True
        self._take([label for label, _ in ready])
        waiting = [label for label, _ in ready]
        sent: list[Queued] = []
        unsure: list[Queued] = []
        try:
            for number, (label, drawn) in enumerate(ready):
                if self._is_off():
                    break
                self._put(label, drawn)
                sent.append(waiting.pop(0))
                if self._step:
                    self._step(at + number + 1, of)
        except NotTaken as no:
            self._trouble = str(no)
            if no.begun:
                unsure.append(waiting.pop(0))
        finally:
            self._note(sent, LabelState.PRINTED)
            self._note(unsure, LabelState.UNSURE)
            self._note(waiting, LabelState.WAITING)
        return not (waiting or unsure)

    def _put(self, label: Labelled, drawn: Any) -> None:
        if self.printer.kind in SENT:
            send(self.printer.address, drawn, self._patience)
            return
        folder, name = self._files
        file = folder / name / f"{label.tag}.png"
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with whole(file) as stream:
                drawn.save(stream, "PNG", dpi=(self.printer.dpi,) * 2)
        except OSError as error:
            raise NotTaken("{file} cannot be written: {reason}.", begun=False, file=str(file),
                           reason=error.strerror or str(error)) from None  # fmt: skip
        self._file = str(file.parent)

    # All on one file of pages

    def _print_pages(self, labels: Sequence[Queued]) -> None:
        try:
            self._write(labels)
        except Refused:
            labels = list(self._readable(labels))
            if labels:
                self._write(labels)
        if not self._file:
            return  # called off, or none of them can be printed
        if self.printer.kind == PrinterKind.SYSTEM:
            self._take(labels)
            try:
                self._spool_file()
            except NotTaken as no:
                self._trouble = str(no)
                self._note(labels, LabelState.WAITING)
                return
        self._note(labels, LabelState.PRINTED)

    def _to_paper(self, labels: Sequence[Labelled]) -> None:
        """Write labels to a file, and put it on the printer where there is one."""
        self._write(labels)
        if self.printer.kind == PrinterKind.SYSTEM:
            self._spool_file()

    def _spool_file(self) -> None:
        name = self.printer.address or self.printer.name
        if self._spool is None or not self._spool(Path(self._file), name):
            raise NotTaken("The printer {name} takes nothing", begun=False, name=name)

    def _write(self, labels: Sequence[Labelled]) -> None:
        folder, name = self._files
        out = folder / f"{name}.pdf"
        with suppress(OSError):  # what is wrong with the folder is said of the file
            folder.mkdir(parents=True, exist_ok=True)
        made = labels_pdf(
            labels, out, self.layout, self._start, self.printer.copies,
            progress=self._step, cancelled=self._is_off,
        )  # fmt: skip
        self._file = str(out) if made else ""

    def _readable(self, labels: Sequence[Queued]) -> Iterator[Queued]:
        """The labels that can be printed; the others are set aside, each with its reason."""
        for label in labels:
            try:
                require_readable_marks(place(label, self.layout))
            except Refused as refused:
                self._fail(label, refused)
                continue
            yield label

    # What is noted of it

    def _take(self, labels: Sequence[Queued]) -> None:
        self.database.write(
            take_labels, labels=[label.id for label in labels], printer=self.printer.name,
            **self._who,
        )  # fmt: skip

    def _fail(self, label: Queued, refused: Refused) -> None:
        self._not_printed([label], LabelState.FAILED, str(refused))

    def _note(self, labels: Sequence[Queued], state: LabelState) -> None:
        if not labels:
            return
        if state is LabelState.PRINTED:
            self.database.write(labels_printed, labels=[label.id for label in labels], **self._who)
            self._count[state] += len(labels)
            for label in labels:
                if texts := place(label, self.layout).shortened:
                    self._shortened.append(Shortened(label.tag, texts))
        else:
            self._not_printed(labels, state, self._trouble)

    def _not_printed(self, labels: Sequence[Queued], state: LabelState, trouble: str) -> None:
        self.database.write(
            labels_not_printed, labels=[label.id for label in labels], outcome=state.value,
            trouble=trouble, **self._who,
        )  # fmt: skip
        if state is not LabelState.WAITING:
            self._count[state] += len(labels)
