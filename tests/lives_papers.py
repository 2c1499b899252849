"""Lives with paper in them: sheets that are handed in, and an invitation that is sent and moved."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from dialogs import planning
from dialogs.core.actions import Open, write
from dialogs.rounds.inviting import invitation
from storage import rounds, sittings
from storage.tables import Mode, Role, Round, Selection, Sitting, ThemeList
from storage.unit_of_work import Unit
from tests import town as plot
from tests.talk import Town, a_town
from tests.walk import HOSTILE, Walk

ID = "round-on-paper"
A_WEEK, A_MONTH = timedelta(days=7), timedelta(days=30)


async def a_round_on_paper(folder: Path, language: str) -> Walk:
    """A pile that does not add up, is begun again, and an invitation that others send meanwhile."""
    async with a_town(folder, KOMBOT_LANGUAGE=language) as town:
        walk = Walk(town)
        await _opens(town, Mode.SECRET)
        await walk.through("Kirsten", "paper_ticks", f"{ID}:0")
        await walk.through("Kirsten", "paper_entry", ID)
        for name, command in (("Kirsten", "paper"), ("Ali", "paper"), ("Kirsten", "paper_again")):
            await walk.asks(name, command, ID)
        await walk.asks("Jonas", "home")
        await walk.asks("Jonas", "vote")
        await town.passes(days=8)
        for name in ("Kirsten", "Ali"):
            await walk.asks(name, "home")
        await _nobody_handed_in(walk)
        await _announced(town)
        await _invitations(walk)
        walk.shown += [post.card for post in town.chat.posts]
        return walk


async def a_named_round_on_paper(folder: Path, language: str) -> Walk:
    async with a_town(folder, KOMBOT_LANGUAGE=language) as town:
        walk = Walk(town)
        await _opens(town, Mode.NAMED)
        await walk.through("Kirsten", "paper_entry", ID)
        await walk.asks("Kirsten", "paper", ID)
        await town.settles()
        await town["Kirsten"].presses(write(Open("paper_ticks", f"{ID}:0")))
        form = town["Kirsten"].form
        walk.shown.append(form)
        await town["Kirsten"].answers(**{each.name: "no" for each in form.fields})
        await town.settles()
        walk.shown += [post.card for post in town.chat.posts]
        return walk


async def one_sheet_alone(folder: Path, language: str) -> Walk:
    """So few that whoever types them in is told first what that means."""
    async with a_town(folder, KOMBOT_LANGUAGE=language) as town:
        walk = Walk(town)
        await _opens(town, Mode.SECRET)
        kirsten = town["Kirsten"]
        await kirsten.presses(write(Open("paper_ticks", f"{ID}:0")))
        ticked = {each.name: "no" for each in kirsten.form.fields}
        await kirsten.answers(**{**ticked, next(iter(ticked)): "yes"})
        await town.passes(days=8)
        await walk.through("Kirsten", "paper_entry", ID)
        walk.shown += [post.card for post in town.chat.posts]
        return walk


async def _opens(town: Town, mode: Mode) -> None:
    day = (town.now + A_MONTH).date()
    round_ = Round(
        id=ID,
        workplace_id=plot.WORKPLACE,
        opened_by="p-kirsten",
        contact_id="p-kirsten",
        mode=mode.value,
        deadline=town.now + A_WEEK,
        dialogue_on=day,
        opened_at=town.now,
    )

    async def work(unit: Unit) -> None:
        rounds.propose(unit, round_)
        for team, person_id in ((f"Nord {HOSTILE}"[:60], "p-jonas"), ("Syd", "p-sofie")):
            sitting = Sitting(id=team[:4].strip(), round_id=ID, name=team, held_on=day)
            sittings.add(unit, sitting, [person_id])
        await planning.begin_voting(unit, round_, town.now.date(), town.now)

    await town.store.run(work)
    await town.settles()


async def _nobody_handed_in(walk: Walk) -> None:
    """So that the vote is counted."""
    kirsten = walk.town["Kirsten"]
    await walk.asks("Kirsten", "paper_again", f"{ID}:yes")
    await kirsten.presses(write(Open("paper_ticks", f"{ID}:0")))
    await kirsten.answers(**{each.name: "no" for each in kirsten.form.fields})
    await walk.town.settles()


async def _announced(town: Town) -> None:
    def chosen(which: ThemeList) -> Selection:
        return Selection(
            round_id=ID,
            list=which.value,
            theme="free",
            wording=HOSTILE[:80],
            reason=HOSTILE,
            selected_by="p-kirsten",
        )

    async with town.store.unit() as unit:
        rounds.announce(unit, ID, [chosen(which) for which in ThemeList], town.now)
        await unit.commit()


async def _values(walk: Walk) -> None:
    """Two of HR write them at once."""
    town = walk.town
    async with town.store.unit() as unit:
        unit.insert(Role(person_id=plot.id_of("Lars"), workplace_id=plot.TOWN_HALL, name="hr"))
        await unit.commit()
    await walk.through("Hanne", "values")
    for name in ("Hanne", "Lars"):
        await town[name].presses(write(Open("values")))
    for name in ("Hanne", "Lars"):
        await town[name].answers(words=f"{name}: {HOSTILE}")
    await walk.through("Lars", "values")


async def _invitations(walk: Walk) -> None:
    town = walk.town
    await walk.asks("Jonas", "invited", ID)
    await town["Ali"].presses(write(Open("invitation", ID)))
    await walk.through("Kirsten", "invitation", ID)
    await town.settles()
    await walk.through("Ali", "invitation", ID)
    await town.settles()
    for name in ("Jonas", "Kirsten"):
        await walk.asks(name, "invited", ID)
    await walk.asks("Mette", "overview", ID)
    await _values(walk)
    await walk.asks("Hanne", "frame")
    await walk.through("Mette", "calling_off", ID)
    await town.settles()

    async def off(unit: Unit) -> None:
        round_ = await rounds.find(unit, ID)
        assert round_ is not None
        for sitting in await sittings.of_round(unit, ID):
            await invitation.tell_called_off(unit, sitting, round_, town.now)

    await town.store.run(off)
    await town.settles()
