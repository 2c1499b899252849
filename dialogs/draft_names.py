"""What a form that was begun is about, so that two of one kind can be told apart at home."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from dialogs.core.texts import Speaker
from dialogs.rounds.preparing.chores import name_of
from dialogs.theme_names import list_name
from storage import chores, efforts, kom, people, reports, rounds, sittings, topics
from storage.database import Snapshot
from storage.tables import Session, ThemeList

Named: TypeAlias = Callable[[Snapshot, str, Speaker], Awaitable[str]]
"""From the subject to its name; empty where there is none."""


async def _effort(reads: Snapshot, subject: str, _say: Speaker) -> str:
    found = await efforts.find(reads, subject)
    return found.title if found else ""


async def _topic(reads: Snapshot, subject: str, _say: Speaker) -> str:
    found = await topics.find(reads, subject)
    return found.title if found else ""


async def _person(reads: Snapshot, subject: str, _say: Speaker) -> str:
    found = await people.person(reads, subject)
    return found.name if found else ""


async def _planned(reads: Snapshot, subject: str, say: Speaker) -> str:
    """By its conversation, or by whom it is agreed with."""
    talk = await kom.conversation(reads, subject)
    return await _person(reads, talk.person_id if talk else subject, say)


async def _talk(reads: Snapshot, subject: str, say: Speaker) -> str:
    found = await kom.conversation(reads, subject)
    return say.day(found.at) if found else ""


async def _chore(reads: Snapshot, subject: str, say: Speaker) -> str:
    found = await chores.find(reads, subject)
    return name_of(found, say.language) if found else ""


async def _report(reads: Snapshot, subject: str, _say: Speaker) -> str:
    found = await reports.find(reads, subject)
    return str(found.body.get("workplace", found.area)) if found else ""


async def _list(_reads: Snapshot, subject: str, say: Speaker) -> str:
    """`ROUND:LIST`."""
    name = subject.rpartition(":")[2]
    return list_name(ThemeList(name), say.language) if name in set(ThemeList) else ""


async def _group(_reads: Snapshot, subject: str, say: Speaker) -> str:
    """`SITTING|LIST|NUMBER`."""
    _, part, number = (*subject.split("|"), "", "")[:3]
    if part not in set(ThemeList):
        return ""
    return say("home/of_group", part=list_name(ThemeList(part), say.language), number=number)


async def _round(reads: Snapshot, subject: str, say: Speaker) -> str:
    """Whichever names its round: by itself, or by one of its dialogues."""
    key = subject.partition(":")[0]
    sitting = await sittings.find(reads, key)
    round_ = await rounds.find(reads, sitting.round_id if sitting else key)
    place = await people.workplace(reads, round_.workplace_id if round_ else key)
    if place is None:
        return ""
    team, day = (sitting.name, sitting.held_on) if sitting else ("", None)
    day = day or (round_.dialogue_on if round_ else None)
    return say("home/of_round", place=place.name, team=team, day=day)


ABOUT: Mapping[str, Named] = {
    **dict.fromkeys(("action_plan", "iglo", "progress", "reword"), _effort),
    **dict.fromkeys(("rating", "topic"), _topic),
    "conversation": _person,
    "plan": _planned,
    **dict.fromkeys(("answering", "passing_on"), _report),
    **dict.fromkeys(("example", "sorting"), _list),
    **dict.fromkeys(("note", "headings", "important", "note_mend"), _group),
    "chore": _chore,
}
"""By dialog: those of which somebody may well have begun several."""
ALIKE: Mapping[str, Named] = dict.fromkeys(("preparation", "sharing", "talk_off", "guide"), _talk)
"""By dialog: what is said only where several would read the same; else it is the round."""


async def draft_names(reads: Snapshot, running: list[Session], say: Speaker) -> list[str]:
    """In the same order."""
    found = [
        await ABOUT[each.dialog](reads, each.subject, say) if each.dialog in ABOUT else ""
        for each in running
    ]
    kinds = Counter((each.dialog, name) for each, name in zip(running, found, strict=True))
    for place, each in enumerate(running):
        if kinds[each.dialog, found[place]] > 1:
            namer = ALIKE.get(each.dialog, _round)
            found[place] = await namer(reads, each.subject, say) or found[place]
    return found
