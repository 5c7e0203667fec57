# SPDX-License-Identifier: MIT
"""Foreign pictures: told apart, turned upright, made small, made clean; none takes us along."""

import io
import random
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pictures_made import CORNERS, bomb, corners, large, photo, saved, text_bomb, upright, words
from PIL import Image, ImageChops

from workshop.domain.refused import Refused
from workshop.pictures import MOST_BYTES, child, clean, decode, examine, flatten, thumbnail
from workshop.storage.evidence import LARGEST

KINDS = ("JPEG", "PNG", "WEBP")
WAYS = range(1, 9)
# What a place, a camera or a time would show up as, whatever block it stood in.
TELLING = (b"Exif", b"GPS", b"Telephone", b"47.2353", b"xmp", b"2026:11")


def refused(data: bytes) -> str:
    with pytest.raises(Refused) as said:
        examine(data)
    return str(said.value)


@pytest.mark.parametrize("kind", KINDS)
def test_a_photo_says_what_it_is(kind: str) -> None:
    assert examine(photo(6, kind)) == (kind, 96, 64, 6, "2026-11-24T10:15:00+01:00")


@pytest.mark.parametrize("kind", KINDS)
def test_a_photo_is_shown_the_right_way_up_however_it_was_held(kind: str) -> None:
    data = photo(6, kind)
    assert thumbnail(data, (48, 48)) == child.answer("thumbnail", data, 48, 48)[1]
    for way in WAYS:
        _, small = child.answer("thumbnail", photo(way, kind), 48, 48)
        assert corners(small) == CORNERS, way
        assert Image.open(io.BytesIO(small)).size == (48, 32)


@pytest.mark.parametrize("kind", KINDS)
def test_a_clean_copy_is_made_apart(kind: str) -> None:
    data = photo(6, kind)
    assert clean(data) == child.answer("clean", data)[1]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", WAYS)
def test_a_clean_copy_is_upright_whole_and_silent(kind: str, way: int) -> None:
    _, made = child.answer("clean", photo(way, kind))
    image = Image.open(io.BytesIO(made))
    assert corners(made) == CORNERS
    assert (image.format, image.size) == (kind, (96, 64))
    assert dict(image.getexif()) == {} and image.getexif().get_ifd(0x8825) == {}
    assert [word for word in TELLING if word in made] == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_photos_of_these_tests_do_tell_where_they_were_taken(kind: str) -> None:
    planted = photo(1, kind)
    assert Image.open(io.BytesIO(planted)).getexif().get_ifd(0x8825)[1] == "N"
    assert b"Telephone" in planted


@pytest.mark.parametrize("way", WAYS)
def test_a_turn_that_is_left_out_would_show(way: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "_TURNS", {})
    _, small = child.answer("thumbnail", photo(way), 48, 48)
    assert (corners(small) == CORNERS) == (way == 1)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_clean_png_keeps_every_pixel_in_every_mode(mode: str) -> None:
    image = upright(mode="L" if mode == "I;16" else mode).convert(mode)
    made = Image.open(io.BytesIO(clean(saved(image, "PNG", exif=words()))))
    assert made.convert(image.mode).tobytes() == image.tobytes()
    assert thumbnail(saved(image, "PNG"), (20, 20))


def test_a_clean_webp_keeps_every_pixel() -> None:
    image = upright(mode="RGBA")
    made = Image.open(io.BytesIO(clean(saved(image, "WEBP", lossless=True, exif=words()))))
    assert made.convert("RGBA").tobytes() == image.tobytes()


def test_a_clean_jpeg_looks_the_same() -> None:
    before = saved(Image.effect_noise((200, 150), 30).convert("RGB"), quality=90, exif=words())
    pictures = [Image.open(io.BytesIO(data)) for data in (before, clean(before))]
    worst = max(high for _, high in ImageChops.difference(*pictures).getextrema())  # type: ignore[misc]
    assert worst <= 24


def test_colours_of_print_become_colours_of_a_screen() -> None:
    made = Image.open(io.BytesIO(clean(saved(upright(mode="CMYK")))))
    assert made.mode == "RGB"


def test_what_can_be_seen_through_stands_on_white() -> None:
    glass = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    small = Image.open(io.BytesIO(thumbnail(saved(glass, "PNG"), (20, 20))))
    assert small.getpixel((10, 10)) == (255, 255, 255)


def test_sixteen_bits_of_grey_are_not_washed_out() -> None:
    grey = Image.new("I;16", (40, 40), 128 * 256)
    small = Image.open(io.BytesIO(thumbnail(saved(grey, "PNG"), (20, 20))))
    assert abs(small.getpixel((10, 10)) - 128) < 4  # type: ignore[operator]


