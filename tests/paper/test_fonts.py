# SPDX-License-Identifier: MIT
"""The typeface draws what it must, bold is bold, and nothing it cannot draw is ever a blank."""

import io
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from workshop.paper import fonts, typeface
from workshop.paper.page import open_canvas

BOX = "▯"


def printed(text: str, font: str = fonts.REGULAR) -> bytes:
    """A PDF of 400 × 60 points with one line of text."""
    stream = io.BytesIO()
    canvas = open_canvas(stream, (400, 60), "Test")
    canvas.setFont(font, 24)
    canvas.drawString(10, 20, text)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def ink(pdf: bytes) -> float:
    """How much of the page is dark, in points squared."""
    page = pypdfium2.PdfDocument(pdf)[0]
    image = page.render(scale=2).to_pil().convert("L")
    histogram: list[int] = image.histogram()
    return sum((255 - value) * count for value, count in enumerate(histogram)) / 255 / 4


def box_of_ink(pdf: bytes) -> tuple[int, int, int, int]:
    image: Image.Image = pypdfium2.PdfDocument(pdf)[0].render(scale=4).to_pil().convert("L")
    found = image.point([255 if value < 128 else 0 for value in range(256)]).getbbox()
    assert found
    return found


def test_draws_all_that_reports_need() -> None:
    assert fonts.check() == ""


def test_check_names_what_is_lacking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_MUST_DRAW", "A显😀ब")
    assert fonts.check() == "😀ब"


@pytest.mark.parametrize(
    "text",
    [
        "显卡翻新车间：华硕、技嘉、微星（已测试），“良好”。",
        "昇喆堃镕玥翀赟",
        "華碩電腦顯示卡",
        "Échange à l’atelier, œuvre, naïve, Ça ÿ",
        "Škoda Łódź Győr İstanbul Žižkov Đặng Việt",
        "Україна Россия Ελλάδα",
        "✓ ✔ ✕ ✗ • → ← ↑ ↓ ° Ω µ μ × ≤ ≥ ± ≈ € ☐ ☑ ⚠ ●",
    ],
)
@pytest.mark.parametrize("font", [fonts.REGULAR, fonts.BOLD])
def test_text_is_drawn_and_read_back(text: str, font: str) -> None:
    assert fonts.missing(text) == ""
    assert fonts.drawable(text) == text
    for character in text.replace(" ", ""):
        assert ink(printed(character, font)) > 1, f"{character} is blank"
    pdf = printed(text, font)
    assert pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text().strip() == text


def test_font_is_embedded_as_a_subset() -> None:
    reader = pypdf.PdfReader(io.BytesIO(printed("显卡 GeForce")))
    resources: Any = reader.pages[0]["/Resources"]
    used = [entry.get_object() for entry in resources["/Font"].values()]
    assert used
    for font in used:
        assert font["/BaseFont"][8:] == "CardWorkshopSans-Regular"
        assert font["/BaseFont"][7] == "+"
        data = font["/FontDescriptor"]["/FontFile2"].get_object().get_data()
        assert len(data) < 50_000


def test_bold_is_bolder_and_wider() -> None:
    for text in ("C01-00773K-7", "显卡翻新", "Škoda ✕"):
        regular, bold = printed(text), printed(text, fonts.BOLD)
        assert ink(bold) > 1.25 * ink(regular)
    assert box_of_ink(printed("MM", fonts.BOLD))[2] > box_of_ink(printed("MM"))[2]


def test_borrowed_letters_stand_where_their_own_kind_stands() -> None:
    """Š is borrowed, S is not: same left edge, same foot, within a tenth of a point."""
    for ours, borrowed in (("S", "Š"), ("z", "ž"), ("L", "Ł")):
        own, lent = box_of_ink(printed(ours + "M")), box_of_ink(printed(borrowed + "M"))
        assert abs(own[2] - lent[2]) <= 2
        assert abs(own[3] - lent[3]) <= 1
    own, lent = box_of_ink(printed("Z")), box_of_ink(printed("Ž"))
    assert abs(own[0] - lent[0]) <= 1


