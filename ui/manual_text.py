# SPDX-License-Identifier: MIT
"""A page of the manual on screen: Markdown in the look of the theme, its links and pictures."""

from collections.abc import Iterator
from importlib.resources.abc import Traversable
from typing import Any

from PySide6.QtCore import QEvent, Qt, QUrl, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontDatabase,
    QImage,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from ui import theme
from workshop.language import say
from workshop.manual.pages import slug

# px of headings, and room above and below them.
_SIZES = {1: theme.ANSWER, 2: theme.TITLE, 3: theme.BODY}
_ABOVE = {1: 0, 2: 28, 3: 20}
_BELOW = 10
_LINE = 125.0  # percent
# px around the text, and the most that a picture is wide: it was as wide once.
_MARGIN, _WIDE = 28, 1366
# How large letters may be against their usual size, and by how much a step enlarges them.
_SMALLEST, _LARGEST, _STEP = 0.75, 2.5, 1.15
# What stands in a text for a picture.
_PICTURE = "\ufffc"

_GITHUB = QTextDocument.MarkdownFeature.MarkdownDialectGitHub


class ManualText(QTextBrowser):
    """Shows one page at a time. `followed` asks for another: its name, and a heading of it."""

    followed = Signal(str, str)

    def __init__(self, folder: Traversable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._page, self._scale = "", 1.0
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        # Always there: one that came with the text would resize it, and write it again meanwhile.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setAccessibleName(say("Page of the manual"))
        self.anchorClicked.connect(self._follow)

    def show_page(self, page: str, heading: str = "") -> None:
        """Show a page from its top, or from this heading on."""
        self._page = page
        self._write()
        self.go_to(heading)

    def go_to(self, heading: str) -> None:
        """Bring this heading, or the top, to the top of what is in sight."""
        place = 0.0
        for block in _blocks(self.document()):
            if (
                heading
                and block.blockFormat().headingLevel()
                and (slug(block.text()) == slug(heading))
            ):
                place = self.document().documentLayout().blockBoundingRect(block).top()
                break
        self.verticalScrollBar().setValue(round(place))

    def enlarge(self, steps: int) -> None:
        """Make the letters so many steps larger, or smaller; for 0 steps as large as usual."""
        scale = self._scale * _STEP**steps if steps else 1.0
        self._scale = min(_LARGEST, max(_SMALLEST, scale))
        self._write_again()

    def changeEvent(self, event: QEvent) -> None:
        """By day or by night: write the page in the colours in force."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and self._page:
            self._write_again()

    def _write_again(self) -> None:
        place = self.verticalScrollBar().value()
        self._write()
        self.verticalScrollBar().setValue(place)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """A picture of the manual, no wider than its text; nothing else is ever loaded."""
        path = name.path() if isinstance(name, QUrl) else name
        file = self._folder.joinpath(path)
        if not path.startswith("pictures/") or ".." in path or not file.is_file():
            return None
        image = QImage.fromData(file.read_bytes())
        room = min(_WIDE, self.viewport().width() - 2 * _MARGIN)
        if 0 < room < image.width():
            image = image.scaledToWidth(room, Qt.TransformationMode.SmoothTransformation)
        return image

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A picture is as wide as there is room."""
        super().resizeEvent(event)
        if _PICTURE in self.toPlainText() and event.size().width() != event.oldSize().width():
            self._write_again()

    def _follow(self, link: QUrl) -> None:
        if not link.isRelative():
            return
        self.followed.emit(link.path().removesuffix(".md"), link.fragment())

    def _write(self) -> None:
        text = self.document()
        text.clear()
        text.setDefaultFont(theme.font(round(theme.BODY * self._scale)))
        text.setDocumentMargin(_MARGIN)
        text.setMarkdown(self._page, _GITHUB)
        cursor = QTextCursor(text)
        cursor.beginEditBlock()
        for block in _blocks(text):
            _dress_block(cursor, block, self._scale)
        for frame in text.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                _dress_table(frame)
        cursor.endEditBlock()
        text.clearUndoRedoStacks()


def _blocks(text: QTextDocument) -> Iterator[QTextBlock]:
    block = text.begin()
    while block.isValid():
        yield block
        block = block.next()


def _dress_block(cursor: QTextCursor, block: QTextBlock, scale: float) -> None:
    """A heading, a paragraph, an item of a list, or a line of code."""
    form, colours = QTextBlockFormat(), theme.tokens()
    level = min(block.blockFormat().headingLevel(), 3)
    is_code = _is_code(block)
    if level:
        form.setTopMargin(_ABOVE[level])
        form.setBottomMargin(_BELOW)
    elif is_code:
        form.setBackground(QColor(colours.field))
        form.setLeftMargin(theme.GRID)
        form.setNonBreakableLines(False)
        form.setBottomMargin(0 if _is_code(block.next()) else 16)
    elif QTextCursor(block).currentTable() is None:
        form.setTopMargin(0)
        form.setBottomMargin(4 if block.textList() is not None else _BELOW)
    if not level and not is_code and _PICTURE not in block.text():
        form.setLineHeight(_LINE, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    cursor.setPosition(block.position())
    cursor.mergeBlockFormat(form)
    pieces = []
    fragments = block.begin()
    while not fragments.atEnd():
        pieces.append(fragments.fragment())
        fragments += 1
    for piece in pieces:
        cursor.setPosition(piece.position())
        cursor.setPosition(piece.position() + piece.length(), QTextCursor.MoveMode.KeepAnchor)
        cursor.mergeCharFormat(_dressed(piece.charFormat(), level, is_code, scale))


def _is_code(block: QTextBlock) -> bool:
    return block.blockFormat().hasProperty(QTextFormat.Property.BlockCodeFence)


def _dressed(found: QTextCharFormat, level: int, is_code: bool, scale: float) -> QTextCharFormat:
    """How some letters look: in a heading, strong, typed by people, or leading elsewhere."""
    colours, form = theme.tokens(), QTextCharFormat()
    size = round(_SIZES.get(level, theme.BODY) * scale)
    strong = found.fontWeight() > 400
    if found.fontFixedPitch() or is_code:
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setFixedPitch(True)
        font.setPixelSize(size - 1)
        form.setFont(font)
        if not is_code:
            form.setBackground(QColor(colours.field))
    else:
        form.setFont(theme.font(size, strong or bool(level)))
    form.setForeground(QColor(colours.accent if found.isAnchor() else colours.text))
    form.setFontUnderline(found.isAnchor())
    return form


def _dress_table(table: QTextTable) -> None:
    colours, form = theme.tokens(), table.format().toTableFormat()
    form.setBorder(1)
    form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    form.setBorderBrush(QBrush(QColor(colours.line)))
    form.setBorderCollapse(True)
    form.setCellPadding(7)
    form.setTopMargin(4)
    form.setBottomMargin(16)
    # A little less than all of it: borders come on top.
    form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 99))
    table.setFormat(form)
    for column in range(table.columns()):
        cell = table.cellAt(0, column)
        head = cell.format()
        head.setBackground(QColor(colours.field))
        cell.setFormat(head)