def test_a_colour_profile_stays_with_a_clean_copy() -> None:
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for kind in KINDS:
        made = Image.open(io.BytesIO(clean(saved(upright(), kind, icc_profile=profile))))
        assert made.info["icc_profile"] == profile


def test_a_small_picture_is_not_made_larger() -> None:
    assert Image.open(io.BytesIO(thumbnail(photo(), (900, 900)))).size == (96, 64)


@pytest.mark.parametrize("size", [(30_000, 1), (1, 30_000)])
def test_a_line_of_pixels_still_has_a_small_copy(size: tuple[int, int]) -> None:
    assert examine(saved(Image.new("L", size), "PNG"))[1:3] == size
    assert 1 in Image.open(io.BytesIO(thumbnail(saved(Image.new("L", size), "PNG"), (64, 64)))).size


def test_the_first_of_several_pictures_counts() -> None:
    first, second = upright(), Image.new("RGB", (10, 10))
    for kind, options in (("MPO", {}), ("PNG", {}), ("WEBP", {"lossless": True})):
        several = saved(first, kind, save_all=True, append_images=[second.resize((96, 64))],
                        **options)  # fmt: skip
        assert examine(several)[:3] == (kind.replace("MPO", "JPEG"), 96, 64)
        assert corners(thumbnail(several, (48, 48))) == CORNERS
        assert getattr(Image.open(io.BytesIO(clean(several))), "n_frames", 1) == 1


@pytest.mark.parametrize(
    ("said", "zone", "known"),
    [
        ("2026:11:24 10:15:00", "+08:00", "2026-11-24T10:15:00+08:00"),
        ("2026:11:24 10:15:00", "here", "2026-11-24T10:15:00"),
        ("0000:00:00 00:00:00", "", ""),
        ("tomorrow", "+01:00", ""),
    ],
)
def test_when_it_was_taken_is_told_where_the_camera_knows(said: str, zone: str, known: str) -> None:
    exif = words()
    exif.get_ifd(0x8769).update({0x9003: said, 0x9011: zone})
    assert examine(saved(upright(), exif=exif)).taken_at == known


def test_damaged_words_of_the_camera_do_not_spoil_the_picture() -> None:
    data = bytearray(photo(6))
    place = data.index(b"Exif\0\0") + 6
    data[place : place + 60] = random.Random(3).randbytes(60)
    assert examine(bytes(data))[:4] == ("JPEG", 64, 96, 1)


# What is refused


@pytest.mark.parametrize(
    "data",
    [b"hello", b"\xff\xd8\xff", b"%PDF-1.7", b"GIF89a" + bytes(40), b"<svg/>", bytes(4000),
     b"\x89PNG\r\n\x1a\n"],
)  # fmt: skip
def test_what_is_no_photo_is_refused(data: bytes) -> None:
    assert refused(data) == "This is no photo: only JPEG, PNG and WebP can be kept."


@pytest.mark.parametrize("kind", ["TIFF", "BMP", "GIF", "PPM", "TGA", "ICO", "PCX", "DDS"])
def test_other_kinds_of_picture_are_refused(kind: str) -> None:
    assert "only JPEG, PNG and WebP" in refused(saved(upright(64, 64), kind))


