"""What is said on the day stands in the pack, and a municipality may change it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogs.concepts import load_round
from dialogs.concepts.scripts import ScriptSlot, Setting
from tests.packs import Bad

SCRIPT = load_round("talsammen").script

BAD = {
    "a part that is too long": Bad(
        old='key = "break"\nminutes = 10',
        new='key = "break"\nminutes = 20',
        at="[[script.slots]]",
        problem="script.slots: the slots take 190 minutes and minutes is 180",
    ),
    "two alike": Bad(
        old='key = "sort"\npart = "leadership"',
        new='key = "examples" # twin\npart = "leadership"',
        at="# twin",
        problem='script.slots["examples"].key: "examples" stands twice for the same part',
    ),
    "themes that get unlike time": Bad(
        old='key = "welcome"\nminutes = 15',
        new='key = "welcome"\npart = "leadership"\nminutes = 15',
        at="[[script.slots]]",
        problem="script.slots: the slots of wellbeing and of leadership differ",
    ),
}


@pytest.mark.parametrize("case", BAD.values(), ids=BAD)
def test_a_script_that_cannot_be_held_is_refused(case: Bad, tmp_path: Path) -> None:  # TAL-42
    case.check(tmp_path)


def _said(key: str, part: str = "") -> str:
    slot = next(each for each in SCRIPT.slots if (each.key, each.part) == (key, part))
    return " ".join(text.da for text in (*slot.what, slot.roles, slot.ready))


def test_who_does_what_is_said_for_every_part() -> None:  # TAL-40, TAL-104
    said: list[ScriptSlot | Setting] = [SCRIPT.before, *SCRIPT.slots]
    assert all(each.what and each.roles.da and each.ready.da for each in said)
    assert "er du med her som alle andre" in _said("examples", "wellbeing")


def test_the_leader_frames_the_day_and_answers_nothing_at_the_end() -> None:  # TAL-105, TAL-50
    assert "hvorfor I taler sammen" in _said("welcome")
    assert "MED må gerne" in _said("welcome")
    assert "Svar ikke på forslagene" in _said("closing")
    assert "personalemøde snart" in _said("closing")  # TAL-110


def test_cases_of_offensive_behaviour_do_not_belong_there_and_all_must_say_stop() -> None:
    said = _said("welcome")  # TAL-15, TAL-94, TAL-112
    assert "Her tager vi ikke sager om krænkelser op." in said
    assert "Alle har pligt til at sige STOP, også de, der ser det ske." in said


def test_groups_hear_how_to_note_and_that_the_time_is_theirs() -> None:  # TAL-44, TAL-108
    said = _said("examples", "wellbeing")
    assert "én pointe eller én handling på hver seddel" in said
    assert "I må gerne dele tiden på en anden måde." in said


def test_the_plenary_is_for_questions_that_make_clear() -> None:  # TAL-48
    assert "Spørg kun for at forstå." in _said("plenary", "wellbeing")


def test_the_questions_and_rules_are_as_many_as_the_guide_has() -> None:
    assert len(SCRIPT.rules) == 5  # TAL-49
    assert len(SCRIPT.sorting) == 3  # TAL-106
    assert len(SCRIPT.concrete) == 4  # TAL-47: two questions, two worked examples
    assert len(SCRIPT.ready_to_listen) == 2  # TAL-111
    assert SCRIPT.listening[0].da.startswith("Store ører, lille mund")  # TAL-41
