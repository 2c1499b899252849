"""The demo lives a round: its people act by this script up to a stage, and a visitor steps in.

They have no way of their own: whatever they do goes the way in that everybody's clicks go. What a
visitor has done already is refused the second time, which does no harm.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import time, timedelta
from typing import TypeAlias

from bot.channels.simulator.life import Life, ids_of
from dialogs.core.actions import Do, Open
from storage import chores, day, efforts, groups, people, reports, rounds, topics
from storage.tables import NoteKind, Phase, Report, RoleName, Round, Sitting, ThemeList

LIST = tuple(each.value for each in ThemeList)
EFFORTS, MOST_SORTING = 2, 10
AFTER_HALF = 2
"""Of those who prepare, every third leaves it open, so that there is somebody to help."""
LADDER = (RoleName.COORDINATION, RoleName.HR, RoleName.COMMITTEE)
TEXT, SUMS, ANSWERS = "text", "summed_up", "answered"


Act: TypeAlias = Callable[[Life], Awaitable[None]]


async def opened(life: Life) -> None:
    async with life.store.snapshot() as reads:
        found = await rounds.latest(reads, life.workplace_id)
    if found is None:
        await life.player.through(life.contact, Open("round", life.workplace_id))
    await life.player.through(life.contact, Open("inform", (await life.round()).id))
    await life.settles()


async def voted(life: Life) -> None:
    round_ = await life.round()
    if round_.phase == Phase.VOTING.value:
        for person in life.everyone:
            await life.player.through(person, Open("theme_vote", round_.id))
        await life.until(round_.deadline + timedelta(minutes=1))


async def chosen(life: Life) -> None:
    round_ = await life.round()
    for person in life.representatives:
        if await life.player.through(person, Open("summary", round_.id)):
            break
    await life.player.through(life.contact, Open("selection", round_.id))
    await life.settles()


async def invited(life: Life) -> None:
    await life.player.through(life.contact, Open("invitation", (await life.round()).id))
    await life.settles()


async def prepared(life: Life) -> None:
    round_, sitting = await life.round(), await life.sitting()
    for place, person in enumerate(life.everyone):
        if place % 3 != AFTER_HALF:
            for which in LIST:
                await life.player.through(person, Open("example", f"{round_.id}:{which}"))
    async with life.store.snapshot() as reads:
        todo = [each for each in await chores.of_round(reads, round_.id) if each.done_at is None]
    for each in todo:
        await life.player.does(life.contact, Do("chore_done", each.id))
    await life.player.through(life.contact, Open("groups", sitting.id))
    card = await life.player.does(life.contact, Do("groups", sitting.id))
    for button in card.buttons if card else ():
        if button.value.startswith("do:publish_groups:"):
            await life.player.does(
                life.contact, Do("publish_groups", button.value.split(":", 2)[2])
            )
    await life.settles()


async def held(life: Life) -> None:
    sitting = await life.sitting()
    await life.until_day(sitting.held_on, time.fromisoformat(sitting.starts_at))
    shown = await life.player.does(life.leader, Do("day", sitting.id))
    shown = await life.player.follow(life.leader, shown, ends="|start")
    await _writes(life, sitting)
    while shown is not None:
        await life.controls.move(timedelta(minutes=5))
        shown = await life.player.does(life.leader, Do("day", sitting.id))
        on = await life.player.follow(life.leader, shown, ends="|next")
        if on is None:
            await life.player.follow(life.leader, shown, ends="|end")
            break
    await life.settles()
    for person in life.everyone:
        await life.player.through(person, Open("evaluation", sitting.id))


async def _writes(life: Life, sitting: Sitting) -> None:
    """Two points and two actions of every group, by whoever has the pen."""
    async with life.store.snapshot() as reads:
        seats = await groups.seats(reads, sitting.id)
        there = await day.notes(reads, sitting.id)
    for seat in () if there else seats:
        if seat.writes:
            at = f"{sitting.id}|{seat.part}|{seat.number}"
            for kind in (*NoteKind, *NoteKind):
                life.player.picks = {**life.player.picks, "kind": (kind.value,)}
                await life.player.through(seat.person_id, Open("note", at))
            await life.player.through(seat.person_id, Open("important", at))


async def planned(life: Life) -> None:
    round_ = await life.round()
    group = (life.contact, *life.representatives, life.leader)
    for person in life.everyone[::AFTER_HALF]:
        await life.player.through(person, Open("commitment", round_.id))
    for which in LIST:
        for _ in range(MOST_SORTING):
            if not await life.player.through(life.contact, Open("sorting", f"{round_.id}:{which}")):
                break
    async with life.store.snapshot() as reads:
        found = await topics.of_round(reads, round_.id)
    for topic in found:
        for person in dict.fromkeys(group):
            await life.player.through(person, Open("rating", topic.id))
    await _chooses(life, round_)
    await life.player.through(life.contact, Open("report_back", round_.id))
    await life.player.does(life.leader, Do("first_meeting_held", round_.id))
    await life.settles()


async def _chooses(life: Life, round_: Round) -> None:
    async with life.store.snapshot() as reads:
        there = await efforts.of_round(reads, round_.id)
    for _ in range(max(0, EFFORTS - len(there))):
        await life.player.through(life.contact, Open("efforts", round_.id))
    async with life.store.snapshot() as reads:
        there = await efforts.of_round(reads, round_.id)
    for effort in there:
        for dialog in ("action_plan", "iglo"):
            await life.player.through(life.contact, Open(dialog, effort.id))
    await life.player.through(life.contact, Open("development_plan", round_.id))


async def told(life: Life) -> None:
    """The leader's own part, and the plan on its way up."""
    round_ = await life.round()
    for dialog in ("reflection", "leader_plan", "leader_feedback"):
        await life.player.through(life.leader, Open(dialog, round_.id))
    await life.player.through(life.contact, Open("sending_up", round_.id))
    await life.settles()


