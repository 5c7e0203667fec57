# SPDX-License-Identifier: MIT
"""Prints the coverage of core and window; fails where either is below its aim."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import slipcover

AIMS = {"workshop/": 95.0, "ui/": 85.0}
"""Percent of the lines that the tests must run, by where they lie."""


def merged(files: Iterable[Path]) -> dict[str, Any]:
    """What several test runs covered, as if it had been one."""
    first, *others = (json.loads(file.read_text("utf-8")) for file in files)
    for other in others:
        slipcover.merge_coverage(first, other)
    found: dict[str, Any] = first
    return found


def part(coverage: dict[str, Any], folder: str) -> tuple[dict[str, Any], float]:
    """The files of a folder, and how much of their lines was run, in percent; 0 where none was."""
    files = {name: file for name, file in coverage["files"].items() if name.startswith(folder)}
    covered = sum(len(file["executed_lines"]) for file in files.values())
    missing = sum(len(file["missing_lines"]) for file in files.values())
    percent = 100 * covered / max(covered + missing, 1)
    summary = {
        "covered_lines": covered,
        "missing_lines": missing,
        "percent_covered": percent,
        "percent_covered_display": f"{percent:.0f}",
    }
    return {**coverage, "files": files, "summary": summary}, percent


def main(names: list[str]) -> int:
    """Print the files that are not wholly covered; 1 where an aim is missed."""
    if not names:
        print("No test run said what it covered.", file=sys.stderr)
        return 1
    coverage = merged(map(Path, names))
    below = False
    for folder, aim in AIMS.items():
        files, percent = part(coverage, folder)
        print(f"Coverage of {folder}: {percent:.2f} % (aim {aim:.0f} %)")
        slipcover.print_coverage(files, outfile=sys.stdout, skip_covered=True, missing_width=60)
        below = below or percent < aim
    return int(below)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
