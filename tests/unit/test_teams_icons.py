"""kombot's mark is what Teams asks for: the size, the colours, and room around it."""

import io

from PIL import Image, ImageChops

from bot.channels.teams.icons import colour_icon, outline_icon
from bot.channels.teams.manifest import COLOUR


def test_the_colour_icon_fills_its_square() -> None:
    icon = Image.open(io.BytesIO(colour_icon()))
    assert (icon.format, icon.size) == ("PNG", (192, 192))
    alpha = icon.convert("RGBA").getchannel("A")
    assert alpha.getextrema() == (255, 255)
    assert f"#{icon.convert('RGB').tobytes()[:3].hex()}" == COLOUR
    assert len(set(icon.convert("RGB").tobytes())) > 2


def test_the_colour_icons_mark_is_where_teams_cuts_nothing_off() -> None:
    icon = Image.open(io.BytesIO(colour_icon())).convert("RGB")
    ground = Image.new("RGB", icon.size, icon.getpixel((0, 0)))
    left, top, right, bottom = difference(icon, ground)
    assert min(left, top, 192 - right, 192 - bottom) >= (192 - 120) // 2


def test_the_outline_icon_is_white_on_nothing() -> None:
    icon = Image.open(io.BytesIO(outline_icon()))
    assert (icon.format, icon.size, icon.mode) == ("PNG", (32, 32), "RGBA")
    *colours, alpha = icon.split()
    assert {each.getextrema() for each in colours} == {(255, 255)}
    assert alpha.getextrema() == (0, 255)
    assert alpha.getpixel((0, 0)) == alpha.getpixel((31, 31)) == 0


def difference(one: Image.Image, other: Image.Image) -> tuple[int, int, int, int]:
    found = ImageChops.difference(one, other).getbbox()
    assert found is not None
    return found
