"""What a conversation gets round to: its agenda, its topics, and the headings of its minutes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from dialogs.concepts import Sheet, TalkConcept, Track
from dialogs.concepts.talks import TalkItem
from dialogs.concepts.talks import Topic as Obliged
from dialogs.core.cards import Facts
from dialogs.core.texts import Speaker
from storage.tables import Kind

TOPIC, AGREED, NEXT_TIME = "topic", "agreed", "next_time"


@dataclass(frozen=True)
class Item:
    """A point of the agenda; `shows` is what belongs under it."""

    minutes: int
    text: str
    part: str
    shows: str


def items(
    pack: TalkConcept, kind: str, language: str, *, after_team: bool = False
) -> tuple[Item, ...]:
    """Shorter where the team has talked first: what they took is left out (NYB-KOM-38)."""
    if kind == Kind.MINI.value:
        return tuple(
            Item(each.minutes, each.text.in_(language), "", "nothing") for each in pack.mini.agenda
        )
    found = tuple(
        Item(_minutes(each, after_team=after_team), each.text.in_(language), each.part, each.shows)
        for each in pack.agenda
    )
    return tuple(each for each in found if each.minutes)


def _minutes(item: TalkItem, *, after_team: bool) -> int:
    return item.minutes if item.after_team is None or not after_team else item.after_team


@dataclass(frozen=True)
class Topic:
    key: str
    name: str
    about: str

    @property
    def step(self) -> str:
        return f"{TOPIC}.{self.key}"


def topics(pack: TalkConcept, language: str) -> tuple[Topic, ...]:
    """What must be talked about; where nothing must, the tracks, which all stay in view.

    (HER-19..24, NYB-KOM-13; NOR-05 asks for two pages of the preparation besides.)
    """
    besides = [each for each in pack.sheets if each.in_talk]
    found: Sequence[Obliged | Track | Sheet] = pack.obligatory or (*pack.tracks, *besides)
    return tuple(
        Topic(each.key, each.name.in_(language), each.about.in_(language)) for each in found
    )


def touched(
    found: Sequence[Topic], ticked: Collection[str], say: Speaker, *, fixed: bool
) -> tuple[str | Facts, ...]:
    """Each as ticked off or open, and how many are."""
    done = sum(each.key in ticked for each in found)
    rows = tuple(
        (each.name, say("agenda/touched" if each.key in ticked else "agenda/open"))
        for each in found
    )
    key = "agenda/fixed_topics" if fixed else "agenda/topics_in_view"
    return (say(key, done=done, count=len(found)), Facts(rows))
