"""A photo of the poster: who sends it, and who sees it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.channels.base import Inbound, Kind
from bot.channels.photos import clean
from bot.papers.printing import print_pdf
from dialogs import PAPERS
from dialogs.core.actions import Do, write
from dialogs.core.cards import Card, Image
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.core.photos import CAME, WAITS, sending
from dialogs.core.texts import Speaker
from dialogs.core.who import who_is
from dialogs.rounds.held.tables import MOST_PHOTOS
from storage import people
from storage.tables import PosterPhoto, Session
from tests import town as plot
from tests.nudged import ROUND
from tests.poster_photos import TABLE, at_work, pictures, sends
from tests.snapshots import HEIC, NO_PHOTO, SECRET, a_photo
from tests.talk import Town, a_town
from tests.the_day import POINT, SITTING, a_day, goes_on, writes
from tests.voting import rows


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        yield town


async def record(town: Town, name: str) -> Any:
    """What is printed for them."""
    house = town.app.courier.house
    async with town.store.snapshot() as reads:
        person = await people.person(reads, plot.id_of(name))
        assert person is not None
        who = await who_is(reads, person, house)
        say = Speaker(texts=town.app.courier.texts, language="da", zone=who.zone)
        asked = Request(who=who, subject=SITTING, now=town.now, house=house, say=say)
        return await PAPERS["record"](reads, asked)


async def test_the_group_sends_a_photo_of_its_poster(town: Town) -> None:  # TAL-51
    await at_work(town)
    jonas = town["Jonas"]
    await sends(jonas, a_photo())
    jonas.sees("Billedet er gemt.")
    (shown,) = pictures(jonas)
    assert shown.alt == "Billede 1 af planchen fra gruppe 1"
    (kept,) = await rows(town, PosterPhoto)
    assert shown.png == kept.thumb
    assert SECRET not in kept.jpeg
    await town["Ali"].presses(f"do:notes:{TABLE}")
    assert [each.png for each in pictures(town["Ali"])] == [kept.thumb]


async def test_who_only_reads_along_sends_none(town: Town) -> None:
    await at_work(town)
    ali = town["Ali"]
    await ali.presses(f"do:notes:{TABLE}")
    assert "Send et billede" not in ali.text
    await ali.presses(f"open:photo:{TABLE}")
    ali.sees("En anden i gruppen skriver.")


@pytest.mark.parametrize("name", ["Sofie", "Oliver", "Hanne", "Mette"])
async def test_nobody_outside_the_group_sees_or_changes_it_on_the_day(
    town: Town, name: str
) -> None:  # TAL-41
    await at_work(town)
    await sends(town["Jonas"], a_photo())
    who = town[name]
    for value in (f"do:notes:{TABLE}", f"open:photo:{TABLE}", f"open:photo_gone:{TABLE}"):
        await who.presses(value)
        assert isinstance(who.screen[-1], Card)
        assert pictures(who) == []
        assert "billede" not in who.text
    assert len(await rows(town, PosterPhoto)) == 1


async def test_afterwards_it_is_in_the_record_of_all_who_took_part(town: Town) -> None:  # TAL-51
    await at_work(town)
    await writes(town, "Jonas", POINT)
    await sends(town["Jonas"], a_photo(), a_photo(900, 1200))
    await town["Mette"].presses(f"do:day:{SITTING}")
    await goes_on(town, times=7)
    await town["Mette"].clicks("Slut dagen")
    await town.settles()
    jpegs = {each.jpeg for each in await rows(town, PosterPhoto)}
    for name in ("Mette", "Kirsten", "Sofie"):
        await town[name].presses(f"do:record:{ROUND}")
        town[name].sees("Planchen: 2 billeder.")
        paper = await record(town, town[name].name)
        assert {each.png for each in paper.parts if isinstance(each, Image)} == jpegs
        assert print_pdf(paper, "da").startswith(b"%PDF")
    for name in (plot.HOURLY, plot.HR):
        assert isinstance(await record(town, name), Refusal)


async def test_a_poster_without_notes_stands_in_the_record_too(town: Town) -> None:
    """The planning group enters it afterwards."""
    await a_day(town, seated=False)
    await town.passes(days=1)
    ali = town["Ali"]
    await sends(ali, a_photo(), table=f"{SITTING}|leadership|2")
    await ali.presses(f"do:record:{ROUND}")
    ali.sees("Gruppe 2\nPlanchen: 1 billede.")


async def test_a_poster_that_is_entered_takes_its_photo_along(town: Town) -> None:
    await a_day(town, seated=False)
    await town.passes(days=1)
    ali = town["Ali"]
    await ali.presses(f"open:posters:{ROUND}")
    await ali.answers(part="leadership", number="2")
    await ali.answers(point_1=POINT, point_2="", action_1="Et kort møde", action_2="")
    await ali.clicks("Send et billede")
    ali.sees("Det er til gruppe 2: ")
    await ali.shows(a_photo())
    (kept,) = await rows(town, PosterPhoto)
    assert (kept.part, kept.number) == ("leadership", 2)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (NO_PHOTO, "Den fil kan jeg ikke læse som et billede."),
        (HEIC, "Tag et skærmbillede af fotoet"),
        (b"", "Billedet nåede ikke frem."),
    ],
)
async def test_what_is_no_photo_is_told_so_and_can_be_sent_again(
    town: Town, raw: bytes, says: str
) -> None:
    await at_work(town)
    jonas = town["Jonas"]
    await sends(jonas, raw)
    jonas.sees(says)
    assert await rows(town, PosterPhoto) == []
    await jonas.shows(a_photo())
    jonas.sees("Billedet er gemt.")


async def test_a_forged_answer_names_no_photo(town: Town) -> None:
    await at_work(town)
    jonas = town["Jonas"]
    await jonas.presses(f"open:photo:{TABLE}")
    for forged in ("7", "0,0,0", "p-jonas"):
        await jonas.answers(photo=forged)
        jonas.sees("Billedet nåede ikke frem.")
    await jonas.answers(photo="")
    jonas.sees("Vælg eller skriv noget her")
    assert await rows(town, PosterPhoto) == []


async def test_there_is_room_for_four(town: Town) -> None:
    await at_work(town)
    jonas = town["Jonas"]
    await sends(jonas, a_photo(), a_photo(), a_photo())
    await jonas.clicks("Send et billede")
    jonas.sees("Der er plads til ét mere.")
    await jonas.shows(a_photo(), a_photo())
    jonas.sees("Der er kun plads til ét billede mere. Vælg færre.")
    await jonas.shows(a_photo())
    jonas.sees("Billede 4 af planchen")
    await jonas.presses(f"open:photo:{TABLE}")
    jonas.sees(f"Der ligger {MOST_PHOTOS} billeder hos gruppen")
    assert len(await rows(town, PosterPhoto)) == MOST_PHOTOS


async def test_a_photo_in_the_chat_goes_to_the_form_that_is_open(town: Town) -> None:
    """Where a platform's forms take no files."""
    await at_work(town)
    jonas = town["Jonas"]
    await jonas.shows(a_photo(), in_words=True)
    jonas.sees("Jeg ved ikke, hvad billedet hører til")
    assert await rows(town, PosterPhoto) == []
    await jonas.presses(f"open:photo:{TABLE}")
    await jonas.shows(NO_PHOTO, in_words=True)
    jonas.sees("Den fil kan jeg ikke læse som et billede.")
    await jonas.shows(a_photo(), a_photo(), in_words=True)
    jonas.sees("2 billeder er gemt.")
    assert await rows(town, Session) == []


