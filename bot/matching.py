"""Which of our people somebody on a platform is, and what the platform may teach us about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from bot.channels.base import Inbound
from bot.channels.standing import Profile
from dialogs.core.texts import LANGUAGES
from storage import people, reach
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
    if known is None or known[0].unreachable in reach.CLOSED:
        await _reopen(unit, somebody, now)
    if known and known[0].unreachable not in reach.UNVOUCHED:
        people.refresh_address(unit, known[0], _reference(somebody))
        return learn(unit, known[1], somebody.profile, before=known[0])
    return await meet(unit, somebody, known[0] if known else None)


async def address_of(unit: Unit, somebody: Somebody) -> tuple[Address, Person] | None:
    return await people.at_address(
        unit,
        channel=somebody.channel,
        tenant=somebody.tenant,
        external_id=somebody.external_id,
    )


async def _reopen(unit: Unit, somebody: Somebody, now: datetime) -> None:
    channel, tenant = somebody.channel, somebody.tenant
    if await reach.is_closed(unit, channel=channel, tenant=tenant):
        reach.reopen(unit, channel=channel, tenant=tenant, now=now)


async def vouched(unit: Unit, email: str) -> Person | None:
    """The one person with that email."""
    matches = await people.by_email(unit, email) if email else []
    return matches[0] if len(matches) == 1 else None


async def meet(unit: Unit, somebody: Somebody, old: Address | None) -> Person | None:
    """Bind the address to the one who has the email; `old` is the address as it was."""
    person = await vouched(unit, somebody.profile.email)
    if person is None:
        return None
    if old is not None:
        reach.give_address(unit, old, person.id, reference=_reference(somebody))
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


def relearn(unit: Unit, person: Person, profile: Profile, address: Address) -> None:
    """The platform said it, not the person: whether they can be reached is another matter."""
    learn(unit, person, profile, before=address)
    reference = {**address.reference, **_told(profile)}
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
    known = {"language": LANGUAGES, "zone": available_timezones()}
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