def test_what_cannot_be_drawn_is_a_box_and_named() -> None:
    text = "card 😀 ब\ud800 ok😀"
    assert fonts.drawable(text) == f"card {BOX} {BOX}{BOX} ok{BOX}"
    assert fonts.missing(text) == "😀ब\ud800"
    assert ink(printed(fonts.drawable("😀"))) > 20
    # Without it, the same character leaves nothing that can be read back.
    assert "😀" not in pypdf.PdfReader(io.BytesIO(printed("😀"))).pages[0].extract_text()


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("plain ASCII <b>&amp;", "plain ASCII <b>&amp;"),
        ("a\tb\nc\r\x0bd", "a b c  d"),
        ("a\x00b\x07c\x1b\x7fd\x9f", "abcd"),
        ("zero\u200bwidth\u202eover\ufeff\u2060", "zerowidthover"),
        ("e\u0301te\u0301", "été"),
        ("✓\ufe0f", "✓"),
        ("line\u2028next\u2029end", "line next end"),
        ("no\xa0break\u3000wide\u202fthin", "no\xa0break\u3000wide\u202fthin"),
        ("", ""),
    ],
)
def test_control_and_space_characters(text: str, drawn: str) -> None:
    assert fonts.drawable(text) == drawn
    assert fonts.missing(text) == ""


def test_every_character_becomes_something_the_typeface_draws() -> None:
    has = fonts.font(fonts.BOLD).face.charToGlyph
    for start in range(0, 0x11000, 0x100):
        drawn = fonts.drawable("".join(map(chr, range(start, start + 0x100))))
        assert all(ord(c) in has or c == "\xa0" for c in drawn)


def test_a_strange_font_is_an_error() -> None:
    with pytest.raises(ValueError, match="Helvetica"):
        fonts.font("Helvetica")


def test_cache_folder_can_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(fonts.CACHE_VARIABLE, str(tmp_path / "here"))
    assert fonts.cache_folder() == tmp_path / "here"
    monkeypatch.delenv(fonts.CACHE_VARIABLE)
    assert fonts.cache_folder().name == "card-workshop"


@pytest.fixture
def empty_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    monkeypatch.setenv(fonts.CACHE_VARIABLE, str(tmp_path / "cache"))
    yield tmp_path / "cache"


def quick(folder: Path) -> None:
    """Stands for the ten seconds of making."""
    for name in ("regular.ttf", "bold.ttf"):
        folder.joinpath(name).write_bytes(name.encode() + os.urandom(8))
        time.sleep(0.01)


