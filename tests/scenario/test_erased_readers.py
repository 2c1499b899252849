"""Somebody has their own erased: whoever read along hears that it is over, as when it is closed."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from dialogs.core.actions import Do, Open, write
from dialogs.rights import erasing
from storage.tables import Audit, Consent, Goal
from tests import town as plot
from tests.keeping import (
    HANNE,
    JONAS,
    METTE,
    a_kept_town,
    agreed_plan,
    changes_leader,
    held_last_week,
)
from tests.kom import keep, kept
from tests.talk import Town

KIRSTEN = plot.id_of(plot.CONTACT)
OVER = "Du kan ikke længere læse med"


async def _erases(town: Town) -> None:
    """As whoever runs kombot does it for Jonas."""
    await town.store.run(partial(erasing.erase_own, person_id=JONAS, now=town.now))
    await town.passes(days=4)


async def _lets_hanne_read(town: Town, *, agreed: bool) -> None:
    """Mette has asked for it; Jonas has said yes, or has not answered yet."""
    consent = Consent(
        id="c1",
        conversation_id="talk-1",
        what="minutes",
        reader_id=HANNE,
        asked_by=METTE,
        person_ok_at=town.now if agreed else None,
        leader_ok_at=town.now,
    )
    await keep(town, consent)


async def test_the_reader_and_the_leader_hear_that_nobody_reads_along_any_more(
    tmp_path: Path,
) -> None:  # HER-09, X-03
    async with a_kept_town(tmp_path) as town:
        await held_last_week(town)
        await _lets_hanne_read(town, agreed=True)
        await _erases(town)
        assert town["Hanne"].has_seen(OVER)
        assert town["Mette"].has_seen("Hanne Riis kan ikke længere læse med")
        (consent,) = await kept(town, Consent)
        assert (consent.withdrawn_at is not None, consent.withdrawn_by) == (True, JONAS)
        jonas = town["Jonas"]
        assert jonas.has_seen("Dit eget er slettet")
        await jonas.writes("spor")
        jonas.sees("Du har trukket et ja til at læse med tilbage.")


async def test_a_reader_who_was_only_asked_about_hears_nothing_and_who_asked_does(
    tmp_path: Path,
) -> None:  # HER-09
    async with a_kept_town(tmp_path) as town:
        await held_last_week(town)
        await _lets_hanne_read(town, agreed=False)
        await _erases(town)
        assert not town["Hanne"].has_seen("læse med")
        assert town["Mette"].has_seen("Hanne Riis kommer ikke til at læse med")


async def test_a_new_leader_hears_that_goals_from_before_are_no_longer_theirs_to_follow_up(
    tmp_path: Path,
) -> None:
    async with a_kept_town(tmp_path) as town:
        await held_last_week(town)
        goal = Goal(
            person_id=JONAS,
            leader_id=METTE,
            title="Maalet om at lede møder",
            agreed_on=town.now.date(),
            plan_id="plan-talk-1",
        )
        await keep(town, agreed_plan("talk-1"), goal)
        await changes_leader(town, KIRSTEN)
        await town["Jonas"].presses(write(Open("new_leader", KIRSTEN)))
        await town["Jonas"].answers(plan="yes", minutes="no")
        (consent,) = await kept(town, Consent)
        assert [each.leader_id for each in await kept(town, Goal)] == [KIRSTEN]
        await _erases(town)
        assert [each.leader_id for each in await kept(town, Goal)] == [METTE]
        assert town["Kirsten"].has_seen(f"{OVER} eller følge op på mål fra før")
        await town["Kirsten"].presses(write(Do("read_along", consent.id)))
        town["Kirsten"].sees("Det kan du ikke læse")
        withdrawn = [each for each in await kept(town, Audit) if each.what == "consent-withdrawn"]
        assert [(each.actor_id, each.about_id) for each in withdrawn] == [(JONAS, JONAS)]
