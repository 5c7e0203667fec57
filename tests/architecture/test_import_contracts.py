# SPDX-License-Identifier: MIT
"""The import contracts hold, and each one catches what it is there to catch."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACTS = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text("utf-8"))["tool"][
    "importlinter"
]["contracts"]

# contract, file to plant in, what is planted, what the report must name
FAULTS = [
    ("window-above-core", "workshop/labels/sheet.py", "import ui.desk", "workshop.labels.sheet"),
    ("rooms", "workshop/domain/rules.py", "import workshop.storage", "workshop.domain.rules"),
    ("rooms", "workshop/labels/sheet.py", "import workshop.reports", "workshop.labels.sheet"),
    ("rooms", "workshop/acts/intake.py", "import workshop.queries", "workshop.acts.intake"),
    ("rooms", "workshop/storage/rows.py", "def f():\n    import workshop.cli\n", "storage.rows"),
    ("rooms", "workshop/attic/__init__.py", "", "attic"),
    ("core-without-qt", "workshop/reports/batch.py", "import PySide6.QtGui", "reports.batch"),
    ("core-without-qt", "workshop/benches/intake.py", "import shiboken6", "benches.intake"),
    ("core-without-qt", "workshop/cli.py", "def f():\n    import PySide6\n", "workshop.cli"),
    ("paper-knows-no-shop", "workshop/paper/text.py", "import workshop.domain", "paper.text"),
    ("domain-is-plain", "workshop/domain/rules.py", "import sqlalchemy", "domain.rules"),
    ("no-database-in-window", "ui/pages/bench.py", "import sqlalchemy.orm", "ui.pages.bench"),
    ("no-database-in-window", "ui/window.py", "import pysqlite3", "ui.window"),
    (
        "no-entity-in-window",
        "ui/pages/bench.py",
        "from workshop.domain.rules import x",
        "ui.pages.bench",
    ),
    ("only-the-desk-opens", "ui/window.py", "import workshop.storage.database", "ui.window"),
    ("no-cycles", "ui/widgets/strip.py", "import ui.pages.bench", ".widgets -> .pages"),
    (
        "no-cycles",
        "workshop/storage/journal.py",
        "def f():\n    import workshop.storage.database\n",
        ".journal",
    ),
]

# What the fresh house imports, so that the planted line closes a circle or is the only fault.
HOUSE = {
    "workshop/storage/database.py": "import sqlalchemy\nimport workshop.storage.journal\n",
    "workshop/storage/journal.py": "",
    "workshop/storage/rows.py": "",
    "workshop/domain/rules.py": "from workshop.domain import terms\n",
    "workshop/domain/terms.py": "",
    "workshop/acts/intake.py": "import workshop.storage\n",
    "workshop/labels/sheet.py": "import workshop.paper.text\n",
    "workshop/reports/batch.py": "import workshop.paper.text\n",
    "workshop/benches/intake.py": "import workshop.acts.intake\n",
    "workshop/paper/text.py": "import workshop.language\n",
    "workshop/language.py": "",
    "workshop/queries/batches.py": "import sqlalchemy\nimport workshop.storage.rows\n",
    "workshop/testlogs/text.py": "",
    "workshop/manifests/read.py": "",
    "workshop/pictures/read.py": "",
    "workshop/logs/files.py": "import workshop.testlogs.text\nimport workshop.acts.intake\n",
    "workshop/manual/__init__.py": "import workshop.cli\n",
    "workshop/cli.py": "from workshop import curve_commands, intake_commands, manifest_commands\n"
    "from workshop import export_commands, print_commands, upkeep_commands\n"
    "from workshop import log_commands, photo_commands, report_commands, scan_commands\n",
    "workshop/intake_commands.py": "import workshop.commands\n",
    "workshop/curve_commands.py": "import workshop.commands\n",
    "workshop/export_commands.py": "import workshop.commands\n",
    "workshop/print_commands.py": "import workshop.commands\nimport workshop.printing.run\n",
    "workshop/upkeep_commands.py": "import workshop.commands\nimport workshop.keeping.health\n",
    "workshop/keeping/health.py": "import workshop.acts.intake\n",
    "workshop/printing/__init__.py": "",
    "workshop/printing/run.py": "import workshop.labels.sheet\nimport workshop.acts.intake\n",
    "workshop/log_commands.py": "import workshop.commands\nimport workshop.logs.files\n",
    "workshop/manifest_commands.py": "import workshop.commands\n",
    "workshop/photo_commands.py": "import workshop.commands\n",
    "workshop/report_commands.py": "import workshop.commands\n",
    "workshop/scan_commands.py": "import workshop.commands\n",
    "workshop/commands.py": "from workshop import demo, facts\nimport workshop.benches.intake\n",
    "workshop/demo.py": "import workshop.acts.intake\n",
    "workshop/facts.py": "",
    "ui/desk.py": "def f():\n    import workshop.storage.database\n",
    "ui/window.py": "import PySide6.QtWidgets\nimport ui.pages.bench\n",
    "ui/pages/bench.py": "from workshop.domain import terms\nimport ui.widgets.strip\n",
    "ui/widgets/strip.py": "from workshop.acts import intake\n",
}


def lint(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the house in `folder`, with the settings that lie there."""
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", *options],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
    )


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A small house with the rooms of the real one, and the real contracts."""
    (tmp_path / "pyproject.toml").write_bytes(ROOT.joinpath("pyproject.toml").read_bytes())
    for name, text in HOUSE.items():
        module = tmp_path / name
        module.parent.mkdir(parents=True, exist_ok=True)
        for room in module.relative_to(tmp_path).parents[:-1]:
            (tmp_path / room / "__init__.py").touch()
        module.write_text(text, "utf-8")
    return tmp_path


def test_the_workshop_and_its_window_keep_every_contract() -> None:
    report = lint(ROOT)
    assert report.returncode == 0, report.stdout + report.stderr
    assert f"{len(CONTRACTS)} kept, 0 broken" in report.stdout


def test_the_small_house_keeps_every_contract(house: Path) -> None:
    report = lint(house)
    assert report.returncode == 0, report.stdout + report.stderr


def test_every_contract_has_a_planted_fault() -> None:
    assert {fault[0] for fault in FAULTS} == {contract["id"] for contract in CONTRACTS}


@pytest.mark.parametrize(("contract", "place", "planted", "named"), FAULTS)
def test_a_planted_import_breaks_its_contract(
    house: Path, contract: str, place: str, planted: str, named: str
) -> None:
    plant = house / place
    plant.parent.mkdir(exist_ok=True)
    with plant.open("a", encoding="utf-8") as file:
        file.write(planted)
    report = lint(house, "--contract", contract)
    assert report.returncode == 1, report.stdout + report.stderr
    assert "1 broken" in report.stdout
    assert named in report.stdout
