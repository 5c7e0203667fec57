# SPDX-License-Identifier: MIT
"""Photos through the command line: in from files, out without a word of where they were taken."""

from pathlib import Path

from command_line import Run, bare, run
from pictures_made import CORNERS, another, corners, photo

__all__ = ["bare", "run"]


def files(folder: Path) -> list[Path]:
    found = [folder / "IMG_1.jpg", folder / "IMG_2.png"]
    found[0].write_bytes(photo(6))
    found[1].write_bytes(photo(3, "PNG"))
    return found


def test_photos_come_in_and_go_out(run: Run, tmp_path: Path) -> None:
    tag = run("do", "receive", "batch=B1", "serial=S-1", "--json").json["tag"]
    made = run("import", "photo", *files(tmp_path), "--piece", tag, "--face", "back", "--json")
    assert made.status == 0 and made.json["ok"]
    assert [receipt["of"] for receipt in made.json["photos"]] == ["C01-000001-Z"] * 2
    rows = run("ask", "photos", f"piece={tag}", "--json").json
    assert [(row["name"], row["face"], row["width"]) for row in rows] == [
        ("IMG_1.jpg", "back", 96), ("IMG_2.png", "back", 96),
    ]  # fmt: skip
    out = run("export", "photos", "--piece", tag, tmp_path / "out", "--json").json
    assert [Path(name).name for name in out["files"]] == [
        "C01-000001-Z-01.jpg", "C01-000001-Z-02.png",
    ]  # fmt: skip
    assert all(corners(Path(name).read_bytes()) == CORNERS for name in out["files"])
    told = run("export", "photos", "--piece", tag, tmp_path / "again")
    assert told.out.startswith("2 photos without position data: ")


def test_one_that_is_refused_holds_up_no_other(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.jpg").write_text("no photo")
    (tmp_path / "c.jpg").write_bytes(another(1))
    answer = run(
        "import", "photo", tmp_path / "notes.jpg", tmp_path, tmp_path / "c.jpg", "--batch", "b1"
    )
    assert answer.status == 1
    assert answer.err.startswith(
        "workshop: Kept: 1 of 3. notes.jpg: This is no photo: only JPEG, PNG and WebP can be kept. "
    )
    assert len(run("ask", "photos", "batch=B1", "--json").json) == 1
    again = run("import", "photo", tmp_path / "c.jpg", "--batch", "B1", "--json")
    assert again.status == 1 and "is with B1 already" in again.json["refused"]


def test_what_makes_no_sense_is_wrong_usage(run: Run, tmp_path: Path) -> None:
    file = files(tmp_path)[0]
    assert run("import", "photo", file).status == 2
    assert run("import", "photo", "--batch", "B1").status == 2
    assert run("import", "photo", file, "--batch", "B1", "--piece", "C01000001Z").status == 2
    assert run("import", "photo", file, "--batch", "B1", "--face", "side").status == 2
    assert run("export", "photos", tmp_path).status == 2
    nothing = run("export", "photos", "--batch", "B1", tmp_path / "out")
    assert (nothing.status, nothing.err) == (1, "workshop: There is no photo of it.\n")
    assert not (tmp_path / "out").exists()
