"""Lives of the other conversations: how all of them went, a team's, a leader's, a senior's."""

from __future__ import annotations

from pathlib import Path

from sqlmodel import col, delete, update

from dialogs.core.cards import Form
from storage import kom, team_talks
from storage.tables import Person, Role
from tests import town as plot
from tests.kom import TALK, a_talk
from tests.talk import Town, a_town
from tests.talk_year import CYCLE, NAMES, OVER, a_talking_year, talks_held
from tests.walk import HOSTILE, Walk


async def a_year_that_is_evaluated(folder: Path, language: str) -> Walk:
    """Everybody says how their talk was, then how the year was; leader and committee answer."""
    async with a_town(folder, KOMBOT_LANGUAGE=language) as town:
        walk = Walk(town)
        await a_talking_year(town)
        await talks_held(town)
        await town.passes(days=1)
        for name in ("Mette", *NAMES):
            part = "leader" if name == "Mette" else "talk"
            await walk.asks(name.split()[0], "home")
            await walk.through(name.split()[0], "talk_evaluation", f"{CYCLE}|{part}")
        await town.passes(days=OVER.days)
        for name in NAMES:
            await walk.through(name.split()[0], "talk_evaluation", f"{CYCLE}|year")
        await walk.asks("Ali", "talk_evaluations", CYCLE)
        await town.passes(days=16)
        await walk.asks("Ali", "talk_evaluations", CYCLE)
        await walk.through("Ali", "year_answer", CYCLE)
        await _both_write(walk, ("Birgit", "Mette"), "year_answer", CYCLE)
        await walk.asks("Mette", "talk_evaluations", CYCLE)
        walk.shown += [post.card for post in town.chat.posts]
        return walk


async def _both_write(walk: Walk, names: tuple[str, str], dialog: str, subject: str) -> None:
    """The page that is there only where two have changed the same."""
    town = walk.town
    for name in names:
        await town[name].presses(f"open:{dialog}:{subject}")
    for name in names:
        fields = {each.name: f"{name} {HOSTILE}" for each in town[name].form.fields}
        await town[name].presses(town[name].form.submit.value, **fields)
    newest = town[names[-1]].screen[-1]
    assert isinstance(newest, Form)
    walk.shown.append(newest)
    walk.pages.add((dialog, "other"))
    await town[names[-1]].answers(**{newest.fields[0].name.replace(".", "__"): "mine"})


async def a_late_career(folder: Path, language: str) -> Walk:
    """HR offers it, one says yes, one no, and one asks by themselves; it is prepared and read."""
    async with a_town(folder, KOMBOT_LANGUAGE=language, KOMBOT_CONCEPT="norddjurs_mus") as town:
        walk = Walk(town)
        walk.wishes["people"] = "\n".join(
            [*(plot.email_of(name) for name in ("Jonas", "Sofie")), "ukendt@solsikken.example"]
        )
        await a_talk(town, concept="norddjurs_mus")
        await walk.asks("Hanne", "senior")
        await walk.through("Hanne", "senior_offers")
        await town.settles()
        for name, argument in (("Jonas", "yes"), ("Sofie", "no"), ("Peter", ""), ("Peter", "yes")):
            await walk.asks(name, "senior", argument)
        await town.settles()
        await walk.through("Jonas", "preparation", TALK)
        await walk.asks("Mette", "read", TALK)
        walk.shown += [post.card for post in town.chat.posts]
        return walk


async def a_talk_about_leading(folder: Path, language: str) -> Walk:
    """A leader's own leader calls it; it is prepared, shared and read."""
    async with a_town(folder, KOMBOT_LANGUAGE=language) as town:
        walk = Walk(town)
        walk.wishes["kind"] = "leader"
        await walk.through("Hanne", "conversation", plot.id_of(plot.LEADER))
        await town.settles()
        async with town.store.snapshot() as reads:
            talk = await kom.planned(reads, plot.id_of(plot.LEADER), town.now)
        assert talk is not None
        await walk.asks("Mette", "home")
        await walk.through("Mette", "preparation", talk.id)
        await walk.asks("Hanne", "read", talk.id)
        walk.shown += [post.card for post in town.chat.posts]
        return walk


async def _another_leads(town: Town) -> None:
    """Hanne instead of Mette, of whom the team's talk has been held with."""
    hanne, mette = plot.id_of(plot.HR), plot.id_of(plot.LEADER)
    async with town.store.unit() as unit:
        was = (col(Role.person_id) == mette, col(Role.name) == "leader")
        unit.delete(delete(Role).where(*was))
        unit.insert(Role(person_id=hanne, workplace_id=plot.WORKPLACE, name="leader"))
        led = update(Person).where(col(Person.leader_id) == mette)
        unit.update(led.values(leader_id=hanne), expect=None)
        await unit.commit()


async def a_team_that_talks(folder: Path, language: str) -> Walk:
    """It is called, prepared, shared, moved, held and planned; then each has their own."""
    async with a_town(folder, KOMBOT_LANGUAGE=language) as town:
        walk = Walk(town)
        await a_talking_year(town)
        await walk.asks("Mette", "people")
        await walk.through("Mette", "team_call")
        await town.settles()
        async with town.store.snapshot() as reads:
            talk = await team_talks.planned(reads, CYCLE, plot.id_of(plot.LEADER), town.now.date())
        assert talk is not None
        await walk.asks("Jonas", "team_talk")
        for name, sharing in (("Jonas", "named"), ("Sofie", "nameless"), ("Peter", "nothing")):
            walk.wishes["sharing"] = sharing
            await walk.through(name, "team_preparation", talk.id)
        await walk.through("Mette", "team_call")
        for argument in (f"{talk.id}|off", f"{talk.id}|off-yes", talk.id):
            await walk.asks("Mette", "team_talk", argument)
        await town.settles()
        walk.ahead = 2
        await walk.through("Mette", "team_call")
        await town.settles()
        await town.passes(days=12)
        await walk.through("Jonas", "team_plan", talk.id)
        await _both_write(walk, ("Jonas", "Sofie"), "team_plan", talk.id)
        for argument in ("", f"{talk.id}|held", talk.id):
            await walk.asks("Mette", "team_talk", argument)
        for name in ("Fatima", "Hanne"):
            await walk.asks(name, "team_talk", talk.id)
            await walk.asks(name, "home")
        await _another_leads(town)
        await walk.asks("Hanne", "home")
        for argument in (talk.id, f"{talk.id}|yes"):
            await walk.asks("Hanne", "team_follow", argument)
        await walk.asks("Hanne", "team_talk", talk.id)
        await town.passes(days=2)
        walk.shown += [post.card for post in town.chat.posts]
        return walk
