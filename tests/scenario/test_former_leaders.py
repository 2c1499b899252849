"""A leader from before opens nothing of theirs any more; a new one nothing from before."""

from pathlib import Path

import pytest

from dialogs.core.actions import Do, Open, write
from storage.tables import Checkin, Goal
from tests import town as plot
from tests.keeping import (
    AGREED,
    BEFOREHAND,
    JONAS,
    METTE,
    SECRET,
    a_kept_town,
    changes_leader,
    held_last_week,
    plan,
    talk,
)
from tests.kom import keep
from tests.talk import Town

KIRSTEN = plot.id_of(plot.CONTACT)
GOAL = "Maalet om at lede møder"
WORDS = (SECRET, BEFOREHAND, AGREED, GOAL)
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
            "mini",
            "held",
            "sheets",
            "leader_share",
        )
    ),
    *(
        write(Open(dialog, "talk-1"))
        for dialog in ("minutes", "leader_preparation", "plan", "wider", "mini_outcome")
    ),
    *(write(Do(command, JONAS)) for command in ("people", "call_mini")),
    *(write(Do(command)) for command in ("home", "shared", "people", "consents", "going")),
    *(write(Open(dialog, JONAS)) for dialog in ("plan", "conversation")),
)
"""Every way to something of a conversation, as a button that is kept or forged."""


async def _with_words(town: Town) -> None:
    await held_last_week(town)
    goal = Goal(
        person_id=JONAS,
        leader_id=METTE,
        title=GOAL,
        agreed_on=town.now.date(),
        plan_id="plan-talk-1",
    )
    await keep(town, plan("talk-1"), goal)
    await keep(
        town, Checkin(person_id=JONAS, made_on=town.now.date(), trivsel=7, visible_to="leader")
    )


@pytest.mark.parametrize("name", ["Mette", "Kirsten"])
async def test_no_way_leads_to_a_word_of_it_for_the_leader_before_or_the_new_one(
    tmp_path: Path, name: str
) -> None:
    async with a_kept_town(tmp_path) as town:  # HER-06, HER-09, X-02
        await _with_words(town)
        await changes_leader(town, KIRSTEN)
        for way in WAYS:
            await town[name].presses(way)
            shown = [words for words in WORDS if words in town[name].text]
            assert not shown, f"{way} shows {shown}"
        await town.passes(days=100)
        assert not any(town[name].has_seen(words) for words in WORDS)


async def test_the_present_leader_does_get_there(tmp_path: Path) -> None:
    """Or the ways above would prove nothing."""
    async with a_kept_town(tmp_path) as town:
        await _with_words(town)
        seen = set()
        for way in WAYS:
            await town["Mette"].presses(way)
            seen |= {words for words in WORDS if words in town["Mette"].text}
        assert seen >= {SECRET, GOAL}


async def test_a_new_leader_prepares_a_talk_of_their_own_without_what_was_before(
    tmp_path: Path,
) -> None:
    async with a_kept_town(tmp_path) as town:
        await _with_words(town)
        await changes_leader(town, KIRSTEN)
        await keep(town, talk("talk-2", town.now, leader=KIRSTEN))
        for command in ("agenda", "minutes", "talk_plan", "talk_shared", "talk_now"):
            await town["Kirsten"].presses(write(Do(command, "talk-2")))
        await town["Kirsten"].presses(write(Open("plan", "talk-2")))
        assert not any(town["Kirsten"].has_seen(words) for words in WORDS)
