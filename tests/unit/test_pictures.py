"""Bar charts: true to their figures, small, readable, and the same every time."""

from __future__ import annotations

from io import BytesIO
from itertools import groupby

import pytest
from PIL import Image

from dialogs import WORDS_FOLDER
from dialogs.core.texts import Speaker, Texts
from dialogs.pictures import FILL, INK, PAPER, WIDTH, Bar, bar_chart, draw, lengths
from dialogs.rules.ballots import Place, Ranked
from dialogs.tally import picture
from storage.tables import ThemeList

BARS = (
    Bar(label="Social støtte og tillid", count=6),
    Bar(label="Mestring, kvalitet og præstationer", count=3),
    Bar(label="Belønning og anerkendelse", count=1),
)


def _pixels(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png)).convert("RGB")


def _is_fill(pixel: tuple[int, int, int]) -> bool:
    wanted = tuple(int(FILL[place : place + 2], 16) for place in (1, 3, 5))
    return all(abs(one - other) < 12 for one, other in zip(pixel, wanted, strict=True))


def _drawn_lengths(image: Image.Image) -> list[int]:
    """How long each bar is, from the top: the widest run of the bars' colour in each band."""
    rows = []
    for y in range(image.height):
        row = [_is_fill(image.getpixel((x, y))) for x in range(image.width)]  # type: ignore[arg-type]
        rows.append(max((len(list(run)) for is_bar, run in groupby(row) if is_bar), default=0))
    bands = [list(band) for thick, band in groupby(rows, key=lambda width: width > 20) if thick]
    return [max(band) for band in bands if len(band) > 20]


def test_bars_are_as_long_as_their_counts_say() -> None:
    drawn = _drawn_lengths(_pixels(draw("Trivselstema", BARS)))
    assert len(drawn) == 3
    for length, bar in zip(drawn, BARS, strict=True):
        assert length == pytest.approx(drawn[0] * bar.count / 6, abs=4)


def test_the_same_figures_give_the_same_bytes_and_no_date() -> None:
    once = draw("Trivselstema", BARS)
    draw.cache_clear()
    assert draw("Trivselstema", BARS) == once
    assert Image.open(BytesIO(once)).info == {}


def test_a_long_list_stays_small_and_as_wide_as_a_phone_shows() -> None:
    many = tuple(
        Bar(label=f"Mestring, kvalitet og præstationer {n}", count=n) for n in range(1, 11)
    )
    png = draw("Trivselstema", many)
    assert len(png) < 60_000
    assert _pixels(png).width == WIDTH
    assert len(_drawn_lengths(_pixels(png))) == 10


def test_a_long_name_is_wrapped_and_makes_room_for_itself() -> None:
    long = Bar(label="Arbejdsglæde, åbenhed og ærlighed på tværs af alle vores afdelinger", count=2)
    short = Bar(label="Tillid", count=2)
    assert _pixels(draw("T", (long,))).height > _pixels(draw("T", (short,))).height
    ink = _pixels(draw("T", (long,))).crop((WIDTH - 20, 0, WIDTH, 200)).getcolors()
    assert ink is not None
    assert len(ink) == 1


def test_danish_letters_are_drawn_as_letters() -> None:
    """A font without them would draw the same empty box for each."""
    drawn = {draw("Tema", (Bar(label=letter, count=1),)) for letter in "æøåÆØÅ"}
    assert len(drawn) == 6


def test_a_dollar_in_a_name_is_no_formula() -> None:
    assert draw("T", (Bar(label="$x^2$", count=1),)) != draw("T", (Bar(label="x2", count=1),))
    draw("$", (Bar(label=r"$\nonsense{", count=1),))


@pytest.mark.parametrize("colour", [FILL, INK])
def test_colours_stand_out_from_the_paper(colour: str) -> None:  # WCAG 2.2, 1.4.3 and 1.4.11
    assert _contrast(colour, PAPER) >= 4.5


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_no_bar_has_a_length_where_there_is_nothing_to_show() -> None:
    assert lengths((Bar(label="a", count=0),)) == (0.0,)
    assert lengths(()) == ()


async def test_a_chart_is_drawn_beside_the_loop() -> None:
    assert await bar_chart("Trivselstema", BARS) == draw("Trivselstema", BARS)


@pytest.mark.parametrize(
    ("language", "alt"),
    [
        (
            "da",
            "Søjler. Trivselstema: antal stemmer. Balance og overskud: 4, Mening og retning: 1.",
        ),
        (
            "en",
            (
                "Bars. Wellbeing theme: number of votes."
                " Balance and energy: 4, Meaning and direction: 1."
            ),
        ),
    ],
)
async def test_the_words_beside_a_picture_say_the_same(language: str, alt: str) -> None:
    say = Speaker(texts=Texts((WORDS_FOLDER,)), language=language, zone="Europe/Copenhagen")
    places = (Place(rank=1, theme="balance", count=4), Place(rank=2, theme="meaning", count=1))
    image = await picture(ThemeList.WELLBEING, Ranked(places), say)
    assert image.alt == alt
    drawn = _drawn_lengths(_pixels(image.png))
    assert drawn[1] == pytest.approx(drawn[0] / 4, abs=4)
