"""The one button that a short talk needs now: call it, see its agenda, note what came of it."""

from __future__ import annotations

from datetime import timedelta

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button
from dialogs.core.messages import Request
from dialogs.talks.packs import names_of, pack_at, pack_of
from storage import minis, people
from storage.database import Snapshot
from storage.tables import Person

STILL = timedelta(days=14)
"""So long after a talk it can be noted from here what came of it."""


async def mini_button(reads: Snapshot, request: Request, person: Person) -> Button:
    """For the person themselves and their leader alike."""
    say, now = request.say, request.now
    since = now - STILL
    past = await minis.waiting_for_outcome(reads, person.id, since=since, now=now)
    coming = past or await minis.coming(reads, person.id, now)
    if coming is not None:
        names = names_of(pack_of(request.house, coming), say.language)
        key, way = (
            ("note", Open("mini_outcome", coming.id)) if past else ("see", Do("mini", coming.id))
        )
        return Button(label=say(f"mini/{key}", at=coming.at, **names), value=write(way))
    pack = await pack_at(reads, request.house, person.workplace_id, today=request.today)
    own = person.id == request.who.id
    value = write(Do("call_mini", "" if own else person.id))
    return Button(label=say("mini/call", **names_of(pack, say.language)), value=value)


async def own_mini_button(reads: Snapshot, request: Request) -> tuple[Button, ...]:
    """One's own; none for whoever has no leader."""
    me = await people.person(reads, request.who.id)
    if me is None or me.leader_id is None:
        return ()
    return (await mini_button(reads, request, me),)
