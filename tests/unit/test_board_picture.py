"""The board as a picture: it holds the longest words, and is the same for the same board."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from dialogs.pictures import WIDTH
from dialogs.rounds.afterwards.board_picture import LETTERS, Column, Slip, draw

LONG = "Arbejdstilrettelæggelse og vagtplanlægningsmøder $5 i $måneden"


def board(*titles: str) -> tuple[Column, ...]:
    slips = tuple(Slip(title, "3 af 10") for title in titles)
    return (Column("Planlagt", ()), Column("I gang", slips), Column("Færdig", ()))


def size(png: bytes) -> tuple[int, int]:
    return Image.open(BytesIO(png)).size


def test_equal_boards_are_equal_pictures_and_others_are_not() -> None:
    first = draw("Vores indsatser", board("Bedre møder"))
    draw.cache_clear()
    assert draw("Vores indsatser", board("Bedre møder")) == first
    assert draw("Vores indsatser", board("Færre møder")) != first


def test_a_board_is_as_wide_as_a_phone_shows_and_as_high_as_its_longest_column() -> None:
    one, two = (
        draw("Vores indsatser", board("Møder")),
        draw("Vores indsatser", board("Møder", "Ro")),
    )
    assert size(one)[0] == size(two)[0] == WIDTH
    assert size(two)[1] > size(one)[1]
    assert size(draw("Vores indsatser", board()))[1] < size(one)[1]


@pytest.mark.parametrize("title", [LONG, "x" * 200, "", "<b>&amp;</b>"])
def test_no_line_of_a_note_is_wider_than_its_column(title: str) -> None:
    lines = Slip(title).lines
    assert all(len(line) <= LETTERS for line in lines)
    assert "".join(lines).replace("-", "").replace(" ", "") == title.replace(" ", "")
    assert draw("Vores indsatser", board(title)).startswith(b"\x89PNG")


def test_a_title_with_an_emoji_is_drawn_without_it() -> None:
    column = Column("Planlagt", (Slip("Ro🌱 om mad"),))
    plain = Column("Planlagt", (Slip("Ro om mad"),))
    assert draw("Jeres🌱 indsatser", (column,)) == draw("Jeres indsatser", (plain,))
