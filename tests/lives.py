"""Lives to look at: a whole year, votes that go another way, and places that cannot be reached."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.channels.base import Failed
from dialogs.core.actions import Open, write
from storage import kom, people, rounds
from storage.tables import Goal
from tests import town as plot
from tests.spots import come, spot
from tests.talk import Town, a_town
from tests.walk import HOSTILE, NEW_PLACE, Walk

REASONS = ("person_gone", "guest", "other_email", "blocked", "uninstalled", HOSTILE)


async def a_whole_year(folder: Path, language: str) -> Walk:
    """Every dialog, command and nudge there is, in one language."""
    async with a_town(folder, KOMBOT_LANGUAGE=language) as town:
        walk = Walk(town)
        await _agree(town)
        await _talks(walk)
        await _round(walk)
        for command in ("home", "help", "welcome", "goals", "language", "pause", "support",
                        "privacy", "people", "shared", "round", "vote", "prepare"):  # fmt: skip
            for name in ("Mette", "Kirsten", "Jonas", plot.HOURLY):
                await walk.asks(name, command)
        await town.passes(days=40)
        await walk.through("Mette", "plan", plot.id_of("Nadia"))
        await town.passes(days=170)
        await walk.asks("Mette", "why")
        walk.shown += [post.card for post in town.chat.posts]
        return walk


async def a_named_round(folder: Path, language: str) -> Walk:
    """A vote with names, to which the representatives agree; two of them sum up at once."""
    async with a_town(folder, KOMBOT_LANGUAGE=language) as town:
        walk = Walk(town, named=True)
        await walk.through("Kirsten", "round", plot.WORKPLACE)
        await town.settles()
        round_id = await _open_round(town)
        for name in ("Ali", "Birgit"):
            await walk.through(name, "named", round_id)
        await town.settles()
        for name in ("Jonas", "Sofie", "Peter"):
            await walk.through(name, "theme_vote", round_id)
        await town.passes(days=18)
        await walk.asks("Kirsten", "round")
        walk.shown += [post.card for post in town.chat.posts]
        return walk


async def a_round_nobody_agreed_to(folder: Path, language: str) -> Walk:
    async with a_town(folder, KOMBOT_LANGUAGE=language) as town:
        walk = Walk(town, named=True)
        await walk.through("Kirsten", "round", plot.WORKPLACE)
        await town.passes(days=30)
        walk.shown += [post.card for post in town.chat.posts]
        return walk


async def what_cannot_be_reached(folder: Path, language: str) -> Walk:
    """The group's channel is gone, and nobody is there any more, each for a reason of their own."""
    async with a_town(folder, KOMBOT_LANGUAGE=language) as town:
        walk = Walk(town)
        await walk.through("Kirsten", "round", plot.WORKPLACE)
        await town.settles()
        town.chat.failing = [Failed("place_gone")]
        await walk.through("Jonas", "theme_vote", await _open_round(town))
        await town.passes(hours=2)
        await _nobody_is_reached(town)
        for name, command in (("Hanne", "status"), ("Mette", "people"), ("Mette", "home")):
            await walk.asks(name, command)
        walk.shown += [post.card for post in town.chat.posts]
        return walk


async def a_channel_with_others_in_it(folder: Path, language: str) -> Walk:
    """It is chosen all the same; then more come, and in the end all can read it."""
    async with a_town(folder, KOMBOT_LANGUAGE=language) as town:
        walk = Walk(town)
        town.spots = {NEW_PLACE: spot(NEW_PLACE, "Jonas", "Sofie")}
        await walk.through("Kirsten", "place", "planning")
        await walk.through("Kirsten", "place")
        for others in (("Peter",), ("Xenia",), ("Xenia", "Yrsa", *plot.EMPLOYEES, plot.ON_LEAVE)):
            await come(town, NEW_PLACE, "Jonas", "Sofie", *others)
            await town["Kirsten"].writes("hjem")
        await come(town, NEW_PLACE, public=True)
        await walk.asks("Hanne", "status")
        walk.shown += [*town["Kirsten"].screen, *(post.card for post in town.chat.posts)]
        return walk


async def _nobody_is_reached(town: Town) -> None:
    async with town.store.unit() as unit:
        for number, name in enumerate((plot.LEADER, *plot.VOTERS, plot.HOURLY)):
            for each in await people.addresses_of(unit, plot.id_of(name)):
                people.set_unreachable(unit, each.id, REASONS[number % len(REASONS)])
        people.set_unreachable(unit, "pl-everyone", HOSTILE)
        await unit.commit()


async def _agree(town: Town) -> None:
    async with town.store.unit() as unit:
        for number in (1, 2):
            unit.insert(
                Goal(
                    person_id=plot.id_of("Jonas"),
                    leader_id=plot.id_of(plot.LEADER),
                    title=f"{number}. {HOSTILE}" + "Et langt mål om samarbejde. " * 4,
                    agreed_on=town.now.date() - timedelta(days=80),
                )
            )
        people.set_language(unit, plot.id_of("Nadia"), "en")
        await unit.commit()


async def _talks(walk: Walk) -> None:
    jonas = plot.id_of("Jonas")
    await walk.through("Mette", "year")
    await walk.through("Mette", "conversation", jonas)
    await walk.town.settles()
    await walk.asks("Jonas", "home")
    conversation = await _conversation(walk.town, jonas)
    await walk.through("Jonas", "preparation", conversation)
    await walk.through("Jonas", "sharing", conversation)
    await walk.asks("Mette", "read", conversation)
    await walk.through("Jonas", "checkin")
    for name in ("Jonas", "Sofie", "Peter"):
        await walk.through("Mette", "plan", plot.id_of(name))
    await walk.through("Mette", "conversation", plot.id_of("Sofie"))


async def _conversation(town: Town, person_id: str) -> str:
    async with town.store.snapshot() as reads:
        found = await kom.next_conversation(reads, person_id, town.now)
    assert found is not None
    return found.id


async def _round(walk: Walk) -> None:
    town = walk.town
    await walk.through("Kirsten", "round", plot.WORKPLACE)
    await town.settles()
    round_id = await _open_round(town)
    walk.ahead = 1
    await walk.through("Kirsten", "extension", round_id)
    walk.ahead = 0
    for name in (*plot.REPRESENTATIVES, *plot.EMPLOYEES):
        await walk.through(name.split(maxsplit=1)[0], "theme_vote", round_id)
    await town.passes(days=19)
    await town["Birgit"].presses(write(Open("summary", round_id)))
    await walk.through("Ali", "summary", round_id)
    await walk.through("Birgit", "summary", round_id)
    await town.passes(days=3)
    await walk.through("Kirsten", "selection", round_id)


async def _open_round(town: Town) -> str:
    async with town.store.snapshot() as reads:
        found = await rounds.latest(reads, plot.WORKPLACE)
    assert found is not None
    return found.id
