# SPDX-License-Identifier: MIT
"""The report of 4,000 cards, against the bare PDF library drawing the same rows, and its memory.

`--photos N` measures a report of N cards with a page for each and as many photos of 12 megapixels.
"""

import gc
import io
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))  # runs as a plain script too

from reportlab.pdfgen.canvas import Canvas

from workshop.acts import ACTS
from workshop.domain.tag import make_tag
from workshop.domain.terms import PieceKind
from workshop.paper import fonts, look
from workshop.reports.batch import batch_pdf, body, gather
from workshop.reports.choices import Choices
from workshop.reports.pen import Align
from workshop.reports.sheet import MARGIN, PAPERS
from workshop.reports.table import HEAD, ROW, SIZE, Shade, Table
from workshop.storage.database import Database
from workshop.storage.engines import sqlite_module
from workshop.storage.schema import JOURNAL, METADATA, earlier

CARDS = 4_000
SITES = 13
RUNS = 5
AIM = 2.0
AIM_MB = 300
PHOTO_CARDS = 200
AIM_PHOTOS_S, AIM_PHOTOS_MB = 300.0, 500

_MODELS = ("GeForce RTX 4090", "GeForce RTX 4090 D", "GeForce RTX 3090", "GeForce RTX 4080")
_MAKERS = ("ASUS", "MSI", "Gigabyte", "Palit", "Colorful")
_STEPS = ("RECV", "SCAN", "EVI", "TDN", "RES", "BAKE", "DSLD")


def make(path: Path, cards: int = CARDS, tests: int = 2) -> None:
    """A workshop of two batches of so many stripped cards, so that one could be read for the other.

    Written straight into the tables: through the acts it would take some minutes.
    """
    database = Database.create(path, name="Speed", owner="ANA")
    database.write(ACTS["add_person"], code="LI", name="李伟", role="technician")
    for number in ("B1", "B2"):
        database.write(ACTS["open_batch"], number=number, supplier="Rheintal", expected=cards)
    with database.read() as connection:
        ids = [row[0] for row in connection.exec_driver_sql("SELECT id FROM batch ORDER BY id")]
    database.close()
    bare = sqlite_module().connect(str(path), isolation_level=None)
    bare.execute("BEGIN")
    rows: dict[str, list[dict[str, Any]]] = {}
    _Filler(rows, tests).fill(ids, cards)
    for table, values in rows.items():
        columns = list(values[0])
        named = ",".join(f":{column}" for column in columns)
        bare.executemany(f"INSERT INTO {table} ({','.join(columns)}) VALUES ({named})", values)
    bare.execute("COMMIT")
    bare.close()


class _Filler:
    """Makes the rows of cards that were received, worked, stripped and tested."""

    def __init__(self, rows: dict[str, list[dict[str, Any]]], tests: int) -> None:
        self.rows = rows
        self.tests = tests
        self.dice = random.Random(1)
        self.row, self.entry, self.tag = 1_000, 100, 0

    def add(self, table: str, *values: Any) -> int:
        """A row of the columns a table was begun with; those that came later are as before."""
        self.row += 1
        known = earlier(table)
        first = [c.name for c in METADATA.tables[table].columns if c.name not in {"id", *known}]
        row = {"id": self.row, **known, **dict(zip(first, values, strict=True))}
        self.rows.setdefault(table, []).append(row)
        return self.row

    def journal(self) -> int:
        self.entry += 1
        at = f"2026-11-{1 + self.entry * 20 // 400_000:02d}T{self.entry % 24:02d}:30:00.000000Z"
        who = ("ANA", "LI")[self.entry % 2]
        plain: dict[str, Any] = {column.name: "" for column in JOURNAL.columns}
        plain |= {column.name: 0 for column in JOURNAL.columns if column.type.python_type is int}
        known = {"number": self.entry, "key": f"k{self.entry}", "at": at, "person": who,
                 "act": "receive", "facts": "{}", "changes": "[]", "receipt": "{}",
                 "undoes": None, "hash": "0" * 64}  # fmt: skip
        self.rows.setdefault("journal", []).append(plain | known)
        return self.entry

    def piece(self, kind: PieceKind, state: str, batch: int, model: str, **more: Any) -> int:
        self.tag += 1
        tag = make_tag(kind, "01", 1000 + self.tag)
        return self.add(
            "piece", tag, kind.value, state, batch, more.get("maker", ""), model, None,
            more.get("donor"), more.get("site", ""), None, "", "", more.get("grade", ""),
            more.get("disposition", ""), 1, "",
        )  # fmt: skip

    def fill(self, batches: list[int], cards: int) -> None:
        for batch in batches:
            for number in range(cards):
                self.card(batch, number)

    def card(self, batch: int, number: int) -> None:
        maker = self.dice.choice(_MAKERS)
        card = self.piece(
            PieceKind.CARD, "gone", batch, _MODELS[number % 4], maker=maker,
            disposition="SELL-PARTS",
        )  # fmt: skip
        serial = f"{maker[0].upper()}{self.dice.randrange(10**12):012d}{number:03d}"
        self.add("identifier", card, "serial", serial, serial, maker, "scanned")
        self.add("visit", card, batch, self.journal())
        for step in _STEPS:
            self.add("step_record", card, self.journal(), step, "done", "{}", "")
        for attempt in range(self.tests):
            verdict = self.dice.choice(("pass", "pass", "pass", "marginal", "fail"))
            self.add(
                "test_result", card, self.journal(), "RESISTANCE", attempt + 1, verdict, "", "",
                None, "",
            )  # fmt: skip
        for number in range(SITES):
            self.site(batch, card, "GPU" if not number else f"M{number}")

    def site(self, batch: int, card: int, name: str) -> None:
        dice = self.dice.random()
        outcome = "good" if dice < 0.94 else "damaged"
        kind = PieceKind.DIE if name == "GPU" else PieceKind.MEMORY
        piece = self.piece(
            kind, "stock" if outcome == "good" else "damaged", batch,
            "AD102" if name == "GPU" else "GDDR6X 2 GB", donor=card, site=name,
            grade=self.dice.choice("AAB"),
        )  # fmt: skip
        self.add("site", card, name, outcome, None)
        self.add("site_record", card, name, self.journal(), outcome, piece, "D8BZC", "A", None, "")


