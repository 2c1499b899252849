"""`kombot person`: everything about one person, and erasing it, for whoever was asked to."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.app import house_of
from bot.commands import organisations
from bot.commands.organisations import pick
from bot.commands.trouble import Told
from bot.opening import in_store, right_now, settings_now, today
from bot.settings import Settings
from dialogs import WORDS_FOLDER
from dialogs.core.texts import Speaker, Texts
from dialogs.rights import erasing
from dialogs.rights.readable import Collected, as_data, collect, readable
from storage import audit, backup, erase, erase_now, roster, wishes
from storage import export as exporting
from storage.erase_now import ERASED, EXPORTED, OPERATOR
from storage.stays import STAYS
from storage.tables import Person
from storage.unit_of_work import Unit

cli = typer.Typer(help="What one person may ask for about themselves.", no_args_is_help=True)
Who = Annotated[str, typer.Argument(metavar="EMAIL", help="Their email or their id.")]


@cli.callback()
def person() -> None:
    """What one person may ask for about themselves."""


@cli.command(name="wishes")
def list_wishes(*, organisation: organisations.Option = "") -> None:
    """Say who has asked for everything about them, or to be erased, and until when."""
    settings, wanted = settings_now(), organisations.name(organisation)

    async def work(unit: Unit) -> list[str]:
        chosen = pick(await roster.organisations(unit), wanted)
        return [
            f"{whose.name} <{whose.email}> asked on {wish.asked_at.date()} "
            f"{_asked(wish.what)}: answer by {wishes.deadline(wish)} with kombot person "
            f"{wish.what} {whose.email}"
            for wish, whose in await wishes.open_in(unit, chosen.id)
        ]

    for line in in_store(settings, work) or ["Nobody waits for an answer."]:
        typer.echo(line)


def _asked(what: str) -> str:
    return "for everything about them" if what == wishes.EXPORT else "to be erased"


@cli.command()
def export(
    who: Who,
    to: Annotated[Path, typer.Option(help="A file that is not there yet.")],
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="For a machine, instead of a page to read.")
    ] = False,
    organisation: organisations.Option = "",
) -> None:
    """Write everything that is kept about somebody into one file, and note that it was done."""
    settings, wanted, now = settings_now(), organisations.name(organisation), right_now()

    async def work(unit: Unit) -> Collected:
        found = await _found(unit, who, wanted)
        all_ = await collect(unit, found.id, now=now, house=house_of(settings))
        if all_ is None:
            raise Told(f"{who} is not in the store any more.")
        wishes.meet(unit, person_id=found.id, what=wishes.EXPORT, now=now, by=OPERATOR)
        audit.record(unit, at=now, actor_id=OPERATOR, about_id=found.id, what=EXPORTED)
        return all_

    if to.exists():
        raise Told(f"{to} is there already: choose another name.")
    all_ = in_store(settings, work)
    backup.write_beside(_file(all_, settings, as_json=as_json), to)
    typer.echo(
        f"{to} has everything that is kept about {all_.person.name}. Hand it to that person alone, "
        "and delete it here. They can see in the chat that it was made."
    )


def _file(all_: Collected, settings: Settings, *, as_json: bool) -> str:
    from bot.papers.pages import html

    say = Speaker(
        texts=Texts((WORDS_FOLDER,)),
        language=all_.person.language or settings.language,
        zone=all_.person.zone or settings.zone,
        now=all_.made,
    )
    if as_json:
        return json.dumps(as_data(all_, say), ensure_ascii=False, indent=2) + "\n"
    return html(readable(all_, say), say.language).decode("utf-8")


@dataclass(frozen=True, kw_only=True)
class _Receipt:
    """`counts` are the rows that go, by table."""

    person: Person
    has_left: bool
    counts: dict[str, int]
    done: bool


@cli.command(name="erase")
def erase_(
    who: Who,
    *,
    confirm: Annotated[
        str, typer.Option(help="Their name as it stands in the store: without it nothing is done.")
    ] = "",
    organisation: organisations.Option = "",
) -> None:
    """Erase what is somebody's own, everywhere, and say what stays and why.

    Of somebody who works here: what is theirs alone. Of somebody who has left: all of it at once,
    without waiting for the thirty days.
    """
    settings, wanted, now = settings_now(), organisations.name(organisation), right_now()
    day = today(settings)

    async def work(unit: Unit) -> _Receipt:
        found = await _found(unit, who, wanted)
        has_left = found.left_on is not None and found.left_on <= day
        counts = await erase_now.counted(unit, found.id)
        if confirm and confirm.strip().casefold() != found.name.casefold():
            raise Told(f"{who} is called {found.name}, not {confirm}: nothing is done.")
        if confirm:
            await _erase(unit, found, now, has_left=has_left)
        return _Receipt(person=found, has_left=has_left, counts=counts, done=bool(confirm))

    for line in _told(in_store(settings, work)):
        typer.echo(line)


async def _erase(unit: Unit, found: Person, now: datetime, *, has_left: bool) -> None:
    wishes.meet(unit, person_id=found.id, what=wishes.ERASE, now=now, by=OPERATOR)
    if has_left:
        await erase.erase_own(unit, found.id, date.max)
        audit.record(unit, at=now, actor_id=OPERATOR, about_id=found.id, what=ERASED)
        return
    await erasing.erase_own(unit, found.id, now)


async def _found(unit: Unit, who: str, wanted: str) -> Person:
    chosen = pick(await roster.organisations(unit), wanted)
    found = await exporting.whose(unit, chosen.id, who)
    if found is None or erase.is_erased(found):
        raise Told(f"{chosen.name} has nobody with the email or id {who}.")
    return found


def _places() -> dict[str, list[str]]:
    """By reason, where the number of somebody who is erased still stands."""
    found: dict[str, list[str]] = {}
    for place, why in erase.STAYS.items():
        table = place.partition(".")[0]
        if table not in found.setdefault(why, []):
            found[why].append(table)
    return found


def _told(receipt: _Receipt) -> list[str]:
    name = receipt.person.name
    went = "Erased" if receipt.done else "This would be erased"
    lines = [f"{went} of what is {name}'s own, by table:"]
    lines += [f"  {table}: {count}" for table, count in sorted(receipt.counts.items())]
    if receipt.has_left:
        lines.append(f"  and everything else about {name}: only a number without a name stays.")
        lines += [f"  {', '.join(there)}: {why}." for why, there in _places().items()]
    else:
        lines.append("This stays:")
        lines += [f"  {', '.join(each.tables)}: {each.why}. Until {each.until}." for each in STAYS]
    if receipt.done:
        lines.append(
            "Done. Write kombot deletions anew, and put it beside your backups: with it, what is "
            "erased here is erased again after a restore. What Slack or Teams keep is theirs."
        )
    else:
        lines.append(f'Nothing is done yet. To do it: --confirm "{name}"')
    return lines
