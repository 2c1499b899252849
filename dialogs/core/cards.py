"""What kombot shows, said neutrally: words are filled in, no platform's markup is known here.

A `Card` is read, a `Form` is filled in. Every channel has a pure renderer for both, and escaping
and shortening live in the renderers alone. `as_text` is the text fallback that every message
carries.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, assert_never

from dialogs.core.tongues import in_one

Style: TypeAlias = Literal["plain", "primary", "danger"]
JPEG = b"\xff\xd8"
"""How one begins."""


@dataclass(frozen=True, kw_only=True)
class Button:
    """`value` comes back when it is pressed (`dialogs.core.actions`): 255 characters at most.

    One with a `url` opens that address instead, wherever its `value` would go.
    """

    label: str
    value: str
    style: Style = "plain"
    url: str = ""


@dataclass(frozen=True)
class Facts:
    """Rows of label and value, read together and so in one language."""

    rows: tuple[tuple[str, str], ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", tuple(map(in_one, self.rows)))


@dataclass(frozen=True)
class Table:
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Image:
    """A picture that may leave the house (a tally): PNG bytes and the same in words.

    `bars` and `title` are what is drawn, for a platform that draws bar charts of its own.
    """

    png: bytes = field(repr=False)
    alt: str
    name: str = "kombot.png"
    title: str = ""
    bars: tuple[tuple[str, int], ...] = ()

    @property
    def kind(self) -> Literal["png", "jpeg"]:
        """A photo is a JPEG in the same place."""
        return "jpeg" if self.png.startswith(JPEG) else "png"


@dataclass(frozen=True, kw_only=True)
class Series:
    """A personal series such as trivsel over time: drawn in the chat, never uploaded as a file.

    `points` are (label, value) in time order; `low`..`high` is the scale; `alt` says it in words.
    """

    title: str
    points: tuple[tuple[str, int], ...]
    low: int
    high: int
    alt: str


@dataclass(frozen=True, kw_only=True)
class Details:
    """Longer text that may be folded: a theme's description."""

    title: str
    text: str


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class Quote:
    """A person's own words, shown literally."""

    text: str


Part: TypeAlias = str | Heading | Quote | Facts | Table | Image | Series | Details


@dataclass(frozen=True, kw_only=True)
class Card:
    title: str
    body: tuple[Part, ...] = ()
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Choice:
    key: str
    label: str
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class Field:
    """One thing to answer. `value` is what is there already, `error` what is wrong with it."""

    name: str
    label: str
    hint: str = ""
    value: str = ""
    error: str = ""
    required: bool = True


@dataclass(frozen=True, kw_only=True)
class TextField(Field):
    max_length: int
    multiline: bool = False


@dataclass(frozen=True, kw_only=True)
class ChoiceField(Field):
    """Exactly one of `choices`. The raw value is the key."""

    choices: tuple[Choice, ...]


@dataclass(frozen=True, kw_only=True)
class ScaleField(Field):
    """A whole number from `low` to `high`; the ends are named."""

    low: int
    high: int
    low_label: str
    high_label: str


@dataclass(frozen=True, kw_only=True)
class DateField(Field):
    """A day as YYYY-MM-DD."""


@dataclass(frozen=True, kw_only=True)
class TimeField(Field):
    """A time of day as HH:MM."""


@dataclass(frozen=True, kw_only=True)
class PlaceField(Field):
    """One of the platform's own channels. The raw value is the id that the platform has for it.

    What there is to choose from the platform knows, and what is vouched for about the one that is
    chosen comes beside the form (`dialogs.core.spots`).
    """


@dataclass(frozen=True, kw_only=True)
class PhotoField(Field):
    """Photos, `most` of them: the raw value names those that come beside the form.

    See `dialogs.core.photos`. `instead` says what to do on a platform whose forms take no files:
    there they are sent as a message while the form is open.
    """

    instead: str
    most: int


AnyField: TypeAlias = (
    TextField | ChoiceField | ScaleField | DateField | TimeField | PlaceField | PhotoField
)


@dataclass(frozen=True, kw_only=True)
class Form:
    """One page of a running dialog.

    `submit.value` and the values of `buttons` carry session and turn. `window` is what the button
    says that opens a long dialog in a window of its own, where a platform has both; else empty.
    """

    title: str
    progress: str
    body: tuple[Part, ...]
    fields: tuple[AnyField, ...]
    submit: Button
    buttons: tuple[Button, ...]
    session_id: str
    turn: int
    notice: str = ""
    window: str = ""


Content: TypeAlias = Card | Form


def as_text(content: Content) -> str:
    """The whole content as plain text: the fallback of every message, and what tests read."""
    first = (content.submit,) if isinstance(content, Form) else ()
    labels = [_button_text(button) for button in (*first, *content.buttons)]
    return "\n".join((*told(content), *labels))


def _button_text(button: Button) -> str:
    return f"{lead(button.label)} {button.url}" if button.url else f"[{button.label}]"


def told(content: Content) -> Iterator[str]:
    """What is read in it, piece by piece: all but the buttons."""
    form = content if isinstance(content, Form) else None
    top = (content.title, form.progress, form.notice) if form else (content.title,)
    yield from filter(None, top)
    yield from filter(None, map(part_text, content.body))
    yield from filter(None, map(_field_text, form.fields if form else ()))


def lead(label: str) -> str:
    """A label before its value: with a colon, unless it is a question or a sentence."""
    return label if label.rstrip().endswith((":", "?", "!", ".")) else f"{label}:"


def part_text(part: Part) -> str:
    match part:
        case str():
            return part
        case Heading(text) | Quote(text):
            return text
        case Facts(rows):
            return "\n".join(f"{lead(label)} {value}" for label, value in rows)
        case Table(head, rows):
            return "\n".join(" | ".join(row) for row in (head, *rows))
        case Image():
            return part.alt
        case Series():
            return f"{part.title}\n{part.alt}"
        case Details():
            return f"{part.title}: {part.text}"
        case _ as never:
            assert_never(never)


def _field_text(each: AnyField) -> str:
    lines = [each.label, each.hint]
    if isinstance(each, ChoiceField):
        lines += [f"( ) {choice.label}" for choice in each.choices]
    if isinstance(each, ScaleField):
        lines.append(f"{each.low} = {each.low_label}, {each.high} = {each.high_label}")
    if each.error:
        lines.append(f"! {each.error}")
    return "\n".join(line for line in lines if line)
