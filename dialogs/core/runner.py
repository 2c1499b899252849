"""A turn of a dialog against the store: load what it is about, decide, and collect the writes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dialogs.core.actions import Move, Turn
from dialogs.core.cards import Card
from dialogs.core.dialog import Completion, Dialog, Refusal, Visit, migrate, relevant
from dialogs.core.engine import Sent, State, current, take
from dialogs.core.house import House
from dialogs.core.outcomes import (
    Ask,
    Cancelled,
    Done,
    Expired,
    Gone,
    Outcome,
    Refused,
    Review,
    Stale,
)
from dialogs.core.people import Who
from dialogs.core.photos import Photos
from dialogs.core.spots import Spots
from dialogs.core.steps import Answers, Facts, meaningful
from dialogs.core.texts import Speaker
from storage import sessions
from storage.tables import Session
from storage.unit_of_work import Unit


@dataclass(frozen=True, kw_only=True)
class Turned:
    """What came of a turn. `card` is what `done` said, where the dialog was sent."""

    dialog: Dialog | None
    outcome: Outcome
    session_id: str = ""
    subject: str = ""
    turn: int = 0
    answers: Answers
    facts: Facts
    card: Card | None = None


@dataclass(frozen=True, kw_only=True)
class Runner:
    """`dialogs` is the one visible table of dialogs by name."""

    dialogs: Mapping[str, Dialog]
    house: House

    async def open(
        self,
        unit: Unit,
        *,
        dialog: Dialog,
        subject: str,
        who: Who,
        now: datetime,
        spots: Spots | None = None,
        photos: Photos | None = None,
    ) -> Turned:
        """Begin a dialog, or go on with the one that runs already about the same subject."""
        visit = Visit(
            who=who, subject=subject, now=now, house=self.house, spots=spots, photos=photos
        )
        facts = await dialog.load(unit, visit)
        if isinstance(facts, Refusal):
            return Turned(dialog=dialog, outcome=Refused(facts), answers={}, facts={})
        session = await sessions.about(unit, person_id=who.id, dialog=dialog.name, subject=subject)
        if session and session.expires_at <= now:
            sessions.finish(unit, session)
            session = None
        if dialog.alone:
            sessions.forget_others(unit, person_id=who.id, dialog=dialog.name, subject=subject)
        if session is None:
            session = Session(
                person_id=who.id,
                dialog=dialog.name,
                subject=subject,
                answers=dict(dialog.prefill(facts)),
                expires_at=now + dialog.expires_after,
            )
            unit.insert(session)
        state = _state(dialog, facts, session)
        return _turned(dialog, session, facts, state, current(dialog, facts, state))

    async def turn(
        self,
        unit: Unit,
        *,
        action: Turn,
        values: Answers,
        who: Who,
        now: datetime,
        say: Speaker,
        spots: Spots | None = None,
        photos: Photos | None = None,
    ) -> Turned:
        session = await sessions.find(unit, action.session_id)
        dialog = self.dialogs.get(session.dialog) if session else None
        if session is None or dialog is None or session.person_id != who.id:
            return Turned(dialog=None, outcome=Gone(texts(values)), answers={}, facts={})
        if session.expires_at <= now:
            sessions.finish(unit, session)
            return Turned(
                dialog=dialog, outcome=Expired(dialog.texts_among(values)), answers={}, facts={}
            )
        visit = Visit(
            who=who,
            subject=session.subject,
            now=now,
            house=self.house,
            spots=spots,
            photos=photos,
        )
        facts = await dialog.load(unit, visit)
        if isinstance(facts, Refusal):
            outcome = Refused(facts, dialog.texts_among(values))
            return Turned(dialog=dialog, outcome=outcome, answers={}, facts={})
        return await self._take(unit, session, dialog, facts, action, values, visit, say)

    async def _take(
        self,
        unit: Unit,
        session: Session,
        dialog: Dialog,
        facts: Facts,
        action: Turn,
        values: Answers,
        visit: Visit,
        say: Speaker,
    ) -> Turned:
        before = _state(dialog, facts, session)
        sent = Sent(turn=action.turn, move=action.move, page=action.page, values=values)
        after, outcome = take(dialog, facts, before, sent)
        turned = _turned(dialog, session, facts, after, outcome)
        match outcome:
            case Done(answers):
                return await _finish(unit, session, turned, answers, visit, say)
            case Cancelled():
                sessions.finish(unit, session)
            case _ if after is not before:
                sessions.save(
                    unit, session, answers=after.answers, shown=after.shown, turn=after.turn
                )
        return turned


async def _finish(
    unit: Unit, session: Session, turned: Turned, answers: Answers, visit: Visit, say: Speaker
) -> Turned:
    dialog = turned.dialog
    if dialog is None:
        return turned
    completion = Completion(
        who=visit.who,
        subject=visit.subject,
        now=visit.now,
        house=visit.house,
        spots=visit.spots,
        photos=visit.photos,
        session_id=session.id,
        answers=relevant(dialog, turned.facts, answers),
        facts=turned.facts,
        say=say,
    )
    said = await dialog.done(unit, completion)
    if isinstance(said, Refusal):
        return Turned(dialog=dialog, outcome=Refused(said), answers={}, facts={})
    sessions.finish(unit, session)
    return Turned(dialog=dialog, outcome=turned.outcome, answers={}, facts=turned.facts, card=said)


def _state(dialog: Dialog, facts: Facts, session: Session) -> State:
    answers = migrate(dialog, facts, session.answers)
    return State(answers=answers, shown=session.shown, turn=session.turn)


def _turned(
    dialog: Dialog, session: Session, facts: Facts, state: State, outcome: Outcome
) -> Turned:
    return Turned(
        dialog=dialog,
        outcome=outcome,
        session_id=session.id,
        subject=session.subject,
        turn=state.turn,
        answers=state.answers,
        facts=facts,
    )


KEY = re.compile(r"[a-z0-9_]*|[0-9:.,-]*|[A-Za-z0-9]{16}")
"""An option's key, a number, a day, a time, an id."""


def texts(values: Answers) -> Answers:
    """What somebody wrote themselves, as far as it can be told without its dialog."""
    return {
        name: raw
        for name, raw in values.items()
        if meaningful(raw) and not KEY.fullmatch(raw.strip())
    }


__all__ = ["Ask", "Move", "Review", "Runner", "Stale", "Turned", "texts"]
