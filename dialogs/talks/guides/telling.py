"""Whoever has begun to prepare is told that the questions have changed under them."""

from __future__ import annotations

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card
from dialogs.core.dialog import Completion
from dialogs.core.messages import Hearing
from dialogs.talks.kom_access import first_name
from dialogs.talks.kom_mail import about
from dialogs.talks.packs import names_of, pack_of
from storage import arranging, guides, kom, outbox, years
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import Conversation, Cycle, Kind
from storage.unit_of_work import Unit

CHANGED = "guide_changed"


async def tell_begun(
    unit: Unit, sent: Completion, talk: Conversation | None, cycle: Cycle | None
) -> None:
    for each in [talk] if talk else await _without_own(unit, sent, cycle):
        if await arranging.has_begun(unit, each):
            outbox.withdraw(unit, message=CHANGED, about=about(each.id))
            outbox.queue(unit, _mail(sent, each))


async def _without_own(unit: Unit, sent: Completion, cycle: Cycle | None) -> list[Conversation]:
    """The year's conversations to come that go by what is asked of all."""
    found = await years.talks_of(unit, cycle.id) if cycle else []
    own = await guides.adapted(unit, found)
    return [
        each
        for each in found
        if each.id not in own and each.at > sent.now and each.kind == Kind.KOM.value
    ]


def _mail(sent: Completion, talk: Conversation) -> Mail:
    return Mail(
        message=CHANGED,
        key=f"{CHANGED}:{talk.id}:{sent.session_id}",
        due_at=sent.now,
        person_id=talk.person_id,
        params={"conversation": talk.id},
        about=about(talk.id),
        give_up_at=talk.at,
    )


async def guide_changed(reads: Snapshot, hearing: Hearing) -> Card | None:
    talk = await kom.conversation(reads, hearing.params["conversation"])
    who, say = hearing.who, hearing.say
    if talk is None or who is None or talk.person_id != who.id:
        return None
    if talk.held or talk.called_off_at or talk.at <= hearing.now:
        return None
    facts = {
        "leader": await first_name(reads, talk.leader_id),
        **names_of(pack_of(hearing.house, talk), say.language),
    }
    see = Button(label=say("guide/see"), value=write(Open("preparation", talk.id)), style="primary")
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(
        title=say("guide/changed", **facts), body=(say("guide/still"),), buttons=(see, home)
    )
