# SPDX-License-Identifier: MIT
"""What a run of gpu-burn proves of a card; its own OK stands where nothing was computed, too."""

from workshop.domain.terms import Verdict
from workshop.language import mark
from workshop.testlogs.gpu_burn_run import Burn, Run
from workshop.testlogs.result import Sentence

# Its own default; whoever asks for less only wants to see whether it starts.
SHORTEST_S = 10


def judge(run: Run, burn: Burn) -> tuple[Verdict, Sentence]:
    """Pass, fail or inconclusive, and why."""
    fault = _fault(run, burn)
    if fault is not None:
        return Verdict.FAIL, fault
    doubt = _doubt(run, burn)
    if doubt is not None:
        return Verdict.INCONCLUSIVE, doubt
    return Verdict.PASS, Sentence(
        mark("gpu-burn ran to its end without a calculation error and calls the card OK.")
    )


def _never_started(run: Run, burn: Burn) -> bool:
    """Whether gpu-burn failed before any work; what it counts as errors then is no count."""
    return run.could_not_start and burn.processed <= 0


def _fault(run: Run, burn: Burn) -> Sentence | None:
    if _never_started(run, burn):
        return None
    if burn.has_died:
        return Sentence(mark("The card stopped computing in the middle of gpu-burn."))
    if burn.is_faulty and not burn.is_counted:
        return Sentence(mark("gpu-burn found more calculation errors than it can count."))
    if burn.errors:
        return Sentence(
            mark("gpu-burn found calculation errors: {errors}."), (("errors", str(burn.errors)),)
        )
    if burn.is_faulty or burn.said == "FAULTY":
        return Sentence(mark("gpu-burn calls the card faulty."))
    if run.broke_off and len(list(run.burns())) == 1:
        return Sentence(mark("The card stopped computing in the middle of gpu-burn."))
    return None


def _doubt(run: Run, burn: Burn) -> Sentence | None:
    if _never_started(run, burn):
        return Sentence(mark("gpu-burn could not start on the card, so nothing was computed."))
    if burn.processed <= 0:
        return Sentence(mark("gpu-burn computed nothing on the card, so its OK says nothing."))
    if run.broke_off and not run.has_lost_one:
        return Sentence(mark("One of the cards broke off, and gpu-burn does not say which."))
    if burn.said is None:
        return Sentence(mark("The log ends before the verdict of gpu-burn on the card."))
    if run.percent is None or run.percent < 100:
        return Sentence(
            mark("gpu-burn was stopped at {percent} % of its time."),
            (("percent", f"{run.percent or 0:g}"),),
        )
    stopped = burn.stopped_at(run.percent)
    if stopped is not None:
        return Sentence(
            mark("After {percent} % of its time gpu-burn computed nothing more on the card."),
            (("percent", f"{stopped:g}"),),
        )
    if run.length is not None and run.length < SHORTEST_S:
        return Sentence(
            mark("gpu-burn ran for {seconds} s only. Let it run for {shortest} s at least."),
            (("seconds", f"{run.length:g}"), ("shortest", str(SHORTEST_S))),
        )
    return None
