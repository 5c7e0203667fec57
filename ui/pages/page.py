# SPDX-License-Identifier: MIT
"""What every page of the window is."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QWidget

from ui.actions import Action
from ui.context import Context
from ui.desk import Desk

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from workshop.queries.find import Identified


class Page(QWidget):
    """A page: it watches tables, takes scans, and offers actions.

    `title` is an English template, `hint` one that says what to scan or tap here first; `icon`
    the name of a picture; `watches` the tables after whose change `refresh` is called while the
    page is seen (otherwise when it is opened next). A page is made anew when the language
    changes, so it may say its words once.
    """

    name: ClassVar[str] = ""
    title: ClassVar[str] = ""
    hint: ClassVar[str] = ""
    icon: ClassVar[str] = ""
    watches: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, desk: Desk, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.context = context
        self.setObjectName("page")

    def take(self, scan: Identified) -> bool:
        """Answer a scan; False where this page has no use for it."""
        return False

    def take_badge(self, scan: Identified) -> bool:
        """Let a person's badge sign what this page asked to be signed; False where it did not."""
        return False

    def take_picture(self, image: QImage) -> bool:
        """Keep what the camera took as a photo of what is open; False where nothing is."""
        return False

    def refresh(self) -> None:
        """Ask again for all that is shown: something the page watches has changed."""

    def opened(self) -> None:
        """The page came into view."""

    def show_tag(self, tag: str) -> None:
        """Show this piece or batch, which another page or a scan asked for."""

    @property
    def part(self) -> str:
        """The part of the page in sight, where it has several that do something else each."""
        return ""

    def actions_here(self) -> list[Action]:
        """What the keys do on this page."""
        return []
