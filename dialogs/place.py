"""The channel where the planning group sees its numbers: chosen by writing to the bot there.

Whoever is in it can read the tally, so that the contact person says yes to that first, and a
channel that is open to all is never taken (X-14).
"""

from __future__ import annotations

from datetime import datetime

from dialogs import closing, planning
from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request, Spot
from storage import people, rounds
from storage.database import Snapshot
from storage.tables import Phase, Place, RoleName
from storage.unit_of_work import Unit

PLANNING = "planning"
YES = "yes"


async def in_place(unit: Unit, request: Request) -> Card:
    """Whatever else is said in a channel: it is a matter for two."""
    say = request.say
    use = Button(label=say("place/use"), value=write(Do("here")))
    buttons = (use,) if await _may_offer(unit, request) else ()
    return Card(title=say("common/in_private"), buttons=buttons)


async def _may_offer(reads: Snapshot, request: Request) -> bool:
    """To the one who chooses, while there is no channel that can be reached."""
    chosen = await _choosing(reads, request)
    if isinstance(chosen, Refusal):
        return False
    known = await people.place_for(reads, chosen, PLANNING)
    return known is None or bool(known.unreachable)


async def here(unit: Unit, request: Request) -> Card | Refusal:
    """Ask whether this is the channel; with the argument `yes`, take it."""
    chosen = await _choosing(unit, request)
    if isinstance(chosen, Refusal):
        return chosen
    spot, say = request.spot, request.say
    workplace = await people.workplace(unit, chosen)
    if spot is None or workplace is None:
        return Refusal("here_in_channel")
    facts = {"workplace": workplace.name}
    if await _is_there(unit, chosen, spot):
        return Card(title=say("place/is_there", **facts))
    if request.subject != YES:
        yes = Button(label=say("place/yes"), value=write(Do("here", YES)), style="primary")
        body = (say("place/read_by_all"), say("place/look_who"))
        return Card(title=say("place/ask", **facts), body=body, buttons=(yes,))
    place_id = await people.keep_place(unit, _place(chosen, spot))
    await _catch_up(unit, chosen, place_id=place_id, now=request.now)
    return Card(title=say("place/taken"), body=(say("place/what_comes"),))


async def _choosing(reads: Snapshot, request: Request) -> str | Refusal:
    """The workplace whose channel the person may choose in this spot."""
    workplace_id = planning.workplace_of(request.who, "")
    if workplace_id is None:
        return Refusal("not_for_you")
    if request.spot is None:
        return Refusal("here_in_channel")
    if request.spot.public:
        return Refusal("here_is_public")
    contacts = await people.with_role(reads, workplace_id, RoleName.CONTACT)
    if contacts and request.who.id not in {each.id for each in contacts}:
        return Refusal("contact_chooses", {"contacts": [each.name for each in contacts]})
    return workplace_id


async def _is_there(reads: Snapshot, workplace_id: str, spot: Spot) -> bool:
    known = await people.place_for(reads, workplace_id, PLANNING)
    return (
        known is not None
        and not known.unreachable
        and (known.channel, known.tenant, known.external_id)
        == (spot.channel, spot.tenant, spot.external_id)
    )


async def _catch_up(unit: Unit, workplace_id: str, *, place_id: str, now: datetime) -> None:
    """A vote that closed without a channel is shown now; a running one after the next vote."""
    latest = await rounds.latest(unit, workplace_id)
    if latest is not None and latest.phase == Phase.CLOSED.value:
        closing.show_tally(unit, latest, place_id, now)


def _place(workplace_id: str, spot: Spot) -> Place:
    return Place(
        workplace_id=workplace_id,
        purpose=PLANNING,
        channel=spot.channel,
        tenant=spot.tenant,
        external_id=spot.external_id,
        reference=dict(spot.reference),
    )
