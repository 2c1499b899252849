"""The channels where the bot writes to a group: who chooses them, and by a word in the channel.

Whoever is in the planning group's channel can read the tally, so that the contact person is shown
who that is and says yes to it first, and a channel that is open to all is never taken (X-14).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from dialogs import announcement, closing, planning
from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Part
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.core.people import Who
from dialogs.core.spots import Spot
from dialogs.readers import (
    ACCEPTED,
    EVERYONE,
    PLANNING,
    WAITING,
    Outsiders,
    fault,
    outsiders,
)
from dialogs.rounds.afterwards import board
from dialogs.rounds.groups import groups_seen
from storage import outbox, people, rounds
from storage.database import Snapshot
from storage.tables import Phase, Place, RoleName
from storage.unit_of_work import Unit

DIALOG = "place"
YES = "yes"
FOR_ALL = f"{EVERYONE}:{YES}"
AGREED = (ACCEPTED, WAITING)


async def may_choose(reads: Snapshot, who: Who, where: str) -> str | Refusal:
    """The workplace whose channels the person chooses: the contact person, where there is one."""
    workplace_id = planning.workplace_of(who, where)
    if workplace_id is None:
        return Refusal("not_for_you")
    contacts = await people.with_role(reads, workplace_id, RoleName.CONTACT)
    if contacts and who.id not in {each.id for each in contacts}:
        return Refusal("contact_chooses", {"contacts": [each.name for each in contacts]})
    return workplace_id


async def in_place(unit: Unit, request: Request) -> Card:
    """Whatever else is said in a channel: it is a matter for two."""
    say = request.say
    use = Button(label=say("place/use"), value=write(Do("here")))
    buttons = (use,) if await _may_offer(unit, request) else ()
    return Card(title=say("common/in_private"), buttons=buttons)


async def _may_offer(reads: Snapshot, request: Request) -> bool:
    """To the one who chooses, while there is no channel that can be reached."""
    chosen = await _choosing(reads, request)
    if isinstance(chosen, Refusal) or request.spot is None or request.spot.public:
        return False
    known = await people.place_for(reads, chosen, PLANNING)
    return known is None or bool(known.unreachable)


async def here(unit: Unit, request: Request) -> Card | Open | Refusal:
    """Ask whether this is the channel; with the yes to those who were shown, take it."""
    if request.spot is None and request.spots is not None:
        return Open(DIALOG, PLANNING)
    if request.subject in {EVERYONE, FOR_ALL}:
        return await _here_for_all(unit, request)
    chosen = await _choosing(unit, request)
    if isinstance(chosen, Refusal):
        return chosen
    spot, say = request.spot, request.say
    workplace = await people.workplace(unit, chosen)
    if spot is None or workplace is None:
        return Refusal("here_in_channel")
    if spot.public:
        return Refusal("here_is_public")
    if await is_there(unit, chosen, spot):
        return Card(title=say("place/is_there", workplace=workplace.name))
    if why := fault(spot, PLANNING):
        return Card(title=say(f"errors/{why}"))
    found = await outsiders(unit, workplace, spot, request.today)
    if request.subject != _yes_to(found):
        agree = write(Do("here", _yes_to(found)))
        yes = Button(label=say("place/yes"), value=agree, style="primary")
        title = say("place/ask", workplace=workplace.name)
        return Card(title=title, body=who_reads(spot, found, request), buttons=(yes,))
    planning.expect_member(unit, request.who, chosen)
    await take(unit, chosen, spot, purpose=PLANNING, accepted=found.found, now=request.now)
    return Card(title=say("place/taken_planning"), body=(say("place/comes_planning"),))


async def _here_for_all(unit: Unit, request: Request) -> Card | Refusal:
    """Everyone's channel: no tally ever stands there, so that anybody may read along."""
    chosen, spot, say = await _choosing(unit, request), request.spot, request.say
    if isinstance(chosen, Refusal):
        return chosen
    workplace = await people.workplace(unit, chosen)
    if spot is None or workplace is None:
        return Refusal("here_in_channel")
    if await is_there(unit, chosen, spot, EVERYONE):
        return Card(title=say("place/is_there_everyone", workplace=workplace.name))
    if why := fault(spot, EVERYONE):
        return Card(title=say(f"errors/{why}"))
    if request.subject != FOR_ALL:
        yes = Button(label=say("place/yes"), value=write(Do("here", FOR_ALL)), style="primary")
        title = say("place/ask_everyone", workplace=workplace.name)
        return Card(title=title, body=(say("place/comes_everyone"),), buttons=(yes,))
    planning.expect_member(unit, request.who, chosen)
    await take(unit, chosen, spot, purpose=EVERYONE, accepted=(), now=request.now)
    return Card(title=say("place/taken_everyone"), body=(say("place/comes_everyone"),))


