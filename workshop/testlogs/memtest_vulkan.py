# SPDX-License-Identifier: MIT
"""What memtest_vulkan printed on its console or wrote into its log: each session on its card."""

from collections.abc import Iterator

from workshop.domain.terms import Verdict
from workshop.language import mark
from workshop.testlogs.console import Sign, is_no_card, is_page
from workshop.testlogs.log import Log
from workshop.testlogs.memtest_vulkan_session import Session
from workshop.testlogs.readings import Readings, a_small_part, capped
from workshop.testlogs.result import Device, Reading, Sentence, ToolResult

TOOL = "memtest_vulkan"

# The standard test takes five minutes and a pause; what is printed of it is 276 s and more.
SHORTEST_STANDARD_S = 240
# Up to v0.3 there was no standard test: it must have run for one of its long reports.
SHORTEST_OLD_S = 100

_DEVICE = r"\d{1,3}: Bus=0x[0-9A-Fa-f]{2}:[0-9A-Fa-f]{2} DevId=0x"
_SIGNS = (
    Sign("memtest_vulkan v", r"\d{1,3}\.\d[\w.+-]{0,40} by GpuZelenograd", starts_line=False),
    Sign("Tester console logging started at ", r"\d{4}-"),
    Sign("Tester worker logging started at ", r"\d{4}-"),
    Sign("Testing ", _DEVICE),
    Sign("Standard 5-minute test of ", _DEVICE),
    Sign("Standard 5-minute test PASSed!"),
    Sign("Standard 5-minute test fail - ERRORS FOUND"),
    Sign(" iteration. Since last report passed ", starts_line=False),
    Sign(" iteration. Passed ", r"[ \d.,]{1,16} seconds  written:", starts_line=False),
    Sign("Error found. Mode ", r"(?:INITIAL_READ|NEXT_RE_READ), total errors 0x"),
    Sign("memtest_vulkan: ", r"(?:no any errors|memory/gpu ERRORS|INIT OR|First test|early exit)"),
)


def wrote(log: Log) -> bool:
    """Whether memtest_vulkan wrote this, v0.3 and later, front or end cut off or not."""
    return any(sign.is_in(log.text) for sign in _SIGNS) and not is_page(log.text)


def read(log: Log) -> list[ToolResult]:
    """Every session in the file, in the order of the file; its log keeps adding to one file."""
    return capped(_results(log))


def _results(log: Log) -> Iterator[ToolResult]:
    session = Session()
    for row in log.lines():
        line = row.strip()
        if not line:
            continue
        if session.is_over(line):
            yield _result(session)
            session = session.next(line)
        session.take(line, row)
    if not session.is_empty:
        yield _result(session)


def _result(session: Session) -> ToolResult:
    fault = _fault(session)
    doubt = None if fault else _doubt(session)
    return ToolResult(
        tool=TOOL,
        tool_version=session.version,
        device=session.device or Device(),
        readings=_readings(session),
        verdict=Verdict.FAIL if fault else Verdict.INCONCLUSIVE if doubt else Verdict.PASS,
        says=fault
        or doubt
        or Sentence(mark("memtest_vulkan tested the memory and found no error.")),
        taken_at=session.taken_at,
    )


def _readings(session: Session) -> tuple[Reading, ...]:
    kept = Readings()
    if _is_on_no_card(session):
        return ()
    if session.checked > 0:
        is_whole = session.is_counted and (session.errors > 0 or not session.has_errors)
        kept.add("memory_errors", session.errors if is_whole else None)
        kept.add("memory_tested", _memory_tested(session), "MiB")
        kept.add("test_passes", session.passes)
        kept.add("test_minutes", session.seconds / 60, "min")
        kept.add("memory_speed", session.speed, "GB/s")
    elif session.errors:
        kept.add("memory_errors", session.errors)
    kept.add("failing_bits", " ".join(f"0x{bit:X}" for bit in sorted(session.bits)) or None)
    return kept.all()


def _is_on_no_card(session: Session) -> bool:
    name = session.device.name if session.device else None
    return name is not None and is_no_card(name)


def _memory_tested(session: Session) -> float | None:
    """What one pass read; None where that is more than the card has, as in a log out of order."""
    tested = session.memory_tested
    has = session.device.memory_mib if session.device else None
    return None if tested and has and tested > has else tested


def _fault(session: Session) -> Sentence | None:
    if not session.has_errors:
        return None
    if session.errors:
        return Sentence(
            mark("memtest_vulkan found memory errors: {errors}."),
            (("errors", str(session.errors)),),
        )
    return Sentence(mark("memtest_vulkan found memory errors."))


def _doubt(session: Session) -> Sentence | None:
    if _is_on_no_card(session):
        return Sentence(mark("memtest_vulkan tested the memory of the PC, not that of a card."))
    if session.checked <= 0:
        return Sentence(mark("memtest_vulkan tested no memory."))
    if session.has_broken_off:
        return Sentence(
            mark("memtest_vulkan broke off: the driver lost the card, or refused the work.")
        )
    if session.has_standard and not session.is_standard_passed:
        return Sentence(mark("The five-minute test of memtest_vulkan did not come to its end."))
    if not session.is_passed:
        return Sentence(mark("The log ends before the verdict of memtest_vulkan."))
    shortest = SHORTEST_STANDARD_S if session.is_standard_passed else SHORTEST_OLD_S
    if session.seconds < shortest:
        return Sentence(
            mark("The log has {seconds} s of the test only, too little to call the memory good."),
            (("seconds", f"{session.seconds:.0f}"),),
        )
    tested, has = _memory_tested(session), session.device.memory_mib if session.device else None
    return a_small_part(tested, has)
