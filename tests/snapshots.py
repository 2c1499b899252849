"""Photos as telephones take them: with the place, the time and the way it was held in the file."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw

SECRET = b"Odense C"
ORIENTATION, MAKER, GPS, COMMENT = 0x0112, 0x010F, 0x8825, 0x9286


def a_photo(width: int = 1200, height: int = 900, *, held: int = 1, kind: str = "JPEG") -> bytes:
    """A white sheet, red at the top left; `held` is the EXIF orientation."""
    picture = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(picture).rectangle((0, 0, width // 4, height // 4), fill="red")
    into = BytesIO()
    about = Image.Exif()
    about[ORIENTATION], about[MAKER] = held, SECRET.decode()
    about.get_ifd(GPS)[2] = (55.0, 23.0, 45.0)
    if kind == "JPEG":
        picture.save(into, kind, exif=about, comment=SECRET)
    else:
        picture.save(into, kind)
    return into.getvalue()


HEIC = b"\x00\x00\x00\x18ftypheic" + b"\x00" * 64
NO_PHOTO = b"%PDF-1.7 this is no picture"


def size_of(jpeg: bytes) -> tuple[int, int]:
    with Image.open(BytesIO(jpeg)) as found:
        return found.size


def colour_at(jpeg: bytes, x: float, y: float) -> tuple[int, int, int]:
    """Shares of its width and height."""
    with Image.open(BytesIO(jpeg)) as found:
        whole = found.convert("RGB")
        pixel = whole.getpixel((int(x * found.width), int(y * found.height)))
        assert isinstance(pixel, tuple)
        red, green, blue = (int(each) for each in pixel)
        return red, green, blue
