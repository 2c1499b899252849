"""Cards of at most 28 KB: pictures become words, descriptions are shortened, people's words never.

What still is too large is split: the same title, the words in turn, the buttons on the last card.
28 KB is what webhooks and Graph take, and the limit leaves room for the message around a card.
Newer pages allow bots more (learn.microsoft.com: Format your bot messages).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from bot.channels.teams.inert import shortened
from bot.channels.teams.written import Written
from dialogs.core.cards import (
    AnyField,
    Card,
    ChoiceField,
    Content,
    Details,
    Facts,
    Form,
    Image,
    Part,
    Quote,
    Table,
)

LIMIT = 27_000
HINTS = (600, 300, 150, 60)
PROSE = (800, 300)
CELL = 60
QUOTE = 2_500
"""The longest piece of one person's words that stands in one element."""

Draw = Callable[[Content], Written]


def fitted(content: Content, *, draw: Draw) -> tuple[Written, ...]:
    """One card, or several that together say the same."""
    for smaller in _smaller(content):
        card = draw(smaller)
        if card.size <= LIMIT:
            return (card,)
        content = smaller
    return tuple(draw(each) for each in _split(content, draw))


def _smaller(content: Content) -> Iterator[Content]:
    """Ever smaller, and what matters least goes first."""
    yield content
    content = replace(content, body=tuple(_without_picture(part) for part in content.body))
    for limit in HINTS:
        content = _with_hints(content, limit)
        yield content
    for limit in PROSE:
        body = tuple(_plain(part, limit) for part in content.body)
        content = replace(content, title=shortened(content.title, limit), body=body)
        yield _with_labels(content, limit) if isinstance(content, Form) else content


def _without_picture(part: Part) -> Part:
    """What is drawn in bars still is, by the platform itself; no words say what a photo does."""
    if not isinstance(part, Image) or part.kind == "jpeg":
        return part
    return replace(part, png=b"") if part.bars else part.alt


def _with_hints(content: Content, limit: int) -> Content:
    body = tuple(_brief(part, limit) for part in content.body)
    if not isinstance(content, Form):
        return replace(content, body=body)
    return replace(content, body=body, fields=tuple(_hint(each, limit) for each in content.fields))


def _brief(part: Part, limit: int) -> Part:
    return replace(part, text=shortened(part.text, limit)) if isinstance(part, Details) else part


def _hint(each: AnyField, limit: int) -> AnyField:
    if isinstance(each, ChoiceField):
        choices = tuple(replace(one, hint=shortened(one.hint, limit)) for one in each.choices)
        return replace(each, hint=shortened(each.hint, limit), choices=choices)
    return replace(each, hint=shortened(each.hint, limit))


def _plain(part: Part, limit: int) -> Part:
    match part:
        case str():
            return shortened(part, limit)
        case Table(head, rows):
            return Table(_cells(head), tuple(_cells(row) for row in rows))
        case _:
            return part


def _with_labels(form: Form, limit: int) -> Form:
    """Our own words around the fields; what stands in them is the person's."""
    fields = tuple(
        replace(each, label=shortened(each.label, limit), error=shortened(each.error, limit))
        for each in form.fields
    )
    return replace(form, notice=shortened(form.notice, limit), fields=fields)


def _cells(row: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(shortened(cell, CELL) for cell in row)


def _split(content: Content, draw: Draw) -> Iterator[Content]:
    """A form keeps its fields with what is in them; all that is read comes before it."""
    *first, last = _packed(content, draw)
    for body in first:
        yield Card(title=content.title, body=tuple(body))
    if isinstance(content, Form) and last:
        yield Card(title=content.title, body=tuple(last))
        last = []
    yield replace(content, body=tuple(last))


def _packed(content: Content, draw: Draw) -> list[list[Part]]:
    """Bodies that each fit in a card of this title with all its buttons."""
    buttons = () if isinstance(content, Form) else content.buttons
    packs: list[list[Part]] = [[]]
    for part in _pieces(content.body):
        fuller = Card(title=content.title, body=(*packs[-1], part), buttons=buttons)
        if packs[-1] and draw(fuller).size > LIMIT:
            packs.append([])
        packs[-1].append(part)
    return packs


def _pieces(body: Iterable[Part]) -> Iterator[Part]:
    for part in body:
        match part:
            case Quote(text):
                yield from (Quote(text[at : at + QUOTE]) for at in range(0, len(text), QUOTE))
            case Facts(rows):
                yield from (Facts((row,)) for row in rows)
            case _:
                yield part
