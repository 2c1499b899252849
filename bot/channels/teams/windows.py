"""A dialog in a window of its own, which Teams calls a task module. Pure.

learn.microsoft.com, Use dialogs with bots: a button of a card fetches the first page, and each page
is answered with the next one, with a few words, or with nothing, which closes the window.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.channels.base import Inbound
from bot.channels.teams.inert import sane, shortened
from dialogs.core.actions import Move, Turn, read, write
from dialogs.core.cards import Card, Content, Form, Quote

FETCH, SUBMIT = "task/fetch", "task/submit"
WINDOWS = (FETCH, SUBMIT)
OPENED_FROM = "kombot_card"
"""The key of the card's message in a page's data: Teams tells it to the first page alone
(github.com/microsoft/botframework-sdk/issues/6473)."""
TITLE = 100
SIZE = {"height": "large", "width": "medium"}


def opening(form: Form) -> str:
    """The value of the button that opens this page in a window: it changes nothing."""
    turn = read(form.submit.value)
    return write(replace(turn, move=Move.SHOW)) if isinstance(turn, Turn) else ""


def stays(content: Content) -> bool:
    """Whether there is something left to do in the window, or a text that was handed back."""
    if isinstance(content, Form) or any(isinstance(part, Quote) for part in content.body):
        return True
    turns = [read(button.value) for button in content.buttons]
    return any(isinstance(turn, Turn) and turn.move is not Move.SHOW for turn in turns)


def with_typed(content: Content, inbound: Inbound) -> Content:
    """What stood in the card when the window was opened is in the window too."""
    if not isinstance(content, Form):
        return content
    typed = {name: value for name, value in inbound.fields.items() if value}
    fields = tuple(replace(each, value=typed.get(each.name, each.value)) for each in content.fields)
    return replace(content, fields=fields)


def page(title: str, attachment: dict[str, Any]) -> dict[str, Any]:
    info = {"title": sane(shortened(title, TITLE)), **SIZE, "card": attachment}
    return {"task": {"type": "continue", "value": info}}


def in_words(words: str) -> dict[str, Any]:
    """It takes the place of the page, and can only be closed."""
    return {"task": {"type": "message", "value": words}}


def given_back(words: str, texts: tuple[str, ...]) -> Card:
    """What was written would be gone with the page that it stood on."""
    return Card(title=words, body=tuple(Quote(text) for text in texts))
