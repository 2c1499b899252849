"""How conversations and the year went: who may still say so, and what was said, kept apart."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Delete, delete, func, update
from sqlmodel import col, select

from storage import sessions
from storage.bulk import row_of
from storage.database import Snapshot
from storage.ids import new_id
from storage.tables import Conversation, Cycle, Decision, Kind, TalkEvaluation, TalkEvaluator
from storage.unit_of_work import Unit

CHANCE = random.SystemRandom()
DIALOG = "talk_evaluation"


class Part(StrEnum):
    """What is evaluated, and by whom. What `COMMITTEE` says is no secret: it has been agreed on."""

    TALK = "talk"
    LEADER = "leader"
    YEAR = "year"
    COMMITTEE = "committee"


AGREED = f"{Part.COMMITTEE}:1"
SECRET = (Part.TALK, Part.LEADER, Part.YEAR)


def ask(unit: Unit, cycle_id: str, part: Part, person_ids: Iterable[str]) -> None:
    """Let these people say how it went; who may already is asked no second time.

    Only while answers are taken in: what leads to people is forgotten with the last one.
    """
    unit.expect(select(Cycle.id).where(Cycle.id == cycle_id, col(Cycle.evaluated_at).is_(None)))
    rows = [
        row_of(TalkEvaluator, cycle_id=cycle_id, part=part.value, person_id=each)
        for each in person_ids
    ]
    same = (TalkEvaluator.cycle_id, TalkEvaluator.part, TalkEvaluator.person_id)
    unit.insert_all(TalkEvaluator, rows, conflict=same)


async def is_asked(reads: Snapshot, cycle_id: str, part: Part, person_id: str) -> bool:
    found = await reads.first(
        select(TalkEvaluator.person_id).where(
            TalkEvaluator.cycle_id == cycle_id,
            TalkEvaluator.part == part.value,
            TalkEvaluator.person_id == person_id,
        )
    )
    return found is not None


async def asked_of(reads: Snapshot, person_id: str) -> list[tuple[str, Part]]:
    """What somebody may say something about: the year, and which part of it."""
    found = await reads.all(
        select(TalkEvaluator.cycle_id, TalkEvaluator.part)
        .where(TalkEvaluator.person_id == person_id)
        .order_by(col(TalkEvaluator.part), col(TalkEvaluator.cycle_id))
    )
    return [(cycle_id, Part(part)) for cycle_id, part in found]


def give(
    unit: Unit, cycle_id: str, part: Part, *, person_id: str, answers: Mapping[str, str]
) -> None:
    """Keep what somebody said; a second time finds that they are asked no more.

    Who skipped everything has said nothing, and counts for nothing at the gate.
    """
    unit.delete(
        delete(TalkEvaluator).where(
            col(TalkEvaluator.cycle_id) == cycle_id,
            col(TalkEvaluator.part) == part.value,
            col(TalkEvaluator.person_id) == person_id,
        ),
        expect=1,
    )
    said = {name: raw for name, raw in answers.items() if raw}
    if said:
        unit.insert(TalkEvaluation(cycle_id=cycle_id, part=part.value, answers=said))


async def of(reads: Snapshot, cycle_id: str, part: Part) -> list[TalkEvaluation]:
    """In an order of chance that is new each time."""
    found = await reads.all(
        select(TalkEvaluation).where(
            TalkEvaluation.cycle_id == cycle_id, TalkEvaluation.part == part.value
        )
    )
    CHANCE.shuffle(found)
    return found


async def close(unit: Unit, cycle: Cycle, now: datetime, *, least: int) -> None:
    """Take no more in, and destroy what tells who was asked or leads to what they said.

    The leader, who knows their own answers, could take them from what is shown: so there have to be
    enough without them. All are written anew under fresh ids in an order of chance, or deleted
    where they are few. One that came in since the read loses this race, and it is done again.
    """
    old = {part: await of(unit, cycle.id, part) for part in SECRET}
    unit.update(
        update(Cycle)
        .where(col(Cycle.id) == cycle.id, col(Cycle.evaluated_at).is_(None))
        .values(evaluated_at=now)
    )
    unit.delete(delete(TalkEvaluator).where(col(TalkEvaluator.cycle_id) == cycle.id))
    for part, rows in old.items():
        unit.delete(_said(cycle.id, part), expect=len(rows))
        sessions.forget_about(unit, dialog=DIALOG, subject=f"{cycle.id}|{part}")
        unit.delete(delete(Decision).where(col(Decision.subject) == f"{cycle.id}|{part}"))
    fresh = []
    if len(old[Part.TALK]) >= least:
        fresh += [_anew(each, Part.TALK) for each in (*old[Part.TALK], *old[Part.LEADER])]
    if len(old[Part.YEAR]) >= least:
        fresh += [_anew(each, Part.YEAR) for each in old[Part.YEAR]]
    CHANCE.shuffle(fresh)
    unit.insert_all(TalkEvaluation, fresh)


def _said(cycle_id: str, part: Part) -> Delete:
    return delete(TalkEvaluation).where(
        col(TalkEvaluation.cycle_id) == cycle_id, col(TalkEvaluation.part) == part.value
    )


def _anew(old: TalkEvaluation, part: Part) -> dict[str, object]:
    return row_of(
        TalkEvaluation, id=new_id(), cycle_id=old.cycle_id, part=part.value, answers=old.answers
    )


def agree(
    unit: Unit, cycle_id: str, answers: Mapping[str, str], before: TalkEvaluation | None
) -> None:
    """What the leader and the committee say together, once a year; only in place of what was read.

    Its part counts the changes, so that one that came in since the read loses this race.
    """
    if before is None:
        row = TalkEvaluation(id=cycle_id, cycle_id=cycle_id, part=AGREED, answers=dict(answers))
        unit.insert(row)
        return
    turn = int(before.part.rpartition(":")[2]) + 1
    unit.update(
        update(TalkEvaluation)
        .where(col(TalkEvaluation.id) == cycle_id, col(TalkEvaluation.part) == before.part)
        .values(part=f"{Part.COMMITTEE}:{turn}", answers=dict(answers))
    )


async def agreed(reads: Snapshot, cycle_id: str) -> TalkEvaluation | None:
    return await reads.first(select(TalkEvaluation).where(TalkEvaluation.id == cycle_id))


def open_until(unit: Unit, cycle: Cycle, day: date) -> None:
    unit.update(
        update(Cycle)
        .where(col(Cycle.id) == cycle.id, col(Cycle.evaluation_until).is_(None))
        .values(evaluation_until=day)
    )


async def to_open(reads: Snapshot) -> list[Cycle]:
    return await _cycles(reads, col(Cycle.evaluation_until).is_(None))


async def to_close(reads: Snapshot, today: date) -> list[Cycle]:
    """Those in which the last day to answer has passed."""
    return await _cycles(reads, col(Cycle.evaluation_until) < today)


async def _cycles(reads: Snapshot, condition: ColumnElement[bool]) -> list[Cycle]:
    return await reads.all(
        select(Cycle).where(col(Cycle.evaluated_at).is_(None), condition).order_by(col(Cycle.id))
    )


async def held_between(reads: Snapshot, since: datetime, now: datetime) -> list[Conversation]:
    """Conversations of the year that were noted as held; the short ones are not asked about."""
    held_at = func.coalesce(Conversation.held_at, Conversation.at)
    return await reads.all(
        select(Conversation)
        .where(
            col(Conversation.held).is_(True),
            Conversation.kind != Kind.MINI.value,
            held_at > since,
            held_at <= now,
        )
        .order_by(col(Conversation.id))
    )


async def latest(reads: Snapshot, workplace_id: str, *, before: int) -> Cycle | None:
    """The newest year before this one that has been evaluated."""
    return await reads.first(
        select(Cycle)
        .where(
            Cycle.workplace_id == workplace_id,
            Cycle.year < before,
            col(Cycle.evaluated_at).is_not(None),
        )
        .order_by(col(Cycle.year).desc())
    )
