# SPDX-License-Identifier: MIT
"""What gpu-burn printed: each card of each run, and whether its OK stands on any work at all."""

from collections.abc import Iterator

from workshop.testlogs.console import Sign, is_page
from workshop.testlogs.gpu_burn_run import Burn, Run
from workshop.testlogs.gpu_burn_verdict import judge
from workshop.testlogs.log import Log
from workshop.testlogs.readings import Readings, capped, numbered
from workshop.testlogs.result import Device, Reading, Series, ToolResult
from workshop.testlogs.telemetry import Curve

TOOL = "gpu-burn"

_SIGNS = (
    Sign("%  proc'd: ", r"-?\d", starts_line=False),
    Sign("Tested ", r"\d{1,4} GPUs:[ \t]*[\r\n]+[ \t]{0,8}GPU \d{1,4}: (?:OK|FAULTY)"),
    Sign("Initialized device ", r"\d{1,4} with \d{1,9} MB of memory \(", starts_line=False),
    Sign("Run length not specified in the command line."),
    Sign("Burning for ", r"\d{1,9} sec(?:onds\.|s\b)"),
    Sign("Couldn't init a GPU test: "),
)


def wrote(log: Log) -> bool:
    """Whether gpu-burn printed this, from its first version to that which prints the power."""
    return any(sign.is_in(log.text) for sign in _SIGNS) and not is_page(log.text)


def read(log: Log) -> list[ToolResult]:
    """Every card that a run worked on, in the order of the file.

    A card that is only listed has no result.
    """
    return capped(_results(log))


def _results(log: Log) -> Iterator[ToolResult]:
    run = Run()
    for line in map(str.strip, log.lines()):
        if run.is_over(line):
            yield from numbered(_of_run(run))
            run = Run()
        run.take(line)
    yield from numbered(_of_run(run))


def _of_run(run: Run) -> Iterator[ToolResult]:
    for index, burn in run.burns():
        verdict, says = judge(run, burn)
        yield ToolResult(
            tool=TOOL,
            tool_version=None,
            device=_device(run, index),
            readings=_readings(run, burn),
            verdict=verdict,
            says=says,
            taken_at=run.taken_at,
            series=tuple(_series(run, burn)),
        )


def _device(run: Run, index: int) -> Device:
    """Which card a burn was on, where that is certain.

    gpu-burn numbers the cards as CUDA does, the fastest first; its list comes from nvidia-smi, by
    place on the bus. The two agree only where all cards are alike and all were tested.
    """
    number = run.number_of(index)
    memory = run.memory.get(index if number is None else number)
    name = run.name
    uuid = run.listed[number][1] if name and number in run.listed else None
    return Device(name=name, uuid=uuid, memory_mib=memory or None)


def _readings(run: Run, burn: Burn) -> tuple[Reading, ...]:
    kept = Readings()
    kept.add("stress_minutes", run.minutes, "min")
    if burn.processed > 0:
        # 0 errors in no work is not what a plan asks for.
        kept.add("stress_errors", burn.errors if burn.is_counted else None)
        kept.add("operations", burn.processed)
    kept.add("compute_speed", burn.speed, "Gflop/s")
    kept.add("compute_speed_mean", burn.speed_mean, "Gflop/s")
    if run.is_of_all_cards_alike:
        for name, unit, curve in _measured(burn):
            kept.add(name, curve.highest if curve.count else None, unit)
    kept.add("precision", run.precision)
    kept.add("tensor_cores", run.tensor_cores)
    return kept.all()


def _measured(burn: Burn) -> tuple[tuple[str, str, Curve], ...]:
    """What gpu-burn reads of the sensors, with its unit."""
    return ("core_temp", "°C", burn.heat), ("power_draw", "W", burn.watts)


def _series(run: Run, burn: Burn) -> Iterator[Series]:
    """The sensors over time, where the length of the run is known."""
    if run.seconds is None or not run.is_of_all_cards_alike:
        return
    for name, unit, curve in _measured(burn):
        points = tuple((round(at * run.seconds / 100, 3), value) for at, value in curve.points())
        if len(points) > 1:
            yield Series(name, unit, points)
