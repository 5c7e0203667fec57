# SPDX-License-Identifier: MIT
"""What glmark2 and vkmark print alike: scenes with their frame rates, and a score at the end."""

import re
from collections.abc import Iterator

from workshop.domain.terms import Verdict
from workshop.language import mark
from workshop.testlogs.answer import words
from workshop.testlogs.console import Sign, is_no_card, is_page
from workshop.testlogs.log import Log
from workshop.testlogs.readings import Readings, as_name
from workshop.testlogs.result import Device, Reading, Sentence, ToolResult

_MOST_SCENES = 500

_BANNER = re.compile(r"(glmark2|vkmark) (\d[\w.+~-]{0,40})")
_SCORE = re.compile(r"(glmark2|vkmark) Score:\s{0,8}(\d{1,9})")
_SCENE = re.compile(
    r"\[([\w-]{1,40})\] (.{1,300}?):?\s{1,12}"
    r"(FPS: |Unsupported|Set ?up failed|Failed with|Validation: )(.{0,80})",
    re.DOTALL,
)
_FPS = re.compile(r"(\d{1,9})(?:\s{1,4}FrameTime: .{1,20})?")
_FACT = re.compile(r"(Vendor ID|Device ID|Device Name|GL_RENDERER|GL_VERSION):\s{1,12}(.{1,160})")
# OpenGL's driver says it as `4.6.0 NVIDIA 550.76` or `4.6 (Core Profile) Mesa 23.2.1`.
_DRIVER = re.compile(r"\b(?:NVIDIA|Mesa)\s(\d{1,4}(?:\.\d{1,4}){1,3})")
_HEX = re.compile(r"0x([0-9A-F]{1,8})", re.IGNORECASE)
_PCI_VENDORS = frozenset({"10DE", "1002", "8086"})
_INTERRUPTED = "^C"


class _Run:
    """One run of one tool."""

    def __init__(self, tool: str, version: str | None = None) -> None:
        self.tool = tool
        self.version = version
        self.facts: dict[str, str] = {}
        self.rates: list[tuple[str, str, float]] = []
        self.not_run = 0
        self.has_drawn_wrong = False
        self.is_interrupted = False
        self.score: int | None = None


def signs(tool: str) -> tuple[Sign, ...]:
    """What only `glmark2` or `vkmark` prints: its banner, and its score."""
    rule = r"[ \t]{0,80}[\r\n]{1,2}[ \t]{0,8}={8}"
    return (
        Sign(f"{tool} ", rf"\d[\w.+~-]{{0,40}}{rule}"),
        Sign(f"{tool} Score: ", rf"\d{{1,9}}{rule}", starts_line=False),
    )


def is_of(tool: str, log: Log) -> bool:
    """Whether `tool` printed this."""
    return any(sign.is_in(log.text) for sign in signs(tool)) and not is_page(log.text)


def results(tool: str, whole: int, log: Log) -> Iterator[ToolResult]:
    """Every run of `tool` in the file; `whole` is how many sorts of scenes its standard set has."""
    for run in _runs(log):
        if run.tool == tool:
            yield _result(run, whole)


def _runs(log: Log) -> Iterator[_Run]:
    """Each run of either tool; one whose front is cut off is known by its score."""
    run = _Run("")
    for line in map(str.strip, log.lines()):
        if banner := _BANNER.fullmatch(line):
            yield run
            run = _Run(banner[1], banner[2])
        elif score := _SCORE.match(line):
            if run.tool not in ("", score[1]):
                yield run
                run = _Run("")
            run.tool, run.score = score[1], int(score[2])
            yield run
            run = _Run("")
        elif scene := _SCENE.match(line):
            _take_scene(run, *scene.groups())
        elif fact := _FACT.match(line):
            run.facts.setdefault(fact[1], fact[2].strip())
        run.is_interrupted = run.is_interrupted or _INTERRUPTED in line
    yield run


def _take_scene(run: _Run, scene: str, options: str, what: str, said: str) -> None:
    found = _FPS.match(said) if what == "FPS: " else None
    if found and len(run.rates) < _MOST_SCENES:
        run.rates.append((scene, options, float(found[1])))
    elif what == "Validation: " and said.startswith("Failure"):
        run.has_drawn_wrong = True
    elif what.startswith(("Set", "Failed")):
        run.not_run += 1


def _result(run: _Run, whole: int) -> ToolResult:
    device = _device(run.facts)
    fault = _fault(run, device)
    doubt = None if fault else _doubt(run, device, whole)
    return ToolResult(
        tool=run.tool,
        tool_version=run.version,
        device=device,
        readings=_readings(run, device),
        only_measures=not fault and not doubt,
        verdict=Verdict.FAIL if fault else Verdict.INCONCLUSIVE if doubt else Verdict.PASS,
        says=fault
        or doubt
        or Sentence(
            mark("{tool} drew all its scenes. Its score is for the test plan."),
            (("tool", run.tool),),
        ),
    )


def _device(facts: dict[str, str]) -> Device:
    # vkmark's Device UUID is that of the driver's cache of shaders, the same for all cards alike.
    vendor, number = (_HEX.fullmatch(facts.get(key, "")) for key in ("Vendor ID", "Device ID"))
    is_pci = vendor and number and vendor[1].upper() in _PCI_VENDORS and len(number[1]) <= 4
    name = facts.get("Device Name") or facts.get("GL_RENDERER", "").partition("/PCIe")[0]
    return Device(
        name=words(name), pci_device=f"{number[1].upper():>04}" if is_pci and number else None
    )


def _is_on_no_card(device: Device) -> bool:
    return device.name is not None and is_no_card(device.name)


def _readings(run: _Run, device: Device) -> tuple[Reading, ...]:
    kept = Readings()
    if _is_on_no_card(device):
        return ()
    kept.add("score", run.score or None)
    rates = [rate for _scene, _options, rate in run.rates if rate]
    kept.add("frame_rate", sum(rates) / len(rates) if rates else None, "fps")
    for scene, options, rate in run.rates:
        kept.add(as_name("fps", scene, options), rate or None, "fps")
    driver = _DRIVER.search(run.facts.get("GL_VERSION", ""))
    kept.add("driver_version", driver[1] if driver else None)
    return kept.all()


def _fault(run: _Run, device: Device) -> Sentence | None:
    if run.has_drawn_wrong and not _is_on_no_card(device):
        return Sentence(
            mark("{tool} found wrong colours in what the card drew."), (("tool", run.tool),)
        )
    return None


def _doubt(run: _Run, device: Device, whole: int) -> Sentence | None:
    tool = (("tool", run.tool),)
    if _is_on_no_card(device):
        return Sentence(mark("{tool} drew with the processor of the PC, not with a card."), tool)
    if run.is_interrupted:
        return Sentence(mark("{tool} was interrupted."), tool)
    if run.score is None:
        return Sentence(mark("The log of {tool} is cut off before its score."), tool)
    if not run.score or not any(rate for _scene, _options, rate in run.rates):
        return Sentence(mark("{tool} drew nothing."), tool)
    if run.not_run:
        return Sentence(
            mark("{tool} could not draw some of its scenes: {count}."),
            (*tool, ("count", str(run.not_run))),
        )
    if len({scene for scene, _options, _rate in run.rates}) < whole:
        return Sentence(
            mark("{tool} drew a part of its scenes only, so its score says nothing."), tool
        )
    return None
