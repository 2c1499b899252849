"""An organisation's half-year: HR sets it, planning groups see it, reminders follow (TAL-04)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from storage.tables import Frame, FrameEvent, Round
from tests.after_vote import chooses
from tests.nudged import sent_to
from tests.talk import Talker, Town, a_town
from tests.voting import DEADLINE, DIALOGUE, begins, rows, the_round


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        yield town


async def sets(town: Town, **fields: str) -> Frame:
    """From the first word on; `fields` are those of the first page."""
    hanne = town["Hanne"]
    await hanne.writes("ramme")
    await hanne.clicks("Sæt en ny ramme")
    given = {"name": "Udviklingsdialog 2026", **PERIOD, **fields}
    await hanne.answers(**given)
    for number, event in enumerate(EVENTS, 1):
        await hanne.clicks(f"Ret: Ved siden af dialogerne: nr. {number}")
        await hanne.answers(**{f"{name}__{number}": raw for name, raw in event.items()})
    await hanne.clicks("Sæt rammen")
    await town.settles()
    return (await rows(town, Frame))[-1]


PERIOD = {"first_day": "2026-08-24", "last_day": "2026-10-30", "plan_due": "2026-11-30"}
EVENTS = (
    {
        "title": "Opstartsworkshop",
        "held_on": "2026-08-26",
        "starts_at": "08:30",
        "ends_at": "11:30",
        "place": "Rådhuset",
        "audience": "groups",
        "sign_up": "Plan2learn",
    },
    {"title": "Workshop for TR og AMR", "held_on": "2026-08-27", "audience": "representatives"},
    {"title": "Træningsdag", "held_on": "2026-09-15", "audience": "training"},
    {"title": "Opfølgning", "held_on": "2026-10-01", "audience": "leaders_chosen"},
)


async def test_the_packs_phases_are_proposed_for_the_coming_half_year(town: Town) -> None:
    """TAL-04, TAL-16..21: about every second year, and every date can be changed."""
    hanne = town["Hanne"]
    await hanne.writes("ramme")
    await hanne.clicks("Sæt en ny ramme")
    proposed = {each.name: each.value for each in hanne.form.fields}
    assert proposed["first_day"] == "2027-08-01"
    assert proposed["last_day"] == "2027-10-31"
    assert proposed["plan_due"] == "2027-11-30"
    await hanne.answers(name="Udviklingsdialog 2027")
    for words in (
        "Opstartsworkshop for TRIO-grupper\nDag: onsdag den 5. maj",
        "Workshop for TR og AMR\nDag: fredag den 21. maj",
        "Træningsworkshop for ledere\nDag: onsdag den 8. september",
        "torsdag den 2. december",
    ):
        hanne.sees(words)


async def test_what_hr_set_is_kept_and_shown_to_planning_groups(town: Town) -> None:  # TAL-04
    frame = await sets(town)
    assert (frame.first_day, frame.last_day) == (date(2026, 8, 24), date(2026, 10, 30))
    assert frame.plan_due == date(2026, 11, 30)
    assert frame.trained_on == date(2026, 9, 15)
    for name in ("Kirsten", "Mette"):
        await town[name].writes("ramme")
        town[name].sees("Fra mandag den 24. august til fredag den 30. oktober")
        town[name].sees("onsdag den 26. august kl. 8.30 til 11.30, Rådhuset.")
        town[name].sees("Tilmelding: Plan2learn")
    assert "TR og AMR" not in town["Kirsten"].text.replace("TRIO", "")
    await begins(town["Kirsten"])
    town["Kirsten"].sees("Halvårets ramme: dialoger fra mandag den 24. august")
    await town["Jonas"].writes("ramme")
    town["Jonas"].sees("Det kan din rolle ikke åbne.")


async def test_an_event_that_is_taken_out_leaves_the_others_in_sight(town: Town) -> None:
    hanne = town["Hanne"]
    await hanne.writes("ramme")
    await hanne.clicks("Sæt en ny ramme")
    await hanne.answers(name="Udviklingsdialog 2026", **PERIOD)
    await hanne.clicks("Ret: Ved siden af dialogerne: nr. 2")
    await hanne.answers(title__2="", held_on__2="")
    for words in ("Ret: Ved siden af dialogerne: nr. 3", "Workshop for TR og AMR"):
        hanne.sees(words)
    await hanne.clicks("Sæt rammen")
    kept = [each.title for each in await rows(town, FrameEvent)]
    assert "Workshop for TR og AMR" in kept


async def opens_in(town: Town, day: str, *, inside: str = "inside", deadline: str = "") -> Talker:
    kirsten = town["Kirsten"]
    await begins(kirsten)
    await kirsten.answers(dialogue_on=day, inside=inside)
    await kirsten.answers(deadline_on=deadline or "2026-08-17", deadline_at="12:00")
    return kirsten


async def sends(opener: Talker) -> None:
    await opener.clicks("Gem og gå videre")
    await opener.answers(mode="secret")
    await opener.clicks("Åbn afstemningen")


async def test_a_round_is_part_of_the_half_year_unless_it_is_an_extra_one(town: Town) -> None:
    """TAL-05, TAL-19."""
    frame = await sets(town)
    kirsten = await opens_in(town, "2026-09-16")
    assert kirsten.form.fields[-1].value == "2026-11-30"  # TAL-20
    assert "uden for rammen" not in kirsten.text
    await sends(kirsten)
    assert (await the_round(town)).frame_id == frame.id


async def test_an_extra_round_has_no_frame_and_no_warning(town: Town) -> None:  # TAL-05
    await sets(town)
    kirsten = await opens_in(town, "2026-11-18", inside="outside")
    assert "uden for rammen" not in kirsten.text
    await sends(kirsten)
    assert (await the_round(town)).frame_id is None


async def test_a_day_outside_the_frame_is_said_and_not_stopped(town: Town) -> None:  # TAL-19
    await sets(town)
    kirsten = await opens_in(town, "2026-11-18")
    kirsten.sees("Dialogen onsdag den 18. november ligger uden for rammen")
    await sends(kirsten)
    kirsten.sees("ligger uden for rammen")
    assert len(await rows(town, Round)) == 1


async def test_a_dialogue_before_the_leaders_training_is_warned_of(town: Town) -> None:
    await sets(town)
    kirsten = await opens_in(town, DIALOGUE)
    kirsten.sees("ligger før ledernes træning tirsdag den 15. september")
    await sends(kirsten)
    assert len(await rows(town, Round)) == 1


async def test_those_whom_an_event_concerns_are_reminded_some_working_days_ahead(
    town: Town,
) -> None:  # TAL-16..18
    await sets(town)
    await town.until(datetime(2026, 8, 25, 12, 0, tzinfo=UTC))
    assert ("frame.event", date(2026, 8, 12)) in await sent_to(town, "Kirsten")
    assert ("frame.event", date(2026, 8, 24)) in await sent_to(town, "Kirsten")
    assert town["Kirsten"].has_seen("Opstartsworkshop")
    assert not town["Kirsten"].has_seen("Workshop for TR og AMR")
    assert town["Ali"].has_seen("Workshop for TR og AMR")
    for name in ("Hanne", "Jonas"):
        assert await sent_to(town, name) == []


async def test_an_event_that_was_moved_is_reminded_of_by_its_new_day(town: Town) -> None:
    await sets(town)
    hanne = town["Hanne"]
    await hanne.writes("ramme")
    await hanne.clicks("Ret rammen")
    await hanne.clicks("Ret: Ved siden af dialogerne: nr. 1")
    await hanne.answers(held_on__1="2026-09-02")
    await hanne.clicks("Sæt rammen")
    await town.until(datetime(2026, 8, 25, 12, 0, tzinfo=UTC))
    days = [day for rule, day in await sent_to(town, "Kirsten") if rule == "frame.event"]
    assert days == [date(2026, 8, 19)]
    assert len(await rows(town, FrameEvent)) == len(EVENTS) + 1


async def test_whoever_changes_it_second_is_told_who_was_first(town: Town) -> None:
    await sets(town)
    hanne = town["Hanne"]
    await hanne.writes("ramme")
    await hanne.clicks("Ret rammen")
    await hanne.clicks("Ret: Halvårets ramme")
    await hanne.answers(name="Udviklingsdialog i år")
    town.clock.move(timedelta(minutes=5))
    await hanne.clicks("Sæt rammen")
    frame = (await rows(town, Frame))[0]
    stale = str(int((frame.set_at - timedelta(minutes=5)).timestamp() * 1_000_000))
    await hanne.presses(f"open:frame:{frame.id}:{stale}")
    hanne.sees("Hanne Riis rettede rammen mandag den 10. august kl. 9.05")


async def test_hr_sees_the_themes_of_all_workplaces_once_they_are_announced(town: Town) -> None:
    """TAL-107."""
    await sets(town)
    await sends(await opens_in(town, "2026-09-16"))
    hanne = town["Hanne"]
    await hanne.writes("valgte temaer")
    hanne.sees("0 af 1 har meldt temaer ud.")
    hanne.sees("Børnehuset Solsikken: Ikke meldt ud endnu")
    await town.until(DEADLINE)
    await chooses(town, "Mette")
    await hanne.writes("valgte temaer")
    hanne.sees("1 af 1 har meldt temaer ud.")
    hanne.sees("Mening og retning")
    await town["Mette"].writes("valgte temaer")
    town["Mette"].sees("Det kan din rolle ikke åbne.")


@pytest.mark.parametrize(
    ("wording", "seen"), [("Mere ro", "Mere ro"), ("Støtte fra Jonas", "Valgfrit tema")]
)
async def test_hr_sees_a_theme_in_own_words_unless_somebody_is_named_in_it(
    town: Town, wording: str, seen: str
) -> None:
    # X-03, TAL-107
    await sets(town)
    await sends(await opens_in(town, "2026-09-16"))
    await town.until(DEADLINE)
    await chooses(town, "Mette", wellbeing="free", wellbeing_wording=wording)
    await town["Hanne"].writes("valgte temaer")
    town["Hanne"].sees(seen)
    assert "Jonas" not in town["Hanne"].text


async def test_a_leader_without_themes_is_reminded_before_the_follow_up(town: Town) -> None:
    """TAL-107, TAL-21."""
    await sets(town)
    await sends(await opens_in(town, "2026-10-14", deadline="2026-10-07"))
    await town.until(datetime(2026, 9, 30, 12, 0, tzinfo=UTC))
    rules = [rule for rule, _ in await sent_to(town, "Mette")]
    assert rules.count("frame.themes") == 3
    assert town["Mette"].has_seen("HR skal kende temaerne for Børnehuset Solsikken.")


async def test_a_leader_whose_themes_are_announced_is_left_alone(town: Town) -> None:  # TAL-107
    await sets(town)
    await sends(await opens_in(town, "2026-10-14"))
    await town.until(DEADLINE)
    await chooses(town, "Mette")
    await town.until(datetime(2026, 9, 30, 12, 0, tzinfo=UTC))
    assert "frame.themes" not in [rule for rule, _ in await sent_to(town, "Mette")]


@pytest.mark.parametrize("name", ["Mette", "Kirsten", "Jonas"])
async def test_only_hr_sets_a_frame(town: Town, name: str) -> None:
    await town[name].presses("open:frame:")
    town[name].sees("Det kan din rolle ikke åbne.")


async def test_dates_that_cannot_be_are_sent_back(town: Town) -> None:
    hanne = town["Hanne"]
    await hanne.presses("open:frame:")
    await hanne.answers(name="x", **{**PERIOD, "last_day": "2026-08-01"})
    hanne.sees("Den sidste dag skal ligge efter den første.")
    await hanne.answers(name="x", **{**PERIOD, "plan_due": "2026-09-01"})
    hanne.sees("Planerne bliver til efter dialogerne.")
    await hanne.answers(name="Et navn", **PERIOD)
    await hanne.clicks("Ret: Ved siden af dialogerne: nr. 1")
    await hanne.answers(title__1="Møde", held_on__1="")
    hanne.sees("Sæt en dag på, eller slet navnet.")
    await hanne.answers(
        title__1="Møde", held_on__1="2026-09-01", starts_at__1="12:00", ends_at__1="11:00"
    )
    hanne.sees("Det skal slutte, efter at det er begyndt.")
