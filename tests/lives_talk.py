"""Lives to look at: a conversation prepared by both, held by its agenda, and written down."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from dialogs.core.actions import Do, Open, write
from dialogs.talks.during.points import items, topics
from storage.tables import Conversation, Goal, Minutes
from tests import town as plot
from tests.kom import TALK, TALK_AT, keep
from tests.talk import a_town
from tests.walk import HOSTILE, Walk

BOTH = ("Jonas", "Mette")
CONCEPTS = ("nyborg_kom", "herlev", "norddjurs_mus", "fjordby")
MADE_UP = Path(__file__).parent / "concepts"
LAST = "talk-last-year"


async def talks_that_are_held(folder: Path, language: str) -> Walk:
    """After each concept in turn, with the longest that anybody may write."""
    walks = []
    for concept in CONCEPTS:
        where = folder / concept
        where.mkdir()
        walks.append(await _one(where, language, concept))
    first, *others = walks
    for each in others:
        first.shown += each.shown
        first.pages |= each.pages
        first.sent |= each.sent
    return first


async def _one(folder: Path, language: str, concept: str) -> Walk:
    async with a_town(folder, KOMBOT_LANGUAGE=language, KOMBOT_CONCEPTS=str(MADE_UP)) as town:
        walk = Walk(town)
        await keep(town, *_last_year(concept), _talk(TALK, concept))
        for name in BOTH:
            await walk.asks(name, "agenda", TALK)
            await walk.through(name, "expectation", TALK)
        await walk.through("Jonas", "preparation", TALK)
        await walk.through("Mette", "leader_preparation", TALK)
        for scope in ("nothing", "all"):
            await walk.asks("Mette", "leader_share", f"{TALK}|{scope}")
        await town.until(TALK_AT)
        for name in BOTH:
            await walk.asks(name, "talk_shared", TALK)
            await _through_the_hour(walk, name, concept)
        await _write_it_down(walk)
        walk.shown += [post.card for post in town.chat.posts]
        return walk


def _talk(talk_id: str, concept: str) -> Conversation:
    is_last = talk_id == LAST
    return Conversation(
        id=talk_id,
        person_id=plot.id_of("Jonas"),
        leader_id=plot.id_of(plot.LEADER),
        concept=concept,
        at=TALK_AT - timedelta(days=365) if is_last else TALK_AT,
        held=is_last,
        place=HOSTILE,
    )


def _last_year(concept: str) -> tuple[Conversation | Goal | Minutes, ...]:
    points = {"agreed": HOSTILE * 5, "next_time": HOSTILE, "topic.gone": "Et emne, der er væk"}
    leader = plot.id_of(plot.LEADER)
    return (
        _talk(LAST, concept),
        Minutes(conversation_id=LAST, points=points, written_by=leader),
        Goal(
            person_id=plot.id_of("Jonas"),
            leader_id=leader,
            title=HOSTILE,
            agreed_on=TALK_AT.date() - timedelta(days=300),
        ),
    )


async def _through_the_hour(walk: Walk, name: str, concept: str) -> None:
    pack = walk.town.app.inbox.house.packs.talks()[concept]
    began = int(walk.town.now.timestamp())
    await walk.asks(name, "talk_prompt", TALK)
    for at in range(len(items(pack, "kom", "da"))):
        await walk.asks(name, "talk_now", f"{TALK}|{began}|{at}")
    for each in topics(pack, "da"):
        await walk.asks(name, "talk_tick", f"{TALK}|{began}|2|{each.key}|on")


async def _write_it_down(walk: Walk) -> None:
    """Both have it open, so that each finds what the other wrote."""
    await walk.asks("Mette", "minutes", TALK)
    await walk.town["Jonas"].presses(write(Open("minutes", TALK)))
    await walk.through("Mette", "minutes", TALK)
    await walk.through("Jonas", "minutes", TALK)
    await walk.town.settles()
    for name in BOTH:
        await walk.asks(name, "minutes", TALK)
        await walk.town[name].presses(write(Do("minutes", TALK)))
        yes = [each for each in walk.town[name].screen[-1].buttons if "minutes_yes" in each.value]
        for each in yes:
            await walk.town[name].presses(each.value)
            walk.shown.append(walk.town[name].screen[-1])
    for answer in ("", "|yes"):
        await walk.asks("Mette", "held", TALK + answer)
    for name in BOTH:
        await walk.asks(name, "agenda", TALK)
        await walk.asks(name, "home")
