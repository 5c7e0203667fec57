# SPDX-License-Identifier: MIT
"""Builds the manual as web pages that are read offline: nothing comes from anywhere else."""

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from sphinx.cmd.build import main as sphinx

from ui.manual import the_manual
from workshop import commands
from workshop.manual import START, Manual

_CONFIGURATION = """\
project = "Card Workshop"
version = release = {version!r}
extensions = ["myst_parser"]
root_doc = {start!r}
language = "en"
html_theme = "alabaster"
html_title = "Card Workshop"
html_show_sourcelink = False
html_show_copyright = False
html_copy_source = False
myst_heading_anchors = 3
suppress_warnings = ["misc.highlighting_failure"]
html_theme_options = {{
    "show_powered_by": False,
    "font_family": "'Source Sans 3', 'Source Sans Pro', system-ui, sans-serif",
    "head_font_family": "'Source Sans 3', 'Source Sans Pro', system-ui, sans-serif",
    "page_width": "1100px",
    "sidebar_width": "260px",
    "fixed_sidebar": True,
}}
html_sidebars = {{"**": ["about.html", "searchfield.html", "navigation.html"]}}
"""


def write_source(manual: Manual, folder: Path) -> None:
    """Write every page, filled in, and what the generator has to know of them."""
    version = commands.version()
    folder.joinpath("conf.py").write_text(
        _CONFIGURATION.format(version=version, start=START), "utf-8"
    )
    for name in (START, *(entry.name for entry in manual.contents)):
        folder.joinpath(f"{name}.md").write_text(manual.page(name), "utf-8")
    with folder.joinpath(f"{START}.md").open("a", encoding="utf-8") as first:
        for part in dict.fromkeys(entry.part for entry in manual.contents):
            names = [entry.name for entry in manual.contents if entry.part == part]
            first.write(
                f"\n```{{toctree}}\n:hidden:\n:caption: {part}\n\n" + "\n".join(names) + "\n```\n"
            )
    pictures = Path(str(manual.folder.joinpath("pictures")))
    if pictures.is_dir():
        shutil.copytree(pictures, folder / "pictures")


def build(out: Path) -> int:
    """Build all pages into a folder; what the generator warns of is an error."""
    with TemporaryDirectory() as made:
        source = Path(made)
        write_source(the_manual(), source)
        doctrees = ["-d", str(source / ".doctrees")]
        return sphinx(["-q", "-W", "--keep-going", "-b", "html", *doctrees, str(source), str(out)])


if __name__ == "__main__":
    sys.exit(build(Path(sys.argv[1])))
