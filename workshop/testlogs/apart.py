# SPDX-License-Identifier: MIT
"""Logs read in processes of their own, which are limited and stay for the next log.

Our own tools share one process, each tool of the shop has its own: whatever one of them does to a
log, what is read is either whole results or one sentence.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from typing import Any, NamedTuple

from workshop.domain.refused import Refused
from workshop.testlogs.child import SECONDS, SIZE
from workshop.testlogs.log import UnknownLog
from workshop.testlogs.plain import NotPlain, to_refusal, to_results
from workshop.testlogs.result import ToolResult
from workshop.testlogs.shop_tools import ShopTool, shop_tools
from workshop.testlogs.text import LIMIT_MB, as_text

WORD = "--read-logs"
"""The first argument by which both programs know that they are started to read logs."""

# Seconds by the clock: beyond the child's own limit, for a computer that has other work too.
LONGEST = 3.0 * SECONDS

# Bytes of an answer: the results of a large log over time are some MB.
_MOST = 64 * 2**20


class KnownTool(NamedTuple):
    """A test tool whose logs are read here; `problem` is why it is not, where there is one.

    `package` and `version` are those of the shop's package; empty for our own tools.
    """

    name: str
    package: str
    version: str
    problem: str


class Reader:
    """Reads logs one after the other; what it started ends with it."""

    def __init__(self) -> None:
        self._own: _Child | None = None
        self._shop = {tool: _Child(tool.name) for tool in shop_tools()}

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """End every process."""
        for child in filter(None, (self._own, *self._shop.values())):
            child.close()

    def read(self, data: bytes, name: str = "") -> list[ToolResult]:
        """What every tool that wrote into a file says, as `workshop.testlogs.read_log` has it.

        Tools of the shop are asked after our own. Refuses, with one sentence, what cannot be read,
        also where a tool crashed, hung or took too much memory over it.
        """
        try:
            return self._read(data)
        except Refused as refusal:
            refusal.facts.setdefault("file", name)
            raise

    def _read(self, data: bytes) -> list[ToolResult]:
        if len(data) > LIMIT_MB * 2**20:
            try:
                as_text(data)
            except Refused as large:
                raise UnknownLog(large.template, **large.facts) from None
        if self._own is None:
            self._own = _Child("")
        results: list[ToolResult] = []
        unknown: Refused | None = None
        try:
            results += self._own.read(data, None)
        except UnknownLog as refused:
            unknown = refused
        broken: Refused | None = None
        for tool, child in self._shop.items():
            try:
                results += child.read(data, tool)
                unknown = None
            except UnknownLog:
                continue
            except _Broke as broke:
                broken = broke
        if broken is not None and (unknown is not None or not results):
            raise broken
        if unknown is not None:
            raise unknown
        return results

    def tools(self) -> list[KnownTool]:
        """Every tool whose logs are read, our own first; those of the shop are tried."""
        from workshop.testlogs.tools import TOOLS

        found = [KnownTool(tool.TOOL, "", "", "") for tool in TOOLS]
        for tool, child in self._shop.items():
            child.begin()
            found.append(
                KnownTool(child.tool or tool.name, tool.package, tool.version, child.problem)
            )
        return found


class _Broke(Refused):
    """A tool of the shop's broke over a log."""


class _Child:
    """A process that reads logs; it is started anew after one that it did not outlive."""

    def __init__(self, name: str) -> None:
        self.name, self.tool, self.problem = name, "", ""
        self._process: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Start the process where it does not run; `problem` says why it cannot."""
        if self._process is not None:
            return
        self._process = subprocess.Popen(
            [*_program(), self.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        said = self._exchange(None)
        self.tool = str(said.get("tool", ""))[:80]
        self.problem = str(said.get("broke", ""))
        if self.problem:
            self.close()

    def read(self, data: bytes, tool: ShopTool | None) -> list[ToolResult]:
        """The results of a log; refuses what is refused, unknown, or was not outlived."""
        self.begin()
        if self.problem:
            raise _broke(self.problem, tool)
        said = self._exchange(data)
        if "broke" in said and self._process is not None and self._process.poll() is not None:
            self.close()
        if said.get("broke") == "time" and tool is not None:
            self.problem = "time"  # the next log does not wait for it too
        try:
            if "results" in said:
                return to_results(said["results"])
            if "refused" in said:
                raise to_refusal(said["refused"])
            if "unknown" in said:
                other = to_refusal(said["unknown"])
                raise UnknownLog(other.template, **other.facts)
        except NotPlain as error:
            said = {"broke": str(error)}
        raise _broke(str(said.get("broke")), tool)

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # what was still to be written goes nowhere
                    continue
        process.wait()

    def _exchange(self, data: bytes | None) -> dict[str, Any]:
        """Send a log, where there is one, and take the answer, within the time there is."""
        process, answers = self._process, []
        assert process is not None

        def work() -> None:
            try:
                answers.append(_spoken(process, data))
            except (OSError, ValueError, RecursionError):
                answers.append({})

        thread = threading.Thread(target=work, name="log-reader", daemon=True)
        thread.start()
        thread.join(LONGEST)
        if thread.is_alive():
            process.kill()
            thread.join()
            process.wait()
            return {"broke": "time"}
        answer = answers[0]
        if not answer:  # it ended, by itself or by the system
            process.kill()
            return {"broke": "time" if -process.wait() in _STOPPED else "crash"}
        return answer


# The signals by which the system stops a process that works too long (SIGXCPU).
_STOPPED = (24,)


def _spoken(process: subprocess.Popen[bytes], data: bytes | None) -> dict[str, Any]:
    assert process.stdin is not None and process.stdout is not None
    if data is not None:
        process.stdin.write(len(data).to_bytes(SIZE, "big"))
        process.stdin.write(data)
        process.stdin.flush()
    size = int.from_bytes(process.stdout.read(SIZE), "big")
    answer = json.loads(process.stdout.read(size)) if 0 < size <= _MOST else {}
    return answer if isinstance(answer, dict) else {}


def _program() -> list[str]:
    """What reads logs; a packed program cannot run a module, and is its own child."""
    if getattr(sys, "frozen", False):
        return [sys.executable, WORD]
    return [sys.executable, "-P", "-m", "workshop.testlogs.child"]


def _broke(how: str, tool: ShopTool | None) -> Refused:
    if tool is None:
        if how == "time":
            return Refused(
                "Reading this file took longer than {n} s and was stopped. Import a shorter log.",
                n=SECONDS,
            )
        if how == "memory":
            return Refused("This file takes too much memory to read. Import a shorter log.")
        return Refused("This file cannot be read safely, so it was left out.")
    facts = {"package": tool.package or tool.name, "n": SECONDS}
    if how == "time":
        return _Broke(
            "The importer of the package {package} took longer than {n} s over this file and was "
            "stopped. Tell whoever wrote it.",
            **facts,
        )
    if how == "memory":
        return _Broke(
            "The importer of the package {package} took too much memory over this file. "
            "Tell whoever wrote it.",
            **facts,
        )
    return _Broke(
        "The importer of the package {package} broke over this file: {problem}. "
        "Tell whoever wrote it.",
        **facts,
        problem=how,
    )
