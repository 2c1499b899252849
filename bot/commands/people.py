"""`kombot people`: bring in a workplace from a file."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated

import typer

from bot.app import calendar_of, packs_of
from bot.commands import organisations
from bot.commands.trouble import Told
from bot.opening import open_store, right_now, settings_now, today
from bot.roster import report, senior
from bot.roster.plan import Plan, plan
from bot.roster.reading import Table, Unreadable, read_table
from bot.roster.rows import People, is_column, read_people
from bot.roster.senior import Offers
from bot.settings import Settings
from storage import joining, roster
from storage.unit_of_work import Unit

cli = typer.Typer(help="Who is who, and where.", no_args_is_help=True)


@cli.callback()
def people() -> None:
    """Who is who, and where."""


@cli.command(name="import")
def import_(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="A CSV file.")
    ],
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change, and write nothing.")
    ] = False,
    leavers: Annotated[
        bool,
        typer.Option(
            "--leavers",
            help="Mark those as left today who work at the file's workplaces and are not in it.",
        ),
    ] = False,
    organisation: organisations.Option = "",
) -> None:
    """Bring in people from a CSV file: all of it, or nothing where anything is wrong.

    Columns, in any order: navn, email, arbejdsplads; and if you like område, leder (their email),
    roller, timelønnet, fraværende fra, fraværende til, fratrådt, seniorsamtale, sprog. English
    names do as well:
    docs/people.md has them all.
    """
    settings, wanted = settings_now(), organisations.name(organisation)
    table = _table(file)
    found = read_people(table)
    typer.echo(
        f"{file.name}: {len(table.records)} people ({table.encoding}, parted by {table.delimiter})"
    )
    done = asyncio.run(
        _bring_in(settings, found, leavers=leavers, organisation=wanted, dry_run=dry_run)
    )
    offered = report.offered(done.plan, done.offers.marked)
    for line in (*done.named, *report.report(done.plan), *offered):
        typer.echo(line)
    typer.echo(_closing(done, dry_run=dry_run))


def _table(file: Path) -> Table:
    try:
        return read_table(file.read_bytes(), is_column=is_column)
    except Unreadable as error:
        raise Told(f"{file.name} cannot be imported, and nothing is changed. {error}") from None


@dataclass(frozen=True, kw_only=True)
class _Done:
    """`named` is said when the organisation gets its name."""

    plan: Plan
    named: tuple[str, ...] = ()
    offers: Offers = field(default_factory=Offers)


async def _bring_in(
    settings: Settings, found: People, *, leavers: bool, organisation: str, dry_run: bool
) -> _Done:
    day, packs = today(settings), packs_of(settings)

    async def work(unit: Unit) -> _Done:
        kept, name = await organisations.kept(unit, organisation)
        outcome = plan(found, kept.roster, today=day, leavers=leavers)
        _refuse(outcome)
        offers = await senior.offers(
            unit, kept, found, packs=packs, house=settings.concept, today=day
        )
        if not dry_run:
            ids = roster.write(unit, kept, outcome.after, organisation=name, today=day)
            now = right_now()
            await joining.notice(unit, kept, outcome.after, ids, today=day, now=now)
            due_at = calendar_of(settings).next_open(now)
            senior.make(unit, offers, ids, now=now, due_at=due_at)
        renamed = kept.organisation is None or kept.organisation.name != name
        warned = replace(outcome, warnings=(*outcome.warnings, *offers.warnings))
        named = (f"The organisation is called: {name}",) * renamed
        return _Done(plan=warned, named=named, offers=offers)

    async with open_store(settings) as store:
        return await store.run(work)


def _refuse(outcome: Plan) -> None:
    if outcome.problems:
        count = len(outcome.problems)
        raise Told(
            "\n".join(
                (
                    f"Nothing is changed. {count} {'thing' if count == 1 else 'things'} to mend:",
                    *report.problems(outcome),
                )
            )
        )


def _closing(done: _Done, *, dry_run: bool) -> str:
    if done.plan.changes_nothing and not done.named and not done.offers.marked:
        return "Nothing to change: everything is in the store already."
    if dry_run:
        return "Nothing is written. Run it again without --dry-run to bring this in."
    return "Done."
