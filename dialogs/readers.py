"""Who can read along in a channel, and whether anything may stand there at all (X-14)."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dialogs import planning
from dialogs.core.spots import Reader, Spot
from storage import people, places
from storage.database import Snapshot
from storage.tables import Person, Place, Workplace

PLANNING, EVERYONE = "planning", "everyone"
PURPOSES = (PLANNING, EVERYONE)
OUTSIDERS = "outsiders"
"""Why a place waits: somebody is there that nobody has agreed to."""
FOR_ALL = frozenset({"announcement", "vote_open"})
"""Messages that everyone's channel gets too. Before any other it is looked up who reads along."""
ACCEPTED, WAITING = "accepted", "waiting"
"""In a place's reference, by the platform's ids: who may read along, and who waits for a yes."""
NAMED = 8


@dataclass(frozen=True)
class Outsiders:
    """Those in a channel who are not in the planning group, by the platform's id of each.

    None stands for somebody whom kombot does not know.
    """

    found: Mapping[str, Person | None] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Another one where others have come: a yes is to those who were shown."""
        ids = "\n".join(sorted(self.found))
        return hashlib.sha256(ids.encode()).hexdigest()[:12] if ids else ""

    def but(self, accepted: Collection[str]) -> Outsiders:
        rest = {each: person for each, person in self.found.items() if each not in accepted}
        return Outsiders(rest)

    def facts(self) -> dict[str, Any]:
        """For the words: some by name, all others by number."""
        names = sorted(person.name for person in self.found.values() if person)[:NAMED]
        return {"names": names, "others": len(self.found) - len(names)}


def fault(spot: Spot, purpose: str) -> str:
    """Why nothing can stand there, as a word of `unreachable`; empty where it can."""
    for_group = purpose == PLANNING
    found = (
        ("place_unsure", not spot.known),
        ("place_archived", spot.archived),
        ("place_foreign", spot.foreign),
        ("place_public", for_group and spot.public),
        ("not_invited", not spot.member),
        ("place_crowded", for_group and spot.more),
    )
    return next((word for word, holds in found if holds), "")


async def outsiders(reads: Snapshot, workplace: Workplace, spot: Spot, today: date) -> Outsiders:
    """None where the platform does not tell who is there."""
    readers = spot.readers or ()
    if not readers:
        return Outsiders()
    group = {each.id for each in await planning.group(reads, workplace.id, today)}
    known = await _people(reads, workplace, spot, readers)
    found = {each.external_id: known.get(each.external_id) for each in readers}
    return Outsiders(
        {each: person for each, person in found.items() if not person or person.id not in group}
    )


async def _people(
    reads: Snapshot, workplace: Workplace, spot: Spot, readers: tuple[Reader, ...]
) -> dict[str, Person]:
    """By the address they have written from, else by the email that the platform vouches for."""
    ids = [each.external_id for each in readers]
    met = await places.with_addresses(reads, ids, channel=spot.channel, tenant=spot.tenant)
    unmet = {each.external_id: each.email for each in readers if each.external_id not in met}
    found = await places.with_emails(
        reads, unmet.values(), organisation_id=workplace.organisation_id
    )
    by_email = {each: found.get(email.strip().lower()) for each, email in unmet.items()}
    both = met | {each: person for each, person in by_email.items() if person}
    ours = workplace.organisation_id
    return {each: person for each, person in both.items() if person.organisation_id == ours}


async def reads_along(reads: Snapshot, workplace: Workplace, spot: Spot, person_id: str) -> bool:
    """Whether the person is in it themselves: who else is, and its name, is told to nobody else."""
    found = await _people(reads, workplace, spot, spot.readers or ())
    return any(each.id == person_id for each in found.values())


def accepted(place: Place) -> list[str]:
    return list(place.reference.get(ACCEPTED, ()))


def waiting_in(place: Place) -> dict[str, str]:
    """The platform's ids and ours; ours is empty for strangers."""
    return dict(place.reference.get(WAITING, {}))


async def who_wait(reads: Snapshot, place: Place) -> Outsiders:
    waiting = waiting_in(place)
    known = await people.people(reads, filter(None, waiting.values()))
    return Outsiders({each: known.get(person_id) for each, person_id in waiting.items()})
