"""`kombot admin`: those who look after kombot."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated

import typer

from bot.commands import organisations
from bot.commands.organisations import pick, told
from bot.commands.trouble import Told
from bot.opening import in_store, settings_now, today
from bot.roster import cells
from storage import admins, roster
from storage.roster import Entry, Kept, Post, Roster
from storage.tables import Person, RoleName
from storage.unit_of_work import Unit

Email = Annotated[str, typer.Argument(help="The address that Slack or Teams knows them by.")]

WORKPLACE = "Administration"

cli = typer.Typer(help="Those who look after kombot.", no_args_is_help=True)


@cli.callback()
def admin() -> None:
    """Those who look after kombot."""


@cli.command()
def add(
    email: Email,
    *,
    name: Annotated[str, typer.Option(help="Their name, if they are not in the store yet.")] = "",
    organisation: organisations.Option = "",
) -> None:
    """Let somebody look after kombot. A second time changes nothing."""
    address, called = told("EMAIL", email, cells.email), told("--name", name, cells.name)
    settings, wanted = settings_now(), organisations.name(organisation)

    async def work(unit: Unit) -> str:
        kept, title = await organisations.kept(unit, wanted)
        day = today(settings)
        after = appointed(kept, email=address, name=called, today=day)
        roster.write(unit, kept, after, organisation=title, today=day)
        done = "looks after kombot now" if after != kept.roster else "looks after kombot already"
        return f"{after.people[address].name} <{address}> {done}."

    typer.echo(in_store(settings, work))


def appointed(kept: Kept, *, email: str, name: str, today: date) -> Roster:
    """Somebody who is not there yet gets a workplace of their own, until a file says another.

    Raises Told.
    """
    if not email:
        raise Told("EMAIL is empty: write the address.")
    was = kept.roster.people.get(email)
    if was is None and not name:
        raise Told(f"{email} is not in the store yet: add --name with their name.")
    entry = was or Entry(email=email, name=name, workplace=WORKPLACE)
    if not entry.is_here(today):
        raise Told(f"{email} left on {entry.left_on}: bring them back with kombot people import.")
    if not any(role == RoleName.ADMIN for role, _ in entry.posts):
        post: Post = (RoleName.ADMIN.value, entry.workplace)
        entry = replace(entry, posts=entry.posts | {post})
    areas = {entry.workplace: "", **kept.roster.areas}
    return Roster(areas=areas, people={**kept.roster.people, email: entry})


@cli.command(name="list")
def list_(*, organisation: organisations.Option = "") -> None:
    """Say who looks after kombot."""
    settings, wanted = settings_now(), organisations.name(organisation)

    async def work(unit: Unit) -> list[str]:
        found, day = await roster.organisations(unit), today(settings)
        if not found:
            return []
        return [
            f"{person.name} <{person.email}>, {workplace.name}"
            + ("" if _is_here(person, day) else f", left on {person.left_on}")
            for person, workplace in await admins.admins(unit, pick(found, wanted).id)
        ]

    for line in in_store(settings, work) or [
        "Nobody yet. Begin with: kombot admin add EMAIL --name NAME"
    ]:
        typer.echo(line)


@cli.command()
def remove(email: Email, *, organisation: organisations.Option = "") -> None:
    """Take the task from somebody; there must be another who has it."""
    settings, wanted = settings_now(), organisations.name(organisation)
    address = told("EMAIL", email, cells.email)

    async def work(unit: Unit) -> str:
        chosen = pick(await roster.organisations(unit), wanted)
        there = {person.email: person for person, _ in await admins.admins(unit, chosen.id)}
        if address not in there:
            return f"{address} does not look after kombot: nothing to do."
        others = [each for each in there.values() if each.email != address]
        if not any(_is_here(each, today(settings)) for each in others):
            raise Told(f"{address} is the only one: add another first.")
        admins.dismiss(unit, there[address].id)
        return f"{there[address].name} <{address}> does not look after kombot any more."

    typer.echo(in_store(settings, work))


def _is_here(person: Person, day: date) -> bool:
    return person.left_on is None or person.left_on > day
