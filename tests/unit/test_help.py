"""Help names every word that kombot understands, to whom it is of use."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogs import COMMANDS, WORDS_FOLDER
from dialogs.core.texts import LANGUAGES, Speaker, Texts
from dialogs.help_card import BUTTONS, GROUPS, USEFUL
from dialogs.said import SAID
from storage.tables import Role
from tests import town as plot
from tests.nudged import does
from tests.talk import a_town

NAMED = [name for names in GROUPS.values() for name in names]


def _say(language: str) -> Speaker:
    return Speaker(texts=Texts((WORDS_FOLDER,)), language=language, zone="Europe/Copenhagen")


def test_every_command_that_has_a_word_is_named_once_and_there() -> None:
    assert sorted(NAMED) == sorted(SAID)
    assert set(SAID) <= set(COMMANDS)
    assert set(USEFUL) | set(BUTTONS) <= set(SAID)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMED)
def test_the_word_that_help_gives_is_one_that_is_understood(name: str, language: str) -> None:
    assert _say(language)(f"help/{name}_word") in SAID[name]


async def test_who_has_every_role_is_told_every_word_and_an_employee_their_own(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        mette, where = plot.id_of("Mette"), plot.TOWN_HALL
        hr = (Role(person_id=mette, workplace_id=where, name=each) for each in ("hr", "admin"))
        await does(town, *hr)
        for name in ("Mette", "Jonas"):
            await town[name].writes("hjælp")
        for name in NAMED:
            word = _say("da")(f"help/{name}_word")
            assert f"\n{word}: " in town["Mette"].text, word
            assert (f"\n{word}: " in town["Jonas"].text) == (name not in USEFUL), word
        town["Jonas"].sees("eksempler: Skriv dine eksempler til dialogen")
