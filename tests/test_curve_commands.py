# SPDX-License-Identifier: MIT
"""A thermocouple's curve through the command line: kept, measured, judged, and in the ledger."""

from pathlib import Path

from command_line import Run, bare, run
from pypdf import PdfReader

__all__ = ["bare", "run"]

POINTS = [(0, 25), (100, 150.5), (180, 190), (215, 217), (240, 240), (270, 217), (400, 40)]
CURVE = "Zeit [s];Temperatur [°C]\n" + "".join(
    f"{at};{heat}\n".replace(".", ",") for at, heat in POINTS
)


def test_a_curve_makes_a_run(run: Run, tmp_path: Path) -> None:
    tag = run("do", "receive", "batch=B1", "serial=S-1", "--json").json["tag"]
    (tmp_path / "curve.csv").write_text(CURVE, "utf-8")
    made = run(
        "import", "curve", tmp_path / "curve.csv", "--profile", "bga-on-lf", "--piece", tag,
        "--nozzle", "45 mm", "--json",
    )  # fmt: skip
    assert made.status == 0 and made.json["ok"]
    assert (made.json["verdict"], made.json["heat_cycles"]) == ("pass", 1)
    assert made.json["measured"]["liquidus_s"] == 55.0
    (row,) = run("ask", "heat", f"tag={tag}", "--json").json["rows"]
    assert (row["cause"], row["run"]["peak"], row["run"]["nozzle"]) == ("run", 240.0, "45 mm")
    assert len(row["run"]["curve"]) == 64
    told = run("import", "curve", tmp_path / "curve.csv", "--profile", "REBALL-LF", "--piece", tag)
    assert told.out.strip() == "Reflow of spheres, lead-free run with 1 piece: pass"
    paper = tmp_path / "passport.pdf"
    assert run("report", "passport", tag, "-o", paper).status == 0
    text = "".join(page.extract_text() for page in PdfReader(paper).pages)
    assert "Curves of its runs 2" in text and text.count("Joint") == 2


def test_what_is_no_curve_changes_nothing(run: Run, tmp_path: Path) -> None:
    tag = run("do", "receive", "batch=B1", "serial=S-1", "--json").json["tag"]
    (tmp_path / "curve.csv").write_text("hello", "utf-8")
    before = run("ask", "newest", "--json").json
    for file, profile in (("curve.csv", "BGA-ON-LF"), ("gone.csv", "BGA-ON-LF")):
        answer = run("import", "curve", tmp_path / file, "--profile", profile, "--piece", tag)
        assert answer.status == 1 and answer.err.strip()
    (tmp_path / "curve.csv").write_text(CURVE, "utf-8")
    answer = run("import", "curve", tmp_path / "curve.csv", "--profile", "NOPE", "--piece", tag)
    assert answer.status == 1 and "There is no profile “NOPE”" in answer.err
    assert run("ask", "newest", "--json").json == before


def test_numbers_of_an_act_are_typed_as_people_write_them(run: Run) -> None:
    tag = run("do", "receive", "batch=B1", "serial=S-1", "--json").json["tag"]
    die = run("do", "harvest", f"card={tag}", "site=GPU", "outcome=good", "--json").json["tag"]
    made = run(
        "do", "reball", f"piece={die}", "stencil=AD102", "sphere_mm=0,45", "alloy=SAC305",
        'inspection={"SIZE": "yes"}', "--json",
    ).json  # fmt: skip
    assert (made["verdict"], made["heat_state"]) == ("fail", "last")
