# SPDX-License-Identifier: MIT
"""From the queue to paper: nothing lost, nothing twice, and everybody is told."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from bench_shop import Shop
from fake_printer import READY, FakePrinter
from PIL import Image

from workshop.acts import labels as acts
from workshop.domain.refused import Refused
from workshop.labels.layout import title
from workshop.labels.zpl import zpl
from workshop.printing import run as printing
from workshop.printing.job import picture
from workshop.printing.printers import Printer, PrinterKind, kept, read_printer
from workshop.printing.run import TEST_CODE, Printed, Run, shortened_told
from workshop.printing.ways import Patience
from workshop.storage.check import check
from workshop.storage.errors import Unavailable

SHORT = Patience(connect=0.2, take=0.3, answer=0.2)
LONG = Patience(connect=20, take=20, answer=0.2)
ZEBRA = Printer("Zebra", PrinterKind.ZPL, "tcp://127.0.0.1", layout="50x25")


def prints(
    shop: Shop, printer: Printer, folder: Path, patience: Patience = LONG, **more: Any
) -> Printed:
    """Print what waits, as the window and the command do."""
    run = Run(shop.database, printer, folder=folder, name="Labels", patience=patience, **more)
    return run.print(shop.ask("labels_waiting"))


def at(fake: FakePrinter, **more: Any) -> Printer:
    return replace(ZEBRA, address=fake.address, **more)


def waits(shop: Shop) -> list[str]:
    return [row.tag for row in shop.ask("labels_waiting")]


def stuck(shop: Shop) -> list[tuple[str, str]]:
    return [(row.tag, row.state) for row in shop.ask("labels_stuck")]


@pytest.fixture
def tags(shop: Shop) -> list[str]:
    """Three cards whose labels wait, in this order."""
    return [shop.card(f"SN-{n}") for n in range(3)]


def jobs_of(shop: Shop, printer: Printer) -> list[bytes]:
    """What each label that waits would be sent as."""
    from workshop.labels.layout import find_layout

    layout = find_layout(printer.layout)
    return [zpl(picture(row, layout, printer)) for row in shop.ask("labels_waiting")]


def test_labels_come_out_in_their_order_and_leave_the_queue(
    shop: Shop, tags: list[str], tmp_path: Path
) -> None:
    told: list[tuple[int, int]] = []
    with FakePrinter(answer=READY) as fake:
        wanted = jobs_of(shop, at(fake))
        done = prints(shop, at(fake), tmp_path, step=lambda n, of: told.append((n, of)))
        assert fake.jobs == wanted
    assert done == Printed(3, 0, 0, 0, "", "", 1)
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert waits(shop) == [] and stuck(shop) == []
    assert [entry.text for entry in shop.ask("recent", limit=2)] == [
        "3 labels printed", "3 labels given to Zebra",
    ]  # fmt: skip
    assert [len(shop.ask("live_labels", tag=tag)) for tag in tags] == [1, 1, 1]


def test_one_that_refuses_keeps_them_waiting_and_they_come_out_later(
    shop: Shop, tags: list[str], tmp_path: Path
) -> None:
    with FakePrinter() as fake:
        fake.switch_off()
        newest = shop.ask("newest")
        done = prints(shop, at(fake), tmp_path, SHORT)
        assert (done.printed, done.waiting) == (0, 3) and "takes no connection" in done.trouble
        assert waits(shop) == tags and shop.ask("newest") == newest, "nothing is noted of it"
        fake.switch_on()
        assert prints(shop, at(fake), tmp_path).printed == 3
        assert len(fake.jobs) == 3


@pytest.mark.parametrize("mode", ["hang", "half"])
def test_a_label_that_may_have_come_out_is_never_printed_by_itself(
    shop: Shop, tags: list[str], tmp_path: Path, mode: str
) -> None:
    patience = SHORT if mode == "hang" else LONG
    with FakePrinter() as fake:

        def turn() -> None:  # the question, the first label, and then it goes wrong
            if fake.connections == 3:
                fake.mode = mode

        fake.accepted = turn
        done = prints(shop, at(fake), tmp_path, patience)
        assert (done.printed, done.unsure, done.waiting) == (1, 1, 1) and done.trouble
        assert waits(shop) == tags[2:] and stuck(shop) == [(tags[1], "unsure")]
        assert shop.ask("labels_stuck")[0].trouble == done.trouble
        fake.accepted = lambda: None
        fake.mode = "fine"
        fake.release()
        assert prints(shop, at(fake), tmp_path).printed == 1
        assert len(fake.jobs) == 2 and stuck(shop) == [(tags[1], "unsure")]
        label = [row.id for row in shop.ask("labels_stuck")]
        shop.do("labels_not_printed", labels=label, outcome="waiting")  # the person looked: it is
        assert prints(shop, at(fake), tmp_path).printed == 1  # not there
        assert len(fake.jobs) == 3 and stuck(shop) == []
    assert check(shop.database, deep=True).findings == []


def test_a_printer_that_says_it_is_empty_gets_nothing(
    shop: Shop, tags: list[str], tmp_path: Path
) -> None:
    with FakePrinter(answer=READY.replace(b"030,0", b"030,1")) as fake:
        done = prints(shop, at(fake), tmp_path)
        assert (done.waiting, done.trouble) == (3, "The printer has no labels in it.")
        assert fake.jobs == [] and waits(shop) == tags


def test_a_program_that_dies_while_it_prints_leaves_them_to_be_asked_about(
    shop: Shop, tags: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FakePrinter() as fake:
        monkeypatch.setattr(printing, "send", lambda *_: (_ for _ in ()).throw(SystemExit))
        monkeypatch.setattr(Run, "_note", lambda *_: None)
        with pytest.raises(SystemExit):
            prints(shop, at(fake), tmp_path)
        monkeypatch.undo()
        assert stuck(shop) == [(tag, "printing") for tag in tags]
        assert prints(shop, at(fake), tmp_path) == Printed(0, 0, 0, 0, "", "", 1)
        assert fake.jobs == []


def test_a_database_that_is_gone_meanwhile_prints_nothing_twice(
    shop: Shop, tags: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = shop.database.write

    def full(act: Callable[..., Any], **facts: Any) -> Any:
        if act is acts.labels_printed:
            raise Unavailable("The disk is full.")
        return write(act, **facts)

    with FakePrinter() as fake:
        with monkeypatch.context() as patch:
            patch.setattr(shop.database, "write", full)
            assert prints(shop, at(fake), tmp_path).trouble == "The disk is full."
        assert len(fake.jobs) == 3
        prints(shop, at(fake), tmp_path)
        assert len(fake.jobs) == 3 and stuck(shop) == [(tag, "printing") for tag in tags]


def test_two_computers_do_not_print_one_label(shop: Shop, tags: list[str], tmp_path: Path) -> None:
    with FakePrinter() as fake:
        run = Run(shop.database, at(fake), folder=tmp_path, name="Labels", patience=LONG)
        both_saw = shop.ask("labels_waiting")
        assert run.print(both_saw).printed == 3
        other = Run(shop.database, at(fake), folder=tmp_path, name="Labels", patience=LONG)
        done = other.print(both_saw)
        assert (done.printed, len(fake.jobs)) == (0, 3) and "Look again" in done.trouble


def test_one_label_that_cannot_be_read_does_not_hold_the_others(
    shop: Shop, tags: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = printing.job

    def smudges(label: Any, *more: Any) -> bytes:
        if label.tag == tags[1]:
            raise Refused("No scanner would read this.")
        return draw(label, *more)

    monkeypatch.setattr(printing, "job", smudges)
    with FakePrinter() as fake:
        done = prints(shop, at(fake), tmp_path)
    assert (done.printed, done.failed, done.waiting, done.trouble) == (2, 1, 0, "")
    assert stuck(shop) == [(tags[1], "failed")]
    assert shop.ask("labels_stuck")[0].trouble == "No scanner would read this."


def test_called_off_between_two_labels_the_rest_waits(
    shop: Shop, tags: list[str], tmp_path: Path
) -> None:
    with FakePrinter() as fake:
        done = prints(shop, at(fake), tmp_path, is_off=lambda: len(fake.jobs) == 1)
        assert (done.printed, done.waiting) == (1, 2)
    assert waits(shop) == tags[1:]


def test_pictures_and_sheets_go_to_files(shop: Shop, tags: list[str], tmp_path: Path) -> None:
    png = Printer("Files", PrinterKind.PNG, dpi=300, layout="62x29")
    done = prints(shop, png, tmp_path / "png")
    pictures = sorted(Path(done.file).glob("*.png"))
    assert [one.stem for one in pictures] == tags
    with Image.open(pictures[0]) as image:
        assert image.size == (732, 343)
    more = [shop.card(f"SN-1{n}") for n in range(3)]
    pdf = Printer("Sheets", PrinterKind.PDF, layout="a4-3x8", copies=2)
    done = prints(shop, pdf, tmp_path, start=21)
    assert (done.printed, done.next_place) == (3, 3), "six more than twenty, of twenty-four"
    assert Path(done.file).read_bytes().startswith(b"%PDF")
    assert waits(shop) == [] and len(shop.ask("live_labels", tag=more[0])) == 1


def test_a_folder_that_is_a_file_keeps_them_waiting(
    shop: Shop, tags: list[str], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    for kind in (PrinterKind.PNG, PrinterKind.PDF):
        done = prints(shop, Printer("F", kind), tmp_path / "file")
        assert (done.printed, done.waiting) == (0, 3) and "cannot be written" in done.trouble
    assert waits(shop) == tags


@pytest.mark.parametrize("taken", [True, False])
def test_a_printer_of_the_system_gets_the_pages(
    shop: Shop, tags: list[str], tmp_path: Path, taken: bool
) -> None:
    spooled: list[tuple[str, str]] = []

    def spool(file: Path, name: str) -> bool:
        assert file.exists()
        spooled.append((file.name, name))
        return taken

    printer = Printer("Office", PrinterKind.SYSTEM, "Brother HL", layout="a4-3x8")
    done = prints(shop, printer, tmp_path, spool=spool)
    assert spooled == [("Labels.pdf", "Brother HL")]
    assert (done.printed, done.waiting) == ((3, 0) if taken else (0, 3))
    assert waits(shop) == ([] if taken else tags) and bool(done.trouble) is not taken


def test_offsets_move_the_label_and_never_over_its_edge(file_shop: Shop, tmp_path: Path) -> None:
    from workshop.labels.layout import find_layout

    file_shop.card("SN-1")
    (label,) = file_shop.ask("labels_waiting")
    layout = find_layout("50x25")
    still = picture(label, layout, ZEBRA)
    moved = picture(label, layout, replace(ZEBRA, offset_x_mm=0.5, offset_y_mm=-0.25))
    assert moved.crop((4, 0, 400, 198)).tobytes() == still.crop((0, 2, 396, 200)).tobytes()
    with pytest.raises(Refused, match="pushes this label over its edge"):
        picture(label, layout, replace(ZEBRA, offset_x_mm=-10.0))


def test_a_printer_is_tried_without_the_queue(file_shop: Shop, tmp_path: Path) -> None:
    file_shop.card("SN-1")
    newest = file_shop.ask("newest")
    with FakePrinter(answer=READY) as fake:
        Run(file_shop.database, at(fake), folder=tmp_path, name="Test", patience=LONG).test()
        assert len(fake.jobs) == 1
        fake.switch_off()
        with pytest.raises(Refused, match="takes no connection"):
            Run(file_shop.database, at(fake), folder=tmp_path, name="Test", patience=SHORT).test()
    for kind in (PrinterKind.PDF, PrinterKind.PNG):
        run = Run(file_shop.database, Printer("F", kind), folder=tmp_path, name="Test")
        assert Path(run.test()).exists()
    assert file_shop.ask("newest") == newest and len(waits(file_shop)) == 1
    assert not re.match(r"[CDMBKX]\d\d", TEST_CODE), "no piece has it as a tag"


def test_printers_are_kept_and_read_back() -> None:
    printers = [
        ZEBRA, replace(ZEBRA, darkness=12, copies=2, offset_x_mm=1.5),
        Printer("P", PrinterKind.PDF),
        Printer("B", PrinterKind.BROTHER, "queue:QL", dpi=300, continuous=True, wide=True),
    ]  # fmt: skip
    assert [read_printer(kept(one)) for one in printers] == printers
    for wrong, said in (
        ({"kind": "laser"}, "no kind of printer"),
        ({"name": ""}, "needs a name"),
        ({"address": ""}, "needs an address"),
        ({"dpi": 96}, "96 dots per inch"),
        ({"dpi": True}, "makes no sense: dpi"),
        ({"copies": 0}, "0 copies"),
        ({"darkness": 31}, "Darkness 31"),
        ({"offset_y_mm": float("nan")}, "10 mm at most"),
        ({"layout": 7}, "makes no sense: layout"),
        ({"kind": "brother", "dpi": 203}, "300 dots per inch"),
    ):
        with pytest.raises(Refused, match=said):
            read_printer({**kept(ZEBRA), **wrong})
    with pytest.raises(Refused, match="makes no sense: name"):
        read_printer({"kind": "pdf"})


def test_what_had_no_room_is_named_with_its_label(shop: Shop, tmp_path: Path) -> None:
    tags = [shop.card(f"SN-{n}", model=f"{n}{'W' * 60}") for n in range(5)]
    plain = shop.card("SN-9", model="RTX")
    sheet = Printer("PDF", PrinterKind.PDF, layout="25x10")
    pictures = replace(sheet, kind=PrinterKind.PNG)
    done = prints(shop, sheet, tmp_path)
    assert [one.tag for one in done.shortened] == tags
    assert all("W" * 60 in text for one in done.shortened for text in one.texts)
    said = shortened_told(done.shortened)
    assert title(tags[2]) in said and title(tags[3]) not in said and "and 2 more" in said
    for tag in (tags[0], plain):
        shop.do("print_again", piece=tag, reason="smudged")
    done = prints(shop, pictures, tmp_path)
    assert [one.tag for one in done.shortened] == tags[:1]
    assert shortened_told(()) == ""


@pytest.mark.parametrize("dots", [b"0120", b"0480"])
def test_another_roll_is_said_before_anything_is_printed(
    shop: Shop, tags: list[str], tmp_path: Path, dots: bytes
) -> None:
    """60 mm and 15 mm from one label to the next, where 25 are wanted."""
    with FakePrinter(answer=READY.replace(b"0231", dots)) as fake:
        done = prints(shop, at(fake), tmp_path)
        assert (done.printed, done.waiting, fake.jobs) == (0, 3, [])
        assert f"{int(dots) / 8:.0f} mm long" in done.trouble and "25 mm" in done.trouble
        assert waits(shop) == tags and stuck(shop) == []
    continuous = READY.replace(b"0231", dots).replace(b"\x02000,", b"\x02128,")
    with FakePrinter(answer=continuous) as fake:
        assert prints(shop, at(fake), tmp_path).printed == 3, "of a roll that is not cut it is told"
