"""A round that is called off as a whole goes as if it had never been, its votes above all."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Table, delete, or_, select
from sqlmodel import SQLModel, col

from storage import outbox, rounds
from storage.tables import Due, Phase, Round, Session, Sitting
from storage.unit_of_work import Unit

HAS_VOTED = (Phase.VOTING.value, Phase.CLOSED.value, Phase.ANNOUNCED.value)


def call_off(unit: Unit, round_: Round, held: Iterable[Sitting], *, session_id: str) -> None:
    """Delete all that hangs on it; loses the race to whoever got on with it since.

    Nothing that was planned or half written about it is left, and nothing that waits to be sent;
    `session_id` is the dialog in which that is done.
    """
    if round_.phase in HAS_VOTED:
        rounds.forget_traces(unit, round_.id)
    for about in (round_.id, *(each.id for each in held)):
        subject = col(Due.subject)
        unit.delete(delete(Due).where(or_(subject == about, subject.startswith(f"{about}:"))))
        begun = col(Session.subject).contains(about, autoescape=True)
        unit.delete(delete(Session).where(begun, col(Session.id) != session_id))
    for about in (rounds.about(round_.id), rounds.afterwards(round_.id)):
        outbox.forget_about(unit, about)
    for table in reversed(SQLModel.metadata.sorted_tables):
        if (mine := hanging_on(table, round_.id)) is not None:
            unit.delete(delete(table).where(mine))
    same = (col(Round.phase) == round_.phase, col(Round.deadline) == round_.deadline)
    unit.delete(delete(Round).where(col(Round.id) == round_.id, *same), expect=1)


def hanging_on(table: Table, round_id: str) -> ColumnElement[bool] | None:
    """Which of its rows lead to the round, by whatever keys: no table can be forgotten."""
    found: list[ColumnElement[bool]] = []
    for key in table.foreign_keys:
        parent = key.column.table
        if parent.name == Round.__tablename__:
            found.append(key.parent == round_id)
        elif parent is not table and (its := hanging_on(parent, round_id)) is not None:
            found.append(key.parent.in_(select(key.column).where(its)))
    return or_(*found) if found else None
