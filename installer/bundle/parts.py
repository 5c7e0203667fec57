# SPDX-License-Identifier: MIT
"""What the bundle takes along and what it leaves out; read by bundle.spec and by the tests."""

import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]

GPL_ONLY = (
    "QtCharts",
    "QtDataVisualization",
    "QtGraphs",
    "QtGraphsWidgets",
    "QtHttpServer",
    "QtLottie",
    "QtNetworkAuth",
    "QtQuick3D",
    "QtQuickTimeline",
    "QtShaderTools",
    "QtVirtualKeyboard",
    "QtWaylandCompositor",
)
"""The parts of Qt that come under the GPL alone: none of them may be shipped."""

LEFT_OUT = (
    *(f"PySide6.{name}" for name in GPL_ONLY),
    "IPython",
    "PyInstaller",
    "_pytest",
    "babel",
    "font_source_sans_pro",
    "fontTools",
    "justmytype",
    "justmytype_intl_cjk",
    "matplotlib",
    "numpy",
    "pip",
    "pkg_resources",
    "pytest",
    "readline",
    "setuptools",
    "tkinter",
)
"""Modules nothing here uses once it is packed, that others would use if they were there."""

WHOLE = ("resources", "ui", "workshop", "reportlab.graphics.barcode")
"""Packages of which modules are imported by a name that is made at run time."""
ALSO = ("psycopg", "psycopg_binary", "pysqlite3", "sqlalchemy.dialects.postgresql.psycopg")

# What the packages of Python and Qt bring of their own. OpenGL, Qml and Quick are needed by the
# plug-in of Qt that shows a camera.
_QT_LIBRARIES = "|".join(["Qt6Sql", "Qt6Test", "Qt6EglF[sS]"])
_PLUGINS = "|".join(
    [
        *("egldeviceintegrations", "generic", "networkinformation", "qmltooling", "sqldrivers"),
        "platforms/.*(eglfs|linuxfb|vnc|vkkhrdisplay|minimal)",
    ]
)
# However a system spells it: libQt6Charts.so.6, Qt6Charts.dll, QtCharts.framework.
_NAMES = "|".join(name.removeprefix("Qt") for name in GPL_ONLY)
_GPL_ONLY = re.compile(
    rf"(^|/)(lib)?Qt6?({_NAMES})[A-Za-z0-9_]*([.]|$)|virtualkeyboard", re.IGNORECASE
)
_LEFT_BEHIND = re.compile(
    rf"(^|/)(lib)?({_QT_LIBRARIES})[A-Za-z0-9_]*[.]|/plugins/({_PLUGINS})"
    # Qt speaks our languages; the other translations are of no use here.
    r"|/translations/(?!qtbase_(fr|zh_CN)[.]qm$)[^/]*$"
)
# Of the system's libraries only those of Python, which is another one elsewhere, and the small
# ones of X that a desktop may lack. The rest every desktop has, in a version that suits it.
_OF_THE_SYSTEM = re.compile(
    r"lib(python3|ssl|crypto|ffi|sqlite3|lzma|bz2|z|expat|uuid"
    r"|xcb-(cursor|icccm|image|keysyms|render-util|shape|util|xkb))([-.][^/]*)?[.]so"
)


def is_gpl_only(place: str) -> bool:
    """Whether a file, by its place in the bundle, is a part of Qt under the GPL alone."""
    return bool(_GPL_ONLY.search(place.replace("\\", "/")))


def is_wanted(place: str, kind: str = "") -> bool:
    """Whether a file is shipped, by its place in the bundle and PyInstaller's word for its kind."""
    place = place.replace("\\", "/")
    if is_gpl_only(place) or _LEFT_BEHIND.search(place):
        return False
    if kind == "BINARY" and "/" not in place and ".so" in place:
        return bool(_OF_THE_SYSTEM.match(place))
    return True


def project() -> dict[str, Any]:
    """What pyproject.toml says of this program."""
    read: dict[str, Any] = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text("utf-8"))
    return dict(read["project"])


def plain_files() -> list[tuple[str, str]]:
    """Files that are opened as files, and the folder in the bundle each goes to."""
    found = []
    for top in ("resources", "workshop/storage/migrations"):
        for path in sorted(ROOT.joinpath(top).rglob("*")):
            # Of a language the program reads the compiled catalogue.
            if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".po":
                found.append((str(path), str(path.relative_to(ROOT).parent)))
    return found