def _yes_to(found: Outsiders) -> str:
    return f"{YES}:{found.key}" if found.key else YES


def who_reads(spot: Spot, found: Outsiders, request: Request) -> tuple[Part, ...]:
    say = request.say
    unsure = (say("place/maybe_public"),) if spot.maybe_public else ()
    if spot.readers is None:
        return (say("place/read_by_all"), say("place/look_who"), *unsure)
    if not found.found:
        return (say("place/read_by_all"), say("place/only_group"), *unsure)
    return (say("place/read_by_all"), say("place/others", **found.facts()), *unsure)


async def _choosing(reads: Snapshot, request: Request) -> str | Refusal:
    """The workplace whose channel the person may choose in this spot."""
    if planning.workplace_of(request.who, "") is None:
        return Refusal("not_for_you")
    if request.spot is None:
        return Refusal("here_in_channel")
    return await may_choose(reads, request.who, "")


async def is_there(reads: Snapshot, workplace_id: str, spot: Spot, purpose: str = PLANNING) -> bool:
    """It is the workplace's already, and can be reached."""
    known = await people.place_for(reads, workplace_id, purpose)
    return (
        known is not None
        and not known.unreachable
        and (known.channel, known.tenant, known.external_id)
        == (spot.channel, spot.tenant, spot.external_id)
    )


async def take(
    unit: Unit,
    workplace_id: str,
    spot: Spot,
    *,
    purpose: str,
    accepted: Iterable[str],
    now: datetime,
) -> None:
    """Write there from now on; what waited for a channel goes at once."""
    agreed = {ACCEPTED: sorted(accepted)} if accepted else {}
    known = await _told_before(unit, workplace_id, spot, purpose)
    place = Place(
        workplace_id=workplace_id,
        purpose=purpose,
        channel=spot.channel,
        tenant=spot.tenant,
        external_id=spot.external_id,
        name=spot.name,
        reference={**known, **spot.reference, **agreed},
    )
    place_id = await people.keep_place(unit, place)
    outbox.wake(unit, now, place_id=place_id)
    await _catch_up(unit, workplace_id, purpose, place_id, now)


async def _told_before(
    reads: Snapshot, workplace_id: str, spot: Spot, purpose: str
) -> dict[str, Any]:
    """What the platform has told of this very channel by itself, and tells nobody who asks."""
    known = await people.place_for(reads, workplace_id, purpose)
    here = (spot.channel, spot.tenant, spot.external_id)
    if known is None or (known.channel, known.tenant, known.external_id) != here:
        return {}
    return {name: each for name, each in known.reference.items() if name not in AGREED}


async def _catch_up(
    unit: Unit, workplace_id: str, purpose: str, place_id: str, now: datetime
) -> None:
    """What would have stood there already; a number that still moves comes after the next vote."""
    latest = await rounds.latest(unit, workplace_id)
    if latest is None:
        return
    phase = latest.phase
    if purpose == PLANNING and phase == Phase.CLOSED.value:
        closing.show_tally(unit, latest, place_id, now)
    if purpose == EVERYONE and phase == Phase.VOTING.value and latest.deadline > now:
        planning.invite_in(unit, latest, place_id, now)
    if purpose == EVERYONE and phase == Phase.ANNOUNCED.value and latest.dialogue_on >= now.date():
        announcement.show(unit, latest, place_id, now)
        await groups_seen.post_all(unit, latest, place_id, now)
    if phase == Phase.ANNOUNCED.value:
        board.show(unit, latest, place_id, purpose, now)
