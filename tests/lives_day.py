"""The life of a day: run live with nasty notes, then evaluated; and one that was held on paper."""

from __future__ import annotations

from pathlib import Path

from bot.channels.photos import clean
from dialogs.core.cards import ChoiceField
from dialogs.core.photos import CAME, WAITS
from storage.tables import Note, NoteKind
from tests.nudged import ROUND, does
from tests.snapshots import a_photo
from tests.talk import Town, a_town
from tests.the_day import COMING, SITTING, a_day
from tests.walk import HOSTILE, Walk

TABLE = f"{SITTING}|wellbeing|1"
MANY = 8


async def a_day_run_live(folder: Path, language: str) -> Walk:
    """Every part of the script, every turn, every note; five answer, and the group reads."""
    async with a_town(folder, KOMBOT_LANGUAGE=language) as town:
        walk = Walk(town)
        await a_day(town)
        await walk.asks("Mette", "day", ROUND)
        await walk.asks("Sofie", "day", ROUND)
        await _moves(walk, "start")
        await _writes(walk)
        for _ in range(8):
            await _moves(walk, "pause", "resume", "next")
            await walk.asks("Sofie", "day", SITTING)
            await town.passes(minutes=29)
        await _moves(walk, "back", "next", "end")
        await town.settles()
        for name in COMING[:6]:
            await walk.through(name.split()[0], "evaluation", SITTING)
        for name in ("Mette", "Kirsten", "Sofie"):
            await walk.asks(name, "day", SITTING)
            await walk.asks(name, "record", SITTING)
        await walk.asks("Kirsten", "evaluations", SITTING)
        await town.passes(days=3)
        await walk.asks("Kirsten", "evaluations", SITTING)
        walk.shown += [post.card for post in town.chat.posts]
        return walk


async def a_day_on_paper(folder: Path, language: str) -> Walk:
    """No groups are set; a poster is entered afterwards, and nobody evaluates."""
    async with a_town(folder, KOMBOT_LANGUAGE=language) as town:
        walk = Walk(town)
        await a_day(town, seated=False)
        await walk.through("Sofie", "table", SITTING)
        await town.passes(days=4)
        await walk.through("Ali", "posters", ROUND)
        await walk.asks("Ali", "record", ROUND)
        await walk.asks("Ali", "evaluations", SITTING)
        walk.shown += [post.card for post in town.chat.posts]
        return walk


async def _moves(walk: Walk, *moves: str) -> None:
    for move in moves:
        await walk.asks("Mette", "day", SITTING)
        buttons = walk.town["Mette"].screen[-1].buttons
        value = next(each.value for each in buttons if each.value.endswith(f"|{move}"))
        await walk.town["Mette"].presses(value)
        walk.shown.append(walk.town["Mette"].screen[-1])


async def _writes(walk: Walk) -> None:
    """So much that every field and list is full, then what is done with it."""
    await walk.through("Jonas", "note", TABLE)
    walk.town.album = {"0": clean(a_photo())}
    for dialog in ("photo", "photo", "photo_gone"):
        await walk.through("Jonas", dialog, TABLE)
    for key, command in (("1", WAITS), ("2", WAITS), ("1", CAME)):
        await walk.asks("Jonas", command, key)
    await does(walk.town, *_notes())
    for dialog in ("headings", "important", "note_mend"):
        await walk.through("Jonas", dialog, TABLE)
    await _mends(walk.town, walk)
    for name in ("Jonas", "Ali"):
        await walk.asks(name, "notes", SITTING)


def _notes() -> list[Note]:
    return [
        Note(
            sitting_id=SITTING,
            part="wellbeing",
            number=1,
            kind=kind.value,
            text=f"{number} {HOSTILE}"[:200],
        )
        for kind in NoteKind
        for number in range(MANY)
    ]


async def _mends(town: Town, walk: Walk) -> None:
    """The page that is there only where a note is written anew."""
    jonas = town["Jonas"]
    await jonas.presses(f"open:note_mend:{TABLE}")
    choices = jonas.form.fields[0]
    assert isinstance(choices, ChoiceField)
    await jonas.answers(which=choices.choices[0].key, how="mend")
    walk.shown.append(jonas.form)
    walk.pages.add(("note_mend", "text"))
    await jonas.answers(text=HOSTILE)
