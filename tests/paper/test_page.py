# SPDX-License-Identifier: MIT
"""Files are written whole or not at all, and the same pages give the same bytes."""

import io
from pathlib import Path
from typing import Any

import pypdf
import pytest

from workshop.paper.page import open_canvas, whole


def test_a_file_gets_its_name_when_it_is_whole(tmp_path: Path) -> None:
    out = tmp_path / "标签.pdf"
    out.write_bytes(b"old")
    with whole(out) as stream:
        stream.write(b"new")
        assert out.read_bytes() == b"old"
    assert out.read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["标签.pdf"]


def test_a_failure_leaves_what_was_there(tmp_path: Path) -> None:
    out = tmp_path / ("x" * 250 + ".pdf")
    out.write_bytes(b"old")
    with pytest.raises(RuntimeError, match="planted"), whole(out) as stream:
        stream.write(b"half")
        raise RuntimeError("planted")
    assert out.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [out]


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"), whole(tmp_path / "gone" / "x.pdf"):
        pass


def test_a_folder_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").mkdir()
    with pytest.raises(OSError, match="directory"), whole(tmp_path / "x.pdf") as stream:
        stream.write(b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["x.pdf"]


def test_a_stream_is_passed_through() -> None:
    stream = io.BytesIO()
    with whole(stream) as same:
        same.write(b"bytes")
    assert stream.getvalue() == b"bytes"


def page() -> bytes:
    stream = io.BytesIO()
    canvas = open_canvas(stream, (200.5, 100.25), "Étiquettes 标签 😀")
    canvas.drawString(10, 10, "ça 显卡")
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def test_same_page_same_bytes() -> None:
    assert page() == page()


def test_what_a_reader_learns_of_the_file() -> None:
    reader = pypdf.PdfReader(io.BytesIO(page()))
    assert reader.metadata
    assert reader.metadata.title == "Étiquettes 标签 ▯"
    assert reader.metadata.author == "Card Workshop"
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "en"
    assert [float(side) for side in reader.pages[0].mediabox[2:]] == [200.5, 100.25]
    assert reader.pages[0].extract_text().strip() == "ça 显卡"
