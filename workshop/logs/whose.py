# SPDX-License-Identifier: MIT
"""Whose result it is: each card of a log is looked for among the cards here."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import Connection, select

from workshop.acts.transplants import elsewhere
from workshop.benches.testing import slot_bus
from workshop.domain.identity import Fact, values
from workshop.domain.identity_entries import Attribute, FactName, FactSource
from workshop.domain.refused import Refused
from workshop.domain.tag import plain, require_tag, written
from workshop.domain.terms import IdentifierKind, Verdict
from workshop.domain.text import normal, shown
from workshop.language import mark
from workshop.storage.schema import JOURNALLED
from workshop.storage.shop import shop_catalogue
from workshop.storage.uuids import whereabouts
from workshop.testlogs import Device, Sentence, ToolResult
from workshop.testlogs.kernel_log import TOOL as KERNEL_LOG
from workshop.testlogs.readings import INDEX, name_of

_piece = JOURNALLED["piece"].c
_identifier = JOURNALLED["identifier"].c

# The gravest first: of several runs of a tool on a card in one file, this is what it says of it.
_GRAVITY = {Verdict.FAIL: 0, Verdict.INCONCLUSIVE: 1, Verdict.MARGINAL: 2, Verdict.PASS: 3}

# A driver's serial is kept as the maker's tag, a label's as the serial; both may be meant.
_SERIALS = (IdentifierKind.MAKER_TAG.value, IdentifierKind.SERIAL.value)

NOT_IN_THE_SLOT = mark("This card is not in the test slot of this PC.")
ANOTHER_MODEL = mark("This card is of another model than {tag}.")


class Match(NamedTuple):
    """What a tool says of one card, and the tag that card has here.

    `by` is how it was told: uuid, serial, slot or open. A card that is none of the shop's has no
    tag; `left_out` says why.
    """

    result: ToolResult
    tag: str
    by: str
    left_out: Sentence | None = None


class Whose(NamedTuple):
    """A match for each card and tool of a log, and why it cannot be told, where it cannot."""

    matches: list[Match]
    refused: Refused | None


def whose(
    connection: Connection,
    results: Sequence[ToolResult],
    *,
    piece: str | None = None,
    slot: str = "",
    override: str | None = None,
    others: bool = False,
    in_hand: bool = False,
) -> Whose:
    """Which cards a log is of.

    A card is known by its GPU UUID, which goes with its die, or by its serial; where the two
    disagree the serial counts, for it is the board's. The one card that nobody knows is `piece` (a
    tag, what the bench has open), where it is in `slot` (a PCI bus), the only one, or the only one
    of that model. `override` is the reason of who says that a GPU was transplanted to `piece`.
    A log of another card than `piece` is refused, unless there may be `others`, as where many logs
    come in; what is in the slot must be `piece` all the same. Where there may be others, and where
    `piece` is only what is `in_hand` and nobody named it for this log, the errors in a kernel log
    are those of any card of the PC, unless it is in the slot; where there may be others, a card of
    another model is not `piece`.
    """
    named = plain(require_tag(piece)) if piece else ""
    look = _Look(connection, named, slot_bus(slot), others, in_hand)
    found = [look.known(card) for card in _cards(results)]
    if not found:
        return Whose([], Refused("This log names no card."))
    if alike := _alike(results):
        return Whose(found, alike)
    return look.settled(found, override or "")


class _Look:
    """One look through the cards here."""

    def __init__(
        self, connection: Connection, named: str, slot: str, others: bool, in_hand: bool
    ) -> None:
        self._connection, self._named, self._slot = connection, named, slot
        self._others, self._in_hand = others, in_hand or others
        self._catalogue = shop_catalogue(connection)
        self._unclear: Refused | None = None

    def known(self, result: ToolResult) -> Match:
        """The card that goes by the UUID or serial of a log; without a tag where none does."""
        device = result.device
        by_uuid = {one.now_tag for one in whereabouts(self._connection, device.uuid or "")}
        by_serial = self._by_serial(device)
        tags = by_uuid & by_serial or by_serial or by_uuid
        if len(tags) > 1:
            tags = tags & {self._named} or {
                tag for tag in tags if self._agrees(device, tag) is not False
            }
        if len(tags) > 1:
            self._unclear = Refused(
                "Several cards here go by {name}: {tags}. Open the right one, and import the log "
                "for it.",
                name=_name(device),
                tags=", ".join(written(tag) for tag in sorted(tags)),
            )
        tag = min(tags, default="")
        return Match(result, tag, "" if not tag else "serial" if tag in by_serial else "uuid")

    def settled(self, found: list[Match], override: str) -> Whose:
        """Every card with its tag or why it is left out; what stays unclear is refused."""
        matches = [self._placed(match, found) for match in found]
        strangers = [match for match in matches if not match.tag and not match.left_out]
        tags = {match.tag for match in matches if match.tag}
        refused = self._unclear
        if strangers:
            refused = refused or _stranger(strangers, bool(self._named))
        elif not tags:
            refused = self._none_of_ours(matches[0].result.device)
        elif self._named and self._named not in tags and self._must_be(matches):
            by_uuid = all(match.by == "uuid" for match in matches if match.tag)
            if override and by_uuid and len(tags) == 1:
                matches = [m._replace(tag=self._named) if m.tag else m for m in matches]
            else:
                refused = refused or self._another(matches, by_uuid)
        return Whose(matches, refused)

    def _placed(self, match: Match, found: list[Match]) -> Match:
        """A card nobody knows is the one in hand, where it can be no other."""
        if match.tag:
            return match
        device = match.result.device
        if self._slot and device.pci_bus:
            if device.pci_bus != self._slot:
                return match._replace(left_out=Sentence(NOT_IN_THE_SLOT))
            return match._replace(tag=self._named, by="slot") if self._named else match
        if not self._named:
            return match
        others = {name_of(m.result.device): m for m in found}
        del others[name_of(device)]
        if self._in_hand and device.pci_bus and _only_kernel(match, found):
            self._unclear = self._unclear or _anywhere(device.pci_bus)
            return match
        if not others and not (self._others and self._agrees(device, self._named) is False):
            return match._replace(tag=self._named, by="open")
        if self._agrees(device, self._named) is False:
            return match._replace(
                left_out=Sentence(ANOTHER_MODEL, (("tag", written(self._named)),))
            )
        if others and not name_of(device):
            return match
        here = [m for m in others.values() if m.tag == self._named]
        rivals = [
            m for m in others.values()
            if not m.tag and self._agrees(m.result.device, self._named) is not False
        ]  # fmt: skip
        return match if here or rivals else match._replace(tag=self._named, by="open")

    def _none_of_ours(self, device: Device) -> Refused:
        """Why no card of a log is taken: another slot, or another model than that in hand."""
        if self._slot and device.pci_bus:
            return Refused(
                "None of the cards in this log is in the test slot {slot}. It has {name}.",
                slot=self._slot,
                name=_name(device),
            )
        return Refused(
            "None of the cards in this log is of the model of {tag}: it has {name}. Open the right "
            "card, or put the model of {tag} right.",
            tag=written(self._named),
            name=shown(device.name or _name(device)),
        )

    def _must_be(self, matches: list[Match]) -> bool:
        """Whether the log has to be of the card in hand."""
        buses = {match.result.device.pci_bus for match in matches if match.tag}
        return not self._others or (bool(self._slot) and self._slot in buses)

    def _another(self, matches: list[Match], by_uuid: bool) -> Refused:
        other = next(match.tag for match in matches if match.tag)
        if by_uuid:
            return elsewhere(other, self._named)
        return Refused(
            "This log is of {other}, not of {tag}. Open {other}, or choose another file.",
            other=written(other),
            tag=written(self._named),
        )

    def _by_serial(self, device: Device) -> set[str]:
        if not device.serial:
            return set()
        return set(
            self._connection.execute(
                select(_piece.tag)
                .join(_identifier_of, _identifier.piece_id == _piece.id)
                .where(_identifier.normal == normal(device.serial), _identifier.kind.in_(_SERIALS))
                .distinct()
            ).scalars()
        )

    def _agrees(self, device: Device, tag: str) -> bool | None:
        """Whether what a tool saw is the model on record; None where nobody can tell."""
        model = self._connection.execute(select(_piece.model).where(_piece.tag == tag)).scalar()
        record = Fact(FactSource.RECORD.value, FactName.MODEL.value, model or "")
        for attribute, name, said in (
            (Attribute.DEVICE, FactName.DEVICE_ID, device.pci_device),
            (Attribute.MODEL, FactName.GPU_NAME, device.name),
        ):
            ours = values(self._catalogue, attribute, record)
            seen = Fact(FactSource.DRIVER.value, name.value, said or "")
            theirs = values(self._catalogue, attribute, seen) if said else frozenset()
            if ours and theirs:
                return bool(ours & theirs)
        return None


_identifier_of = JOURNALLED["identifier"]


def _alike(results: Sequence[ToolResult]) -> Refused | None:
    """Why a log cannot be shared out where a tool tested cards and says of none which it was."""
    numbers: dict[tuple[str, str], set[float | str | None]] = {}
    for result in results:
        key = result.tool, name_of(result.device)
        numbers.setdefault(key, set()).add(result.value(INDEX))
    for (tool, _name), found in numbers.items():
        if len(found) > 1:
            return Refused(
                "{tool} tested {n} cards in this log, and nothing in it tells them apart. "
                "Test them one at a time, and import a log of each.",
                tool=tool,
                n=len(found),
            )
    return None


def _cards(results: Sequence[ToolResult]) -> list[ToolResult]:
    """One result for each tool and card of a log: the gravest, and of these the latest."""
    found: dict[tuple[str, str], ToolResult] = {}
    for result in _told_apart(results):
        key = (result.tool, name_of(result.device))
        before = found.get(key)
        if before is None or _GRAVITY[result.verdict] <= _GRAVITY[before.verdict]:
            found[key] = result
    return list(found.values())


def _told_apart(results: Sequence[ToolResult]) -> Iterable[ToolResult]:
    """The results, each with what another tool of the file says of the same card.

    The same card is at the same PCI bus; a tool that says no more of its card than its model or
    its bus means the only one that any tool names.
    """
    sure = {name_of(r.device): r.device for r in results if r.device.uuid or r.device.serial}
    at_bus = {device.pci_bus: device for device in sure.values() if device.pci_bus}
    placed = {r.device.pci_bus: r.device for r in results if r.device.pci_bus}
    alone = len(sure) <= 1 and len(placed) <= 1
    only = next(iter([*sure.values(), *placed.values()]), None) if alone else None
    for result in results:
        device = result.device
        same: Device | None = None
        if not device.uuid and not device.serial:
            same = at_bus.get(device.pci_bus) if device.pci_bus else None
            if same is None and only is not None and _may_be(device, only):
                same = only
        if same is not None:
            device = replace(
                device, uuid=same.uuid, serial=same.serial, pci_bus=device.pci_bus or same.pci_bus
            )
        yield replace(result, device=device)


def _may_be(device: Device, other: Device) -> bool:
    one, two = (normal(each.name or "") for each in (device, other))
    return one in two or two in one


def _only_kernel(match: Match, found: Sequence[Match]) -> bool:
    """Whether a kernel log alone speaks of a card: it names those with errors, not those tested."""
    name = name_of(match.result.device)
    return all(m.result.tool == KERNEL_LOG for m in found if name_of(m.result.device) == name)


def _anywhere(bus: str) -> Refused:
    return Refused(
        "This log tells its card by the PCI bus {bus} only, and any card of that PC may be there. "
        "Set the test slot of this PC in the settings, and import the log again.",
        bus=bus,
    )


def _name(device: Device) -> str:
    return shown(device.serial or device.uuid or device.name or device.pci_bus or "")


def _stranger(strangers: Sequence[Match], named: bool) -> Refused:
    device = strangers[0].result.device
    name = _name(device)
    count = len({name_of(match.result.device) for match in strangers})
    if not name and count == 1 and not named:
        return Refused(
            "This log does not say which card it is of. Scan the card first, or name its tag, and "
            "import the log for it."
        )
    if not name:
        return Refused(
            "A part of this log does not say which card it is of. Import that part in a file of "
            "its own, with its card open."
        )
    if count == 1 and not named:
        return Refused(
            "No card here is known as {name}. Scan the card first, or name its tag.", name=name
        )
    if count == 1:
        return Refused(
            "This log has another card that is not known here: {name}. "
            "Open that card, and import the log for it.",
            name=name,
        )
    return Refused(
        "This log has {n} cards that are not known here, such as {name}. "
        "Import a log of each card alone once; from then on it is known.",
        n=count,
        name=name,
    )
