"""Neutral content as Adaptive Cards 1.5, which is what Teams shows on every device.

learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model: `Action.Execute` where
a client knows it, else `Action.Submit` with the same data. `fallbackText` is for still older ones.
"""

from __future__ import annotations

from typing import Any

from bot.channels.teams.adaptive_fields import field
from bot.channels.teams.adaptive_parts import Element, heading, parts, words
from bot.channels.teams.fitting import fitted
from bot.channels.teams.inert import inert, literal, sane, shortened
from dialogs.core.cards import Button, Content, Form, as_text

SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
CONTENT_TYPE = "application/vnd.microsoft.card.adaptive"
PRESSED = "kombot"
"""The key of a button's value in an action's data; every other key is an answer by step name."""
ACTIONS_IN_A_ROW = 6
FALLBACK_LIMIT = 800
STYLES = {"primary": "positive", "danger": "destructive"}


def render(content: Content) -> tuple[Element, ...]:
    """One card, or several where a person's own words need the room: the last has the buttons."""
    return tuple(drawn(each) for each in fitted(content, draw=drawn))


def drawn(content: Content) -> Element:
    """One card of whatever size."""
    rows = _rows(_buttons(content))
    body = [
        heading(content.title, size="large"),
        *(_form_top(content) if isinstance(content, Form) else []),
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
    clean: Element = sane(card)
    return clean


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


def _fallback(content: Content) -> str:
    lines = [inert(line) for line in as_text(content).splitlines() if line.strip()]
    return shortened("\n\n".join(lines), FALLBACK_LIMIT)


def _buttons(content: Content) -> tuple[Button, ...]:
    return (content.submit, *content.buttons) if isinstance(content, Form) else content.buttons


def _rows(buttons: tuple[Button, ...]) -> list[list[Element]]:
    """Teams shows six actions in a row and drops what is past them."""
    actions = [_action(button) for button in buttons]
    return [
        actions[start : start + ACTIONS_IN_A_ROW]
        for start in range(0, len(actions), ACTIONS_IN_A_ROW)
    ]


def _action(button: Button) -> Element:
    same: Element = {"title": literal(button.label), "data": {PRESSED: button.value}}
    if button.style in STYLES:
        same["style"] = STYLES[button.style]
    fallback = {"type": "Action.Submit", **same}
    return {"type": "Action.Execute", "verb": PRESSED, **same, "fallback": fallback}


__all__ = ["CONTENT_TYPE", "PRESSED", "drawn", "message", "render"]
