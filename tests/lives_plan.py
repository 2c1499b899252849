"""A life to look at: an organisation's half-year, and a round that is planned in it and moved."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from dialogs.core.actions import Move, Open, read, write
from dialogs.core.cards import Form
from dialogs.rounds.opening.teams import IN_TEAM, MOST_TEAMS, ON_A_PAGE, PAGES
from storage import people, rounds
from storage.tables import Audience, Person, Round
from tests import town as plot
from tests.talk import Town, a_town
from tests.walk import Walk, _as, _turn_of

MORE = ON_A_PAGE * PAGES - len(plot.VOTERS)
"""So many more colleagues that every page of them is needed."""
AUDIENCES = [each.value for each in Audience]


async def a_planned_half_year(folder: Path, language: str) -> Walk:
    """The frame, help from HR, six teams, a vote that opens later, and days that are moved."""
    async with a_town(folder, KOMBOT_LANGUAGE=language) as town:
        walk = Walk(town)
        await _colleagues(town)
        await _frame(walk)
        for name, agree in (("Kirsten", "agreed"), ("Ali", "disagreed")):
            walk.wishes["agree"] = agree
            await walk.through(name, "hr_help", plot.WORKPLACE)
        await _opens(walk)
        round_ = await the_round(town)
        await walk.through("Kirsten", "inform", round_.id)
        await _moves(walk, round_)
        for name, command in (
            ("Kirsten", "frame"),
            ("Hanne", "frame"),
            ("Hanne", "themes"),
            ("Kirsten", "round"),
            ("Ali", "help"),
        ):
            await walk.asks(name, command)
        for name in ("Kirsten", "Jonas"):
            await walk.asks(name, "overview", round_.id)
        await town.passes(days=14)
        walk.shown += [post.card for post in town.chat.posts]
        return walk


async def the_round(town: Town) -> Round:
    async with town.store.snapshot() as reads:
        found = await rounds.latest(reads, plot.WORKPLACE)
    assert found is not None
    return found


async def _colleagues(town: Town) -> None:
    async with town.store.unit() as unit:
        for number in range(MORE):
            person = Person(
                id=f"p-more-{number}",
                organisation_id=plot.ORGANISATION,
                workplace_id=plot.WORKPLACE,
                leader_id=plot.id_of(plot.LEADER),
                name=f"Kollega {number:03} med et langt navn",
                email=f"more-{number}@solsikken.example",
            )
            unit.insert(person)
        people.set_unreachable(unit, "pl-everyone", "")
        await unit.commit()


async def _frame(walk: Walk) -> None:
    """As the pack has it, and then changed: events that are soon."""
    town, today = walk.town, walk.town.now.date()
    wishes = walk.wishes
    wishes |= {f"audience.{number}": each for number, each in enumerate(AUDIENCES, 1)}
    wishes |= {f"ends_at.{number}": "15:00" for number in range(1, 7)}
    wishes |= {f"held_on.{number}": f"{today + timedelta(days=13)}" for number in range(1, 7)}
    wishes |= {
        "first_day": f"{today + timedelta(days=40)}",
        "plan_due": f"{today + timedelta(100)}",
    }
    wishes["last_day"] = f"{today + timedelta(days=60)}"
    await walk.through("Hanne", "frame")
    await walk.asks("Hanne", "frame")
    hanne = town["Hanne"]
    change = read(hanne.screen[-1].buttons[0].value)
    assert isinstance(change, Open)
    await hanne.presses(write(change))
    for number in range(1, 7):
        await hanne.presses(_as(_turn_of(hanne.screen[-1]), Move.EDIT, f"event_{number}"))
        form = walk._keep(hanne, "frame")
        assert isinstance(form, Form)
        await hanne.presses(form.submit.value, **walk._answers(form, hanne))
    await walk.through("Hanne", "frame", change.subject)
    await town.settles()


async def _opens(walk: Walk) -> None:
    """In six teams, with days that clash; the vote opens in three days."""
    today = walk.town.now.date()
    ids = [*(plot.id_of(name) for name in plot.VOTERS), *(f"p-more-{n}" for n in range(MORE))]
    walk.wishes |= {
        f"{IN_TEAM}{page}.{each}": str(number % MOST_TEAMS + 1)
        for page in range(1, PAGES + 1)
        for number, each in enumerate(ids)
    }
    teams = range(1, MOST_TEAMS + 1)
    walk.wishes |= {f"team_name.{number}": f"Hold {number} <@U1> *fed*" for number in teams}
    walk.wishes |= {f"team_day.{number}": f"{today + timedelta(days=31)}" for number in teams}
    walk.wishes |= {
        "teams": str(MOST_TEAMS),
        "inside": "inside",
        "opens_on": f"{today + timedelta(days=3)}",
        "due.select": f"{today + timedelta(days=90)}",
        "plan_due": f"{today + timedelta(days=113)}",
    }
    await walk.through("Kirsten", "round", plot.WORKPLACE)
    await walk.town.settles()


async def _moves(walk: Walk, round_: Round) -> None:
    """A team's dialogue, with what hangs on it; then the vote, which has not opened yet."""
    town, today = walk.town, walk.town.now.date()
    walk.wishes |= {"what": "d0_0", "day": f"{today + timedelta(days=33)}", "along": "yes"}
    await walk.through("Kirsten", "move", round_.id)
    await town.settles()
    await town["Ali"].presses(write(Open("move", round_.id)))
    walk.shown.append(town["Ali"].screen[-1])
    await town.settles()
