"""Two of HR set the same at once: neither overwrites the other unseen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.tables import Ladder, Role, Setting
from tests import town as plot
from tests.nudged import does
from tests.talk import Town, a_town
from tests.voting import rows

OLD, FIRST, SECOND = "Vi hjælper hinanden.", "Vi siger tingene højt.", "Vi lytter først."


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """Sofie works in HR as well."""
    async with a_town(tmp_path) as town:
        sofie = plot.id_of("Sofie")
        await does(town, Role(person_id=sofie, workplace_id=plot.TOWN_HALL, name="hr"))
        yield town


async def values(town: Town) -> list[str]:
    return [each.value for each in await rows(town, Setting) if each.key.startswith("values:")]


@pytest.mark.parametrize(("keep", "kept"), [("mine", SECOND), ("theirs", FIRST)])
async def test_who_saves_the_values_last_sees_what_was_saved_meanwhile(
    town: Town, keep: str, kept: str
) -> None:
    hanne, sofie = town["Hanne"], town["Sofie"]
    await hanne.presses("open:values:")
    await hanne.answers(words=OLD)
    await hanne.presses("open:values:")
    await sofie.presses("open:values:")
    await sofie.answers(words=FIRST)
    await hanne.answers(words=SECOND)
    hanne.sees(FIRST)
    hanne.sees(SECOND)
    assert await values(town) == [FIRST]
    await hanne.answers(**{hanne.form.fields[0].name: keep})
    hanne.sees("Gemt.")
    assert await values(town) == [kept]


async def test_values_that_nobody_else_has_changed_are_saved_at_once(town: Town) -> None:
    hanne = town["Hanne"]
    for words in (OLD, FIRST):
        await hanne.presses("open:values:")
        await hanne.answers(words=words)
        hanne.sees("Gemt.")
    assert await values(town) == [FIRST]
    await hanne.presses("open:values:")
    await hanne.answers(words="")
    hanne.sees("kombots egen linje")
    assert await values(town) == []


async def test_who_sets_the_way_up_last_sees_what_was_set_meanwhile(town: Town) -> None:
    hanne, sofie = town["Hanne"], town["Sofie"]
    await hanne.presses("open:ladder:")
    for who, way in ((sofie, "hr"), (hanne, "hr_committee")):
        await who.presses("open:ladder:")
        await who.clicks("Ret: Vejen op")
        await who.answers(way=way)
        if who is sofie:
            await who.clicks("Gem")
    hanne.sees("Sofie Krag rettede det")
    hanne.sees("Kun HR")
    assert [each.rungs for each in await rows(town, Ladder)] == ["hr"]
    await hanne.answers(**{hanne.form.fields[0].name: "theirs"})
    await hanne.clicks("Gem")
    assert [each.rungs for each in await rows(town, Ladder)] == ["hr"]
