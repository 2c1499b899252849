"""What both have shared, one after the other: each reads only what the other has let them."""

from __future__ import annotations

from dialogs.core.cards import Card, Heading, Part
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.core.texts import Speaker
from dialogs.talks.during.leader_preparation import notes_parts
from dialogs.talks.during.party import Party, home, noted, party_in
from dialogs.talks.kom_reading import shared_parts
from dialogs.talks.packs import sections_of
from storage import kom, minutes
from storage.tables import LeaderPreparation, Preparation, Scope
from storage.unit_of_work import Unit


async def talk_shared(unit: Unit, request: Request) -> Card | Refusal:
    """`do:talk_shared:TALK`: the employee's first. That it was read is kept, what it was is not."""
    party = await party_in(unit, request)
    if isinstance(party, Refusal):
        return party
    say = request.say
    made = await kom.preparation(unit, party.talk.id)
    notes = await minutes.leaders_notes(unit, party.talk)
    if party.is_leader and made is not None and _is_open(made):
        kom.expect_shared(unit, made, leader_id=request.who.id)
        noted(unit, request, party, "read")
    if not party.is_leader and notes is not None and notes.shared_at:
        minutes.expect_notes_shared(unit, notes)
        noted(unit, request, party, "read")
    body: list[Part] = [say("agenda/shared_how", name=party.first_name)]
    body += [
        Heading(_whose(party.employee.name, say)),
        *await _employees(unit, request, made, party),
    ]
    body += [Heading(_whose(party.leader.name, say)), *_leaders(notes, party, say)]
    buttons = (party.does(say, "agenda", "agenda/see"), home(say))
    return Card(title=say("agenda/shared"), body=tuple(body), buttons=buttons)


def _whose(name: str, say: Speaker) -> str:
    return say("agenda/from", name=name.split(maxsplit=1)[0])


def _is_open(made: Preparation) -> bool:
    return made.shared != Scope.NOTHING.value


async def _employees(
    unit: Unit, request: Request, made: Preparation | None, party: Party
) -> tuple[Part, ...]:
    if made is None or not _is_open(made):
        return (request.say("agenda/not_shared"),)
    asked = await sections_of(unit, request.house, party.talk, request.who.language)
    return shared_parts(made, asked, request.say) or (request.say("agenda/nothing_in_it"),)


def _leaders(notes: LeaderPreparation | None, party: Party, say: Speaker) -> tuple[Part, ...]:
    if notes is None or notes.shared_at is None:
        return (say("agenda/not_shared"),)
    return notes_parts(notes, party, say) or (say("agenda/nothing_in_it"),)
