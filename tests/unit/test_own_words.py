"""A house's own words: `kombot doctor` names what cannot be used, with its mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.commands.doctor_words import findings
from bot.findings import State
from bot.settings import Settings
from storage.keys import new_key

GOOD = "{% block title %}Hallo {{ name }}{% endblock %}"


def looked_into(folder: Path) -> list[tuple[State, str]]:
    env = {"KOMBOT_KEYS": new_key(), "KOMBOT_WORDS": str(folder)}
    return [(each.state, each.says) for each in findings(Settings.from_env(env))]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        (
            "home.de.j2",
            GOOD.replace("title", "titel"),
            "home.de.j2, titel: there is no such phrase",
        ),
        ("home.de.j2", GOOD.replace("title", "titel"), "is it title"),
        (
            "home.de.j2",
            GOOD.replace("name", "nmae"),
            "home.de.j2, title: nothing fills in nmae. There is: name.",
        ),
        (
            "home.de.j2",
            GOOD.replace("}}", "|fett }}"),
            "home.de.j2, line 1: No filter named 'fett'",
        ),
        ("home.de.j2", "\n{% block title %}Hallo", "home.de.j2, line 2:"),
        ("hom.de.j2", GOOD, "hom.de.j2: kombot has no words in a file hom: is it home."),
        ("home.da.j2", GOOD, "home.da.j2: is not read."),
        ("home.j2", GOOD, "home.j2: is not read."),
    ],
)
def test_what_cannot_be_used_is_named_with_its_mend(
    tmp_path: Path, name: str, text: str, told: str
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    found = looked_into(tmp_path)
    assert [state for state, says in found if told in says] == [State.MEND], found


def test_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "home.de.j2").write_bytes(GOOD.replace("Hallo", "Schön").encode("latin-1"))
    assert looked_into(tmp_path) == [
        (State.MEND, "home.de.j2: is not UTF-8: save it with that encoding.")
    ]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    ((state, says),) = looked_into(tmp_path / "ord")
    assert state is State.MEND
    assert "there is no such folder" in says


def test_it_says_how_much_is_there_in_each_language(tmp_path: Path) -> None:
    (tmp_path / "home.de.j2").write_text(GOOD, "utf-8")
    (tmp_path / "home.nl.j2").write_text(GOOD.replace("Hallo", "Dag"), "utf-8")
    (german, dutch) = looked_into(tmp_path)
    assert german[0] is dutch[0] is State.FINE
    assert german[1].startswith("The words in de are 1 of ")
    assert dutch[1].startswith("The words in nl are 1 of ")


def test_where_a_house_has_no_words_of_its_own_nothing_is_said() -> None:
    assert not list(findings(Settings.from_env({"KOMBOT_KEYS": new_key()})))
