"""What is kept of a photo that somebody sends, and what is refused."""

from __future__ import annotations

import random
import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from bot.channels.photos import LARGEST, LARGEST_FILE, LARGEST_THUMB, MOST_PIXELS, SIDE, clean
from tests.snapshots import HEIC, NO_PHOTO, SECRET, a_photo, colour_at, size_of


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_kept_large_enough_to_read_and_small_enough_to_show(kind: str) -> None:
    kept = clean(a_photo(4000, 3000, kind=kind))
    assert kept.problem == ""
    assert size_of(kept.jpeg) == (SIDE, SIDE * 3 // 4)
    assert len(kept.jpeg) <= LARGEST
    assert len(kept.thumb) <= LARGEST_THUMB


def test_what_is_hard_to_press_together_fits_all_the_same() -> None:
    noise = Image.frombytes("RGB", (1600, 1200), random.Random(7).randbytes(1600 * 1200 * 3))
    into = BytesIO()
    noise.save(into, "JPEG", quality=95)
    kept = clean(into.getvalue())
    assert len(kept.jpeg) <= LARGEST
    assert len(kept.thumb) <= LARGEST_THUMB


def test_nothing_is_told_of_where_and_with_what_it_was_taken() -> None:
    taken = a_photo()
    assert SECRET in taken
    kept = clean(taken)
    for made in (kept.jpeg, kept.thumb):
        with Image.open(BytesIO(made)) as found:
            assert dict(found.getexif()) == {}
            assert "comment" not in found.info
        assert SECRET not in made


def test_a_telephone_that_was_held_upright_gives_an_upright_picture() -> None:
    kept = clean(a_photo(1200, 900, held=6))
    assert size_of(kept.jpeg) == (900, 1200)
    red, green, _blue = colour_at(kept.jpeg, 0.95, 0.05)
    assert red > 200
    assert green < 80


def test_what_can_be_seen_through_lies_on_white() -> None:
    into = BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(into, "PNG")
    assert colour_at(clean(into.getvalue()).jpeg, 0.5, 0.5) == (255, 255, 255)


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", "photo_lost"),
        (NO_PHOTO, "photo_none"),
        (a_photo()[:3000], "photo_none"),
        (HEIC, "photo_kind"),
        (b"\xff" * (LARGEST_FILE + 1), "photo_large"),
    ],
    ids=["nothing", "a paper", "half a photo", "a telephone's own kind", "a film"],
)
def test_what_is_no_photo_is_refused_by_name(raw: bytes, problem: str) -> None:
    found = clean(raw)
    assert found.problem == problem
    assert found.jpeg == b""


def test_a_small_file_that_unfolds_to_a_wall_is_not_unfolded() -> None:
    """A PNG that says it is 30,000 by 30,000: nothing of it is read."""
    side = 30_000
    assert side * side > MOST_PIXELS
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(b"0" * 99))
    assert clean(bomb + _chunk(b"IEND", b"")).problem == "photo_large"


def _chunk(name: bytes, content: bytes) -> bytes:
    check = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)
