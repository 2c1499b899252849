"""Photos that people send: looked at with suspicion, made anew, and without what they tell beside.

A picture is drawn again from its pixels, so that nothing of the file is kept: no place, no time, no
telephone, nothing that is hidden behind the picture. https://pillow.readthedocs.io
"""

from __future__ import annotations

import asyncio
import logging
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING

from dialogs.core.photos import Photo

if TYPE_CHECKING:
    import aiohttp
    from PIL.Image import Image

log = logging.getLogger("kombot.photos")

LARGEST_FILE = 12_000_000
"""More than a telephone's camera makes."""
MOST_PIXELS = 60_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
SIDE, LARGEST = 2000, 1_000_000
"""What is kept: writing on a poster can be read on paper."""
THUMB_SIDE, LARGEST_THUMB = 360, 9_000
"""Teams shows a picture that stands in the card itself, and there is room for two in a card."""
QUALITIES = (85, 75, 65, 55, 45, 35, 25, 15)
APPLE = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif")
"""The kinds that telephones write, and that few others read."""
ONE_AT_A_TIME = Lock()
"""A large photo takes a hundred megabytes while it is looked at."""

TOO_LARGE, NO_PICTURE, OTHER_KIND, LOST = "photo_large", "photo_none", "photo_kind", "photo_lost"
NOT_ALLOWED = "photo_not_allowed"


async def read_some(answer: aiohttp.ClientResponse) -> bytes:
    """As much as is needed to see that it is too large."""
    body = b""
    async for chunk in answer.content.iter_any():
        body += chunk
        if len(body) > LARGEST_FILE:
            break
    return body


async def cleaned(raw: bytes) -> Photo:
    """Beside the event loop: a telephone's photo takes a few tenths of a second."""
    return await asyncio.to_thread(clean, raw)


def clean(raw: bytes) -> Photo:
    if not raw:
        return Photo(problem=LOST)
    if len(raw) > LARGEST_FILE:
        return Photo(problem=TOO_LARGE)
    if raw[4:8] == b"ftyp" and raw[8:12] in APPLE:
        return Photo(problem=OTHER_KIND)
    from PIL.Image import DecompressionBombError, DecompressionBombWarning

    try:
        with ONE_AT_A_TIME:
            return _made_anew(raw)
    except (DecompressionBombError, DecompressionBombWarning):
        return Photo(problem=TOO_LARGE)
    except Exception as trouble:  # noqa: BLE001 - a bad file breaks a reader in any way it likes
        log.warning("refused a photo: %s", type(trouble).__name__)
        return Photo(problem=NO_PICTURE)


def _made_anew(raw: bytes) -> Photo:
    from PIL import Image, ImageOps

    with Image.open(BytesIO(raw), formats=FORMATS) as found:
        if found.width * found.height > MOST_PIXELS:
            return Photo(problem=TOO_LARGE)
        found.draft("RGB", (SIDE, SIDE))
        found.thumbnail((SIDE, SIDE))
        upright = ImageOps.exif_transpose(found)
    bare = _on_white(upright)
    thumb = bare.copy()
    thumb.thumbnail((THUMB_SIDE, THUMB_SIDE))
    return Photo(jpeg=_written(bare, LARGEST), thumb=_written(thumb, LARGEST_THUMB))


def _on_white(picture: Image) -> Image:
    """The pixels alone: a file's comments would be written again with it."""
    from PIL import Image

    whole = picture.convert("RGBA")
    bare = Image.new("RGB", whole.size, "white")
    bare.paste(whole, mask=whole.getchannel("A"))
    return bare


def _written(picture: Image, most: int) -> bytes:
    """As good as there is room for."""
    made = b""
    for quality in QUALITIES:
        into = BytesIO()
        picture.save(into, "JPEG", quality=quality, optimize=True)
        made = into.getvalue()
        if len(made) <= most:
            break
    return made