def tables(database: Database) -> Iterator[tuple[Table, list[Any]]]:
    """The tables of the report, and their rows as ready texts."""
    with database.read() as connection:
        facts = gather(connection, "B1")
        for block in body(connection, facts, PAPERS["a4"], Choices()):
            if isinstance(block, Table):
                yield block, [tuple(row) for row in block.take()]


def bare(drawn: list[tuple[Table, list[Any]]]) -> bytes:
    """What anybody would write with the library alone, given the rows as texts."""
    paper = PAPERS["a4"]
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=paper[:2], pageCompression=1)
    page, y = 1, paper.top(0)
    for table, rows in drawn:
        edges = table.edges(MARGIN, paper.room)
        y -= HEAD
        for row in rows:
            if y - ROW < paper.bottom:
                canvas.setFont(fonts.REGULAR, 7.5)
                canvas.drawRightString(paper.width - MARGIN, MARGIN, f"Page {page}")
                canvas.showPage()
                page, y = page + 1, paper.top(1) - HEAD
            _bare_row(canvas, edges, row, y)
            y -= ROW
            canvas.setStrokeColor(look.LINE)
            canvas.setLineWidth(0.4)
            canvas.line(MARGIN, y, paper.width - MARGIN, y)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _bare_row(
    canvas: Canvas, edges: list[tuple[float, Align, str]], row: tuple[Any, ...], y: float
) -> None:
    for (edge, align, font), cell in zip(edges, row, strict=True):
        text = cell.text if isinstance(cell, Shade) else cell
        canvas.setFont(font, SIZE)
        canvas.setFillColor(cell.colour if isinstance(cell, Shade) else look.TEXT)
        draw = canvas.drawRightString if align is Align.RIGHT else canvas.drawString
        draw(edge, y - 10, text)


def timed(work: Callable[[], object]) -> float:
    """Seconds of a call."""
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def report(database: Database) -> bytes:
    """Our report, queries and all."""
    stream = io.BytesIO()
    with database.read() as connection:
        batch_pdf(connection, "B1", stream)
    return stream.getvalue()


def memory(path: Path) -> float:
    """The most memory in MB of a process that does nothing but write the report."""
    command = [sys.executable, __file__, "--memory", str(path)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def _memory_here(path: Path) -> None:
    database = Database.open(path)
    report(database)
    database.dispose()
    print(_most_memory())


def _most_memory() -> float:
    """The most MB this process had at once."""
    status = Path("/proc/self/status").read_text()  # what getrusage says includes the parent's
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) / 1024


