"""The invitation in calendars: put in, moved, taken out, and opened anew (TAL-39)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dialogs.core.actions import Do, Open, write
from tests.inviting import PLACE, a_chosen_town, calls_off, moves, sends, the_sitting
from tests.opened_papers import link_on, reading
from tests.talk import Town
from tests.voting import queued, the_round

STARTS = datetime(2026, 9, 9, 7, 0, tzinfo=UTC)
"""Nine in the morning in Copenhagen on the day of the dialogue."""


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_chosen_town(tmp_path) as town:
        yield town


async def test_the_calendar_file_says_when_and_where_and_comes_with_the_invitation(
    town: Town,
) -> None:
    await sends(town)
    async with reading(town) as reader:
        opened = await reader.opens(link_on(town["Jonas"], "Læg den i din kalender"))
    (event,) = opened.calendar.events
    assert (event.decoded("dtstart"), str(event["location"])) == (STARTS, PLACE)
    assert (event.decoded("dtend") - event.decoded("dtstart")).total_seconds() == 3 * 3600
    assert "Mening og retning" in str(event["description"])


async def test_a_day_that_moves_takes_the_earliers_place_in_the_calendar(town: Town) -> None:
    await sends(town)
    async with reading(town) as reader:
        before = await reader.opens(link_on(town["Jonas"], "Læg den i din kalender"))
        await moves(town, held_on=date(2026, 9, 16), starts_at="12:30")
        assert "ny tid eller nyt sted" in town["Jonas"].messages[-1]
        assert "onsdag den 16. september kl. 12.30" in town["Jonas"].messages[-1]
        after = await reader.opens(link_on(town["Jonas"], "Læg den i din kalender"))
    (old,), (new,) = before.calendar.events, after.calendar.events
    assert old["uid"] == new["uid"]
    assert new.decoded("sequence") > old.decoded("sequence")
    assert new.decoded("dtstart") == datetime(2026, 9, 16, 10, 30, tzinfo=UTC)


async def test_a_day_that_moves_before_anybody_is_invited_is_told_to_nobody(town: Town) -> None:
    await moves(town, held_on=date(2026, 9, 16))
    assert await queued(town, "dialogue_invitation") == []


async def test_a_dialogue_that_is_called_off_leaves_the_calendar_also_where_it_is_deleted(
    town: Town,
) -> None:
    await sends(town)
    async with reading(town) as reader:
        before = await reader.opens(link_on(town["Jonas"], "Læg den i din kalender"))
        sitting = await calls_off(town)
        assert "Udviklingsdialogen er aflyst" in town["Jonas"].messages[-1]
        opened = await reader.opens(link_on(town["Jonas"], "Tag den ud af din kalender"))
    assert str(opened.calendar["method"]) == "CANCEL"
    (event,) = opened.calendar.events
    assert str(event["uid"]) == f"{sitting.id}@kombot"
    assert event["uid"] == before.calendar.events[0]["uid"]
    assert event.decoded("sequence") > before.calendar.events[0].decoded("sequence")


async def test_the_group_calls_it_off_finds_a_new_day_and_invites_again(town: Town) -> None:
    await sends(town)
    mette, round_ = town["Mette"], await the_round(town)
    async with reading(town) as reader:
        await mette.presses(write(Do("invited", round_.id)))
        await mette.clicks("Aflys dialogen")
        await mette.answers(which=(await the_sitting(town)).id)
        mette.sees("Dialogen er aflyst.")
        await town.settles()
        off = await reader.opens(link_on(town["Jonas"], "Tag den ud af din kalender"))
        await mette.presses(write(Open("calling_off", round_.id)))
        mette.sees("Der er ingen dialog at aflyse")
        heard = len(town["Jonas"].messages)
        await moves(town, held_on=date(2026, 9, 16))
        assert len(town["Jonas"].messages) == heard
        await sends(town)
        on = await reader.opens(link_on(town["Jonas"], "Læg den i din kalender"))
    (gone,), (back,) = off.calendar.events, on.calendar.events
    assert gone["uid"] == back["uid"]
    assert back.decoded("sequence") > gone.decoded("sequence")
    assert str(back["status"]) == "CONFIRMED"


async def test_whoever_takes_part_sees_their_invitation_again_with_fresh_links(town: Town) -> None:
    await town["Sofie"].presses(write(Do("invited", (await the_round(town)).id)))
    town["Sofie"].sees("Invitationen er ikke sendt endnu")
    await sends(town)
    await town.passes(hours=13)
    async with reading(town) as reader:
        old = link_on(town["Sofie"], "Åbn som PDF")
        assert (await reader.opens(old)).status == 410
        await town["Sofie"].clicks("Se den igen")
        assert (await reader.opens(link_on(town["Sofie"], "Åbn som PDF"))).status == 200
