"""Messages about conversations, rendered when they are sent. None: there is nothing left to say."""

from __future__ import annotations

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card
from dialogs.core.messages import Hearing
from dialogs.talks.dates.invited import OTHER_TIME, said, to_calendar
from dialogs.talks.kom_access import first_name
from dialogs.talks.packs import (
    cycle_of,
    names_for,
    wording,
)
from storage import kom
from storage.database import Snapshot
from storage.tables import Kind, Scope


async def conversation_set(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To the employee: the date, and the way to prepare."""
    who, say = hearing.who, hearing.say
    talk = await kom.conversation(reads, hearing.params["conversation"])
    if who is None or talk is None or talk.person_id != who.id:
        return None
    if talk.held or talk.called_off_at or talk.at <= hearing.now:
        return None
    leader = await first_name(reads, talk.leader_id)
    facts = {
        "leader": leader,
        "at": talk.at,
        **names_for(hearing.house, talk, say.language),
    }
    kind = wording(talk.kind)
    mini = talk.kind == Kind.MINI.value
    way = Open("checkin") if mini else Open("preparation", talk.id)
    begin = Button(label=say(f"kom_messages/begin_{kind}"), value=write(way), style="primary")
    return Card(
        title=say(f"kom_messages/set_{kind}", **facts),
        body=(
            *said(talk, await cycle_of(reads, hearing.house, talk), say),
            say(f"kom_messages/set_{kind}_how", **facts),
        ),
        buttons=(
            begin,
            Button(label=say("agenda/see"), value=write(Do("mini" if mini else "agenda", talk.id))),
            *to_calendar(say, talk, house=hearing.house, person_id=who.id, now=hearing.now),
            Button(label=say("talk_invitation/cannot"), value=write(Do(OTHER_TIME, talk.id))),
            _home(hearing),
        ),
    )


async def shared_with_you(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To the leader: that something is shared. What it is stands in the leader's own view."""
    who, say = hearing.who, hearing.say
    talk = await kom.conversation(reads, hearing.params["conversation"])
    made = await kom.preparation(reads, talk.id) if talk else None
    if who is None or talk is None or made is None or talk.leader_id != who.id:
        return None
    if made.shared == Scope.NOTHING.value:
        return None
    name = await first_name(reads, talk.person_id)
    read = Button(label=say("kom_messages/read"), value=write(Do("read", talk.id)), style="primary")
    return Card(
        title=say("kom_messages/shared", name=name),
        body=(say("kom_messages/shared_when", name=name, at=talk.at),),
        buttons=(read, _home(hearing)),
    )


def _home(hearing: Hearing) -> Button:
    return Button(label=hearing.say("common/home"), value=write(Do("home")))
