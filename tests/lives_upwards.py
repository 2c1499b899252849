"""The life of plans that go up: everybody on the ladder reads, answers, sums up and is reminded."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import update
from sqlmodel import col

from dialogs.core.actions import Move, Open, write
from dialogs.rules.ladder import COORDINATION
from storage import reports
from storage.tables import Effort, Ladder, Report
from storage.unit_of_work import Unit
from tests import forty
from tests import town as plot
from tests.forty import HR, PLACES, Place, settle_in, someone
from tests.talk import Town, a_town
from tests.walk import HOSTILE, Walk, _as, _turn_of

FIRST, SECOND, LATE = PLACES[0], PLACES[4], PLACES[8]


async def plans_that_go_up(folder: Path, language: str) -> Walk:
    """With nasty titles, one of which holds a colleague's name; one workplace is late."""
    async with a_town(folder, at=forty.AT, KOMBOT_LANGUAGE=language) as town:
        # Not with the writer's whole name in it, as elsewhere: that would stop a summary.
        walk = Walk(town, wishes={"text": (HOSTILE * 30)[:1500].strip()})
        await settle_in(town, places=(*PLACES[:17], forty.COMMITTEE))
        await _spoil(town)
        await town.settles()
        for place in (FIRST, SECOND, *PLACES[1:4]):
            await _walks(walk, place.contact, "sending_up", place.round_id)
        await _overtaken(walk, FIRST)
        await town.settles()
        await _up_the_ladder(walk)
        await town.passes(days=21)
        for talker in town.people.values():
            assert talker.text is not None
            walk.shown += talker.screen
        walk.shown += [post.card for post in town.chat.posts]
        return walk


async def _walks(walk: Walk, name: str, dialog: str, subject: str) -> None:
    someone(walk.town, name)
    await walk.through(name, dialog, subject)


async def _spoil(town: Town) -> None:
    async def spoil(unit: Unit) -> None:
        ids = [f"{place.round_id}-1" for place in (FIRST, SECOND)]
        title = f"{FIRST.contact} {HOSTILE}"
        unit.update(update(Effort).where(col(Effort.id).in_(ids)).values(title=title), expect=None)

    await town.store.run(spoil)


async def _overtaken(walk: Walk, place: Place) -> None:
    """Both of the group look at it at once; who comes second is told."""
    town = walk.town
    leader = someone(town, place.leader)
    await leader.presses(f"open:sending_up:{place.round_id}")
    await _walks(walk, place.contact, "sending_up", place.round_id)
    await _walks(walk, place.leader, "sending_up", place.round_id)


async def _set_at_once(walk: Walk) -> None:
    """While HR chooses another way up, somebody else of HR has set a third."""
    town, hanne = walk.town, someone(walk.town, HR)
    await hanne.presses(write(Open("ladder")))
    third = Ladder(
        organisation_id=plot.ORGANISATION,
        rungs="hr,committee",
        scope="plan",
        set_by=plot.id_of(plot.LEADER),
        set_at=town.now,
    )
    async with town.store.unit() as unit:
        reports.set_ladder(unit, third, None)
        await unit.commit()
    await hanne.presses(_as(_turn_of(hanne.screen[-1]), Move.EDIT, "way"))
    await hanne.answers(way="hr")
    await walk.through(HR, "ladder")


async def _up_the_ladder(walk: Walk) -> None:
    town, area = walk.town, forty.COORDINATION[forty.AREAS[0]]
    subject = f"{COORDINATION}:{area.id}"
    for dialog in ("answering", "passing_on"):
        await _walks(walk, area.contact, dialog, await _newest(town, FIRST))
    await _summed_up_twice(walk, area, subject)
    await town.settles()
    for name, at in ((HR, f"hr:{plot.WORKPLACE}"), (forty.COMMITTEE.contact, "")):
        talker = someone(town, name)
        for command, argument in (
            ("level", ""), ("workplaces", ""), ("workplaces", f"{FIRST.id}:0"),
            ("plans", f"{at}:0"), ("home", ""), ("help", ""),
        ):  # fmt: skip
            await walk.asks(talker.name, command, argument)
    await _walks(walk, HR, "summing_up", f"hr:{plot.WORKPLACE}")
    await _set_at_once(walk)
    for command, argument in (
        ("level", subject),
        ("plans", f"{subject}:0"),
        ("report", await _newest(town, FIRST)),
        ("workplaces", ""),
    ):
        await walk.asks(area.contact, command, argument)
    await walk.asks(FIRST.contact, "sent_up", FIRST.round_id)
    await walk.asks(FIRST.contact, "overview", FIRST.round_id)


async def _summed_up_twice(walk: Walk, area: Place, subject: str) -> None:
    """Another member sends while one is writing: the page that says so comes up."""
    other = area.leader

    async def join(unit: Unit) -> None:
        forty.give_role(unit, other, area, COORDINATION)

    await walk.town.store.run(join)
    await someone(walk.town, other).presses(f"open:summing_up:{subject}")
    await _walks(walk, area.contact, "summing_up", subject)
    await _walks(walk, other, "summing_up", subject)


async def _newest(town: Town, place: Place) -> str:
    async with town.store.snapshot() as reads:
        found = await reports.newest(reads, reports.of_round(place.round_id))
    assert isinstance(found, Report)
    return found.id
