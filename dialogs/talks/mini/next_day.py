"""When two have their next short talk: one day, whichever of them looks at it."""

from __future__ import annotations

from dialogs.core.messages import Request
from dialogs.talks.during.standing import Rows, name_begins
from dialogs.talks.packs import pack_at, pack_of
from storage import minis
from storage.database import Snapshot
from storage.tables import Person


async def next_row(reads: Snapshot, request: Request, person: Person) -> Rows:
    """The day that is set, else about when it falls due; nothing where neither is known."""
    say = request.say
    talk = await minis.coming(reads, person.id, request.now)
    if talk is not None:
        name = pack_of(request.house, talk).mini.name.in_(say.language)
        return ((name_begins(name), say.moment(talk.at)),)
    due_at = await minis.falls_due(reads, person)
    if due_at is None:
        return ()
    pack = await pack_at(reads, request.house, person.workplace_id, today=request.today)
    return ((name_begins(pack.mini.name.in_(say.language)), say("mini/due", at=due_at)),)
