"""`kombot organisations`: who shares the store, and which workspace belongs to whom."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Annotated

import typer

from bot.commands.trouble import Told
from bot.opening import in_store, settings_now
from bot.roster import cells
from schedules.core.clock import SystemClock
from storage import invitations, outbox, roster, tenants
from storage.database import Snapshot
from storage.roster import Kept
from storage.tables import Organisation, Tenant
from storage.unit_of_work import Unit

UNNAMED = "Organisation"
"""What the first one is called until somebody says a name."""
CHANNELS = {
    "slack": (r"T[A-Z0-9]+", "a workspace's id begins with T and stands in its address in Slack"),
    "teams": (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "a tenant's id is a GUID"),
}
"""What the id of a tenant looks like."""
SHARED = (
    "The store holds several organisations ({names}): say with --organisation which one this is "
    "about."
)
STILL = (
    "{name} is the only organisation: the workspace of SLACK_BOT_TOKEN and the tenant of "
    "TEAMS_TENANT_ID still count as its own. Take that setting out as well if nobody there is to "
    "be heard."
)
UNKNOWN = (
    "The store holds {names}, and no organisation called {wanted}. Write the name as it is, or add "
    "a new one first: kombot organisations add NAME"
)

Option = Annotated[
    str,
    typer.Option(
        "--organisation",
        help="Which one, where the store holds several; the first time, what it is called.",
    ),
]
Channel = Annotated[str, typer.Argument(help="slack or teams.")]
External = Annotated[str, typer.Argument(metavar="TENANT", help="The workspace's or tenant's id.")]

cli = typer.Typer(help="Who shares the store, and what belongs to whom.", no_args_is_help=True)


@cli.callback()
def organisations() -> None:
    """Who shares the store, and what belongs to whom."""


@cli.command(name="list")
def list_() -> None:
    """Say which organisations there are, each with its workspaces and tenants."""
    for line in in_store(settings_now(), _listed):
        typer.echo(line)


async def _listed(unit: Unit) -> list[str]:
    found, bound = await roster.organisations(unit), await tenants.every(unit)
    lines = [
        line for each in found for line in _one(each, [t for t, o in bound if o.id == each.id])
    ]
    return lines or ["None yet. Begin with: kombot organisations add NAME"]


def _one(found: Organisation, bound: Sequence[Tenant]) -> Iterator[str]:
    yield found.name
    for each in bound:
        called = f" ({each.name})" if each.name else ""
        held = "kombot is installed there" if each.secret else "without tokens of its own"
        yield f"  {each.channel} {each.external_id}{called}: {held}"
    if not bound:
        yield "  no workspace or tenant is bound to it"


@cli.command()
def add(new: Annotated[str, typer.Argument(metavar="NAME", help="What it is called.")]) -> None:
    """Let another organisation share the store: neither sees anything of the other."""
    wanted = _named(new)

    async def work(unit: Unit) -> list[str]:
        found = await roster.organisations(unit)
        _refuse_same(found, wanted)
        if [each.name for each in found] == [UNNAMED]:
            raise Told(
                f'What is there is called "{UNNAMED}" still. Give it its name first: kombot '
                f"organisations rename {UNNAMED} NAME"
            )
        unit.insert(Organisation(name=wanted))
        kept = await _keep(unit, found[0]) if len(found) == 1 else []
        return [f"{wanted} is there now.", *kept]

    for line in in_store(settings_now(), work):
        typer.echo(line)


async def _keep(unit: Unit, first: Organisation) -> list[str]:
    """What belonged to the only one without a word does so in writing among several."""
    found = await tenants.strays(unit)
    for channel, tenant in found:
        tenants.bind(unit, channel=channel, tenant=tenant, organisation_id=first.id)
    return [f"{channel} {tenant} belongs to {first.name}, as it did." for channel, tenant in found]


@cli.command()
def rename(
    old: Annotated[str, typer.Argument(help="What it is called now.")],
    new: Annotated[str, typer.Argument(help="What it is to be called.")],
) -> None:
    """Give an organisation another name; nothing else changes."""
    wanted = _named(new)

    async def work(unit: Unit) -> str:
        found = await roster.organisations(unit)
        chosen = pick(found, name(old))
        _refuse_same([each for each in found if each.id != chosen.id], wanted)
        roster.rename(unit, chosen, wanted)
        return f"{chosen.name} is called {wanted} now."

    typer.echo(in_store(settings_now(), work))


@cli.command()
def bind(
    channel: Channel,
    tenant: External,
    organisation: Annotated[str, typer.Argument(help="The name of the organisation.")],
) -> None:
    """Say whose people come from a workspace or tenant: they are looked up there alone.

    What waited for that is sent at once.
    """
    external, wanted = _external(channel, tenant), name(organisation)

    async def work(unit: Unit) -> str:
        chosen = pick(await roster.organisations(unit), wanted)
        known = await tenants.find(unit, channel=channel, tenant=external)
        if known is None:
            tenants.bind(unit, channel=channel, tenant=external, organisation_id=chosen.id)
            outbox.wake(unit, SystemClock().now())
        elif known.organisation_id != chosen.id:
            raise Told(
                f"{channel} {external} belongs to another organisation (kombot organisations "
                f"list). Take it from there first: kombot organisations unbind {channel} {external}"
            )
        return f"{channel} {external} belongs to {chosen.name}."

    typer.echo(in_store(settings_now(), work))


@cli.command()
def unbind(channel: Channel, tenant: External) -> None:
    """Take a workspace or tenant from its organisation, with the tokens that kombot has there."""
    external = _external(channel, tenant)

    async def work(unit: Unit) -> str:
        known = await tenants.find(unit, channel=channel, tenant=external)
        if known is None:
            return f"{channel} {external} is not bound: nothing to do."
        tenants.unbind(unit, known)
        # Whoever has come in with a link must not come in with it again.
        whose = known.organisation_id
        invitations.withdraw(unit, channel=channel, organisation_id=whose)
        gone = f"{channel} {external} is not bound any more, and its tokens are deleted."
        found = await roster.organisations(unit)
        return f"{gone} {STILL.format(name=found[0].name)}" if len(found) == 1 else gone

    typer.echo(in_store(settings_now(), work))


def _external(channel: str, tenant: str) -> str:
    if channel not in CHANNELS:
        raise Told(f"CHANNEL is {channel}: write {' or '.join(CHANNELS)}.")
    shape, says = CHANNELS[channel]
    if not re.fullmatch(shape, tenant):
        raise Told(f"TENANT is {tenant}: {says}.")
    return tenant


def _named(raw: str) -> str:
    found = told("NAME", raw, cells.name)
    if not found:
        raise Told("NAME is empty: write what the organisation is called.")
    return found


def _refuse_same(found: Sequence[Organisation], wanted: str) -> None:
    """Capitals do not tell two organisations apart."""
    if any(each.name.casefold() == wanted.casefold() for each in found):
        raise Told(f"There is an organisation called {wanted} already: nothing to do.")


async def kept(reads: Snapshot, wanted: str) -> tuple[Kept, str]:
    """What is kept of the one that is meant, and the name it is to have from now on.

    The first one comes by itself; no other is ever made by its name (Told).
    """
    found = await roster.organisations(reads)
    if not found:
        return await roster.read(reads, None), wanted or UNNAMED
    if wanted and [each.name for each in found] == [UNNAMED]:
        return await roster.read(reads, found[0]), wanted
    chosen = pick(found, wanted)
    return await roster.read(reads, chosen), chosen.name


def pick(found: Sequence[Organisation], wanted: str) -> Organisation:
    """The one with that name; without a name the only one there is. Raises Told."""
    names = ", ".join(each.name for each in found)
    if not found:
        raise Told("There is no organisation yet. Begin with: kombot organisations add NAME")
    if not wanted:
        if len(found) > 1:
            raise Told(SHARED.format(names=names))
        return found[0]
    for each in found:
        if each.name.casefold() == wanted.casefold():
            return each
    raise Told(UNKNOWN.format(names=names, wanted=wanted))


def name(raw: str) -> str:
    """Raises Told for a name that cannot be used; empty stays empty."""
    return told("--organisation", raw, cells.name)


def told(option: str, raw: str, read: Callable[[str], str]) -> str:
    """What is written on the command line, read as a cell of a file is."""
    try:
        return read(raw)
    except cells.Bad as bad:
        raise Told(f"{option} {bad}.") from None
