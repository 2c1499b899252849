"""On paper: the script of the day as a table (TAL-104), and the posters of the groups (TAL-38)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from dialogs.concepts import Text
from dialogs.concepts.scripts import ScriptSlot, Setting
from dialogs.core.cards import Heading, Table
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.core.paper import Columns, Lines, NewPage, Paper, PaperPart
from dialogs.core.texts import Speaker
from dialogs.rounds.held.day_view import speaking
from dialogs.rounds.held.running import MINUTE, Running, find, nearest, running, the_script
from dialogs.rounds.held.tables import PARTS, theme_of
from dialogs.rounds.state import in_group
from dialogs.rules.script import EXAMPLES, PLENARY, each_group, too_many
from storage.database import Snapshot
from storage.tables import NoteKind

ROOM = {NoteKind.POINT: 18, NoteKind.ACTION: 18}
"""Lines to write on, in each of a poster's two fields."""


async def _for_group(reads: Snapshot, request: Request) -> Running | Refusal:
    found = await find(reads, request.subject, request.who, request.today, chosen=nearest)
    if found is None:
        return Refusal("not_there")
    if not in_group(request.who, found.round):
        return Refusal("not_for_you")
    return await running(reads, found.sitting, found.round, request.house.calendar, request.now)


async def script_paper(reads: Snapshot, request: Request) -> Paper | Refusal:
    runs = await _for_group(reads, request)
    if isinstance(runs, Refusal):
        return runs
    say, script = request.say, the_script()
    return Paper(
        name=say("script/file_name"),
        title=say("script/title"),
        subtitle=say("script/subtitle", day=runs.sitting.held_on, place=runs.sitting.place),
        parts=(
            Table(_head(say), tuple(_rows(runs, say))),
            Heading(say("script/time_to_speak")),
            *_shares(runs, say),
            *_list(say("day/rules"), script.rules, say),
            *_list(say("day/listen"), script.listening, say),
            *_list(say("day/sorting"), script.sorting, say),
            *_list(say("day/concrete"), script.concrete, say),
        ),
        foot=say("script/foot"),
        landscape=True,
    )


def _head(say: Speaker) -> tuple[str, ...]:
    return tuple(say(f"script/{column}") for column in ("when", "what", "roles"))


def _rows(runs: Running, say: Speaker) -> Iterator[tuple[str, ...]]:
    """Ten: what is done before, and the nine parts of the three hours (TAL-104)."""
    script, first = the_script(), runs.planned[0].starts
    yield _row(script.before, first - script.before.minutes * MINUTE, first, say)
    for slot in runs.planned:
        yield _row(script.slot(slot.number), slot.starts, slot.ends, say)


def _row(
    said: ScriptSlot | Setting, starts: datetime, ends: datetime, say: Speaker
) -> tuple[str, ...]:
    language = say.language
    what = " ".join(each.in_(language) for each in said.what)
    both = f"{said.roles.in_(language)} {said.ready.in_(language)}"
    return say("script/span", starts=starts, ends=ends), f"{said.name.in_(language)}: {what}", both


def _shares(runs: Running, say: Speaker) -> Iterator[PaperPart]:
    """How the half hours and the plenaries are shared out (X-05, X-17)."""
    sizes = sorted({size for part in PARTS for size in runs.sizes(part)})
    for size in sizes:
        yield speaking(size, _minutes(runs, EXAMPLES), say)
    groups = max((len(runs.sizes(part)) for part in PARTS), default=0)
    if not groups:
        return
    minutes = each_group(_minutes(runs, PLENARY), groups)
    yield say("script/plenary", groups=groups, minutes=minutes)
    if too_many(groups):
        yield say("script/too_many")


def _minutes(runs: Running, key: str) -> int:
    return next(slot.minutes for slot in runs.planned if slot.key == key)


def _list(heading: str, texts: Iterable[Text], say: Speaker) -> tuple[PaperPart, ...]:
    return (
        Heading(heading),
        *(say("day/item", text=each.in_(say.language)) for each in texts),
    )


async def posters_paper(reads: Snapshot, request: Request) -> Paper | Refusal:
    """One for each group and theme, with the theme on top and the two fields to write in."""
    runs = await _for_group(reads, request)
    if isinstance(runs, Refusal):
        return runs
    parts: list[PaperPart] = []
    for part in PARTS:
        theme = await theme_of(reads, runs.round.id, part, request.say.language)
        for number in runs.groups.get(part, {}):
            parts += [NewPage()] if parts else []
            parts += _poster(theme, number, request.say)
    return Paper(
        name=request.say("script/posters_file_name"),
        title=request.say("script/posters"),
        parts=tuple(parts),
        landscape=True,
        size="a3",
    )


def _poster(theme: str, number: int, say: Speaker) -> tuple[PaperPart, ...]:
    fields = tuple(
        (say(f"notes/{kind.value}s"), (Lines("", lines),)) for kind, lines in ROOM.items()
    )
    return Heading(theme), say("day/group", number=number), Columns(fields)
