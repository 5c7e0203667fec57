# SPDX-License-Identifier: MIT
"""One session of memtest_vulkan, line by line: its card, its reports, its errors, its words."""

import re
from datetime import datetime

from workshop.testlogs.answer import words
from workshop.testlogs.result import Device

_BANNER = re.compile(r"memtest_vulkan v(\d{1,3}\.\d{1,3}[\w.+-]{0,40}) by GpuZelenograd")
_LOGGED = re.compile(r"Tester (console|worker) logging started at (\S{10,40})")
_TESTED = re.compile(r"(?:Testing|Standard 5-minute test of) (\d{1,3}: Bus=.{1,300})")
_LISTED = re.compile(
    r"(\d{1,3}): Bus=0x([0-9A-F]{2}):([0-9A-F]{2}) DevId=0x([0-9A-F]{4,8})\b(.{1,260})", re.I
)
# In verbose mode the versions of Vulkan and of the driver stand between.
_NAMED = re.compile(r"(?:.{0,60}? )?(\d{1,5})GB (.{1,120})")

# A script that copies the reports may write the decimal comma of its country.
# v0.3: `… passed 1.01s written 351.0GB, read: 409.5GB 751.7GB/sec`, Rust's short durations.
_REPORT_03 = re.compile(
    r"(\d{1,9}) iteration\. Since last report passed (\d{1,9}(?:[.,]\d{1,9})?)(ns|µs|us|ms|s)"
    r"\s{1,12}written\s{0,12}(\d{1,9}[.,]\d)GB, read:\s{0,12}(\d{1,9}[.,]\d)GB"
    r"(?:\s{1,12}(\d{1,6}[.,]\d)GB/sec)?"
)
# v0.4 and v0.5.
_REPORT_04 = re.compile(
    r"(\d{1,9}) iteration\. Passed\s{1,8}(\d{1,9}(?:[.,]\d{1,9})?) seconds\s{1,4}"
    r"written:\s{0,12}\d{1,9}[.,]\dGB\s{0,12}\d{1,6}[.,]\dGB/sec\s{1,12}"
    r"checked:\s{0,12}(\d{1,9}[.,]\d)GB\s{0,12}(\d{1,6}[.,]\d)GB/sec"
)
# Later: the last error instead of the iteration, and the time since the start at the end.
_REPORT_06 = re.compile(
    r"(NO ERRORS|LAST ERROR at \S{1,16})\s{1,16}"
    r"written:\s{0,12}\d{1,9}[.,]\dGB\s{0,12}\d{1,6}[.,]\dGB/s\s{1,12}"
    r"checked:\s{0,12}(\d{1,9}[.,]\d)GB\s{0,12}(\d{1,6}[.,]\d)GB/s"
    r"(?:\s{1,12}(\d{1,4}):(\d\d):(\d\d)(?:[.,]\d{1,6})?)?"
)
_SECONDS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0}

_ERROR = re.compile(r"Error found\. Mode \w{1,20}(?:, total errors 0x([0-9A-F]{1,16}))?", re.I)
_BITS = ("Err1BIdx", "SinglIdx", "SingleIdx")
_MORE_BITS = "   0x1? "
_CELLS = 16
# The report that the verdict of the standard test stands in place of.
_UNPRINTED_S = 30.0