async def test_it_goes_to_the_group_that_was_asked_for_last(town: Town) -> None:
    await a_day(town, seated=False)
    await town.passes(days=1)
    ali = town["Ali"]
    first, second = f"{SITTING}|leadership|1", f"{SITTING}|leadership|2"
    for table in (first, second, first):
        await ali.presses(f"open:photo:{table}")
    await ali.shows(a_photo(), in_words=True)
    (kept,) = await rows(town, PosterPhoto)
    assert kept.number == 1


async def test_a_form_that_was_left_open_yesterday_takes_nothing(town: Town) -> None:
    await at_work(town)
    jonas = town["Jonas"]
    await jonas.presses(f"open:photo:{TABLE}")
    await town.passes(hours=13)
    await jonas.shows(a_photo(), in_words=True)
    jonas.sees("Jeg ved ikke, hvad billedet hører til")


async def test_where_no_photo_can_be_sent_none_is_asked_for(town: Town) -> None:
    await at_work(town)
    town.album = None
    jonas = town["Jonas"]
    await jonas.presses(f"do:notes:{TABLE}")
    assert "Send et billede" not in jonas.text
    await jonas.presses(f"open:photo:{TABLE}")
    jonas.sees("Her kan jeg ikke tage imod billeder.")


@pytest.mark.parametrize("arrives", [True, False])
async def test_a_photo_that_never_came_is_told_of_and_one_that_came_is_not(
    town: Town, *, arrives: bool
) -> None:
    """A platform's answer could not wait for it, and kombot may have been stopped meanwhile."""
    await at_work(town)
    jonas = town["Jonas"]
    for key in ("mine", "another"):
        await jonas.presses(write(Do(WAITS, key)))
    await jonas.presses(write(Do(CAME, "another")))
    if arrives:
        await jonas.presses(write(Do(CAME, "mine")))
    await town.passes(minutes=6)
    told = [each for each in jonas.messages if "Dit billede nåede ikke frem" in each]
    assert len(told) == (0 if arrives else 1)
    if told:
        await jonas.clicks("Se gruppens sedler")
        await jonas.clicks("Send et billede")
        jonas.sees("Tag kun planchen med, ikke folk.")


async def test_a_photo_that_is_saved_is_never_said_to_be_lost(town: Town) -> None:
    """Also where kombot is stopped the moment after: nothing but the saving takes it back."""
    await at_work(town)
    jonas = town["Jonas"]
    await jonas.presses(f"open:photo:{TABLE}")
    await jonas.presses(write(Do(WAITS, sending("it"))))
    sent = Inbound(
        channel="simulator",
        external_id=jonas.external_id,
        kind=Kind.WORDS,
        event_id="it",
        photos={"0": clean(a_photo())},
    )
    await town.app.receive(sent)
    assert len(await rows(town, PosterPhoto)) == 1
    await town.passes(minutes=6)
    assert not any("Dit billede nåede ikke frem" in each for each in jonas.messages)
