"""What `kombot doctor` says of each organisation: its people, its workspaces, who is not reached.

Names are said before everything where several share the store.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.findings import Finding, State
from bot.opening import today
from bot.settings import Settings
from dialogs import WORDS_FOLDER, unreachable
from dialogs.core.texts import Speaker, Texts
from storage import admins, health, levels, reach, roster, tenants, wishes
from storage.database import Snapshot
from storage.health import Staffing
from storage.tables import Organisation, Tenant
from storage.unit_of_work import Store

NOBODY = (
    "There is nobody in the store: begin with kombot admin add EMAIL --name NAME, and bring a "
    "workplace in with kombot people import FILE.csv."
)


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """`several`: others share the store, so that every command needs the name."""

    organisation: Organisation
    bound: Sequence[Tenant]
    several: bool
    installs: bool
    today: date
    say: Speaker

    @property
    def option(self) -> str:
        return f' --organisation "{self.organisation.name}"' if self.several else ""


async def findings(settings: Settings, store: Store) -> list[Finding]:
    say = Speaker(texts=Texts((WORDS_FOLDER,)), language="en", zone=settings.zone)
    async with store.snapshot() as reads:
        found, bound = await roster.organisations(reads), await tenants.every(reads)
        told = [
            each
            for organisation in found
            for each in await _one(
                reads,
                _Asked(
                    organisation=organisation,
                    bound=[tenant for tenant, owner in bound if owner.id == organisation.id],
                    several=len(found) > 1,
                    installs=settings.slack is not None and settings.slack.installs,
                    today=today(settings),
                    say=say,
                ),
            )
        ]
    return told or [Finding(State.MEND, NOBODY)]


async def _one(reads: Snapshot, asked: _Asked) -> list[Finding]:
    staff = await health.staffing(reads, asked.today, organisation_id=asked.organisation.id)
    told = [
        *await _people(reads, asked, staff),
        *_tenants(asked, is_staffed=bool(staff)),
        *(note for each in staff for note in _workplace(each)),
        *await _readers(reads, asked, staff),
        *await _unreached(reads, asked),
        *await _wishes(reads, asked),
    ]
    if not asked.several:
        return told
    return [replace(each, says=f"{asked.organisation.name}: {each.says}") for each in told]


async def _people(reads: Snapshot, asked: _Asked, staff: Sequence[Staffing]) -> list[Finding]:
    if not staff:
        nobody = f"Nobody works there: kombot people import FILE.csv{asked.option}."
        return [Finding(State.MEND, nobody if asked.several else NOBODY)]
    people = sum(each.people for each in staff)
    known = Finding(State.FINE, f"People who work here: {people}, workplaces: {len(staff)}.")
    if await admins.here(reads, asked.organisation.id, asked.today):
        return [known, Finding(State.FINE, "Somebody looks after kombot (kombot admin list).")]
    nobody = f"Nobody looks after kombot: kombot admin add EMAIL{asked.option}."
    return [known, Finding(State.MEND, nobody)]


def _tenants(asked: _Asked, *, is_staffed: bool) -> Iterator[Finding]:
    for each in asked.bound:
        yield Finding(State.FINE, f"{_called(each)} belongs to {asked.organisation.name}.")
        if asked.installs and each.channel == "slack" and not each.secret:
            yield Finding(
                State.MEND,
                f"kombot is not installed in {_called(each)} any more: send whoever looks after it "
                f"a link, kombot slack invite{asked.option}.",
            )
    if asked.several and is_staffed and not asked.bound:
        yield Finding(
            State.MEND,
            "No workspace or tenant is bound to it, so that kombot knows none of its people: "
            f"kombot organisations bind CHANNEL TENANT {asked.organisation.name!r}, or for Slack "
            f"kombot slack invite{asked.option}.",
        )


def _called(tenant: Tenant) -> str:
    name = f" ({tenant.name})" if tenant.name else ""
    return f"{tenant.channel} {tenant.external_id}{name}"


def _workplace(found: Staffing) -> Iterator[Finding]:
    alone = found.people - found.reached
    lacks = (
        ("no leader (name one in the column leder)", not found.has_leader),
        ("no contact person (the role kontaktperson)", not found.has_contact),
        (
            "no channel for its planning group (the contact person writes kanal to kombot)",
            not found.has_place,
        ),
        (f"{alone} of {found.people} people not in a chat with kombot yet", alone > 0),
    )
    said = ", ".join(what for what, is_so in lacks if is_so)
    if said:
        yield Finding(State.NOTE, f"{found.name}: {said}.")


async def _readers(reads: Snapshot, asked: _Asked, staff: Sequence[Staffing]) -> list[Finding]:
    """Plans stay where they are while nobody above the workplaces reads them."""
    if not staff or await levels.staff(reads, asked.organisation.id, asked.today):
        return []
    says = (
        "Nobody reads the plans that workplaces send up: give the role med-koordinationsgruppe, hr "
        "or hovedudvalg to those who do."
    )
    return [Finding(State.NOTE, says)]


async def _unreached(reads: Snapshot, asked: _Asked) -> list[Finding]:
    """People and places by name, with the same words that kombot says in a chat."""
    mine = await reach.workplaces_of(reads, asked.organisation.id)
    people = await reach.unreached_people(reads, asked.today, workplaces=mine)
    places = await reach.unreached_places(reads, workplaces=mine)
    found = unreachable.troubles(people, places, asked.say)
    shut = (Finding(State.MEND, f"{each.what}: {each.why}") for each in found.shut)
    alone = (
        Finding(State.NOTE, f"Cannot be reached: {each.what}. {each.why}")
        for each in (*found.people, *found.places)
    )
    return [*shut, *alone]


async def _wishes(reads: Snapshot, asked: _Asked) -> list[Finding]:
    """The law gives a month to answer whoever asks about themselves."""
    waits = [wish for wish, _ in await wishes.open_in(reads, asked.organisation.id)]
    late = [each for each in waits if wishes.deadline(each) < asked.today]
    see = f"kombot person wishes{asked.option}"
    if late:
        return [Finding(State.MEND, f"{len(late)} asked for theirs over a month ago: {see}.")]
    if waits:
        return [Finding(State.NOTE, f"{len(waits)} asked for theirs and wait: {see}.")]
    return []
