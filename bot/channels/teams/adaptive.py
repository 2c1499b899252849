"""Neutral content as Adaptive Cards 1.5, which is what Teams shows on every device.

learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model: `Action.Execute` where
a client knows it, else `Action.Submit` with the same data. `fallbackText` is for still older ones.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from bot.channels.teams.adaptive_fields import field
from bot.channels.teams.adaptive_parts import Element, heading, parts, words
from bot.channels.teams.fitting import fitted
from bot.channels.teams.inert import inert_lines, literal, sane, shortened
from bot.channels.teams.pages import Pages, is_blank
from bot.channels.teams.windows import FETCH, OPENED_FROM, opening
from bot.channels.teams.written import Written, write, written_on
from dialogs.core.cards import Button, Content, Form, PhotoField, told

SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
CONTENT_TYPE = "application/vnd.microsoft.card.adaptive"
PRESSED = "kombot"
"""The key of a button's value in an action's data; every other key is an answer by step name."""
ACTIONS_IN_A_ROW = 6
FALLBACK_LIMIT = 800
BETWEEN = "\n\n"
STYLES = {"primary": "positive", "danger": "destructive"}

Act = Callable[[Button], Element]


def render(content: Content, *, opened_from: str | None = None) -> tuple[Element, ...]:
    """What `written` has, as JSON."""
    return tuple(each.card for each in written(content, opened_from=opened_from))


def written(content: Content, *, opened_from: str | None = None) -> tuple[Written, ...]:
    """One card, or several where a person's own words need the room: the last has the buttons.

    `opened_from` is the message that a window was opened from: it is a card for that window.
    """
    draw = _in_chat if opened_from is None else partial(_in_window, opened_from=opened_from)
    return fitted(content, draw=draw)


def drawn(content: Content) -> Element:
    """One card of whatever size."""
    return _in_chat(content).card


def _in_chat(content: Content) -> Written:
    rows = _rows(_buttons(content), _executed)
    if isinstance(content, Form) and len(rows) == 1 and not content.window and is_blank(content):
        return written_on(PAGES.of(content), {"actions": rows[0]})
    top = _window(content) if isinstance(content, Form) else []
    return write(_card(content, top, rows))


def _in_window(content: Content, *, opened_from: str) -> Written:
    """A window knows no Execute: what is pressed there is always submitted."""

    def submitted(button: Button) -> Element:
        action = _same(button)
        data = {**action["data"], OPENED_FROM: opened_from}
        return {"type": "Action.Submit", **action, "data": data}

    return write(_card(content, [], _rows(_buttons(content), submitted)))


def _card(content: Content, top: list[Element], rows: list[list[Element]]) -> Element:
    body = [
        heading(content.title, size="large"),
        *(_form_top(content) if isinstance(content, Form) else []),
        *top,
        *parts(content.body),
        *([field(each) for each in content.fields] if isinstance(content, Form) else []),
        *({"type": "ActionSet", "actions": row} for row in rows if len(rows) > 1),
    ]
    card: Element = {
        "$schema": SCHEMA,
        "type": "AdaptiveCard",
        "version": "1.5",
        "fallbackText": _fallback(content),
        "body": body,
    }
    if len(rows) == 1:
        card["actions"] = rows[0]
    return card


PAGES = Pages(lambda page: write(_card(page, [], [])))


def message(card: Element, *, summary: str) -> dict[str, Any]:
    """An activity that shows the card; `summary` is what a notification shows of it."""
    return {
        "type": "message",
        "summary": sane(shortened(summary, FALLBACK_LIMIT)),
        "attachments": [{"contentType": CONTENT_TYPE, "content": card}],
    }


def _form_top(form: Form) -> list[Element]:
    progress = [words(form.progress, isSubtle=True, size="small")] if form.progress else []
    notice = [words(form.notice, weight="bolder")] if form.notice else []
    return [*progress, *notice]


def _window(form: Form) -> list[Element]:
    """learn.microsoft.com, Use dialogs with bots: only Action.Submit opens one."""
    value = opening(form) if form.window else ""
    if not value:
        return []
    data = {PRESSED: value, "msteams": {"type": FETCH}}
    action = {"type": "Action.Submit", "title": literal(form.window), "data": data}
    return [{"type": "ActionSet", "actions": [action]}]


def _fallback(content: Content) -> str:
    """The beginning of it in words: what lies behind the limit is not read.

    Whoever is shown this can press no button.
    """
    lines: list[str] = []
    room = FALLBACK_LIMIT
    for line in (line for piece in told(content) for line in piece.splitlines() if line.strip()):
        lines.append(line)
        room -= len(line) + len(BETWEEN)
        if room < 0:
            break
    return shortened(BETWEEN.join(inert_lines(lines)), FALLBACK_LIMIT)


def _buttons(content: Content) -> tuple[Button, ...]:
    """A photo is sent as a message, so that there is nothing to submit."""
    fields = content.fields if isinstance(content, Form) else ()
    if isinstance(content, Form) and not any(isinstance(each, PhotoField) for each in fields):
        return (content.submit, *content.buttons)
    return content.buttons


def _rows(buttons: tuple[Button, ...], act: Act) -> list[list[Element]]:
    """Teams shows six actions in a row and drops what is past them."""
    actions = [_opening(button) if button.url else act(button) for button in buttons]
    return [
        actions[start : start + ACTIONS_IN_A_ROW]
        for start in range(0, len(actions), ACTIONS_IN_A_ROW)
    ]


def _opening(button: Button) -> Element:
    return {"type": "Action.OpenUrl", "title": literal(button.label), "url": button.url}


def _executed(button: Button) -> Element:
    same = _same(button)
    fallback = {"type": "Action.Submit", **same}
    return {"type": "Action.Execute", "verb": PRESSED, **same, "fallback": fallback}


def _same(button: Button) -> Element:
    same: Element = {"title": literal(button.label), "data": {PRESSED: button.value}}
    if button.style in STYLES:
        same["style"] = STYLES[button.style]
    return same


__all__ = ["CONTENT_TYPE", "PRESSED", "drawn", "message", "render", "written"]
