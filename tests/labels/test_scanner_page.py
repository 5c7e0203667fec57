# SPDX-License-Identifier: MIT
"""The page to set scanners up with is read by one, and is whole or not there."""

from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from workshop.domain.refused import Refused
from workshop.labels.scanner_page import scanner_page

CODE = "QAZWYM-/12\x1day\x1e90"


def test_both_codes_are_read_back_and_the_page_says_what_to_do() -> None:
    out = BytesIO()
    scanner_page(CODE, out)
    document = pypdfium2.PdfDocument(out.getvalue())
    assert len(document) == 1
    picture = document[0].render(scale=4).to_pil().convert("L")
    found = zxingcpp.read_barcodes(picture, text_mode=zxingcpp.TextMode.Plain)
    kinds = {(code.text, code.format.name) for code in found}
    assert kinds == {(CODE, "Code128"), (CODE, "QRCode")}
    assert "Then scan one of these two codes." in document[0].get_textpage().get_text_range()
    document.close()


def test_a_file_that_cannot_be_written_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be written"):
        scanner_page(CODE, tmp_path / "no such folder" / "page.pdf")
    assert list(tmp_path.iterdir()) == []
