"""A life to look at: a planning group from the groups' notes to what everybody is told."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from dialogs.core.actions import Open, write
from dialogs.rounds.plan.action_plan import DAYS
from storage import due, steps
from storage.tables import Effort, Topic
from tests import town as plot
from tests.talk import Town
from tests.voting import rows
from tests.walk import HOSTILE, Walk
from tests.working import HELD, ROUND, after_the_dialogue, effort, heading

A_SATURDAY = "2026-09-19"
GROUP = ("Kirsten", "Ali", "Birgit", "Mette")


async def a_plan_for_the_work(folder: Path, language: str) -> Walk:
    """Everything twice at once, so that each page shows what the other wrote."""
    async with after_the_dialogue(folder, KOMBOT_LANGUAGE=language) as town:
        walk = Walk(town)
        for command in ("plan", "rate", "sort"):
            await walk.asks("Kirsten", command, ROUND)
        await _sorted(walk)
        await _chosen(walk)
        for name in ("Jonas", "Mette"):
            await walk.asks(name, "plan")
        await walk.through("Kirsten", "dissent", ROUND)
        await _puts_off(town)
        await walk.through("Mette", "report_back", ROUND)
        await town.settles()
        for command in ("plan", "history", "dissents", "ratings", "rate", "sort", "overview"):
            await walk.asks("Birgit", command, ROUND)
        await walk.asks("Birgit", "effort_card", (await rows(town, Effort))[0].id)
        walk.shown += [post.card for post in town.chat.posts]
        return walk


async def _puts_off(town: Town) -> None:
    """The plan is made, and then nothing is told and nothing begun: the group hears of both."""
    async with town.store.unit() as unit:
        steps.set_days(unit, ROUND, {"under_way": HELD + timedelta(days=28)})
        who = plot.id_of(plot.CONTACT)
        steps.finish(unit, ROUND, "action_plan", person_id=who, now=town.now)
        due.plan(unit, rule="round.plan", subject=ROUND, due_at=town.now)
        await unit.commit()
    await town.passes(days=40)


async def _twice(walk: Walk, dialog: str, subject: str) -> None:
    await walk.town["Birgit"].presses(write(Open(dialog, subject)))
    await walk.through("Ali", dialog, subject)
    await walk.through("Birgit", dialog, subject)


async def _sorted(walk: Walk) -> None:
    town, part = walk.town, f"{ROUND}:wellbeing"
    await _twice(walk, "sorting", part)
    await walk.asks("Ali", "topics", part)
    topic = next(each for each in await rows(town, Topic) if each.part == "wellbeing")
    alone = await heading(town, "Lyt", part="leadership")
    await _twice(walk, "topic", alone.id)
    other = await heading(town, HOSTILE[:60])
    for each in (topic, other):
        for name in GROUP:
            await walk.through(name, "rating", each.id)
    for what in ("", ":close", ":yes", ""):
        await walk.asks("Kirsten", "ratings", f"{ROUND}{what}")
    await walk.asks("Ali", "topics", part)
    await walk.through("Kirsten", "topic", other.id)


async def _chosen(walk: Walk) -> None:
    town = walk.town
    await walk.through("Kirsten", "efforts", ROUND)
    found = (await rows(town, Effort))[0]
    walk.wishes |= dict.fromkeys(DAYS, A_SATURDAY)
    for dialog in ("action_plan", "iglo"):
        await _twice(walk, dialog, found.id)
    await _in_time(town, walk)
    await walk.through("Ali", "efforts", ROUND)
    await walk.asks("Jonas", "effort_card", found.id)
    await _reworded(walk, await effort(town, "Ro"))
    for name in ("Ali", "Birgit"):
        await walk.through(name, "efforts", ROUND)


async def _in_time(town: Town, walk: Walk) -> None:
    plan = write(Open("development_plan", ROUND))
    await town["Birgit"].presses(plan)
    await town["Ali"].presses(plan)
    fields = {each.name: "2026-10" for each in town["Ali"].form.fields}
    await town["Ali"].answers(**fields)
    await walk.through("Birgit", "development_plan", ROUND)


async def _reworded(walk: Walk, found: Effort) -> None:
    """The last of the choices takes it out, so that only one of the two may take it."""
    town, change = walk.town, write(Open("reword", found.id))
    await town["Birgit"].presses(change)
    await town["Ali"].presses(change)
    await town["Ali"].answers(title="Stille morgener", why="De er bedst.", stay="keep")
    await walk.through("Birgit", "reword", found.id)
