"""What the groups write on the day: by whom, how it is sorted, and where it ends up."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from dialogs.rounds.held.tables import MOST_NOTES, looks_like_several
from storage.tables import Note, Topic
from tests.nudged import ROUND, does
from tests.talk import Town, a_town
from tests.the_day import ACTION, POINT, SITTING, a_day, begins, ends, goes_on, notes, writes


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        yield town


async def at_work(town: Town, *, seated: bool = True) -> None:
    """The groups talk about wellbeing."""
    await a_day(town, seated=seated)
    await begins(town)
    await goes_on(town)
    await town.settles()


async def test_a_group_writes_sorts_and_chooses(town: Town) -> None:  # TAL-44..46
    await at_work(town)
    jonas = town["Jonas"]
    await jonas.clicks("Gruppens sedler")
    jonas.sees("Gruppe 1: Mening og retning")
    jonas.sees("Ingen endnu.")
    for text in (POINT, "Vi mangler tid", "Vi spørger ikke"):
        await jonas.clicks("Skriv en seddel")
        await jonas.answers(kind="point", note=text)
        jonas.sees("Sedlen er gemt.")
    await jonas.clicks("Skriv en seddel")
    await jonas.answers(kind="action", note=ACTION)
    first, second, third = [each for each in await notes(town) if each.kind == "point"]
    await jonas.clicks("Giv overskrifter")
    await jonas.answers(
        **{f"point_under.{first.id}": "Fællesskab", f"point_under.{third.id}": "fællesskab"},
    )
    await jonas.answers()
    jonas.sees(f"Fællesskab\n• {first.text}\n• {third.text}")
    await jonas.clicks("Vælg de vigtigste")
    jonas.sees("Vælg højst to pointer og to handlinger.")
    (action,) = [each for each in await notes(town) if each.kind == "action"]
    await jonas.answers(point_1=first.id, point_2=first.id, action_1=action.id)
    jonas.sees("Den har du valgt én gang.")
    await jonas.answers(point_1=first.id, point_2=second.id, action_1=action.id)
    jonas.sees(f"• {first.text} (vigtigst)")
    assert [each.text for each in await notes(town) if each.chosen] == sorted(
        [first.text, second.text, ACTION]
    )
    await jonas.clicks("Vælg de vigtigste")
    await jonas.answers(point_1=third.id, point_2="", action_1=action.id)
    assert [each.text for each in await notes(town) if each.chosen] == sorted([third.text, ACTION])


async def test_a_note_with_several_points_is_kept_and_a_hint_is_given(town: Town) -> None:
    await at_work(town)  # TAL-44
    await writes(town, "Jonas", "Vi mangler tid. Vi mangler også ro.")
    town["Jonas"].sees("Er der flere pointer i den? Så del den gerne")
    assert len(await notes(town)) == 1


@pytest.mark.parametrize(
    ("text", "several"),
    [
        ("Vi mangler tid", False),
        ("Vi hjælper og støtter hinanden", False),
        ("Vi taler sammen kl. 9.30 hver mandag.", False),
        ("Tid; ro", True),
        ("Tid\nRo", True),
        ("1. tid 2. ro", True),
        ("Tid og ro og plads", True),
        ("Vi mangler tid. Vi mangler ro.", True),
    ],
)
def test_what_looks_like_several_points(text: str, several: bool) -> None:  # noqa: FBT001 - a table
    assert looks_like_several(text) is several  # TAL-44


async def test_the_others_of_a_group_read_along_and_other_groups_do_not(town: Town) -> None:
    await at_work(town)
    await writes(town, "Jonas", POINT)
    await town["Ali"].presses(f"do:notes:{SITTING}")
    town["Ali"].sees(POINT)
    town["Ali"].sees("Her kan du læse med.")
    assert "Skriv en seddel" not in town["Ali"].text
    await town["Ali"].presses(f"open:note:{SITTING}|wellbeing|1")
    town["Ali"].sees("En anden i gruppen skriver.")
    for name in ("Sofie", "Oliver", "Hanne"):
        await town[name].presses(f"do:notes:{SITTING}|wellbeing|1")
        town[name].sees("Det kan din rolle ikke åbne.")
        await town[name].presses(f"open:note:{SITTING}|wellbeing|1")
        town[name].sees("Det kan din rolle ikke åbne.")


@pytest.mark.parametrize("dialog", ["note", "headings", "important", "note_mend", "posters"])
async def test_the_leader_writes_and_changes_nothing(town: Town, dialog: str) -> None:  # TAL-41
    await at_work(town)
    await writes(town, "Jonas", POINT)
    subject = SITTING if dialog == "posters" else f"{SITTING}|wellbeing|1"
    await town["Mette"].presses(f"open:{dialog}:{subject}")
    town["Mette"].sees("Som leder lytter du på dagen")
    await town["Mette"].presses(f"do:notes:{SITTING}|wellbeing|1")
    town["Mette"].sees("Som leder lytter du på dagen")
    await town["Mette"].presses(f"do:record:{SITTING}")
    town["Mette"].sees("Du kan læse, hvad grupperne skrev, når dialogen")


async def test_a_note_can_be_mended_and_taken_away(town: Town) -> None:
    await at_work(town)
    await writes(town, "Jonas", POINT)
    (note,) = await notes(town)
    jonas = town["Jonas"]
    await jonas.clicks("Ret en seddel")
    await jonas.answers(which=note.id, how="mend")
    jonas.sees(POINT)
    await jonas.answers(text="Vi hjælper hinanden mere")
    assert [each.text for each in await notes(town)] == ["Vi hjælper hinanden mere"]
    await jonas.clicks("Ret en seddel")
    await jonas.answers(which=note.id, how="remove")
    assert await notes(town) == []


async def test_where_no_groups_are_set_one_says_where_one_sits(town: Town) -> None:
    await at_work(town, seated=False)
    sofie = town["Sofie"]
    await sofie.presses(f"do:notes:{SITTING}")
    sofie.sees("Ved hvilket bord sidder du?")
    await sofie.answers(part="wellbeing", number="3")
    sofie.sees("Gruppe 3: Mening og retning")
    await sofie.clicks("Skriv en seddel")
    await sofie.answers(kind="action", note=ACTION)
    (note,) = await notes(town)
    assert (note.part, note.number, note.text) == ("wellbeing", 3, ACTION)
    assert "Sofie" not in repr(note)


async def test_a_cpr_number_is_stopped_and_help_stands_beside(town: Town) -> None:  # TAL-15
    await at_work(town)
    jonas = town["Jonas"]
    await jonas.presses(f"do:notes:{SITTING}")
    await jonas.clicks("Skriv en seddel")
    jonas.sees("Handler det om en konkret krænkelse?")
    await jonas.answers(kind="point", note="Det er 010190-1234, der larmer")
    jonas.sees("Det ligner et CPR-nummer.")
    assert await notes(town) == []


async def test_a_group_cannot_drown_in_notes(town: Town) -> None:
    await at_work(town)
    many = [
        Note(sitting_id=SITTING, part="wellbeing", number=1, kind="point", text=f"Seddel {number}")
        for number in range(MOST_NOTES)
    ]
    await does(town, *many)
    await town["Jonas"].presses(f"open:note:{SITTING}|wellbeing|1")
    town["Jonas"].sees(f"I har skrevet {MOST_NOTES} sedler")


async def test_everything_lands_in_one_record_for_all_who_took_part(town: Town) -> None:
    await at_work(town)  # TAL-51
    await writes(town, "Jonas", POINT)
    await writes(town, "Nadia", ACTION, kind="action")
    await town["Mette"].presses(f"do:day:{SITTING}")
    await goes_on(town, times=7)
    await town["Mette"].clicks("Slut dagen")
    await town.settles()
    for name in ("Mette", "Kirsten", "Sofie"):
        await town[name].presses(f"do:record:{ROUND}")
        town[name].sees("Det skrev grupperne mandag den 10. august")
        town[name].sees(f"Mening og retning\nGruppe 1\n• {POINT}")
        town[name].sees(ACTION)
    for name in ("Oliver", "Hanne"):
        await town[name].presses(f"do:record:{ROUND}")
        town[name].sees("Det kan din rolle ikke åbne.")


async def test_posters_from_paper_are_entered_group_by_group(town: Town) -> None:
    await a_day(town, seated=False)  # TAL-38, TAL-51, X-13
    await town.passes(days=1)
    ali = town["Ali"]
    await ali.presses(f"do:record:{ROUND}")
    ali.sees("Der er ikke skrevet noget ind endnu.")
    await ali.clicks("Skriv en planche ind")
    await ali.answers(part="leadership", number="2")
    await ali.answers(point_1=POINT, point_2="Klare mål", action_1=ACTION, action_2="")
    ali.sees("Ledelsestema: Planchen fra gruppe 2 er gemt.")
    kept = await notes(town)
    assert {(note.part, note.number, note.chosen) for note in kept} == {("leadership", 2, True)}
    assert sorted(note.kind for note in kept) == ["action", "point", "point"]
    await ali.clicks("Næste planche")
    await ali.answers(part="leadership", number="2")
    ali.sees("Den gruppes sedler er skrevet ind.")
    await town["Jonas"].presses(f"open:posters:{ROUND}")
    town["Jonas"].sees("Det kan din rolle ikke åbne.")


async def test_nobody_changes_anything_once_the_group_has_begun_to_sort(town: Town) -> None:
    await at_work(town)
    await writes(town, "Jonas", POINT)
    jonas = town["Jonas"]
    await jonas.clicks("Skriv en seddel")
    await does(town, Topic(round_id=ROUND, part="wellbeing", title="Fællesskab"))
    await jonas.answers(kind="point", note="For sent")
    jonas.sees("Planlægningsgruppen er begyndt at samle sedlerne")
    for dialog in ("headings", "important", "note_mend"):
        await jonas.presses(f"open:{dialog}:{SITTING}|wellbeing|1")
        jonas.sees("Planlægningsgruppen er begyndt at samle sedlerne")
    await town["Ali"].presses(f"open:posters:{ROUND}")
    town["Ali"].sees("Planlægningsgruppen er begyndt at samle sedlerne")
    assert [each.text for each in await notes(town)] == [POINT]


async def test_before_the_day_there_is_nothing_to_write(town: Town) -> None:
    await a_day(town, held_on=(town.now + timedelta(days=2)).date())
    await town["Jonas"].presses(f"do:notes:{SITTING}")
    town["Jonas"].sees("Dialogen er først onsdag den 12. august.")
    await town["Ali"].presses(f"open:posters:{ROUND}")
    town["Ali"].sees("Dialogen er først onsdag den 12. august.")


@pytest.mark.parametrize(
    "subject", ["nothing|wellbeing|1", f"{SITTING}|salary|1", f"{SITTING}|wellbeing|99", SITTING]
)
async def test_a_forged_table_does_not_exist(town: Town, subject: str) -> None:
    await at_work(town)
    await town["Jonas"].presses(f"open:note:{subject}")
    town["Jonas"].sees("Det findes ikke længere.")


async def test_the_planning_groups_employees_may_mend_what_is_on_paper_afterwards(
    town: Town,
) -> None:
    await a_day(town)
    await ends(town)
    await town["Ali"].presses(f"do:notes:{SITTING}|wellbeing|3")
    await town["Ali"].clicks("Skriv en seddel")
    await town["Ali"].answers(kind="point", note=POINT)
    assert [(each.number, each.text) for each in await notes(town)] == [(3, POINT)]
