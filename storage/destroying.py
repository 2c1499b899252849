"""Destroying what a conversation left behind, with every trace of it that is kept beside it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from sqlalchemy import ColumnElement, delete, update
from sqlmodel import col, select

from storage.database import Snapshot
from storage.tables import (
    Activity,
    Checkin,
    Consent,
    Goal,
    GoalHelper,
    LeaderPreparation,
    Minutes,
    Outbox,
    Preparation,
    Progress,
    Session,
    SimulatedMessage,
    TalkEvaluation,
    TalkOutcome,
    TalkPlan,
    TeamMember,
    TeamTalk,
)
from storage.unit_of_work import Unit

CHANGES: Mapping[str, type[Minutes | TalkPlan]] = {"minutes": Minutes, "plan": TalkPlan}
"""What two write in together, which counts its changes."""
WORTH_FINDING = 4
"""So many characters a text has at least that is looked for in what the simulator shows."""


async def destroy(unit: Unit, artefact: str, subject: str, whose: Iterable[str]) -> None:
    """`whose` are the people in whose chats of the simulator it may stand."""
    words = await _words(unit, artefact, subject)
    await _expect_as_read(unit, artefact, subject)
    DESTROY[artefact](unit, subject)
    unit.delete(delete(Session).where(col(Session.subject) == subject))
    about = [f"{kind}:{subject}" for kind in ("conversation", "talk", "team_talk")]
    unit.delete(delete(Outbox).where(col(Outbox.about).in_(about)))
    await _unshow(unit, whose, [subject, *words])


async def _expect_as_read(unit: Unit, artefact: str, subject: str) -> None:
    """Whoever changes it in that moment has it looked at anew, or loses the race to this."""
    table = CHANGES.get(artefact)
    if table is None:
        return
    turn = await unit.first(select(table.turn).where(table.conversation_id == subject))
    if turn is not None:
        here = (col(table.conversation_id) == subject, col(table.turn) == turn)
        unit.update(update(table).where(*here).values(turn=turn + 1))


def _minutes(unit: Unit, subject: str) -> None:
    unit.delete(delete(Minutes).where(col(Minutes.conversation_id) == subject))
    _unshare(unit, subject, "minutes")


def _preparation(unit: Unit, subject: str) -> None:
    unit.delete(delete(Preparation).where(col(Preparation.conversation_id) == subject))


def _leader_preparation(unit: Unit, subject: str) -> None:
    unit.delete(delete(LeaderPreparation).where(col(LeaderPreparation.conversation_id) == subject))


def _plan(unit: Unit, subject: str) -> None:
    """Goals that are closed go with it. What is still worked on stays, without the plan's words."""
    plans = select(TalkPlan.id).where(TalkPlan.conversation_id == subject)
    among = col(Goal.plan_id).in_(plans)
    _goals(unit, among)
    forgotten = {"plan_id": None, "fields": None, "first_title": None}
    unit.update(update(Goal).where(among).values(forgotten), expect=None)
    here = col(TalkOutcome.conversation_id) == subject
    unit.update(update(TalkOutcome).where(here).values(title=None, waits=False), expect=None)
    unit.delete(delete(TalkPlan).where(col(TalkPlan.conversation_id) == subject))
    _unshare(unit, subject, "plan")


def _goals(unit: Unit, *which: ColumnElement[bool]) -> None:
    """Of these, those that are closed, with all that hangs on them."""
    which = (*which, col(Goal.open).is_(False))
    closed = select(Goal.id).where(*which)
    for table in (TalkOutcome, GoalHelper, Progress, Activity):
        unit.delete(delete(table).where(col(table.goal_id).in_(closed)))
    unit.delete(delete(Goal).where(*which))


def _team(unit: Unit, subject: str) -> None:
    """What one member wrote (`TALK:PERSON`), or what all have in common."""
    talk, _, member = subject.partition(":")
    if member:
        here = (col(TeamMember.team_talk_id) == talk, col(TeamMember.person_id) == member)
        unit.update(
            update(TeamMember).where(*here).values(answers=None, shared_at=None), expect=None
        )
        return
    unit.update(update(TeamTalk).where(col(TeamTalk.id) == talk).values(plan=None), expect=None)


def _unshare(unit: Unit, subject: str, what: str) -> None:
    unit.delete(
        delete(Consent).where(col(Consent.conversation_id) == subject, col(Consent.what) == what)
    )


DESTROY: Mapping[str, Callable[[Unit, str], None]] = {
    "minutes": _minutes,
    "preparation": _preparation,
    "leader_preparation": _leader_preparation,
    "plan": _plan,
    "team": _team,
}


def forget_checkins(unit: Unit, person_id: str, before: date) -> None:
    old = select(Checkin.id).where(Checkin.person_id == person_id, col(Checkin.made_on) < before)
    unit.delete(delete(Progress).where(col(Progress.checkin_id).in_(old)))
    unit.delete(
        delete(Checkin).where(col(Checkin.person_id) == person_id, col(Checkin.made_on) < before)
    )


def forget_goals(unit: Unit, ids: Iterable[str]) -> None:
    """Closed ones; one that is opened again meanwhile stays."""
    _goals(unit, col(Goal.id).in_(list(ids)))


def forget_evaluations(unit: Unit, cycle_id: str) -> None:
    unit.delete(delete(TalkEvaluation).where(col(TalkEvaluation.cycle_id) == cycle_id))


async def _words(reads: Snapshot, artefact: str, subject: str) -> list[str]:
    """What was written in it: it is looked for where it may have been shown."""
    match artefact:
        case "minutes":
            found = await reads.all(
                select(Minutes.points).where(Minutes.conversation_id == subject)
            )
        case "preparation":
            found = await reads.all(
                select(Preparation.answers).where(Preparation.conversation_id == subject)
            )
        case "leader_preparation":
            found = await reads.all(
                select(LeaderPreparation.answers).where(
                    LeaderPreparation.conversation_id == subject
                )
            )
        case "plan":
            found = await reads.all(
                select(TalkPlan.fields).where(TalkPlan.conversation_id == subject)
            )
        case _:
            return []
    return [text for written in found for text in written.values()]


async def _unshow(unit: Unit, whose: Iterable[str], words: Iterable[str]) -> None:
    """In the browser chat, the one platform whose messages are kept here."""
    sought = [_as_kept(each) for each in words if len(each) >= WORTH_FINDING]
    shown = await unit.all(
        select(SimulatedMessage.position, SimulatedMessage.content).where(
            col(SimulatedMessage.conversation).in_([f"person:{each}" for each in whose])
        )
    )
    found = [
        position
        for position, content in shown
        if any(each in json.dumps(content) for each in sought)
    ]
    if found:
        unit.delete(delete(SimulatedMessage).where(col(SimulatedMessage.position).in_(found)))


def _as_kept(text: str) -> str:
    return json.dumps(text)[1:-1]
