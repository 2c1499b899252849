"""Photos as a platform handed them over with a form or a message, cleaned already.

Like what is known of a channel (`dialogs.core.spots`) they come beside the answers: the raw answer
is the photos' keys, so that no picture is ever kept among the answers of a running dialog.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b


@dataclass(frozen=True, kw_only=True)
class Photo:
    """`jpeg` is to be printed, `thumb` to be seen in a chat; neither tells where it was taken.

    Where there is a `problem`, a phrase in words/errors, there is no picture.
    """

    jpeg: bytes = field(default=b"", repr=False)
    thumb: bytes = field(default=b"", repr=False)
    problem: str = ""


Photos = Mapping[str, Photo]
"""By key: a number, as it stands in the raw answer."""

WAITS, CAME = "photo_waits", "photo_came"
"""The commands by which a channel tells that photos are on their way, and that they are there."""


def sending(event_id: str) -> str:
    """What those commands call what was sent by an event."""
    return blake2b(event_id.encode(), digest_size=8).hexdigest()


def photo_keys(raw: str) -> list[str]:
    return raw.split(",")


def answer_with(photos: Photos) -> str:
    """The raw answer that names all of them."""
    return ",".join(photos)
