# SPDX-License-Identifier: MIT
"""The manual: pages in Markdown, and the reference that is read out of the program itself."""

from workshop.manual.pages import START, Entry, Found, Manual

__all__ = ["START", "Entry", "Found", "Manual"]
