"""What themes and the two lists are called, in a language."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from dialogs.concepts import ThemeList as Themes
from dialogs.concepts import load_round
from dialogs.core.steps import Option
from storage.tables import Selection, ThemeList

CONCEPT = "talsammen"


def themes_of(which: ThemeList) -> Themes:
    pack = load_round(CONCEPT)
    return pack.wellbeing if which is ThemeList.WELLBEING else pack.leadership


def list_name(which: ThemeList, language: str) -> str:
    return themes_of(which).name.in_(language)


def names(which: ThemeList, keys: Iterable[str], language: str) -> list[str]:
    themes = themes_of(which)
    return [themes.theme(key).name.in_(language) for key in keys]


def chosen_name(selection: Selection, language: str) -> str:
    """Its own words where a theme of one's own was chosen."""
    which = ThemeList(selection.list)
    return selection.wording or themes_of(which).theme(selection.theme).name.in_(language)


@cache
def options(which: ThemeList, language: str) -> tuple[Option, ...]:
    return tuple(
        Option(theme.key, label=theme.name.in_(language), hint=theme.description.in_(language))
        for theme in themes_of(which).options
    )
