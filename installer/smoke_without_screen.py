# SPDX-License-Identifier: MIT
"""Works with installed programs where no key can be typed: a batch by commands, and a window.

`python smoke_without_screen.py FOLDER`: where `workshop` and `card-workshop` lie.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LONGEST_START = 90.0
"""Seconds until the window must have opened its workshop; a machine of a build is a slow one."""

CARDS = ("SMOKE1", "SMOKE2", "SMOKE3")


class Shop:
    """A workshop in a folder of its own, worked on by the programs in another."""

    def __init__(self, programs: Path, home: Path) -> None:
        self.programs, self.home = programs, home
        self.database, self.settings = home / "workshop.db", home / "settings.toml"
        self.environment = {
            **os.environ,
            "CARD_WORKSHOP_CONFIG": str(self.settings),
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONPATH": "",
        }

    def program(self, name: str) -> str:
        """The path of one of the two programs."""
        return str(self.programs / (f"{name}.exe" if sys.platform == "win32" else name))

    def run(self, *words: str, typed: str = "") -> str:
        """What a command answers; ends everything where it fails."""
        command = [self.program("workshop"), "--db", str(self.database), *words]
        done = subprocess.run(
            command, input=typed, capture_output=True, text=True, encoding="utf-8",
            env=self.environment,
        )  # fmt: skip
        print(f"{' '.join(words)}: {done.stdout.strip() or done.stderr.strip()}"[:200], flush=True)
        if done.returncode:
            raise SystemExit(f"FAILED with status {done.returncode}: {done.stderr}")
        return done.stdout

    def work(self) -> None:
        """Found the workshop, scan a batch in, issue its report and check everything."""
        report = str(self.home / "report.pdf")
        self.run("init", "--name", "Smoke", "--owner", "ANA")
        self.run("do", "--by", "ANA", "open_batch", "number=B1", "supplier=Remarketing")
        answered = self.run("scan", "B1", "--by", "ANA", typed="".join(f"{c}\n" for c in CARDS))
        if answered.count('"result": "received"') != len(CARDS):
            raise SystemExit("FAILED: not every card was received")
        self.run("labels", "--batch", "B1", "-o", str(self.home / "labels.pdf"))
        self.run("report", "batch", "B1", "-o", report, "--issue", "--by", "ANA")
        self.run("verify", report)
        self.run("backup", str(self.home / "backups"))
        self.run("check", "--deep")

    def open_window(self) -> None:
        """Open the window; it keeps in its settings what it opened as soon as it can be used."""
        window = subprocess.Popen(
            [self.program("card-workshop"), "--db", str(self.database)], env=self.environment
        )
        began = time.monotonic()
        try:
            while not self.settings.exists():
                if window.poll() is not None:
                    raise SystemExit(f"FAILED: the window ended with status {window.returncode}")
                if time.monotonic() - began > LONGEST_START:
                    raise SystemExit("FAILED: the window does not open")
                time.sleep(0.1)
            print(f"The window works after {time.monotonic() - began:.1f} s", flush=True)
        finally:
            window.terminate()
            window.wait(60)


def main(folder: str) -> None:
    """Work, open the window, and look once more at what it left."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        shop = Shop(Path(folder).absolute(), Path(home))
        shop.work()
        shop.open_window()
        shop.run("check", "--deep")
    print("Works")


if __name__ == "__main__":
    main(sys.argv[1])