class Session:
    """What one session says.

    `errors` is the sum of all its error reports, `checked` GB read and compared, `passes` how often
    over all the memory, `seconds` how long it tested, `speed` GB/s of the last report, `bits` those
    that failed alone. GB are 1024³ bytes.
    """

    def __init__(self) -> None:
        self.version: str | None = None
        self.taken_at: str | None = None
        self.device: Device | None = None
        self.errors = 0
        self.has_errors = False
        self.is_counted = True
        self.has_broken_off = False
        self.has_standard = False
        self.is_standard_passed = False
        self.is_passed = False
        self.is_empty = True
        self.checked = 0.0
        self.passes: int | None = None
        self.seconds = 0.0
        self.speed: float | None = None
        self.memory_tested: float | None = None
        self.bits: set[int] = set()
        self._began: str | None = None
        self._is_tested = False
        self._listed: list[Device] = []
        self._iteration: int | None = None
        self._bits_follow = False

    def is_over(self, line: str) -> bool:
        """Whether a line begins the next session."""
        if self.is_empty:
            return False
        if _BANNER.search(line):
            return True
        if logged := _LOGGED.fullmatch(line):
            # A console starts a worker, and another with less memory where that one fails.
            return logged[1] == "console" or self._began != "console"
        return self._is_tested and _TESTED.fullmatch(line) is not None

    def next(self, line: str) -> "Session":
        """The session that a line begins; of the same tool where only the test begins anew."""
        session = Session()
        if _TESTED.fullmatch(line):
            session.version = self.version
        return session

    def take(self, line: str, row: str) -> None:
        """Read one line, and as a row of a table with its blanks; most are none of its own."""
        if self._bits_follow or line.startswith(_BITS):
            self._take_bits(row)
        if self._take_report(line):
            self.is_empty = False
        elif found := _BANNER.search(line):
            self.version, self.is_empty = found[1], False
        elif found := _LOGGED.fullmatch(line):
            self._take_start(found[1], found[2])
        elif found := _TESTED.fullmatch(line):
            self._take_device(found[1], line.startswith("Standard"))
        elif found := _ERROR.search(line):
            self._take_error(found[1])
        elif (device := _device(line)) and not self._is_tested:
            self._listed.append(device)
            self.device = device if len(self._listed) == 1 else None
            self.is_empty = False
        else:
            self._take_words(line)

    def _take_start(self, who: str, when: str) -> None:
        self._began = self._began or who
        self._is_tested = False
        self.is_empty = False
        try:
            moment = datetime.fromisoformat(when)
            # Its times are in UTC, those of every other tool are the bench PC's.
            self.taken_at = moment.astimezone().replace(microsecond=0, tzinfo=None).isoformat()
        except (ValueError, OverflowError, OSError):
            self.taken_at = None

    def _take_device(self, label: str, is_standard: bool) -> None:
        self.device = _device(label)
        self.has_standard = self.has_standard or is_standard
        self._is_tested = True
        self._iteration = 0
        self.is_empty = False

    def _take_error(self, count: str | None) -> None:
        self.has_errors = True
        self.is_empty = False
        if count is None:
            self.is_counted = False
        else:
            self.errors += int(count, 16)

    def _take_words(self, said: str) -> None:
        if said.startswith("Standard 5-minute test PASSed!"):
            self.has_standard = self.is_standard_passed = self.is_passed = True
            self.seconds += _UNPRINTED_S
        elif "ERRORS FOUND" in said and ("memtest_vulkan:" in said or "5-minute test" in said):
            self.has_errors = True
        elif "memtest_vulkan: no any errors, testing PASSed." in said:
            self.is_passed = True
        elif said.startswith("Runtime error:") or (
            "memtest_vulkan: " in said and ("INIT OR FIRST" in said or "THEN runtime" in said)
        ):
            self.has_broken_off = True
        elif "memtest_vulkan: early exit during init" not in said:
            return
        self.is_empty = False

    def _take_report(self, line: str) -> bool:
        if found := _REPORT_03.match(line):
            seconds = _number(found[2]) * _SECONDS[found[3]]
            self._count(int(found[1]), seconds, _number(found[5]), found[6])
        elif found := _REPORT_04.match(line):
            self.has_standard = True
            self._count(int(found[1]), _number(found[2]), _number(found[3]), found[4])
        elif found := _REPORT_06.match(line):
            self.has_standard = True
            self.has_errors = self.has_errors or found[1] != "NO ERRORS"
            first = self._iteration == 0
            self._count(1 if first else None, 0.0, _number(found[2]), found[3])
            if found[4]:
                since = int(found[4]) * 3600 + int(found[5]) * 60 + int(found[6])
                self.seconds = max(self.seconds, float(since))
        else:
            return False
        return True

    def _count(self, iteration: int | None, seconds: float, checked: float, speed: str) -> None:
        self.seconds += seconds
        self.checked += checked
        self.speed = _number(speed) if speed else self.speed
        if iteration is not None and self._iteration is not None:
            done = iteration - self._iteration
            # Each iteration reads all the memory under test once.
            if self.memory_tested is None and done > 0 and checked > 0:
                self.memory_tested = checked / done * 1024
        self.passes = iteration
        self._iteration = iteration

    def _take_bits(self, line: str) -> None:
        """A row of the table of errors that hit one bit alone: 16 cells of four characters."""
        first = line.startswith(_BITS)
        if not first and not line.startswith(_MORE_BITS):
            self._bits_follow = False
            return
        self._bits_follow = first
        row = line[8:].replace("|", " ")
        # After every second cell stands a space or a bar.
        for cell in range(_CELLS):
            start = cell * 4 + cell // 2
            if row[start : start + 4].strip():
                self.bits.add(cell if first else cell + _CELLS)


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _device(label: str) -> Device | None:
    """The device of `1: Bus=0x01:00 DevId=0x2204   24GB NVIDIA GeForce RTX 3090`."""
    found = _LISTED.fullmatch(label)
    named = _NAMED.fullmatch(found[5].strip()) if found else None
    if found is None or named is None:
        return None
    place = f"{found[2]}:{found[3]}".upper()
    memory = int(named[1]) * 1024
    return Device(
        name=words(named[2]),
        # Bus 0 is what Vulkan says where it knows none; a chip that is no PCI device has 8 digits.
        pci_bus=f"0000:{place}.0" if place != "00:00" else None,
        pci_device=found[4].upper() if len(found[4]) == 4 and int(found[4], 16) else None,
        memory_mib=memory or None,
    )
