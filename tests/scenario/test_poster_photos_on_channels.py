"""A group's photo of its poster, from the telephone to the record, on Slack and on Teams."""

from __future__ import annotations

from pathlib import Path

from bot.app import App
from schedules.core.clock import FixedClock
from storage.tables import PosterPhoto
from tests.adaptive_cards import elements
from tests.fakes.chat import ChatFake
from tests.fakes.teams_files import files_of
from tests.scenario.driver_teams import TeamsDriver, cards_in, on_teams
from tests.slack_town import a_slack_town
from tests.snapshots import HEIC, a_photo
from tests.talk import Town
from tests.the_day import a_day
from tests.voting import rows


async def today(app: App, clock: FixedClock) -> Town:
    """The groups are at work, whatever platform they are on."""
    town = Town(app=app, chat=ChatFake(), clock=clock)
    await a_day(town)
    return town


async def test_on_slack_it_is_chosen_in_a_modal(tmp_path: Path) -> None:  # TAL-51
    async with a_slack_town(tmp_path) as slack:
        town = await today(slack.app, slack.house.clock)
        jonas = slack["Jonas"]
        await jonas.writes("sedler")
        await jonas.clicks("Send et billede")
        assert "Tag kun planchen med, ikke folk." in jonas.reads
        jonas.photos = [slack.house.fake.photos.takes(HEIC)]
        await jonas.submits()
        (error,) = jonas.errors.values()
        assert "Tag et skærmbillede af fotoet" in error
        jonas.photos = [slack.house.fake.photos.takes(a_photo()) for _ in range(2)]
        await jonas.submits()
        assert "2 billeder er gemt." in jonas.reads
        assert len(await rows(town, PosterPhoto)) == 2
        assert slack.house.fake.files == {}, "what is a group's own is put in Slack by nobody"


async def test_on_teams_it_is_sent_in_the_chat(tmp_path: Path) -> None:  # TAL-51
    async with on_teams(tmp_path) as life:
        town = await today(life.app, life.clock)
        jonas = life["Jonas"]
        assert isinstance(jonas, TeamsDriver)
        where = {"id": jonas.chat}
        async with files_of(jonas.door.fake) as files:
            await jonas.writes("sedler")
            await jonas.clicks("Send et billede")
            assert "send det til mig her i chatten" in jonas.text
            photo = [files.in_text(a_photo())]
            await jonas.door.send(
                "message_personal", jonas.who, text="", attachments=photo, conversation=where
            )
        assert "Billedet er gemt." in jonas.seen
        (kept,) = await rows(town, PosterPhoto)
        assert kept.number == 1
        cards = cards_in(jonas.door.fake, jonas.chat).values()
        shown = [
            each["url"] for card in cards for each in elements(card) if each["type"] == "Image"
        ]
        assert [url.startswith("data:image/jpeg;base64,") for url in shown] == [True]
