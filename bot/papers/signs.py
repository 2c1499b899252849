"""Which letters and signs a paper can show: in Typst's own font, and what that lacks in DejaVu."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

import typst

PLAIN = 0x2190
"""Letters and punctuation are below it; arrows, boxes and emoji are not."""
WORDS = "LMN"
"""Letters, marks and numbers, by the first letter of what Unicode calls them."""


@cache
def fonts() -> typst.Fonts:
    """Without the machine's: what a paper looks like is the same everywhere."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(_folder())])


def printable(text: str) -> str:
    """Without signs that no font has, such as most emoji: an empty box says nothing to anybody."""
    return "".join(each for each in text if ord(each) < PLAIN or _is_shown(each))


def _is_shown(sign: str) -> bool:
    return ord(sign) in _known() or unicodedata.category(sign)[0] in WORDS


@cache
def _known() -> frozenset[int]:
    from matplotlib.font_manager import get_font

    return frozenset(get_font(_folder() / "DejaVuSans.ttf").get_charmap())


def _folder() -> Path:
    """Matplotlib brings them along."""
    from matplotlib import get_data_path

    return Path(get_data_path()) / "fonts" / "ttf"
