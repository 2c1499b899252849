"""News of a round for all who work there: each of them, and everybody's channel."""

from __future__ import annotations

from datetime import date, datetime

from dialogs import planning
from storage import outbox, people
from storage.outbox import Mail
from storage.rounds import afterwards
from storage.tables import Lane, Round
from storage.unit_of_work import Unit


async def tell_all(
    unit: Unit, round_: Round, message: str, *, key: str, today: date, now: datetime
) -> int:
    """Told are the planning group too, wherever they work. How many people that is."""
    told = await planning.concerned(unit, round_.workplace_id, today)
    for person_id in told:
        outbox.queue(unit, news(round_, message, key=key, now=now, person_id=person_id))
    if place := await people.place_for(unit, round_.workplace_id, "everyone"):
        outbox.queue(unit, news(round_, message, key=key, now=now, place_id=place.id))
    return len(told)


def news(
    round_: Round,
    message: str,
    *,
    key: str,
    now: datetime,
    person_id: str | None = None,
    place_id: str | None = None,
) -> Mail:
    """`key` names what is told, and is the same for everybody who is told it."""
    return Mail(
        message=message,
        key=f"{key}:{person_id or place_id}",
        due_at=now,
        person_id=person_id,
        place_id=place_id,
        params={"round": round_.id},
        about=afterwards(round_.id),
        lane=Lane.BROADCAST,
    )
