"""A word to someone, and their own text handed back, so that it is not lost."""

from __future__ import annotations

from collections.abc import Mapping

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Part, Quote
from dialogs.core.texts import Speaker


def home_button(say: Speaker) -> Button:
    return Button(label=say("common/home"), value=write(Do("home")))


def handed_back(title: str, carried: Mapping[str, str], say: Speaker) -> Card:
    """A no, with the person's own text."""
    return Card(title=title, body=unsaved(carried, say), buttons=(home_button(say),))


def unsaved(carried: Mapping[str, str], say: Speaker) -> tuple[Part, ...]:
    quotes = tuple(Quote(raw) for raw in carried.values())
    return (say("common/your_text"), *quotes) if quotes else ()
