"""What the page sends: read without trust, as any platform's payload is."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.channels.base import Inbound, Kind
from bot.channels.photos import LARGEST_FILE
from storage.simulator import CHANNEL

ID = re.compile(r"[A-Za-z0-9:_.-]{1,80}")
LONGEST_WORDS = 4000
LONGEST_VALUE = 255
LONGEST_ANSWER = 20_000
MOST_FIELDS = 60
MOST_PHOTOS = 10
LONGEST_PHOTO = LARGEST_FILE * 4 // 3 + 100
"""As base64, with something over, so that what is too large is told so."""
LARGEST_ACT = 2 * LONGEST_PHOTO


@dataclass(frozen=True, kw_only=True)
class Act:
    """What a person did, and where; `place` is empty in private.

    `message` is the card that was used, `window` the window it was done in. `pickers` are the
    names of the fields that hold a channel. `files` are photos as they were chosen.
    """

    id: str
    kind: Kind
    person: str
    place: str
    text: str
    value: str
    fields: Mapping[str, str]
    message: str
    window: str
    pickers: tuple[str, ...] = ()
    files: tuple[bytes, ...] = field(default=(), repr=False)

    @property
    def rooms(self) -> tuple[str, ...]:
        """The channels that it is about: where it was done, and those that were chosen."""
        chosen = (self.fields.get(each, "") for each in self.pickers)
        return tuple(each for each in (self.place, *chosen) if each)

    def inbound(self) -> Inbound:
        return Inbound(
            channel=CHANNEL,
            external_id=self.person,
            member=True,
            kind=self.kind,
            event_id=self.id,
            place=self.place,
            text=self.text,
            value=self.value,
            fields=self.fields,
        )


def read_act(payload: object) -> Act | None:
    """None for anything that our own page does not send."""
    if not isinstance(payload, dict) or payload.get("kind") not in list(Kind):
        return None
    fields = payload.get("fields", {})
    ids = {name: payload.get(name, "") for name in ("id", "person", "place", "message", "window")}
    text, value = payload.get("text", ""), payload.get("value", "")
    pickers, files = payload.get("pickers", []), payload.get("files", [])
    fine = (
        all(_is_id(each) or (each == "" and name != "person") for name, each in ids.items())
        and _is_text(text, LONGEST_WORDS)
        and _is_text(value, LONGEST_VALUE)
        and _are_answers(fields)
        and _are_names(pickers)
        and _are_files(files)
    )
    if not fine:
        return None
    return Act(
        **ids,
        kind=Kind(payload["kind"]),
        text=sound(text),
        value=value,
        fields={name: sound(answer) for name, answer in fields.items()},
        pickers=tuple(pickers),
        files=tuple(_bytes(each) for each in files),
    )


def sound(text: str) -> str:
    """Half a surrogate pair can be written in JSON but not in UTF-8, and would break the store."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _is_id(value: object) -> bool:
    return isinstance(value, str) and ID.fullmatch(value) is not None


def _is_text(value: object, longest: int) -> bool:
    return isinstance(value, str) and len(value) <= longest


def _are_names(names: object) -> bool:
    return (
        isinstance(names, list)
        and len(names) <= MOST_FIELDS
        and all(_is_text(name, LONGEST_VALUE) for name in names)
    )


def _are_files(files: object) -> bool:
    return (
        isinstance(files, list)
        and len(files) <= MOST_PHOTOS
        and all(_is_text(each, LARGEST_ACT) for each in files)
    )


def _bytes(written: str) -> bytes:
    """Empty for what is no base64: it did not arrive."""
    try:
        return b64decode(written, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _are_answers(fields: object) -> bool:
    return (
        isinstance(fields, dict)
        and len(fields) <= MOST_FIELDS
        and all(_is_text(name, LONGEST_VALUE) for name in fields)
        and all(_is_text(answer, LONGEST_ANSWER) for answer in fields.values())
    )
