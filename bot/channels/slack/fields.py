"""Each field of a form as Slack's blocks, and the answers read back. Pure.

A block id carries the step's name and the turn: Slack keeps what was typed under an equal id, also
when the page is another one (https://docs.slack.dev/surfaces/modals#updating_views).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import assert_never

from bot.channels.slack.limits import INPUT, LABEL, OPTION, OPTION_VALUE, OPTIONS, RADIOS
from bot.channels.slack.parts import described, text_blocks
from bot.channels.slack.plain import (
    Json,
    literal,
    paragraph,
    quote,
    rich,
    shorten,
    split,
    units,
    words,
)
from dialogs.core.cards import (
    AnyField,
    Choice,
    ChoiceField,
    DateField,
    PhotoField,
    PlaceField,
    ScaleField,
    TextField,
    TimeField,
)

ANSWER = "answer"
PREFIX = "step"
PHOTOS = ("jpg", "jpeg", "png", "webp", "heic")
"""What can be chosen; of the last kind kombot says itself what to do instead."""


def block_id(name: str, turn: int) -> str:
    return f"{PREFIX}:{turn}:{name}"


def step_of(block: str) -> str:
    """The name of the step that a block asks for; empty where it is none of ours."""
    match block.split(":", 2):
        case [prefix, _, name] if prefix == PREFIX:
            return name
        case _:
            return ""


def answer_of(element: object) -> str | None:
    """The raw answer in one element of a view's state; None where it holds nothing."""
    if not isinstance(element, dict):
        return None
    if files := files_of(element):
        return ",".join(str(number) for number in range(len(files)))
    chosen = element.get("selected_option")
    found = (
        element.get("value"),
        element.get("selected_date"),
        element.get("selected_time"),
        element.get("selected_conversation"),
        chosen.get("value") if isinstance(chosen, dict) else None,
    )
    return next((each for each in found if isinstance(each, str)), None)


def files_of(element: object) -> list[object]:
    """The files that were chosen, as Slack tells of them; they are answered by their numbers."""
    files = element.get("files") if isinstance(element, dict) else None
    return files if isinstance(files, list) else []


def field_blocks(field: AnyField, turn: int) -> Iterator[Json]:
    if field.error:
        yield rich(paragraph(literal(field.error, bold=True)))
    if isinstance(field, ChoiceField) and not _fits(field):
        yield from _read_first(field)
    if units(field.value) > INPUT:
        yield from (rich(quote(piece)) for piece in split(field.value, INPUT))
    hint = {"hint": words(field.hint, LABEL)} if field.hint.strip() else {}
    if units(field.label) > LABEL:
        yield from text_blocks(field.label)
    yield {
        "type": "input",
        "block_id": block_id(field.name, turn),
        "label": words(field.label, LABEL),
        "optional": not field.required,
        "element": {**_element(field), "action_id": ANSWER},
        **hint,
    }


def _element(field: AnyField) -> Json:
    match field:
        case TextField():
            return _text(field)
        case ChoiceField():
            return _chooser(_options(field), field.value, limit=RADIOS)
        case ScaleField():
            return _chooser(_steps(field), field.value, limit=5)
        case DateField():
            return _prefilled({"type": "datepicker"}, "initial_date", field.value, _is_day)
        case TimeField():
            return _prefilled({"type": "timepicker"}, "initial_time", field.value, _is_time)
        case PlaceField():
            kinds = {"include": ["public", "private"], "exclude_bot_users": True}
            picker = {"type": "conversations_select", "filter": kinds}
            return _prefilled(picker, "initial_conversation", field.value, _is_channel)
        case PhotoField():
            return {"type": "file_input", "filetypes": list(PHOTOS), "max_files": field.most}
        case _ as never:
            assert_never(never)


def _text(field: TextField) -> Json:
    """The limit gives way to what is there already; the step says what is too long."""
    value = shorten(field.value, INPUT)
    return {
        "type": "plain_text_input",
        "multiline": field.multiline,
        "max_length": min(INPUT, max(field.max_length, units(value), 1)),
        **({"initial_value": value} if value else {}),
    }


def _prefilled(element: Json, key: str, value: str, is_valid: Callable[[str], bool]) -> Json:
    return {**element, key: value} if is_valid(value) else element


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_channel(value: str) -> bool:
    return re.fullmatch(r"[CG][A-Z0-9]{2,}", value) is not None


def _is_time(value: str) -> bool:
    return re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value) is not None


def _chooser(options: list[Json], value: str, *, limit: int) -> Json:
    """Radio buttons where all can be seen at once, else a list that opens."""
    chosen = next((each for each in options if each["value"] == value), None)
    initial = {"initial_option": chosen} if chosen else {}
    if len(options) <= limit:
        return {"type": "radio_buttons", "options": options, **initial}
    if len(options) <= OPTIONS:
        return {"type": "static_select", "options": options, **initial}
    return {"type": "static_select", "option_groups": _grouped(options), **initial}


def _grouped(options: list[Json]) -> list[Json]:
    """A list holds 100 options; more are put into groups that say which they are."""
    return [
        {
            "label": words(f"{start + 1}–{min(start + OPTIONS, len(options))}", OPTION),
            "options": options[start : start + OPTIONS],
        }
        for start in range(0, len(options), OPTIONS)
    ]


def _fits(field: ChoiceField) -> bool:
    return all(max(units(each.label), units(each.hint)) <= OPTION for each in field.choices)


def _options(field: ChoiceField) -> list[Json]:
    fits = _fits(field)
    return [_option(each, with_hint=fits) for each in field.choices]


def _option(choice: Choice, *, with_hint: bool) -> Json:
    if len(choice.key) > OPTION_VALUE:
        raise ValueError(f"a choice's key has {len(choice.key)} characters")
    hint = {"description": words(choice.hint, OPTION)} if with_hint and choice.hint.strip() else {}
    return {"text": words(choice.label, OPTION), "value": choice.key, **hint}


def _read_first(field: ChoiceField) -> Iterator[Json]:
    """What is too long for an option stands above the question, whole."""
    for choice in field.choices:
        if choice.hint.strip() or units(choice.label) > OPTION:
            yield from described(choice.label, choice.hint)


def _steps(field: ScaleField) -> list[Json]:
    ends = {field.low: field.low_label, field.high: field.high_label}
    numbers = range(field.low, field.high + 1)
    return [
        {
            "text": words(
                f"{number} · {ends[number]}" if ends.get(number) else str(number), OPTION
            ),
            "value": str(number),
        }
        for number in numbers
    ]