def test_many_at_once_make_one(empty_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_make_both", quick)
    found: list[fonts.FontFiles] = []
    contents: list[tuple[bytes, bytes]] = []

    def want() -> None:
        files = fonts.font_files()
        found.append(files)
        contents.append((files.regular.read_bytes(), files.bold.read_bytes()))

    threads = [threading.Thread(target=want) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == len(set(contents)) == 1
    assert len(contents) == 8
    assert [entry.name for entry in empty_cache.iterdir()] == [f"fonts-{fonts.versions()}"]


def test_a_failed_making_leaves_nothing(empty_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(folder: Path) -> None:
        folder.joinpath("regular.ttf").write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(fonts, "_make_both", fail)
    with pytest.raises(OSError, match="No space left"):
        fonts.font_files()
    assert list(empty_cache.iterdir()) == []
    monkeypatch.setattr(fonts, "_make_both", quick)
    assert fonts.font_files().bold.is_file()


def test_a_name_that_is_taken_is_said(empty_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_make_both", quick)
    empty_cache.mkdir()
    empty_cache.joinpath(f"fonts-{fonts.versions()}").write_text("in the way")
    with pytest.raises(OSError, match="could not be kept"):
        fonts.font_files()


def test_abandoned_makings_are_swept(empty_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_make_both", quick)
    old, young = empty_cache / ".fonts-old", empty_cache / ".fonts-young"
    for folder in (old, young):
        folder.mkdir(parents=True)
        folder.joinpath("regular.ttf").write_bytes(b"half")
    os.utime(old, (0, 0))
    fonts.font_files()
    assert not old.exists()
    assert young.exists()


@pytest.fixture
def few_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes the making quick: the recipe in full, on a handful of characters."""
    monkeypatch.setattr(typeface, "_wanted", lambda has: set(map(ord, "ABHSZé✓显卡")) & set(has))


@pytest.mark.usefixtures("few_characters")
def test_the_recipe(tmp_path: Path) -> None:
    inks = []
    for weight, style in typeface.STYLES.items():
        typeface.make(weight, tmp_path / f"{weight}.ttf", "test")
        made = TTFont(tmp_path / f"{weight}.ttf")
        cmap = made.getBestCmap()
        for character in "ABé✓显Šł“”×…✕✔�" + BOX:
            assert ord(character) in cmap
        assert "fvar" not in made
        assert "glyf" in made
        assert made["name"].getDebugName(1) == "Card Workshop Sans"
        assert made["name"].getDebugName(2) == style
        assert made["OS/2"].usWeightClass == weight
        assert bool(made["OS/2"].fsSelection & 0x20) == (weight == 700)
        widths, shapes = made["hmtx"].metrics, made["glyf"]
        for character in "Š“×✕ł":  # a wrong left bearing shifts the letter
            name = cmap[ord(character)]
            assert widths[name][1] == shapes[name].xMin
        assert widths[cmap[ord("“")]][0] < 650, "a quotation mark a whole em wide"
        assert abs(widths[cmap[ord("Š")]][0] - widths[cmap[ord("S")]][0]) <= 8
        inks.append(widths[cmap[ord("H")]][0])
    assert inks[0] < inks[1]


def test_the_recipe_wants_all_of_gbk() -> None:
    wanted = typeface._wanted(range(0x110000))
    assert {ord(c) for c in "显卡昇喆華碩"} <= wanted
    assert 0x3400 not in wanted  # an ideograph of no code page: a box, and named
    assert len([c for c in wanted if 0x4E00 <= c < 0xA000]) == 20902


@pytest.mark.usefixtures("few_characters")
def test_one_weight_by_the_command(tmp_path: Path) -> None:
    assert fonts.main(["--regular-into", str(tmp_path / "one.ttf")]) == 0
    assert TTFont(tmp_path / "one.ttf")["OS/2"].usWeightClass == 400


@pytest.mark.parametrize("frozen", [False, True])
def test_both_weights_are_made(
    frozen: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a frozen program one after the other; else regular by a second Python."""
    made: list[int] = []

    def make(weight: int, out: Path, version: str) -> None:
        assert version == fonts.versions()
        made.append(weight)
        out.write_bytes(b"font")

    class OtherPython:
        returncode = 0

        def __init__(self, command: list[str], cwd: Path) -> None:
            assert command[1:4] == ["-m", "workshop.paper.fonts", "--regular-into"]
            assert cwd.joinpath("workshop").is_dir()
            make(400, Path(command[4]), fonts.versions())

        def __enter__(self) -> "OtherPython":
            return self

        def __exit__(self, *_: object) -> None:
            return None

    monkeypatch.setattr(typeface, "make", make)
    monkeypatch.setattr("subprocess.Popen", OtherPython)
    if frozen:
        monkeypatch.setattr("sys.frozen", True, raising=False)
    fonts._make_both(tmp_path)
    assert sorted(made) == [400, 700]
    assert {path.name for path in tmp_path.iterdir()} == {"regular.ttf", "bold.ttf"}
    if not frozen:
        monkeypatch.setattr(OtherPython, "returncode", 1)
        with pytest.raises(OSError, match="could not be made"):
            fonts._make_both(tmp_path)


def test_the_command_makes_and_checks(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert fonts.main([]) == 0
    said = capsys.readouterr().out.split()
    assert [Path(line).name for line in said] == ["regular.ttf", "bold.ttf"]
    assert fonts.main(["--check"]) == 0
    assert "lacking: none" in capsys.readouterr().out
    monkeypatch.setattr(fonts, "_MUST_DRAW", "😀")
    assert fonts.main(["--check"]) == 1
    assert "lacking: 😀" in capsys.readouterr().out


def test_italic_of_a_paragraph_is_upright_and_bold_is_bold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reportlab.lib.fonts import tt2ps

    fonts.register()
    choose: Callable[..., str] = tt2ps
    assert choose(fonts.REGULAR, 0, 1) == fonts.REGULAR
    assert choose(fonts.REGULAR, 1, 0) == fonts.BOLD
