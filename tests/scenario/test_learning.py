"""Around something that is learned: asked before, after and weeks later; shared or one's own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlmodel import col, select, update

from dialogs.core.cards import ScaleField
from schedules import ensure_jobs
from storage.tables import Activity, ActivityState, Audit, Person
from tests import town as plot
from tests.keeping import changes_leader
from tests.minis import JONAS, calls, the_talk
from tests.nudged import a_goal, does, sent_to
from tests.talk import Talker, Town, a_town

COURSE = "course"
KIRSTEN = plot.id_of(plot.CONTACT)
BEGINS, ENDS = date(2026, 8, 24), date(2026, 8, 25)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as founded:
        await ensure_jobs(founded.store, founded.now)
        goal = await a_goal(founded, "Jonas", agreed_on=date(2026, 8, 10))
        course = Activity(
            id=COURSE,
            goal_id=goal,
            person_id=JONAS,
            what="Kursus i mødeledelse",
            form="in_house",
            starts_on=BEGINS,
            ends_on=ENDS,
        )
        await does(founded, course)
        yield founded


async def the_course(town: Town) -> Activity:
    async with town.store.snapshot() as reads:
        return await reads.one(select(Activity))


async def answers(person: Talker, when: str, share: str = "me", **texts: str) -> None:
    await person.presses(f"open:learning:{COURSE}.{when}")
    await person.answers(share=share, **{f"learned__{key}": text for key, text in texts.items()})


async def asked(town: Town) -> list[tuple[str, date]]:
    return [each for each in await sent_to(town, "Jonas") if each[0].startswith("learning")]


async def test_it_is_asked_before_after_and_weeks_later(town: Town) -> None:  # KL-26, KL-19
    await town.until(datetime(2026, 11, 1, tzinfo=UTC))
    assert await asked(town) == [
        ("learning.before", date(2026, 8, 17)),
        ("learning.after", date(2026, 8, 27)),
        ("learning.later", date(2026, 10, 6)),
    ]


async def test_before_it_what_one_wants_from_it_is_to_be_agreed_with_team_and_leader(
    town: Town,
) -> None:  # KL-26
    await town.until(datetime(2026, 8, 17, 12, tzinfo=UTC))
    jonas = town["Jonas"]
    jonas.sees("Kursus i mødeledelse")
    jonas.sees("Aftal det med dine kolleger og Mette")
    await jonas.clicks("Skriv lidt om det")
    for question in ("Hvad vil du gerne have med hjem?", "Hvad skal dine kolleger have ud af det?"):
        jonas.sees(question)


async def test_afterwards_it_is_asked_what_was_used_and_what_hinders_not_whether_one_was_pleased(
    town: Town,
) -> None:  # KL-07, KL-19
    jonas = town["Jonas"]
    await jonas.presses(f"open:learning:{COURSE}.after")
    for question in ("Hvad har du brugt", "Hvad står i vejen", "Hvem vil du fortælle om det?"):
        jonas.sees(question)
    assert not any(isinstance(each, ScaleField) for each in jonas.form.fields)
    await jonas.presses(f"open:learning:{COURSE}.later")
    jonas.sees("Hvad er der kommet ud af det i hverdagen?")


async def test_who_has_written_already_is_not_asked(town: Town) -> None:
    await answers(town["Jonas"], "before", want="At turde sige fra")
    await town.until(datetime(2026, 8, 26, tzinfo=UTC))
    assert await asked(town) == []
    assert (await the_course(town)).before == {"want": "At turde sige fra"}


async def test_what_one_wrote_is_ones_own_until_one_shares_it(town: Town) -> None:
    jonas, mette = town["Jonas"], town["Mette"]
    await answers(jonas, "after", used="Det hele")
    jonas.sees("Kun du kan se det")
    await calls(town, "Mette", "Jonas")
    agenda = f"do:mini:{(await the_talk(town)).id}"
    await mette.presses(agenda)
    assert "Det hele" not in mette.text
    await answers(jonas, "after", share="leader", used="Det hele")
    await mette.presses(agenda)
    mette.sees("Hvad har du brugt, eller hvad vil du bruge?")
    mette.sees("Det hele")
    async with town.store.snapshot() as reads:
        read = [each.what for each in await reads.all(select(Audit))]
    assert read == ["read-learning"]
    await answers(jonas, "after", share="me", used="Det hele")
    await mette.presses(agenda)
    assert "Det hele" not in mette.text


async def test_each_part_is_shared_by_itself(town: Town) -> None:
    jonas, mette = town["Jonas"], town["Mette"]
    await answers(jonas, "before", want="At turde sige fra")
    await answers(jonas, "after", share="leader", used="Det hele")
    await calls(town, "Mette", "Jonas")
    await mette.presses(f"do:mini:{(await the_talk(town)).id}")
    mette.sees("Det hele")
    assert "At turde sige fra" not in mette.text
    await answers(jonas, "before", share="leader", want="At turde sige fra")
    await answers(jonas, "after", used="Det hele")
    await mette.presses(f"do:mini:{(await the_talk(town)).id}")
    mette.sees("At turde sige fra")
    assert "Det hele" not in mette.text


async def test_a_new_leader_reads_nothing_of_what_the_one_before_was_shown(
    town: Town,
) -> None:
    kirsten = town["Kirsten"]
    await answers(town["Jonas"], "before", share="leader", want="At turde sige fra")
    await answers(town["Jonas"], "after", share="leader", used="Det hele")
    await changes_leader(town, KIRSTEN)
    await calls(town, "Kirsten", "Jonas")
    agenda = f"do:mini:{(await the_talk(town)).id}"
    await kirsten.presses(agenda)
    assert "At turde sige fra" not in kirsten.text
    assert "Det hele" not in kirsten.text
    await answers(town["Jonas"], "after", share="leader", used="Lidt af det")
    await kirsten.presses(agenda)
    kirsten.sees("Lidt af det")
    assert "At turde sige fra" not in kirsten.text


async def test_a_form_that_names_the_leader_before_shares_with_nobody(
    town: Town,
) -> None:
    jonas = town["Jonas"]
    await jonas.presses(f"open:learning:{COURSE}.after")
    await changes_leader(town, KIRSTEN)
    await jonas.answers(share="leader", learned__used="Det hele")
    assert not (await the_course(town)).after_shared


async def test_nobody_elses_is_opened(town: Town) -> None:
    for name in ("Sofie", "Mette"):
        await town[name].presses(f"open:learning:{COURSE}.after")
        town[name].sees("Det er ikke dit")


async def test_ones_own_stand_together_with_what_there_is_to_write_now(town: Town) -> None:
    goal, jonas = (await the_course(town)).goal_id, town["Jonas"]
    await does(town, Activity(goal_id=goal, person_id=JONAS, what="Følge en kollega"))
    await jonas.writes("læring")
    jonas.sees("Kursus i mødeledelse: 24. august – hvad vil du have med hjem?")
    # What has no day yet stands first, on whichever database.
    assert jonas.text.index("Følge en kollega") < jonas.text.index("Kursus i mødeledelse")
    await town.until(datetime(2026, 9, 1, tzinfo=UTC))
    await jonas.writes("læring")
    await jonas.clicks("Efter: Kursus i mødeledelse")
    jonas.sees("Hvad har du brugt")


async def test_nothing_is_asked_of_what_was_dropped(town: Town) -> None:
    dropped = update(Activity).values(state=ActivityState.DROPPED.value)
    await does(town, then=lambda unit: unit.update(dropped))
    await town.until(datetime(2026, 11, 1, tzinfo=UTC))
    assert await asked(town) == []
    await town["Jonas"].presses(f"open:learning:{COURSE}.after")
    town["Jonas"].sees("taget ud af din plan")


async def test_a_day_that_is_moved_moves_the_question_with_it(town: Town) -> None:
    await town.passes(days=1)
    later = update(Activity).values(starts_on=date(2026, 9, 7), ends_on=date(2026, 9, 8))
    await does(town, then=lambda unit: unit.update(later))
    await town.until(datetime(2026, 9, 2, tzinfo=UTC))
    assert await asked(town) == [("learning.before", date(2026, 8, 31))]


async def test_who_has_no_leader_keeps_it_to_themselves(town: Town) -> None:
    alone = update(Person).where(col(Person.id) == JONAS).values(leader_id=None)
    await does(town, then=lambda unit: unit.update(alone))
    jonas = town["Jonas"]
    await jonas.presses(f"open:learning:{COURSE}.after")
    assert "share" not in [each.name for each in jonas.form.fields]
    await jonas.answers(learned__used="Lidt")
    jonas.sees("Kun du kan se det")
    assert plot.LEADER.split()[0] not in jonas.text
