"""Others have come into the planning group's channel: may they read along (X-14)?

The contact person says so, and until then nothing is posted there.
"""

from __future__ import annotations

from dialogs import place, planning
from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Hearing, Request
from dialogs.core.texts import Speaker
from dialogs.readers import ACCEPTED, OUTSIDERS, PLANNING, WAITING, Outsiders, accepted, who_wait
from storage import outbox, people, places
from storage.database import Snapshot
from storage.tables import Place
from storage.unit_of_work import Unit


async def outsiders_joined(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To the contact person; nothing once it is settled, or where a newer one names more."""
    found = await people.place(reads, str(hearing.params.get("place", "")))
    if found is None or found.unreachable != OUTSIDERS:
        return None
    who = await who_wait(reads, found)
    if who.key != hearing.params.get("key", who.key):
        return None
    return await _question(reads, found, who, hearing.say)


async def _question(reads: Snapshot, found: Place, who: Outsiders, say: Speaker) -> Card:
    workplace = await people.workplace(reads, found.workplace_id)
    let = write(Do("let_read", f"{found.id}:{who.key}"))
    return Card(
        title=say("place/joined", workplace=workplace.name if workplace else ""),
        body=(say("place/others", **who.facts()), say("place/waits")),
        buttons=(
            Button(label=say("place/let_read"), value=let),
            another(found, say),
        ),
    )


def see_who(found: Place | None, say: Speaker) -> tuple[Button, ...]:
    """The way to the question, for whoever has lost sight of the message."""
    if found is None or found.unreachable != OUTSIDERS:
        return ()
    return (Button(label=say("place/see_who"), value=write(Do("let_read", found.id))),)


def another(found: Place, say: Speaker) -> Button:
    chosen = Open(place.DIALOG, f"{found.purpose}:{found.workplace_id}")
    return Button(label=say("place/choose_another"), value=write(chosen))


async def let_read(unit: Unit, request: Request) -> Card | Refusal:
    """The yes to those who were named; where others have come since, it is asked again."""
    place_id, _, key = request.subject.partition(":")
    found = await people.place(unit, place_id)
    if found is None or found.purpose != PLANNING:
        return Refusal("not_there")
    chosen = await place.may_choose(unit, request.who, found.workplace_id)
    if isinstance(chosen, Refusal):
        return chosen
    say = request.say
    if found.unreachable != OUTSIDERS:
        return Card(title=say("place/settled"))
    who = await who_wait(unit, found)
    if who.key != key:
        return await _question(unit, found, who, say)
    planning.expect_member(unit, request.who, chosen)
    known = {name: value for name, value in found.reference.items() if name != WAITING}
    agreed = sorted({*accepted(found), *who.found})
    places.stand(unit, found, unreachable="", reference={**known, ACCEPTED: agreed})
    outbox.wake(unit, request.now, place_id=found.id)
    return Card(title=say("place/may_read"), body=(say("place/reads_along", **who.facts()),))
