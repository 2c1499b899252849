"""The contact person works there no more: the group hears it at once, and what each can do."""

from __future__ import annotations

from datetime import datetime

from dialogs import planning
from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card
from dialogs.core.messages import Hearing
from dialogs.rounds.on_paper.paper_keepers import OPEN, keepers
from dialogs.rounds.state import in_group
from storage import outbox, people, rounds
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import Mode, Round
from storage.unit_of_work import Unit

MESSAGE = "contact_gone"


async def tell_gone(unit: Unit, round_: Round, now: datetime) -> bool:
    """Once, however often it is looked at. False where the contact person is still there."""
    today = now.date()
    if await planning.contact(unit, round_, today):
        return False
    for person in await planning.group(unit, round_.workplace_id, today):
        mail = Mail(
            message=MESSAGE,
            key=f"{MESSAGE}:{round_.id}:{round_.contact_id}:{person.id}",
            due_at=now,
            person_id=person.id,
            params={"round": round_.id},
            about=rounds.afterwards(round_.id),
        )
        outbox.queue(unit, mail)
    return True


async def contact_gone(reads: Snapshot, hearing: Hearing) -> Card | None:
    round_ = await rounds.find(reads, hearing.params["round"])
    if round_ is None or hearing.who is None or not in_group(hearing.who, round_):
        return None
    gone = await people.person(reads, round_.contact_id)
    if gone is None or await planning.contact(reads, round_, hearing.now.date()):
        return None
    say = hearing.say
    see = Button(label=say("round/see"), value=write(Do("overview", round_.id)), style="primary")
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(
        title=say("contact_gone/title"),
        body=(
            say("contact_gone/all_of_you", name=gone.name),
            *await _on_paper(reads, round_, hearing),
        ),
        buttons=(see, home),
    )


async def _on_paper(reads: Snapshot, round_: Round, hearing: Hearing) -> tuple[str, ...]:
    """Who takes in the sheets of a secret vote from now on, so that people can be told (X-13)."""
    if round_.phase not in OPEN or round_.mode != Mode.SECRET.value:
        return ()
    found = await keepers(reads, round_, hearing.now.date())
    names = [each.name for each in found]
    return (hearing.say("contact_gone/on_paper", names=names),) if names else ()
