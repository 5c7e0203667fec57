# SPDX-License-Identifier: MIT
"""The one style sheet of the window, filled in with the colours of a theme."""

from collections.abc import Mapping
from importlib.resources import files


def style_sheet(colors: Mapping[str, str], ring: int) -> str:
    """The style sheet in these colours, named like the tokens of a theme; a focus is `ring` px."""
    icons = str(files("resources") / "icons").replace("\\", "/")
    return _SHEET.format(
        arrow=f"{icons}/arrow-down.svg",
        arrow_up=f"{icons}/arrow-up.svg",
        ring=ring,
        room=11 - ring,  # lines do not move when the ring comes
        low_room=9 - ring,
        side_room=7 - ring,
        **colors,
    )


# Colours, lines and room only: sizes and weights of letters come from font().
_SHEET = """
QWidget#page, QMainWindow, QDialog {{ background: {ground}; }}
QFrame#panel {{ background: {surface}; border: 1px solid {line}; border-radius: 10px; }}
QLabel[ink="quiet"] {{ color: {quiet}; }}
QLabel[ink="accent"] {{ color: {accent}; }}
QLabel[ink="good"] {{ color: {good}; }}
QLabel[ink="careful"] {{ color: {careful}; }}
QLabel[ink="refused"] {{ color: {refused}; }}
QLineEdit, QPlainTextEdit, QAbstractSpinBox, QComboBox, QDateEdit {{
  background: {field}; color: {text}; border: 1px solid {line}; border-radius: 8px;
  placeholder-text-color: {quiet}; padding: 0 10px; min-height: 42px;
  selection-background-color: {accent}; selection-color: {inverse}; }}
QAbstractSpinBox {{ min-height: 39px; }}
QAbstractSpinBox > QLineEdit, QComboBox > QLineEdit {{
  background: transparent; border: 0; padding: 0; min-height: 0; }}
QPlainTextEdit {{ padding: 8px 6px; }}
QLineEdit:hover, QPlainTextEdit:hover, QAbstractSpinBox:hover, QComboBox:hover {{
  border-color: {edge}; }}
QLineEdit:focus, QPlainTextEdit:focus, QAbstractSpinBox:focus, QComboBox:focus {{
  border: {ring}px solid {accent}; padding: 0 {room}px; }}
QPlainTextEdit:focus {{ padding: {low_room}px {side_room}px; }}
QLineEdit[scanned="true"]:focus, QPlainTextEdit[scanned="true"]:focus,
QComboBox[scanned="true"]:focus {{ background: {accent_on}; border: 3px solid {accent};
  padding: 0 8px; }}
QLineEdit[wrong="true"], QComboBox[wrong="true"], QAbstractSpinBox[wrong="true"] {{
  border: 2px solid {refused}; padding: 0 9px; }}
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled {{
  color: {edge}; background: {ground}; }}
QComboBox::drop-down, QDateEdit::drop-down {{ border: 0; width: 32px; }}
QComboBox::down-arrow, QDateEdit::down-arrow {{
  image: url("{arrow}"); width: 20px; height: 20px; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ border: 0; width: 28px; }}
QAbstractSpinBox::up-arrow {{ image: url("{arrow_up}"); width: 16px; height: 16px; }}
QAbstractSpinBox::down-arrow {{ image: url("{arrow}"); width: 16px; height: 16px; }}
QComboBox QAbstractItemView {{
  background: {surface}; border: 1px solid {edge}; padding: 4px; outline: 0;
  selection-background-color: {accent_on}; selection-color: {text}; }}
QComboBox QAbstractItemView::item {{ min-height: 40px; padding: 0 8px; border-radius: 6px; }}
QMenu {{ background: {surface}; color: {text}; border: 1px solid {edge}; padding: 4px; }}
QMenu::item {{ padding: 10px 20px 10px 12px; border-radius: 6px; }}
QMenu::item:selected {{ background: {accent_on}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 4px 8px; }}
QToolTip {{ background: {rail}; color: {rail_text}; border: 0; padding: 6px 8px; }}
QTableView, QTreeView, QListView {{
  background: {surface}; border: 0; outline: 0; gridline-color: {surface}; }}
QTableView::item, QTreeView::item {{ border: 0; }}
QHeaderView {{ background: {surface}; border: 0; }}
QScrollArea, QScrollArea > QWidget > QWidget#page {{ border: 0; background: transparent; }}
QScrollBar, QAbstractScrollArea::corner {{ background: transparent; border: 0; }}
QScrollBar:vertical {{ width: 14px; }}
QScrollBar:horizontal {{ height: 14px; }}
QScrollBar::handle {{ background: {line}; border-radius: 4px; margin: 3px; }}
QScrollBar::handle:hover {{ background: {edge}; }}
QScrollBar::handle:vertical {{ min-height: 44px; }}
QScrollBar::handle:horizontal {{ min-width: 44px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QProgressBar {{ background: {field}; border: 0; border-radius: 4px; min-height: 8px;
  max-height: 8px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 4px; }}
QSplitter::handle {{ background: transparent; }}
"""
