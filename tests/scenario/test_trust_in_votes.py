"""What a vote is trusted with: no trace of who was busy, no reader who should not be one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar, cast

import pytest
from sqlalchemy import delete, update
from sqlmodel import col

from bot.channels.base import Inbound, Kind
from dialogs.announcement import forget_at
from dialogs.core.actions import Do, Open, write
from schedules import ensure_jobs
from storage import rounds
from storage.tables import Participation, Person, Role, Round, Seen, Selection
from storage.unit_of_work import Store, Unit
from tests import town as plot
from tests.kom import kept
from tests.talk import Town
from tests.voting import closes, no_representatives_but, opens, the_round, votes, voting_town

T = TypeVar("T")
FILLED = {
    "summary": ({"summary": "Vi vil have ro"},),
    "selection": (
        {"wellbeing": "meaning"},
        {"wellbeing_reason": "Det fylder mest hos os"},
        {"leadership": "citizen"},
        {"leadership_reason": "Det fylder mest hos os"},
    ),
}
"""What is filled in on the pages of a dialog, after the first that is only read."""


async def test_no_trace_is_kept_of_who_was_busy_while_the_vote_ran(tmp_path: Path) -> None:
    """In Teams the id of an event begins with the person's own conversation."""
    async with voting_town(tmp_path) as town:
        round_ = await opens(town)
        await town.app.receive(
            Inbound(
                channel="simulator",
                external_id=plot.id_of("Jonas"),
                kind=Kind.WORDS,
                text="tema",
                event_id="conversation-of-jonas|1",
            )
        )
        assert await kept(town, Seen)
        await closes(town, round_)
        assert await kept(town, Seen) == []


async def _becomes_leader(town: Town, name: str) -> None:
    async with town.store.unit() as unit:
        row = Role(person_id=plot.id_of(name), workplace_id=plot.WORKPLACE, name="leader")
        unit.insert(row)
        await unit.commit()


@pytest.mark.parametrize("mode", ["secret", "named"])
async def test_a_contact_person_who_became_leader_does_not_read_what_people_wrote(
    tmp_path: Path, mode: str
) -> None:
    async with voting_town(tmp_path) as town:
        await no_representatives_but(town, "Ali Hassan")
        round_ = await opens(town, mode=mode)
        if mode == "named":
            await town["Ali"].presses(write(Open("named", round_.id)))
            await town["Ali"].answers(agree="yes")
        for name in ("Ali", "Birgit", "Jonas", "Sofie", "Peter"):
            await votes(town, name, wellbeing_why="Hemmeligt ord", leadership_why="")
        await _becomes_leader(town, "Kirsten")
        await closes(town, await the_round(town))
        await town["Kirsten"].presses(write(Open("summary", round_.id)))
        assert "Hemmeligt ord" not in town["Kirsten"].text


async def test_the_names_of_a_vote_that_was_never_announced_go_with_the_words(
    tmp_path: Path,
) -> None:
    async with voting_town(tmp_path) as town:
        round_ = await opens(town, mode="named")
        for name in ("Ali", "Birgit"):
            await town[name].presses(write(Open("named", round_.id)))
            await town[name].answers(agree="yes")
        await votes(town, "Jonas")
        await town.until(round_.deadline + timedelta(days=1))
        assert await kept(town, Participation)
        await town.until(forget_at(round_))
        assert await kept(town, Participation) == []
        await town.settles()
        assert (await the_round(town)).severed_at is not None


async def _no_longer_in_the_group(town: Town, name: str) -> None:
    async with town.store.unit() as unit:
        unit.delete(delete(Role).where(col(Role.person_id) == plot.id_of(name)))
        await unit.commit()


@dataclass(frozen=True)
class MeanwhileOut:
    """Between what is read and what is written, Ali is taken out of the planning group."""

    town: Town

    async def run(self, work: Callable[[Unit], Awaitable[T]]) -> T:
        async with self.town.store.unit() as unit:
            result = await work(unit)
            await _no_longer_in_the_group(self.town, "Ali")
            await unit.commit()
            return result


@pytest.mark.parametrize("deed", ["round", "named", "secret", "summary", "selection"])
async def test_a_role_that_is_taken_away_meanwhile_decides_nothing(
    tmp_path: Path, deed: str
) -> None:
    async with voting_town(tmp_path) as town:
        value = await _the_last_button(town, deed)
        before = [(each.phase, each.mode) for each in await kept(town, Round)]
        town.app.inbox = replace(town.app.inbox, store=cast("Store", MeanwhileOut(town)))
        await town["Ali"].presses(value, **({"agree": "no"} if deed == "named" else {}))
        town["Ali"].sees("Prøv igen")
        assert [(each.phase, each.mode) for each in await kept(town, Round)] == before
        assert await kept(town, Selection) == []
        assert [each.summary for each in await kept(town, Round) if each.summary] == []


async def _the_last_button(town: Town, deed: str) -> str:
    """What sends, as Ali has it in front of them."""
    ali = town["Ali"]
    if deed == "round":
        await ali.writes("runde")
        await ali.clicks("Ja, vi er klar")
        await ali.answers(dialogue_on="2026-09-09")
        await ali.answers(deadline_on="2026-08-17", deadline_at="12:00")
        await ali.answers(plan_due="2026-12-01")
        await ali.answers(mode="secret")
    elif deed in ("named", "secret"):
        round_ = await opens(town, mode="named")
        if deed == "secret":
            return write(Do("secret", round_.id))
        await ali.presses(write(Open("named", round_.id)))
        return ali.form.submit.value
    else:
        round_ = await opens(town)
        for name in ("Ali", "Birgit", "Jonas", "Sofie", "Peter"):
            await votes(town, name, wellbeing_why="Ro", leadership_why="")
        await closes(town, round_)
        await ali.presses(write(Open(deed, round_.id)))
        await ali.presses(ali.form.submit.value)
        if deed == "summary":
            await ali.answers(summary="Vi vil have ro")
        for which, theme in (
            () if deed == "summary" else (("wellbeing", "meaning"), ("leadership", "citizen"))
        ):
            await ali.answers(**{which: theme})
            await ali.answers(**{f"{which}_reason": "Det fylder mest hos os"})
    buttons = ali.screen[-1].buttons
    return next(button.value for button in buttons if ":send:" in button.value)


async def test_who_left_without_having_voted_is_not_counted_among_those_who_may(
    tmp_path: Path,
) -> None:  # fault 24
    async with voting_town(tmp_path) as town:
        await opens(town)
        await votes(town, "Jonas")
        async with town.store.unit() as unit:
            gone = [plot.id_of("Jonas"), plot.id_of("Sofie")]
            left = update(Person).where(col(Person.id).in_(gone)).values(left_on=town.now.date())
            unit.update(left, expect=2)
            await unit.commit()
        await ensure_jobs(town.store, town.now)
        await town.settles()
        async with town.store.snapshot() as reads:
            progress = await rounds.progress(reads, await the_round(town))
        assert (progress.answered, progress.eligible) == (1, len(plot.VOTERS) - 1)