def run(cards: int = CARDS, runs: int = RUNS, tests: int = 2) -> dict[str, float]:
    """Median seconds of ours and of the floor, their ratio, and the memory in MB; prints a line."""
    fonts.register()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "workshop.db"
        make(path, cards, tests)
        database = Database.open(path)
        drawn = list(tables(database))
        report(database), bare(drawn)  # both once before the clock runs
        ours, floor = [], []
        for _ in range(runs):
            floor.append(timed(lambda: bare(drawn)))
            ours.append(timed(lambda: report(database)))
        database.dispose()
        most = memory(path)
    rows = sum(len(rows) for _, rows in drawn)
    mine, base = statistics.median(ours), statistics.median(floor)
    print(
        f"batch report, {cards:,} cards, {cards * SITES:,} pieces, {rows:,} rows: {mine:.2f} s"
        f" = {mine / base:.2f} × {base:.2f} s (aim {AIM:.0f} ×), {most:.0f} MB (aim {AIM_MB})",
        flush=True,
    )
    return {"report": mine, "floor": base, "ratio": mine / base, "memory": most}


def add_photos(path: Path, cards: int) -> None:
    """A photo for each of the first cards of batch B1, written straight into the tables."""
    bare = sqlite_module().connect(str(path), isolation_level=None)
    bare.execute("BEGIN")
    ids = bare.execute(
        "SELECT id FROM piece WHERE kind = 'card' AND batch_id = (SELECT id FROM batch WHERE "
        "number = 'B1') ORDER BY id LIMIT ?",
        (cards,),
    ).fetchall()
    for n, (piece,) in enumerate(ids, 1):
        bare.execute(
            "INSERT INTO evidence (id, sha256, name, size) VALUES (?, ?, ?, 1)",
            (n, f"{n:064x}", f"IMG_{n:05d}.jpg"),
        )
        named = "id, entry, piece_id, evidence_id, face, site, note, width, height, taken_at"
        bare.execute(
            f"INSERT INTO photo ({named}) VALUES (?, 3, ?, ?, 'front', '', '', 4000, 3000, '')",
            (n, piece, n),
        )
    bare.execute("COMMIT")
    bare.close()


def _photos_here(folder: Path) -> None:
    """Some photos of 12 megapixels, of about 3 MB each, as of a telephone."""
    from PIL import Image

    for n in range(4):
        noise = Image.effect_noise((4000, 3000), 40 + n).convert("RGB")
        slope = Image.linear_gradient("L").rotate(90 * n).resize(noise.size).convert("RGB")
        Image.blend(noise, slope, 0.7).save(folder / f"{n}.jpg", "JPEG", quality=82)


def _used() -> float:
    """Seconds of processors of this process and those it started."""
    both = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(sum(resource.getrusage(who)[:2]) for who in both)


def with_photos(cards: int) -> dict[str, float]:
    """Seconds, processor seconds and MB of a report with pages and photos; prints a line.

    No photo is the copy of another in the file, and none was made small before.
    """
    from workshop.pictures import thumbnail
    from workshop.reports.choices import Choices

    fonts.register()
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder) / "workshop.db", Path(folder) / "report.pdf"
        subprocess.run([sys.executable, __file__, "--prepare", folder, str(cards)], check=True)
        before = _used()

        def pictures(sha256: str, box: tuple[int, int]) -> bytes:
            original = Path(folder) / f"{int(sha256, 16) % 4}.jpg"
            return thumbnail(original.read_bytes(), box) + sha256.encode()

        database = Database.open(path)
        begun = time.perf_counter()
        with database.read() as connection:
            pages = batch_pdf(
                connection, "B1", out, choices=Choices(card_pages=True), pictures=pictures
            )
        took, size = time.perf_counter() - begun, out.stat().st_size / 2**20
        database.dispose()
    used = _used() - before
    most = _most_memory()
    print(
        f"with {cards:,} photos: {took:.1f} s (aim {AIM_PHOTOS_S:.0f} for 4,000), {used:.1f} s of "
        f"processors, {most:.0f} MB (aim {AIM_PHOTOS_MB}), {pages:,} pages, {size:.1f} MB",
        flush=True,
    )
    return {"seconds": took, "used": used, "memory": most, "size": size}


if __name__ == "__main__":
    if sys.argv[1:2] == ["--memory"]:
        _memory_here(Path(sys.argv[2]))
    elif sys.argv[1:2] == ["--prepare"]:
        place, many = Path(sys.argv[2]), int(sys.argv[3])
        make(place / "workshop.db", many)
        add_photos(place / "workshop.db", many)
        _photos_here(place)
    elif sys.argv[1:2] == ["--photos"]:
        of = int(sys.argv[2])
        alone = with_photos(of)
        sys.exit(alone["seconds"] > AIM_PHOTOS_S * of / CARDS or alone["memory"] > AIM_PHOTOS_MB)
    else:
        found = run()
        again = [sys.executable, __file__, "--photos", str(PHOTO_CARDS)]
        late = subprocess.run(again).returncode
        sys.exit(found["ratio"] > AIM or found["memory"] > AIM_MB or late)
