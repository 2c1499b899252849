"""What lies ahead can be moved to the end of a round, and HR's help is never further away."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dialogs.core.cards import ChoiceField
from dialogs.core.people import Who
from dialogs.rounds.entry import Entry, does
from dialogs.rounds.overview import ENTRIES, MOST_BUTTONS, entries_for
from dialogs.rounds.state import state_of
from storage.tables import Due, Effort, RoundStep
from tests import town as plot
from tests.nudged import ROUND
from tests.preparing import prepared, step
from tests.scenario.test_moved_days import begins_to_move
from tests.talk import Town, a_town
from tests.voting import rows

AFTERWARDS = datetime(2026, 9, 11, 8, 0, tzinfo=UTC)
"""A Friday, two days after the dialogue."""


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        await prepared(town)
        await town.until(AFTERWARDS)
        yield town


async def moves(town: Town, name: str, what: str, to: date, **more: str) -> None:
    mover = town[name]
    await mover.writes("runde")
    await mover.clicks("Flyt en dag")
    (field,) = mover.form.fields
    assert isinstance(field, ChoiceField)
    await mover.answers(what=next(each.key for each in field.choices if each.label == what))
    await mover.answers(day=to.isoformat(), **more)
    await mover.clicks("Flyt dagene")


async def test_a_day_after_the_dialogue_is_moved_and_its_reminders_follow(town: Town) -> None:
    """TAL-22, TAL-64."""
    await moves(town, "Ali", "Tilbagemelding til medarbejdere", date(2026, 10, 12), along="no")
    assert (await step(town, "report_back")).due_on == date(2026, 10, 12)
    await town.settles()
    due = {each.due_at.date() for each in await rows(town, Due) if each.rule == "step.report_back"}
    assert due == {date(2026, 10, 7)}  # three working days before
    assert town["Kirsten"].has_seen("Der er flyttet dage i jeres forløb")


async def test_the_days_that_hang_on_it_move_along_also_after_the_dialogue(town: Town) -> None:
    before = (await step(town, "report_back")).due_on
    plan = (await step(town, "action_plan")).due_on
    await moves(town, "Kirsten", "Plan for det videre arbejde", date(2026, 10, 1))
    assert (await step(town, "action_plan")).due_on == date(2026, 10, 1) > plan
    assert (await step(town, "report_back")).due_on > before


async def test_hr_is_asked_for_help_also_after_the_dialogue(town: Town) -> None:  # TAL-11, TAL-12
    kirsten = town["Kirsten"]
    await kirsten.writes("runde")
    await kirsten.clicks("Få hjælp fra HR")
    await kirsten.answers(agree="agreed")
    kirsten.sees("Er I ikke begyndt på runden, så vent")
    await town.settles()
    assert town["Hanne"].has_seen("Solsikken vil gerne have hjælp fra HR")


@pytest.mark.parametrize("name", ["Mette", "Kirsten", "Ali"])
async def test_both_are_offered_week_after_week(town: Town, name: str) -> None:
    """TAL-13."""
    for _ in range(6):
        await town[name].writes("runde")
        labels = [each.label for each in town[name].screen[-1].buttons]
        assert {"Flyt en dag", "Få hjælp fra HR"} <= set(labels)
        await town.passes(days=7)


async def test_neither_is_cut_off_by_all_else_that_can_be_done(town: Town) -> None:
    """TAL-13."""
    async with town.store.snapshot() as reads:
        state = await state_of(reads, ROUND, town.now.date())
    assert state is not None
    many = [
        Entry(
            step="reflection",
            label=f"record/{number}",
            action=does("record"),
            whom=lambda _who, _round: True,
            when=lambda _state: True,
        )
        for number in range(MOST_BUTTONS)
    ]
    ali = Who(
        id="p-ali",
        name="Ali Hassan",
        language="da",
        zone="Europe/Copenhagen",
        organisation_id=plot.ORGANISATION,
        workplace_id=plot.WORKPLACE,
        roles=frozenset({("representative", plot.WORKPLACE)}),
    )
    found = entries_for(ali, state, (*many, *ENTRIES))
    assert len([each for each in found if not each.stays]) == MOST_BUTTONS
    assert {"move/begin", "hr_help/entry"} <= {each.label for each in found}


async def test_what_was_for_the_dialogue_is_not_offered_any_more(town: Town) -> None:
    await town["Ali"].writes("runde")
    await town["Ali"].clicks("Flyt en dag")
    assert "Grupperne er sat" not in str(town["Ali"].form.fields)


async def test_who_plans_nothing_moves_nothing(town: Town) -> None:
    await town["Jonas"].writes("runde")
    assert "Flyt en dag" not in [each.label for each in town["Jonas"].screen[-1].buttons]


async def test_a_follow_up_is_moved_and_asked_for_on_its_new_day(town: Town) -> None:  # TAL-59
    async with town.store.unit() as unit:
        unit.insert(Effort(id="effort-1", round_id=ROUND, part="wellbeing", title="Bedre møder"))
        await unit.commit()
    await moves(town, "Ali", "Opfølgning efter 3 måneder", date(2027, 1, 12))
    await town.settles()
    looks = [each.due_at.date() for each in await rows(town, Due) if each.rule == "followup"]
    assert looks == [date(2027, 1, 12)]
    await town["Kirsten"].presses(f"open:followup:{ROUND}")
    town["Kirsten"].sees("Prøv igen fra tirsdag den 29. december")
    assert town["Kirsten"].has_seen("Opfølgning efter 3 måneder")
    await moves(town, "Ali", "Opfølgning efter 3 måneder", date(2027, 1, 14))
    await town.settles()
    looks = [each.due_at.date() for each in await rows(town, Due) if each.rule == "followup"]
    assert looks == [date(2027, 1, 14)]


@pytest.mark.parametrize(
    ("what", "day", "words"),
    [
        (
            "Opfølgning efter 3 måneder",
            "2027-03-09",
            "Den næste opfølgning er tirsdag den 9. mar",
        ),
        ("Opfølgning efter 6 måneder", "2026-12-09", "Opfølgningen før den er onsdag den 9. dec"),
    ],
)
async def test_a_follow_up_stays_on_its_side_of_the_other(
    town: Town, what: str, day: str, words: str
) -> None:  # TAL-59
    async with town.store.unit() as unit:
        unit.insert(Effort(id="effort-1", round_id=ROUND, part="wellbeing", title="Bedre møder"))
        await unit.commit()
    ali = await begins_to_move(town, "Ali", what)
    await ali.answers(day=day)
    ali.sees(words)
    assert not any(each.step.startswith("follow_up") for each in await rows(town, RoundStep))
