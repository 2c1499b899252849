"""The same dialog at a newer client, at an older one, and in a window of its own."""

from __future__ import annotations

from pathlib import Path

from storage.tables import Preparation, Session
from tests.scenario.driver_teams import on_teams
from tests.scenario.drivers import Driver, sees
from tests.scenario.teams_clients import at_an_older_client, stored, with_windows
from tests.scenario.test_whole_quarter import fills, sets_a_date, sets_the_years_themes

SECRET = "Jeg er usikker på min rolle i køkkenet"
TOPIC = "Mine vagter i efteråret"
WINDOW = "Åbn i et vindue"


async def _begins(jonas: Driver, mette: Driver) -> None:
    await sets_the_years_themes(mette)
    await sets_a_date(mette, "Jonas Friis")
    await jonas.writes("forbered")
    sees(jonas, "Årets temaer hos jer: Trygge overgange og Faglighed")


async def _goes_on(jonas: Driver) -> None:
    """From the second page to the review."""
    await fills(jonas, "Vi skal tale om afleveringer")
    await fills(jonas, SECRET)
    for _ in range(4):
        await jonas.clicks("Spring over")
    await fills(jonas, TOPIC)
    await jonas.clicks("Spring over")
    await jonas.answers(sharing="topics")


async def test_an_older_client_does_the_same_with_messages(tmp_path: Path) -> None:
    async with on_teams(tmp_path) as life:
        jonas = at_an_older_client(life, "Jonas")
        await _begins(jonas, life["Mette"])
        await jonas.clicks("Spring over")
        await _goes_on(jonas)
        await jonas.clicks("Ret: Emner")
        await jonas.clicks("Tilbage")
        await jonas.clicks("Se overblik")
        await jonas.clicks("Gem forberedelsen")
        sees(jonas, "Mette kan se dine emner")
        (made,) = await life.rows(Preparation)
        assert made.answers["topics"] == TOPIC
        assert SECRET not in jonas.kept


async def test_a_window_is_filled_in_to_the_end(tmp_path: Path) -> None:
    async with on_teams(tmp_path) as life:
        jonas = with_windows(life, "Jonas")
        await _begins(jonas, life["Mette"])
        await jonas.clicks(WINDOW)
        await jonas.clicks("Spring over")
        await _goes_on(jonas)
        await jonas.clicks("Gem forberedelsen")
        assert jonas.words == "Tak, din forberedelse er gemt."
        sees(jonas, "Mette kan se dine emner")
        assert not await life.rows(Session)


async def test_a_finished_card_keeps_no_answers(tmp_path: Path) -> None:
    async with on_teams(tmp_path) as life:
        jonas = with_windows(life, "Jonas")
        await _begins(jonas, life["Mette"])
        await jonas.clicks(WINDOW)
        await jonas.clicks("Spring over")
        await _goes_on(jonas)
        assert TOPIC in jonas.kept
        await jonas.clicks("Gem forberedelsen")
        assert SECRET not in jonas.kept
        assert TOPIC not in jonas.kept


async def test_a_window_that_was_closed_half_way_is_gone_on_with_from_the_card(
    tmp_path: Path,
) -> None:
    async with on_teams(tmp_path) as life:
        jonas = with_windows(life, "Jonas")
        await _begins(jonas, life["Mette"])
        await jonas.clicks(WINDOW)
        await jonas.clicks("Spring over")
        await fills(jonas, "Vi skal tale om afleveringer")
        jonas.closes()
        newest = stored(jonas)[-1]
        assert newest.startswith("Kerneopgaven")
        assert f"[{WINDOW}]" in newest
        await jonas.clicks("Tilbage")
        sees(jonas, "Vi skal tale om afleveringer")
        await jonas.clicks(WINDOW)
        await jonas.clicks("Gem og fortsæt senere")
        assert jonas.words.startswith("Gemt. Du er nået")
        assert "[Fortsæt]" in stored(jonas)[-1]


async def test_what_is_wrong_stands_at_its_field_in_the_window(tmp_path: Path) -> None:
    async with on_teams(tmp_path) as life:
        jonas = with_windows(life, "Jonas")
        await _begins(jonas, life["Mette"])
        await jonas.clicks(WINDOW)
        await jonas.clicks("Spring over")
        await fills(jonas, "Ring om 010190-1234")
        sees(jonas, "Ret det, der er markeret.", "CPR-nummer", "Ring om 010190-1234")
        await fills(jonas, "Ring til mig")
        sees(jonas, "Kerneopgaven")


async def test_an_old_card_shows_where_the_person_is_now(tmp_path: Path) -> None:
    """The card in the chat and the page in the window are the same turn of one dialog."""
    async with on_teams(tmp_path) as life:
        jonas, phone = with_windows(life, "Jonas"), at_an_older_client(life, "Jonas")
        await _begins(jonas, life["Mette"])
        await jonas.clicks(WINDOW)
        await phone.clicks("Spring over")
        await phone.answers(**{phone.fields[0]: "Skrevet på telefonen"})
        await jonas.clicks("Spring over")
        sees(jonas, "Den her besked er blevet overhalet.", "Kerneopgaven")
        (running,) = await life.rows(Session)
        assert "Skrevet på telefonen" in running.answers.values()


async def test_what_home_opens_stands_on_a_second_device_too(tmp_path: Path) -> None:
    """That device has what is stored, and nothing else."""
    async with on_teams(tmp_path) as life:
        jonas, phone = life["Jonas"], at_an_older_client(life, "Jonas")
        await sets_the_years_themes(life["Mette"])
        await sets_a_date(life["Mette"], "Jonas Friis")
        await jonas.writes("hjem")
        home = stored(phone)[-1]
        await jonas.clicks("Forbered samtalen")
        *_, still, first = stored(phone)
        assert still == home
        assert "Årets temaer hos jer: Trygge overgange og Faglighed" in first
        await jonas.clicks("Spring over")
        *_, still, second = stored(phone)
        assert still == home
        assert second != first
        await phone.clicks("Gem og fortsæt senere")
        assert "[Fortsæt]" in stored(phone)[-1]
