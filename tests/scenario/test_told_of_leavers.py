"""Of somebody who is gone nothing is left with those who were told of them, or were to be."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col

from storage import erase
from storage.tables import (
    Activity,
    Consent,
    Conversation,
    Decision,
    Due,
    Goal,
    Outbox,
    Person,
    TalkPlan,
)
from tests import town as plot
from tests.kom import TALK, a_talk, keep, kept
from tests.talk import Town, a_town

JONAS, METTE, SOFIE = plot.id_of("Jonas"), plot.id_of("Mette"), plot.id_of("Sofie")
HIS = (
    ("minutes_written", f"{TALK}|undone"),
    ("another_time", f"{TALK}|2"),
    ("plan_unfiled", "the-plan"),
    ("consent_asked", "the-consent"),
    ("consent_asked", "what-he-reads"),
    ("learning.leader", "the-course"),
    ("talk_evaluate", f"the-year|{JONAS}"),
)
FAR = datetime(2027, 1, 1, tzinfo=UTC)
HERS = ("minutes_written", "the-other-talk|undone")


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        await a_talk(town)
        other = Conversation(
            id="the-other-talk", person_id=SOFIE, leader_id=METTE, at=town.now, concept="nyborg_kom"
        )
        goal = Goal(id="g", person_id=JONAS, leader_id=METTE, title="x", agreed_on=town.now.date())
        await keep(town, other, goal)
        plan = TalkPlan(
            id="the-plan",
            conversation_id=TALK,
            person_id=JONAS,
            leader_id=METTE,
            concept="herlev",
            written_by=METTE,
        )
        course = Activity(id="the-course", goal_id="g", person_id=JONAS, what="x")
        await keep(town, plan, course, consent("the-consent", TALK, SOFIE))
        await keep(town, consent("what-he-reads", "the-other-talk", JONAS))
        yield town


def consent(called: str, talk: str, reader: str) -> Consent:
    return Consent(id=called, conversation_id=talk, what="plan", reader_id=reader, asked_by=METTE)


def letter(name: str, *items: tuple[str, str], **params: Any) -> Outbox:
    return Outbox(
        person_id=METTE,
        message=name,
        params={"items": items, "subject": "", **params} if items else params,
        dedupe_key=name,
        due_at=FAR,
    )


async def is_erased(town: Town) -> None:
    async with town.store.unit() as unit:
        unit.update(update(Person).where(col(Person.id) == JONAS).values(left_on=date(2026, 1, 1)))
        await unit.commit()
    async with town.store.unit() as unit:
        await erase.erase_own(unit, JONAS, date.max)
        await unit.commit()


async def test_what_a_leader_is_to_be_told_of_them_goes_whatever_it_is_called(town: Town) -> None:
    day = town.now.date()
    for rule, subject in (*HIS, HERS):
        due = Due(rule=rule, person_id=METTE, subject=subject, due_at=FAR)
        told = Decision(
            rule=rule,
            person_id=METTE,
            subject=subject,
            local_date=day,
            verdict="sent",
            at=town.now,
        )
        await keep(town, due, told)
    await is_erased(town)
    asked = [each for each in await kept(town, Due) if each.person_id == METTE]
    decided = [each for each in await kept(town, Decision) if each.person_id == METTE]
    assert {each.subject for each in asked} == {HERS[1]}
    assert {each.subject for each in decided} == {HERS[1]}


async def test_a_letter_that_waits_goes_without_them_and_with_the_others(town: Town) -> None:
    await keep(
        town,
        letter("both", *HIS[:3], HERS, day="2026-08-10"),
        letter("his", *HIS),
        letter("hers", HERS),
        letter("told", consent="the-consent"),
    )
    await is_erased(town)
    left = {each.message: each.params for each in await kept(town, Outbox)}
    rest = {"items": [[*HERS]], "subject": ""}
    assert left == {"both": {**rest, "day": "2026-08-10"}, "hers": rest}