async def read(life: Life) -> None:
    """Each level sums up what has come to it, and each answers what it got."""
    async with life.store.snapshot() as reads:
        sits = {
            role: ids_of(await people.with_role(reads, life.workplace_id, role)) for role in LADDER
        }
    for role in LADDER[:-1]:
        for person in sits[role][:1]:
            await _in_words(life, person, Open("summing_up", f"{role}:{life.workplace_id}"), SUMS)
            await life.settles()
    for role in LADDER:
        for person in sits[role][:1]:
            for report in await _to_answer(life, role):
                await _in_words(life, person, Open("answering", report.id), ANSWERS)
    await life.settles()


async def _in_words(life: Life, person: str, action: Open, name: str) -> None:
    """What is asked for is called a text everywhere: here it is said which one."""
    usual = life.player.lines
    life.player.lines = {**usual, TEXT: usual[name]}
    await life.player.through(person, action)
    life.player.lines = usual


async def _to_answer(life: Life, rung: str) -> list[Report]:
    """What has come to a rung and was not answered."""
    today = life.player.today()
    async with life.store.snapshot() as reads:
        place = await people.workplace(reads, life.workplace_id)
        organisation = place.organisation_id if place else ""
        season = await reports.season(reads, organisation, today)
        found = await reports.come_in(reads, organisation, rung, since=season.since)
        return [each for each in found if not await reports.answers(reads, each.source)]


async def running(life: Life) -> None:
    round_ = await life.round()
    async with life.store.snapshot() as reads:
        there = await efforts.of_round(reads, round_.id)
        plans = await efforts.plans(reads, [each.id for each in there])
    for effort in there:
        driver = plans[effort.id].driver_id if effort.id in plans else None
        await life.player.through(driver or life.contact, Open("progress", effort.id))
    await life.until_day(round_.dialogue_on + timedelta(days=95))


async def followed(life: Life) -> None:
    await life.player.through(life.leader, Open("followup", (await life.round()).id))
    await life.settles()


STAGES: dict[str, Act] = {
    "opened": opened,
    "voted": voted,
    "chosen": chosen,
    "invited": invited,
    "prepared": prepared,
    "held": held,
    "planned": planned,
    "told": told,
    "read": read,
    "running": running,
    "followed": followed,
}
"""In the order in which a round is lived."""


async def live_to(life: Life, stage: str) -> None:
    """Live every stage up to one, it included. Raise KeyError for one that there is not."""
    names = list(STAGES)
    if stage not in STAGES:
        raise KeyError(stage)
    for name in names[: names.index(stage) + 1]:
        await STAGES[name](life)
