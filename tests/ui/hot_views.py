# SPDX-License-Identifier: MIT
"""Views of hot work: what is refused at its heat limit, and who lets it pass."""

from PySide6.QtWidgets import QWidget
from view_steps import View, ask, batch_set
from whole_window import WholeWindow


def _let_pass(at: WholeWindow) -> QWidget:
    """A chip is reballed once more than it may be."""
    from workshop.queries import QUERIES

    batch_set(at)
    chip = ask(at, QUERIES["pieces"], kind="memory", state="stock", limit=1)[0]
    facts = {"piece": chip.tag, "stencil": "GDDR6X", "sphere_mm": 0.45, "alloy": "SAC305"}
    while at.window.let_pass.isHidden():
        at.desk.do("reball", facts)
        at.settle()
    return at.window


LIMIT = [View("let pass", _let_pass)]
