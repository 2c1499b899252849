"""Short evaluations of a dialogue: who may still send one, and what was sent, kept apart."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import col, select

from storage import sessions
from storage.bulk import row_of
from storage.database import Snapshot
from storage.ids import new_id
from storage.tables import Evaluation, Evaluator, Sitting
from storage.unit_of_work import Unit

CHANCE = random.SystemRandom()
DIALOG = "evaluation"


def ask(unit: Unit, sitting_id: str, person_ids: Iterable[str]) -> None:
    """Let these people evaluate it, once each."""
    rows = [row_of(Evaluator, sitting_id=sitting_id, person_id=each) for each in person_ids]
    unit.insert_all(Evaluator, rows)


async def is_asked(reads: Snapshot, sitting_id: str, person_id: str) -> bool:
    found = await reads.first(
        select(Evaluator.person_id).where(
            Evaluator.sitting_id == sitting_id, Evaluator.person_id == person_id
        )
    )
    return found is not None


async def asked(reads: Snapshot, sitting_ids: Iterable[str]) -> frozenset[str]:
    """Who may still evaluate one of these."""
    found = await reads.all(
        select(Evaluator.person_id).where(col(Evaluator.sitting_id).in_(sorted(sitting_ids)))
    )
    return frozenset(found)


def give(unit: Unit, evaluation: Evaluation, person_id: str) -> None:
    """Keep what somebody sent; a second time finds that they are asked no more."""
    unit.delete(
        delete(Evaluator).where(
            col(Evaluator.sitting_id) == evaluation.sitting_id,
            col(Evaluator.person_id) == person_id,
        ),
        expect=1,
    )
    unit.insert(evaluation)


async def close(unit: Unit, sitting: Sitting, now: datetime, *, least: int) -> int:
    """Take no more in, and destroy what leads from people to what they sent; returns how many.

    All are written anew under fresh ids in an order of chance, or deleted where they are too few
    to be shown. One that came in since the read loses this race, and it is done again.
    """
    old = await of(unit, sitting.id)
    unit.update(
        update(Sitting)
        .where(col(Sitting.id) == sitting.id, col(Sitting.evaluated_at).is_(None))
        .values(evaluated_at=now)
    )
    unit.delete(delete(Evaluator).where(col(Evaluator.sitting_id) == sitting.id))
    doomed = delete(Evaluation).where(col(Evaluation.sitting_id) == sitting.id)
    unit.delete(doomed, expect=len(old))
    if len(old) >= least:
        unit.insert_all(Evaluation, [_anew(each) for each in old])
    sessions.forget_about(unit, dialog=DIALOG, subject=sitting.id)
    return len(old)


async def of(reads: Snapshot, sitting_id: str) -> list[Evaluation]:
    """In an order of chance that is new each time."""
    found = await reads.all(select(Evaluation).where(Evaluation.sitting_id == sitting_id))
    CHANCE.shuffle(found)
    return found


def _anew(old: Evaluation) -> dict[str, object]:
    return row_of(
        Evaluation,
        id=new_id(),
        sitting_id=old.sitting_id,
        good=old.good,
        adjust=old.adjust,
        soon=old.soon,
    )
