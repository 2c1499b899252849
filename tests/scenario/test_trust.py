"""Nobody reads what was not shared with them: what changes hands, is forged, or comes late."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NoReturn, TypeVar, cast

import pytest

from dialogs.core.actions import Do, Open, write
from schedules import ensure_jobs
from storage import kom, outbox, roster
from storage.outbox import Mail
from storage.tables import (
    Checkin,
    Goal,
    Preparation,
    Session,
)
from storage.unit_of_work import Store, Unit
from storage.writer import StoreBusy
from tests import town as plot
from tests.kom import TALK, a_talk, a_year, keep, kept, prepares
from tests.talk import Town, a_town

T = TypeVar("T")


async def gets_a_leader(town: Town, name: str, leader: str) -> None:
    """As the next import of the workplace's people has it."""

    async def work(unit: Unit) -> None:
        organisation, *_ = await roster.organisations(unit)
        before = await roster.read(unit, organisation)
        entry = before.roster.people[plot.email_of(name)]
        people = {**before.roster.people, entry.email: replace(entry, leader=plot.email_of(leader))}
        after = replace(before.roster, people=people)
        today = town.now.date()
        roster.write(unit, before, after, organisation=organisation.name, today=today)

    await town.store.run(work)


async def test_a_new_leader_sees_no_check_in_that_was_shown_to_the_one_before(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        jonas = town["Jonas"]
        await jonas.writes("check-in")
        await jonas.answers(trivsel="3")
        await jonas.answers(visible_to="leader")
        await gets_a_leader(town, "Jonas Friis", "Kirsten Dahl")
        assert [each.visible_to for each in await kept(town, Checkin)] == ["me"]


async def test_a_former_leader_can_open_no_preparation_any_more(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await a_talk(town)
        await prepares(town["Jonas"], "all")
        await gets_a_leader(town, "Jonas Friis", "Kirsten Dahl")
        for leader in ("Mette", "Kirsten"):
            await town[leader].presses(write(Do("read", TALK)))
            assert "Hemmelighed" not in town[leader].text
        assert [each.shared for each in await kept(town, Preparation)] == ["nothing"]


async def test_another_correction_of_the_list_changes_nothing_that_is_shared(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        await a_talk(town)
        await prepares(town["Jonas"], "all")
        await gets_a_leader(town, "Jonas Friis", "Mette Holm")
        await gets_a_leader(town, "Sofie Krag", "Kirsten Dahl")
        assert [each.shared for each in await kept(town, Preparation)] == ["all"]


async def test_a_check_in_is_not_shown_to_another_leader_than_the_form_named(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        jonas = town["Jonas"]
        await jonas.writes("check-in")
        await jonas.answers(trivsel="3")
        jonas.sees("Mig og Mette")
        send = jonas.form.submit.value
        await gets_a_leader(town, "Jonas Friis", "Kirsten Dahl")
        await jonas.presses(send, visible_to="leader")
        jonas.sees("Den her besked er blevet overhalet.")
        jonas.sees("Mig og Kirsten")
        assert await kept(town, Checkin) == []


async def _kirsten_moves_the_talk(town: Town) -> None:
    await gets_a_leader(town, "Jonas Friis", "Kirsten Dahl")
    kirsten = town["Kirsten"]
    await kirsten.presses(write(Open("conversation", plot.id_of("Jonas Friis"))))
    await kirsten.clicks("Ret: Samtale med Jonas")
    await kirsten.answers(clock="11:00")
    await kirsten.clicks("Gem og giv besked")


async def test_a_preparation_chosen_for_one_leader_is_not_sent_to_the_next(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        await a_talk(town)
        jonas = town["Jonas"]
        await jonas.writes("forbered")
        while not any(field.name == "sharing" for field in jonas.form.fields):
            await jonas.clicks("Spring over")
        await jonas.answers(sharing="all")
        send = next(b.value for b in jonas.screen[-1].buttons if ":send:" in b.value)
        await _kirsten_moves_the_talk(town)
        await jonas.presses(send)
        jonas.sees("Den her besked er blevet overhalet.")
        jonas.sees("Hvad vil du dele med Kirsten")
        assert await kept(town, Preparation) == []


async def test_an_open_form_for_sharing_ends_with_the_leader_that_it_names(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        await a_year(town)
        await a_talk(town)
        jonas = town["Jonas"]
        await prepares(jonas, "nothing")
        await jonas.clicks("Vælg, hvad du deler")
        send = jonas.form.submit.value
        await _kirsten_moves_the_talk(town)
        await jonas.presses(send, scope="all")
        jonas.sees("Den her besked er brugt.")
        assert [each.shared for each in await kept(town, Preparation)] == ["nothing"]
        assert "sharing" not in {each.dialog for each in await kept(town, Session)}


class NoRoom:
    """A store in which too much waits already."""

    async def run(self, _work: object) -> NoReturn:
        raise StoreBusy


@pytest.mark.parametrize("written", ["Mit eget ord", "Stress", "Frokostpauser"])
async def test_what_was_written_is_handed_back_where_there_is_no_room_to_keep_it(
    tmp_path: Path, written: str
) -> None:  # fault 13
    async with a_town(tmp_path) as town:
        jonas = town["Jonas"]
        await jonas.writes("check-in")
        town.app.inbox = replace(town.app.inbox, store=cast("Store", NoRoom()))
        await jonas.answers(trivsel="7", why=written)
        jonas.sees("Prøv igen")
        jonas.sees(written)


@pytest.mark.parametrize("housekeeping", [False, True])
async def test_what_was_written_in_a_form_that_has_run_out_is_handed_back(
    tmp_path: Path, *, housekeeping: bool
) -> None:
    async with a_town(tmp_path) as town:
        jonas = town["Jonas"]
        await jonas.writes("check-in")
        if housekeeping:
            await ensure_jobs(town.store, town.now)
        await town.passes(days=15)
        assert bool(await kept(town, Session)) is not housekeeping
        await jonas.answers(trivsel="7", why="Overarbejde")
        jonas.sees("Overarbejde")
        assert await kept(town, Checkin) == []


async def test_a_word_about_a_goal_that_was_closed_meanwhile_is_handed_back(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        goal = Goal(
            id="goal-1",
            person_id=plot.id_of("Jonas"),
            leader_id=plot.id_of("Mette"),
            title="Lede møder",
            agreed_on=town.now.date(),
        )
        await keep(town, goal)
        jonas = town["Jonas"]
        await jonas.writes("check-in")
        await jonas.answers(trivsel="7")
        send = jonas.form.submit.value
        async with town.store.unit() as unit:
            kom.close_goal(unit, goal.id, person_id=goal.person_id)
            await unit.commit()
        await jonas.presses(send, **{f"progress__{goal.id}": "4", f"note__{goal.id}": "Svært"})
        jonas.sees("Den her besked er blevet overhalet.")
        jonas.sees("Svært")


async def test_a_text_that_cannot_be_kept_is_shown_once_more_before_one_stops(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        jonas = town["Jonas"]
        await jonas.writes("check-in")
        stop = next(b.value for b in jonas.form.buttons if ":stop:" in b.value)
        await jonas.presses(stop, trivsel="7", why="Ring til 120180-1234")
        jonas.sees("Ring til 120180-1234")


async def test_a_forged_button_sets_no_date_in_somebody_elses_view(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await town["Sofie"].presses(write(Do("snooze", f"minikom|{plot.id_of('Jonas')}|tomorrow")))
        mette = town["Mette"]
        await mette.writes("hjem")
        tomorrow = mette.text.count("11. august")
        assert tomorrow == 0


async def test_a_digest_that_waited_tells_a_former_leader_nothing(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        goal = Goal(
            id="goal-1",
            person_id=plot.id_of("Jonas"),
            leader_id=plot.id_of("Mette"),
            title="Lede møder",
            agreed_on=town.now.date(),
        )
        await keep(town, goal)
        await gets_a_leader(town, "Jonas Friis", "Kirsten Dahl")
        mail = Mail(
            message="digest",
            key="digest",
            due_at=town.now,
            person_id=plot.id_of("Mette"),
            params={"items": [["minikom", plot.id_of("Jonas")]], "subject": ""},
        )
        async with town.store.unit() as unit:
            outbox.queue(unit, mail)
            await unit.commit()
        await town.settles()
        assert town["Mette"].messages == []
