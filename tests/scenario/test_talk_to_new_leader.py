"""A talk that was begun with one leader goes to another: what is one's own goes along."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from dialogs.core.actions import Do, Open, write
from dialogs.talks.plans import mail
from storage.tables import (
    Consent,
    Conversation,
    Goal,
    Guide,
    Minutes,
    Preparation,
    TalkPlan,
)
from tests import town as plot
from tests.keeping import (
    AGREED,
    BEFOREHAND,
    JONAS,
    METTE,
    NOTES,
    a_kept_town,
    agreed_plan,
    changes_leader,
    talk,
    written,
)
from tests.kom import keep, kept
from tests.talk import Town

KIRSTEN = plot.id_of(plot.CONTACT)
GOAL = "Maalet om at lede møder"
WAYS = (
    *(
        write(Do(command, "talk-1"))
        for command in (
            "read",
            "minutes",
            "agenda",
            "talk_plan",
            "talk_shared",
            "talk_now",
            "held",
            "sheets",
        )
    ),
    *(
        write(Open(dialog, "talk-1"))
        for dialog in ("minutes", "leader_preparation", "plan", "expectation", "guide")
    ),
    *(write(Do(command)) for command in ("home", "people", "consents")),
    write(Do("people", JONAS)),
    write(Open("plan", JONAS)),
)
"""Every way to something of the talk, as a button."""
HOPE, DRAFT, ADDED = "At tale om nattevagterne", "Vi begyndte paa vagterne", "Hvad med din svend?"
BETWEEN_TWO = (HOPE, DRAFT, ADDED, AGREED, GOAL, NOTES)


async def _begun(town: Town) -> None:
    """Jonas and Mette have a talk next week, and have written in all there is to write in."""
    await keep(town, talk("talk-1", town.now + timedelta(days=7)))
    points = {"expect.person": HOPE, "expect.leader": HOPE, "what": DRAFT}
    drafted = Minutes(conversation_id="talk-1", points=points, ticked=["tasks"], written_by=METTE)
    guide = Guide(conversation_id="talk-1", leader_id=METTE, changes={"own": [ADDED]})
    goal = Goal(
        person_id=JONAS,
        leader_id=METTE,
        title=GOAL,
        agreed_on=town.now.date(),
        plan_id="plan-talk-1",
    )
    await keep(town, drafted, guide, *written("talk-1"), agreed_plan("talk-1"), goal)


async def _sets_another_hour(town: Town) -> None:
    kirsten = town["Kirsten"]
    await kirsten.presses(write(Open("conversation", JONAS)))
    await kirsten.clicks("Ret: Samtale med Jonas")
    await kirsten.answers(clock="11:00")
    if "kort varsel" in kirsten.text:
        await kirsten.clicks("Gem og gå videre")
    await kirsten.clicks("Gem og giv besked")


async def test_a_talk_that_goes_to_a_new_leader_takes_the_preparation_along_and_nothing_else(
    tmp_path: Path,
) -> None:
    async with a_kept_town(tmp_path) as town:
        await _begun(town)
        await changes_leader(town, KIRSTEN)
        await _sets_another_hour(town)
        standing = [each for each in await kept(town, Conversation) if not each.called_off_at]
        assert [(each.id, each.leader_id) for each in standing] == [("talk-1", KIRSTEN)]
        (made,) = await kept(town, Preparation)
        assert (made.conversation_id, made.answers) == ("talk-1", {"own": BEFOREHAND})
        for way in WAYS:
            await town["Kirsten"].presses(way)
        await town.until(standing[0].at)
        for way in WAYS:
            await town["Kirsten"].presses(way)
        assert not [each for each in BETWEEN_TWO if town["Kirsten"].has_seen(each)]


async def test_what_the_two_before_wrote_is_the_persons_to_let_the_new_leader_read(
    tmp_path: Path,
) -> None:
    async with a_kept_town(tmp_path) as town:
        await _begun(town)
        await changes_leader(town, KIRSTEN)
        await _sets_another_hour(town)
        jonas, kirsten = town["Jonas"], town["Kirsten"]
        await jonas.presses(write(Open("new_leader", KIRSTEN)))
        await jonas.answers(plan="yes", minutes="no")
        (consent,) = await kept(town, Consent)
        assert consent.what == "plan"
        await kirsten.presses(write(Do("consents")))
        await kirsten.clicks("Læs: Jonas Friis, 17. august")
        kirsten.sees(AGREED)
        assert not kirsten.has_seen(DRAFT)


@pytest.mark.parametrize("still", [True, False])
async def test_a_message_about_the_plan_that_waited_tells_the_leader_before_no_goal(
    tmp_path: Path, *, still: bool
) -> None:
    async with a_kept_town(tmp_path) as town:
        await _begun(town)
        (made,) = await kept(town, TalkPlan)
        if not still:
            await changes_leader(town, KIRSTEN)
        async with town.store.unit() as unit:
            mail.written(unit, made, to=METTE, by=JONAS, now=town.now, key="1")
            await unit.commit()
        await town.passes(days=1)
        assert town["Mette"].has_seen(GOAL) == still
