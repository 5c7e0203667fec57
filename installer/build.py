# SPDX-License-Identifier: MIT
"""Builds the package as setuptools does, once the catalogues of the languages are compiled."""

from collections.abc import Mapping
from typing import Any

from languages import compile_all
from setuptools import build_meta
from setuptools.build_meta import (
    get_requires_for_build_editable,
    get_requires_for_build_sdist,
    get_requires_for_build_wheel,
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)

__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
]

Settings = Mapping[str, Any] | None


def build_wheel(folder: str, settings: Settings = None, metadata: str | None = None) -> str:
    """Make the wheel in `folder`; returns its name."""
    compile_all()
    return str(build_meta.build_wheel(folder, settings, metadata))


def build_editable(folder: str, settings: Settings = None, metadata: str | None = None) -> str:
    """Make the wheel that leads to this folder; returns its name."""
    compile_all()
    return str(build_meta.build_editable(folder, settings, metadata))


def build_sdist(folder: str, settings: Settings = None) -> str:
    """Make the archive of the sources in `folder`; returns its name."""
    return str(build_meta.build_sdist(folder, settings))
