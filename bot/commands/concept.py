"""`kombot concept`: what conversations are held after, and where which concept holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.app import packs_of
from bot.commands import organisations
from bot.commands.organisations import pick
from bot.commands.trouble import Told
from bot.opening import in_store, settings_now, today
from dialogs.concepts import Concept, ConceptError, LearningConcept, RoundConcept, TalkConcept
from dialogs.concepts.loading import OWN
from dialogs.concepts.packs import NAMES, Packs, read_alone
from dialogs.rules.implementing import Hindrance, Wanted, hindrance
from storage import concepts, roster
from storage.tables import ConceptUse, Organisation
from storage.unit_of_work import Unit

cli = typer.Typer(help="What conversations are held after.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="A concept's name: kombot concept list has them.")]
ENGLISH = "en"
MEND = {
    Hindrance.NO_COMMITTEE: "Say which committee it is put before: --committee NAME.",
    Hindrance.NOT_PUT_BEFORE: "Say when it is put before the committee: --put-before 2027-01-31.",
    Hindrance.PUT_BEFORE_LATE: "It is put before the committee before it takes effect: choose a "
    "later --from, or an earlier --put-before.",
    Hindrance.NOT_TOLD: "Say when the main committee is told: --informed 2027-01-31.",
    Hindrance.TOLD_EARLY: "The main committee is told when it is put before the committee, not "
    "before: --informed cannot be earlier than --put-before.",
    Hindrance.TOLD_LATE: "The main committee is told before it takes effect: choose a later "
    "--from, or an earlier --informed.",
}


@cli.callback()
def concept() -> None:
    """What conversations are held after."""


@cli.command(name="list")
def list_(*, organisation: organisations.Option = "") -> None:
    """Say which concepts there are, and what holds where."""
    settings, wanted = settings_now(), organisations.name(organisation)
    packs = packs_of(settings)
    for name in packs.names:
        whose = "the product's" if name in NAMES else "your own"
        typer.echo(f"{name}: {_about(packs.find(name))} ({whose})")
    typer.echo(f"Where nothing else is chosen: {settings.concept} (KOMBOT_CONCEPT).")

    async def work(unit: Unit) -> list[str]:
        found = await roster.organisations(unit)
        asked = [pick(found, wanted)] if wanted else found
        return [line for each in asked for line in await _held(unit, each, packs)]

    for line in in_store(settings, work):
        typer.echo(line)


def _about(pack: Concept) -> str:
    kinds = {TalkConcept: "conversations", RoundConcept: "rounds", LearningConcept: "learning"}
    about = pack.about
    return f"{about.name.in_(ENGLISH)}, {kinds[type(pack)]}, version {about.version}"


async def _held(unit: Unit, organisation: Organisation, packs: Packs) -> list[str]:
    uses = await concepts.of_organisation(unit, organisation.id)
    return [f"{organisation.name}: {_told(each)}{_gone(each, packs)}" for each in uses]


def _told(use: ConceptUse) -> str:
    where = f"the area {use.area}" if use.area else "everywhere"
    line = f"{use.concept} from {use.holds_from}, {where}"
    if not use.area:
        return line
    return f"{line} (put before {use.committee} {use.put_before_on}, told up {use.informed_on})"


def _gone(use: ConceptUse, packs: Packs) -> str:
    return "" if use.concept in packs.talks() else " – this concept is not there any more"


@cli.command()
def check(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="A TOML file.")
    ],
) -> None:
    """Say whether a concept can be used; if not: file, line and mend for each problem."""
    try:
        found = read_alone(file)
    except ConceptError as error:
        for problem in error.problems:
            typer.echo(f"{error.file}: {problem}")
        count = len(error.problems)
        typer.echo(f"{count} {'thing' if count == 1 else 'things'} to mend.")
        raise typer.Exit(1) from None
    typer.echo(f"{file.name} can be used: {_about(found)}.")


@cli.command()
def show(name: Name) -> None:
    """Say what is in a concept, in short."""
    for line in _shown(_found(packs_of(settings_now()), name)):
        typer.echo(line)


def _found(packs: Packs, name: str) -> Concept:
    try:
        return packs.find(name)
    except ConceptError:
        known = ", ".join(packs.names)
        raise Told(f"There is no concept called {name}. These are there: {known}.") from None


def _shown(pack: Concept) -> Iterator[str]:
    yield f"{pack.key}: {_about(pack)}"
    for part in OWN:
        yield f"  {part}: {getattr(pack.about, part)}"
    if not isinstance(pack, TalkConcept):
        return
    every = pack.cadence.every
    yield f"  called: {pack.names.talk.in_(ENGLISH)} / {pack.names.talk.da}"
    yield f"  how often: every {every.months} months, {pack.cadence.obligation}"
    yield f"  short talk: {pack.mini.name.in_(ENGLISH)}, every {pack.mini.every.months} months"
    yield f"  must be talked about: {_names([each.name.in_(ENGLISH) for each in pack.obligatory])}"
    yield f"  parts: {_names([each.name.in_(ENGLISH) for each in pack.tracks])}"
    for kept in pack.keeping:
        after = f", {kept.months} months" if kept.months else ""
        yield f"  {kept.artefact} is kept: {kept.until}{after}"
    yield f"  areas of their own: {_names([each.da for each in pack.areas])}"


def _names(found: list[str]) -> str:
    return "; ".join(found) or "none"


def _day(option: str, raw: str) -> date | None:
    try:
        return date.fromisoformat(raw) if raw else None
    except ValueError:
        raise Told(f"{option} {raw}: write the day as 2027-01-31.") from None


@cli.command()
def use(
    name: Name,
    *,
    organisation: organisations.Option = "",
    area: Annotated[str, typer.Option(help="One area alone, as it is called in your file.")] = "",
    from_: Annotated[str, typer.Option("--from", help="From which day on; else from today.")] = "",
    committee: Annotated[
        str, typer.Option(help="Of an area: the committee it is put before.")
    ] = "",
    put_before: Annotated[str, typer.Option(help="On which day it is put before it.")] = "",
    informed: Annotated[str, typer.Option(help="When the main committee is told.")] = "",
) -> None:
    """Hold conversations after a concept from a day on: everywhere, or in one area.

    An area's own way is put before its committee before it takes effect, and the main committee is
    told at the same time. What is under way goes on as it was begun.
    """
    settings, whose = settings_now(), organisations.name(organisation)
    pack = _of_talks(packs_of(settings), name)
    wanted = Wanted(
        holds_from=_day("--from", from_) or today(settings),
        area=area.strip(),
        committee=committee.strip(),
        put_before_on=_day("--put-before", put_before),
        informed_on=_day("--informed", informed),
    )
    typer.echo(in_store(settings, lambda unit: _choose(unit, whose, wanted, pack)))


def _of_talks(packs: Packs, name: str) -> TalkConcept:
    if isinstance(found := _found(packs, name), TalkConcept):
        return found
    known = ", ".join(packs.talks())
    raise Told(f"{name} is not for conversations. Choose one of these: {known}.")


async def _choose(unit: Unit, whose: str, wanted: Wanted, pack: TalkConcept) -> str:
    chosen = pick(await roster.organisations(unit), whose)
    await _refuse(unit, chosen, wanted, pack)
    concepts.choose(unit, as_use(wanted, chosen.id, pack.key))
    where = f"the area {wanted.area} of {chosen.name}" if wanted.area else chosen.name
    return f"From {wanted.holds_from} on, {where} holds conversations after {pack.key}."


async def _refuse(unit: Unit, chosen: Organisation, wanted: Wanted, pack: TalkConcept) -> None:
    there = await concepts.areas(unit, chosen.id)
    if wanted.area and wanted.area not in there:
        known = ", ".join(there) or "no areas yet: kombot people import brings them in"
        raise Told(f"No workplace of {chosen.name} lies in {wanted.area}. There are: {known}.")
    named = tuple(each.da for each in pack.areas)
    match hindrance(wanted, areas=named):
        case None:
            return
        case Hindrance.NOT_AN_AREA:
            raise Told(
                f"{pack.key} has a common way for each of these areas, and {wanted.area} is none "
                f"of them: {'; '.join(named)}. Call the area so in your file, or say other areas "
                "in a concept of your own."
            )
        case found:
            raise Told(MEND[found])


def as_use(wanted: Wanted, organisation_id: str, name: str) -> ConceptUse:
    return ConceptUse(
        organisation_id=organisation_id,
        area=wanted.area,
        concept=name,
        holds_from=wanted.holds_from,
        committee=wanted.committee or None,
        put_before_on=wanted.put_before_on,
        informed_on=wanted.informed_on,
    )
