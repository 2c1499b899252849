"""Pictures that hang on a message in private, read without trust. Pure and total.

learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4: what is put into the text is
held by the connector and fetched with kombot's token; what is attached as a file lies in the
person's own OneDrive, and its address opens it for a while by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

DOWNLOAD = "application/vnd.microsoft.teams.file.download.info"
PICTURES = frozenset({"jpg", "jpeg", "png", "webp", "heic", "heif", "gif", "bmp", "tiff"})
MOST = 10


@dataclass(frozen=True, kw_only=True)
class Attached:
    """`held`: the connector has it."""

    url: str
    held: bool


def attached(raw: Mapping[str, Any]) -> tuple[Attached, ...]:
    """Other files are none of kombot's business."""
    found = raw.get("attachments")
    return tuple(_pictures(found if isinstance(found, list) else []))[:MOST]


def _pictures(attachments: list[object]) -> Iterator[Attached]:
    for each in attachments:
        match each:
            case {"contentType": str(kind), "contentUrl": str(url)} if kind.startswith("image/"):
                yield Attached(url=url, held=True)
            case {
                "contentType": str(kind),
                "content": {"downloadUrl": str(url), "fileType": str(ending)},
            } if kind == DOWNLOAD and ending.lower() in PICTURES:
                yield Attached(url=url, held=False)
