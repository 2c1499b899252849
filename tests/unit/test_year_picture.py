"""The year's wheel as a picture: numbers and shapes, twelve months, equal bytes for equal years."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from dialogs.pictures import WIDTH
from dialogs.talks.pictures.wheel_picture import MARKS, Month, draw

MONTHS = tuple(Month(name, (1, 2, 0)) for name in "jfmamjjasond")
LEGEND = ("Samtaler", "Opfølgninger", "Frister")


def test_equal_years_are_equal_pictures_and_a_talk_more_is_another() -> None:
    first, *rest = MONTHS
    more = (replace(first, counts=(2, 2, 0)), *rest)
    assert draw("Årshjul", MONTHS, LEGEND) == draw("Årshjul", MONTHS, LEGEND)
    assert draw("Årshjul", MONTHS, LEGEND) != draw("Årshjul", more, LEGEND)


def test_it_is_a_small_png_that_a_phone_can_show() -> None:
    with Image.open(BytesIO(draw("Årshjul", MONTHS, LEGEND))) as seen:
        assert (seen.format, seen.width) == ("PNG", WIDTH)


def test_each_kind_has_a_shape_of_its_own() -> None:
    """Nothing is said by colour alone."""
    assert len(set(MARKS)) == len(LEGEND)


@pytest.mark.parametrize("kind", range(len(MARKS)))
def test_every_kind_is_drawn(kind: int) -> None:
    none = tuple(replace(month, counts=(0, 0, 0)) for month in MONTHS)
    one = (replace(none[0], counts=tuple(int(at == kind) for at in range(3))), *none[1:])
    assert draw("Årshjul", none, LEGEND) != draw("Årshjul", one, LEGEND)
