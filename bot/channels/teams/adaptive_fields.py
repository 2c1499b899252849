"""What is filled in, as Adaptive Card inputs: the error, the input under its label, then the hint.

`isRequired` is never set: clients then refuse every button of the card until the field is filled
in, also Back and Later, and those save what is there. What is missing the dialog says at the field.
"""

from __future__ import annotations

import re
from datetime import date
from typing import assert_never

from bot.channels.teams.adaptive_parts import Element, labelled, words
from bot.channels.teams.inert import inert, literal
from dialogs.core.cards import (
    AnyField,
    ChoiceField,
    DateField,
    PhotoField,
    PlaceField,
    ScaleField,
    TextField,
    TimeField,
)

SHORT_HINT = 80
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def field(each: AnyField) -> Element:
    error = [words(each.error, color="attention", weight="bolder")] if each.error else []
    hint = [words(each.hint, isSubtle=True)] if each.hint else []
    items = [*error, _input(each), *hint, *_descriptions(each)]
    return {"type": "Container", "spacing": "large", "items": items}


def _input(each: AnyField) -> Element:
    common: Element = {"id": each.name, "label": literal(each.label)}
    match each:
        case TextField():
            return {"type": "Input.Text", **common, **_text(each)}
        case ChoiceField():
            return {"type": "Input.ChoiceSet", **common, **_choices(each)}
        case ScaleField():
            return {"type": "Input.ChoiceSet", **common, **_scale(each)}
        case DateField():
            return {"type": "Input.Date", **common, **_filled(_day(each))}
        case TimeField():
            clock = each.value if TIME.fullmatch(each.value) else ""
            return {"type": "Input.Time", **common, **_filled(clock)}
        case PlaceField():
            # Teams has no input for it, so that no dialog asks for it there.
            return {"type": "Input.Text", **common, **_filled(each.value)}
        case PhotoField():
            # A card takes no files: the photo is sent as a message, and nothing is submitted.
            return words(each.instead)
        case _ as never:
            assert_never(never)


def _filled(value: str) -> Element:
    return {"value": value} if value else {}


def _text(each: TextField) -> Element:
    """What is too long is kept whole: a client would cut it at `maxLength` without a word."""
    units = len(each.value.encode("utf-16-le", "surrogatepass")) // 2
    shown: Element = {"maxLength": max(each.max_length, units), "isMultiline": each.multiline}
    return {**shown, **_filled(each.value)}


def _choices(each: ChoiceField) -> Element:
    short = _are_short(each)
    titles = {
        choice.key: f"{choice.label} – {choice.hint}" if choice.hint and short else choice.label
        for choice in each.choices
    }
    return _choice_set(titles, each.value, style="expanded")


def _are_short(each: ChoiceField) -> bool:
    return all(len(choice.hint) <= SHORT_HINT for choice in each.choices)


def _descriptions(each: AnyField) -> list[Element]:
    """Long hints stand below the choices: a radio button's label should be heard in one breath."""
    if not isinstance(each, ChoiceField) or _are_short(each):
        return []
    return [labelled(choice.label, choice.hint) for choice in each.choices if choice.hint]


def _scale(each: ScaleField) -> Element:
    ends = {each.low: each.low_label, each.high: each.high_label}
    titles = {
        str(number): f"{number} – {ends[number]}" if ends.get(number) else str(number)
        for number in range(each.low, each.high + 1)
    }
    return _choice_set(titles, each.value, style="compact")


def _choice_set(titles: dict[str, str], value: str, *, style: str) -> Element:
    choices = [{"title": inert(title), "value": key} for key, title in titles.items()]
    shown: Element = {"style": style, "wrap": True, "choices": choices}
    return {**shown, "value": value} if value in titles else shown


def _day(each: DateField) -> str:
    try:
        return date.fromisoformat(each.value).isoformat()
    except ValueError:
        return ""
