"""Which of our people somebody on a platform is, and what the platform may teach us about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.channels.base import Inbound
from bot.channels.standing import Profile
from bot.order import stamp_in
from bot.zones import zones
from dialogs.core.texts import LANGUAGES
from storage import people, reach, tenants
from storage.database import Snapshot
from storage.prepared import Asked
from storage.tables import Address, Person
from storage.unit_of_work import Unit

TOLD = "told"
"""In an address's reference: what the platform said last about language and time zone.

A person who has just that has chosen nothing else, so that a newer word of the platform's counts.
"""


@dataclass(frozen=True, kw_only=True)
class Somebody:
    """As the platform knows them."""

    channel: str
    tenant: str
    external_id: str
    profile: Profile
    reference: Mapping[str, Any] = field(default_factory=dict)


def who_acts(inbound: Inbound) -> Somebody:
    return Somebody(
        channel=inbound.channel,
        tenant=inbound.tenant,
        external_id=inbound.external_id,
        profile=Profile(email=inbound.email, language=inbound.language, zone=inbound.zone),
        reference=inbound.reference,
    )


async def find(unit: Unit, somebody: Somebody, *, now: datetime) -> Person | None:
    """By the address the platform vouches for; the first time by its email.

    Somebody was heard from: what was shut is open again.
    """
    known = await address_of(unit, somebody)
    if known is None or known[0].unreachable in reach.HEARING_OPENS:
        await _reopen(unit, somebody, now)
    organisation_id = await home_of(unit, somebody)
    if known and is_theirs(known, organisation_id):
        people.refresh_address(unit, known[0], _reference(somebody))
        return learn(unit, known[1], somebody.profile, before=known[0])
    person = await vouched(unit, somebody.profile.email, organisation_id)
    return meet(unit, somebody, person, known[0] if known else None) if person else None


async def knows(reads: Snapshot, inbound: Inbound) -> bool:
    """Whether that is somebody's address, so that the platform need not be asked who they are."""
    somebody = who_acts(inbound)
    await reads.ahead(*ask_who(somebody))
    known = await address_of(reads, somebody)
    return known is not None and is_theirs(known, await home_of(reads, somebody))


async def roles_of(
    reads: Snapshot, somebody: Somebody, person: Person
) -> frozenset[tuple[str, str]]:
    """Of the person that they are."""
    channel, tenant, external_id = somebody.channel, somebody.tenant, somebody.external_id
    return await people.roles_at(
        reads, person.id, channel=channel, tenant=tenant, external_id=external_id
    )


async def home_of(reads: Snapshot, somebody: Somebody) -> str | None:
    """The organisation that alone is looked in for them."""
    return await tenants.organisation_of(reads, channel=somebody.channel, tenant=somebody.tenant)


def is_theirs(known: tuple[Address, Person], organisation_id: str | None) -> bool:
    """Whether the address still stands for the person it was given to."""
    address, person = known
    return person.organisation_id == organisation_id and address.unreachable not in reach.UNVOUCHED


def ask_who(somebody: Somebody) -> tuple[Asked[Any], ...]:
    """What has to be known of somebody before anything else."""
    channel, tenant = somebody.channel, somebody.tenant
    return (
        people.ask_address(channel=channel, tenant=tenant, external_id=somebody.external_id),
        tenants.ask_homes(channel=channel, tenant=tenant),
    )


def ask_roles(somebody: Somebody) -> Asked[Any]:
    channel, tenant, external_id = somebody.channel, somebody.tenant, somebody.external_id
    return people.ask_roles_at(channel=channel, tenant=tenant, external_id=external_id)


async def address_of(reads: Snapshot, somebody: Somebody) -> tuple[Address, Person] | None:
    return await people.at_address(
        reads,
        channel=somebody.channel,
        tenant=somebody.tenant,
        external_id=somebody.external_id,
    )


async def _reopen(unit: Unit, somebody: Somebody, now: datetime) -> None:
    channel, tenant, over = somebody.channel, somebody.tenant, reach.HEARING_OPENS
    if await reach.is_closed(unit, channel=channel, tenant=tenant, reasons=over):
        reach.reopen(unit, channel=channel, tenant=tenant, now=now, reasons=over)


async def vouched(reads: Snapshot, email: str, organisation_id: str | None) -> Person | None:
    """Whoever has that email in that organisation, and nobody of another."""
    if not email or organisation_id is None:
        return None
    return await people.by_email(reads, email, organisation_id=organisation_id)


def meet(unit: Unit, somebody: Somebody, person: Person, old: Address | None) -> Person:
    """Bind the address to the one who has the email; `old` is the address as it was."""
    if old is not None:
        reference = {**stamp_in(old.reference), **_reference(somebody)}
        reach.give_address(unit, old, person.id, reference=reference)
    else:
        unit.insert(
            Address(
                person_id=person.id,
                channel=somebody.channel,
                tenant=somebody.tenant,
                external_id=somebody.external_id,
                reference=_reference(somebody),
            )
        )
    return learn(unit, person, somebody.profile, before=None)


def relearn(unit: Unit, person: Person, somebody: Somebody, address: Address) -> None:
    """The platform said it, not the person: whether they can be reached is another matter."""
    learn(unit, person, somebody.profile, before=address)
    reference = {**address.reference, **_reference(somebody)}
    if reference != address.reference:
        people.keep_reference(unit, address.id, reference)


def _reference(somebody: Somebody) -> dict[str, Any]:
    return {**somebody.reference, **_told(somebody.profile)}


def _told(profile: Profile) -> dict[str, Any]:
    told = told_by(profile)
    return {TOLD: told} if told else {}


def told_by(profile: Profile) -> dict[str, str]:
    """What of it can be used."""
    found = {"language": profile.language, "zone": profile.zone}
    known = {"language": LANGUAGES, "zone": zones()}
    return {name: value for name, value in found.items() if value in known[name]}


def learn(unit: Unit, person: Person, profile: Profile, *, before: Address | None) -> Person:
    """The person with what they had not chosen themselves."""
    last: Mapping[str, str] = before.reference.get(TOLD, {}) if before else {}
    mine = {"language": person.language, "zone": person.zone}
    new = {
        name: value
        for name, value in told_by(profile).items()
        if value != mine[name] and mine[name] in (None, "", last.get(name))
    }
    if not new:
        return person
    reach.learn(unit, person.id, new)
    return Person(**{**person.model_dump(), **new})
