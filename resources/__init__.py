# SPDX-License-Identifier: MIT
"""Catalogue, icons, sounds and translations: plain files."""