def test_an_empty_file_and_one_too_large_are_refused_unread(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(decode, "_CHILD", Path("nobody starts this"))
    assert refused(b"") == "This file is empty. Copy it again."
    assert refused(bytes(MOST_BYTES + 1)) == "This picture is too large: at most 64 MB can be kept."
    assert MOST_BYTES <= LARGEST


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_a_photo_that_was_cut_off_is_refused(kind: str, part: float) -> None:
    noise = saved(Image.effect_noise((200, 200), 80).convert("RGB"), kind)
    assert refused(noise[: int(len(noise) * part)]).startswith("This picture is damaged or cut off")


def test_bombs_are_refused() -> None:
    assert refused(bomb()) == "This picture is too large: at most 128 megapixels can be opened."
    assert refused(bomb(100_000, 1400)).startswith("This picture is too large")
    assert refused(text_bomb()).startswith("This picture is damaged")


def test_a_hundred_megapixels_still_open() -> None:
    assert examine(bomb(12_000, 9_000))[1:3] == (12_000, 9_000)
    assert child.MOST_PIXELS >= 108_000_000


def test_two_copies_of_the_largest_picture_have_room() -> None:
    turned = saved(Image.new("L", (12_700, 10_000)), exif=words(6))
    assert Image.open(io.BytesIO(clean(turned))).size == (10_000, 12_700)


def test_two_hundred_damaged_photos_are_answered_one_way_or_the_other() -> None:
    chance, ends = random.Random(7), {"opened": 0, "refused": 0}
    for number in range(200):
        data = bytearray(photo(chance.randint(1, 8), KINDS[number % 3]))
        for _ in range(chance.randint(1, 12)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        for job in ("examine", "thumbnail", "clean"):
            facts, _ = child.answer(job, bytes(data), *((50, 50) if job == "thumbnail" else ()))
            ends["refused" if "no" in facts else "opened"] += 1
        if number % 20 == 0:  # and a few of them all the way, as they come in
            try:
                thumbnail(bytes(data), (50, 50))
            except Refused as said:
                assert str(said).endswith(".")
    assert min(ends.values()) > 30


# The child ends, whatever it does


def planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """In place of the child, a program that does this."""
    program = tmp_path / "child.py"
    program.write_text(body, "utf-8")
    monkeypatch.setattr(decode, "_CHILD", program)


@pytest.mark.parametrize(
    "body",
    ["import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "import os; os._exit(139)"],
)
def test_a_crash_of_a_decoder_is_a_refusal(
    body: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted(tmp_path, monkeypatch, body)
    assert refused(photo()) == "This picture cannot be opened safely, so it was left out."


def test_a_decoder_that_never_ends_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = tmp_path / "still there"
    planted(tmp_path, monkeypatch, f"import time; time.sleep(8); open({str(mark)!r}, 'w')")
    monkeypatch.setattr(decode, "LONGEST", 0.2)
    assert "cannot be opened safely" in refused(photo())
    assert not mark.exists()


def test_a_mistake_of_ours_is_no_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planted(tmp_path, monkeypatch, "import no_such_room")
    with pytest.raises(RuntimeError, match="no_such_room"):
        examine(photo())


@pytest.mark.parametrize("program", ["ui", "workshop.cli"])
def test_a_packed_program_opens_pictures_as_its_own_child(
    program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert decode._program() == [sys.executable, decode.WORD]
    root = Path(__file__).parents[2]
    monkeypatch.chdir(root)
    packed = [sys.executable, "-m", program, decode.WORD]
    monkeypatch.setattr(decode, "_program", lambda: packed)
    assert examine(photo(6)).width == 96
    assert corners(thumbnail(photo(6), (48, 48))) == CORNERS


def started(*lines: str) -> Any:
    """What becomes of a child that first limits itself, then does this."""
    body = "\n".join(["from workshop.pictures import child", "child._limit()", *lines])
    root = Path(__file__).parents[2]
    return subprocess.run([sys.executable, "-c", body], cwd=root, capture_output=True, check=False)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process like this")
def test_a_child_gets_no_more_memory_and_time_than_a_picture_needs() -> None:
    assert b"MemoryError" in started("bytearray(child.MEMORY)").stderr
    # The limit is there, and a smaller one of the same kind ends a loop.
    endless = started(
        "import resource",
        "assert resource.getrlimit(resource.RLIMIT_CPU)[1] == child.SECONDS",
        "resource.setrlimit(resource.RLIMIT_CPU, (1, 1))",
        "while True: pass",
    )
    assert endless.returncode in (-signal.SIGKILL, -signal.SIGXCPU)


def test_fifty_megapixels_open() -> None:
    assert examine(large())[1:3] == (8660, 5774)
    assert Image.open(io.BytesIO(thumbnail(large(), (240, 180)))).size == (240, 160)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", WAYS)
def test_what_lies_between_four_corners_is_seen_square_on(kind: str, way: int) -> None:
    whole = flatten(photo(way, kind), (60, 40), (0, 0, 96, 0, 96, 64, 0, 64))
    assert corners(whole) == CORNERS
    assert Image.open(io.BytesIO(whole)).size == (60, 40)


def test_a_board_that_lies_askew_is_laid_square() -> None:
    """What was seen from the side is undone: its corners are in the corners."""
    flat = upright(400, 300)
    seen = flat.transform(
        (800, 600), Image.Transform.QUAD, (-90, -120, -40, 390, 470, 340, 420, -60)
    )
    # Where the corners of the flat picture came to lie, found by their colours.
    placed = [_first_of(seen, colour) for colour in CORNERS]
    (x0, y0), (x1, y1), (x3, y3), (x2, y2) = placed
    laid = flatten(saved(seen, "PNG"), (400, 300), (x0, y0, x1, y1, x2, y2, x3, y3))
    assert corners(laid) == CORNERS


def _first_of(picture: Image.Image, colour: tuple[int, int, int]) -> tuple[int, int]:
    """The point of this colour that is farthest from the middle."""
    middle = (picture.width / 2, picture.height / 2)
    found = [
        (x, y)
        for x in range(0, picture.width, 2)
        for y in range(0, picture.height, 2)
        if picture.getpixel((x, y)) == colour
    ]
    return max(found, key=lambda at: (at[0] - middle[0]) ** 2 + (at[1] - middle[1]) ** 2)
