"""Jonas prepares his conversation with Mette, and what each of them sees of it."""

from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import col, update

from dialogs.concepts import load_talk
from dialogs.core.actions import Do, Open, write
from storage.tables import Due, Person, Preparation, Session
from tests import town as plot
from tests.kom import (
    TALK,
    THEMES,
    a_talk,
    a_year,
    fills,
    goes_to,
    keep,
    kept,
    on_disk,
    prepares,
    the_day_after,
)
from tests.talk import Town, a_town


async def _with_a_talk(town: Town) -> None:
    await a_year(town)
    await a_talk(town)


async def test_a_preparation_takes_two_days_and_two_devices(
    tmp_path: Path,
) -> None:  # NYB-KOM-11, 13, 28, 45
    async with a_town(tmp_path) as town:
        await _with_a_talk(town)
        jonas = town["Jonas"]
        await jonas.writes("forbered")
        jonas.sees("Årets temaer hos jer: Trygge overgange og Fælles faglighed")
        await jonas.answers(begin="wellbeing")
        assert [field.label for field in jonas.form.fields] == THEMES
        await fills(jonas, "Vi slipper børnene for tidligt")
        assert jonas.form.title == "Arbejdstrivsel og motivation"
        phone = jonas.form.submit.value
        await jonas.clicks("Gem og fortsæt senere", wellbeing__energy="Morgensang")
        jonas.sees("Gemt. Du er nået 2 af 10")

        await town.passes(days=1)
        await jonas.writes("hjem")
        await jonas.clicks("Fortsæt: Forbered din samtale")
        assert jonas.form.fields[0].value == "Morgensang"
        await jonas.clicks("Tilbage")
        assert jonas.form.fields[0].value == "Vi slipper børnene for tidligt"
        await jonas.clicks("Gem og gå videre")
        await jonas.answers(wellbeing__energy="Morgensang og ro")
        assert jonas.form.title == "Kerneopgaven"

        await jonas.presses(phone, wellbeing__energy="Skrevet på den gamle telefon")
        jonas.sees("Den her besked er blevet overhalet.")
        jonas.sees("Skrevet på den gamle telefon")
        assert (await kept(town, Session))[0].answers["wellbeing.energy"] == "Morgensang og ro"


async def test_every_page_can_be_skipped_but_the_choice_of_sharing(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await _with_a_talk(town)
        jonas = town["Jonas"]
        await jonas.writes("forbered")
        seen = []
        for _ in range(9):
            seen.append(jonas.form.title)
            await jonas.clicks("Spring over")
        tracks = [track.name.da for track in load_talk("nyborg_kom").tracks]
        assert len(tracks) == 4
        assert seen[2:6] == tracks  # NYB-KOM-12, 13: all four stay in view
        assert jonas.form.title == "Hvad vil du dele?"
        assert [field.value for field in jonas.form.fields] == [""]
        await jonas.clicks("Gem og gå videre")
        jonas.sees("Vælg eller skriv noget her, så kan du gå videre.")
        await jonas.answers(sharing="nothing")
        await jonas.clicks("Gem forberedelsen")
        jonas.sees("Kun du kan se den.")
        assert (await kept(town, Preparation))[0].shared == "nothing"


async def test_an_answer_is_edited_from_the_review_before_it_is_sent(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await _with_a_talk(town)
        jonas = town["Jonas"]
        await jonas.writes("forbered")
        await goes_to(jonas, "Emner")
        await fills(jonas, "Vagter")
        await jonas.clicks("Spring over")
        await jonas.answers(sharing="topics")
        await jonas.clicks("Ret: Emner")
        await fills(jonas, "Vagter og ferie")
        jonas.sees("Vagter og ferie")
        await jonas.clicks("Gem forberedelsen")
        assert (await kept(town, Preparation))[0].answers["topics"] == "Vagter og ferie"
        assert not await kept(town, Session)


async def test_the_overview_has_one_button_that_stands_out(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await _with_a_talk(town)
        jonas = town["Jonas"]
        await jonas.writes("forbered")
        await jonas.clicks("Spring over")
        await jonas.clicks("Se overblik")
        marked = [each.label for each in jonas.screen[-1].buttons if each.style == "primary"]
        assert marked == ["Svar: Årets temaer"]


async def test_a_preparation_lies_sealed_and_whole_in_the_store(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await _with_a_talk(town)
        await prepares(town["Jonas"], "topics")
        (made,) = await kept(town, Preparation)
        assert made.answers["core_task.difference"] == "Hemmelighed om kerneopgaven"
        assert (made.person_id, made.shared) == (plot.id_of("Jonas Friis"), "topics")
        for words in ("Hemmelighed om", "Ro om frokosten", "Mine vagter", "Maalet er"):
            assert words.encode() not in on_disk(tmp_path)


async def test_a_double_click_sends_one_preparation_and_one_message(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await _with_a_talk(town)
        jonas = town["Jonas"]
        await jonas.writes("forbered")
        await goes_to(jonas, "Emner")
        await fills(jonas, "Mine vagter")
        await jonas.clicks("Spring over")
        await jonas.answers(sharing="all")
        await jonas.clicks("Gem forberedelsen")
        await jonas.clicks("Gem forberedelsen")
        jonas.sees("Den her besked er brugt.")
        await town.settles()
        assert len(await kept(town, Preparation)) == 1
        assert len(town["Mette"].messages) == 1


async def test_opening_again_is_prefilled_and_replaces(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await _with_a_talk(town)
        jonas = town["Jonas"]
        await prepares(jonas, "nothing")
        await town.passes(days=2)
        await jonas.writes("forbered")
        jonas.sees("Mine vagter i efteråret")
        await jonas.clicks("Ret: Emner")
        await fills(jonas, "Kun ferien")
        await jonas.clicks("Gem forberedelsen")
        (made,) = await kept(town, Preparation)
        assert made.answers["topics"] == "Kun ferien"
        assert made.answers["core_task.difference"] == "Hemmelighed om kerneopgaven"


async def test_a_cpr_number_is_stopped_before_it_is_saved(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await _with_a_talk(town)
        jonas = town["Jonas"]
        await jonas.writes("forbered")
        await goes_to(jonas, "Emner")
        await fills(jonas, "Barnet 010190-1234")
        jonas.sees("Det ligner et CPR-nummer.")
        assert jonas.form.fields[0].value == "Barnet 010190-1234"
        assert "topics" not in (await kept(town, Session))[0].answers


async def test_a_finished_preparation_needs_no_reminder(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await _with_a_talk(town)
        jonas = plot.id_of("Jonas Friis")
        in_a_week = town.now + timedelta(days=7)
        await keep(
            town, Due(rule="prepare.reminder", person_id=jonas, subject=TALK, due_at=in_a_week)
        )
        await prepares(town["Jonas"], "nothing")
        assert not [row for row in await kept(town, Due) if row.rule == "prepare.reminder"]


async def test_after_the_day_it_is_closed_kindly_and_a_late_text_is_handed_back(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        await _with_a_talk(town)
        jonas = town["Jonas"]
        await jonas.writes("forbered")
        await goes_to(jonas, "Emner")
        late = jonas.form.submit.value
        await the_day_after(town)
        await jonas.presses(late, topics="Jeg nåede det ikke")
        jonas.sees("Samtalen mandag den 24. august er holdt eller forbi")
        jonas.sees("Jeg nåede det ikke")
        assert not await kept(town, Session)
        await jonas.presses(write(Open("preparation", TALK)))
        jonas.sees("der er ikke mere at forberede")


async def test_an_unfinished_preparation_lives_as_long_as_its_conversation(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await _with_a_talk(town)
        jonas = town["Jonas"]
        await jonas.writes("forbered")
        await jonas.clicks("Spring over")
        (session,) = await kept(town, Session)
        assert session.expires_at == datetime.fromisoformat("2026-08-26T00:00+02:00")


async def test_a_text_about_a_theme_that_was_changed_is_shown_and_not_moved(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        await _with_a_talk(town)
        jonas, mette = town["Jonas"], town["Mette"]
        await jonas.writes("forbered")
        await jonas.clicks("Spring over")
        await fills(jonas, "Om overgangene", "Om fagligheden")
        await mette.presses(write(Open("year")))
        await mette.clicks("Ret: Formål og temaer")
        await mette.answers(theme_1="Leg og læring")
        await mette.clicks("Gem og giv besked")
        await jonas.clicks("Tilbage")
        assert [(field.label, field.value) for field in jonas.form.fields] == [
            ("Leg og læring", ""),
            ("Fælles faglighed", "Om fagligheden"),
        ]
        jonas.sees("Temaet er ændret, siden du skrev.")
        jonas.sees("Om overgangene")


async def test_without_themes_and_without_a_conversation_the_words_are_kind(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        jonas = town["Jonas"]
        await jonas.writes("forbered")
        jonas.sees("Mette vælger dagen.")
        await a_talk(town)
        await jonas.writes("forbered")
        jonas.sees("Årets temaer er ikke valgt endnu.")
        hanne = town["Hanne"]
        await hanne.writes("forbered")
        hanne.sees("Jeg ved ikke, hvem din leder er.")


async def test_an_english_employee_prepares_in_english(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await _with_a_talk(town)
        async with town.store.unit() as unit:
            jonas_row = col(Person.id) == plot.id_of("Jonas Friis")
            unit.update(update(Person).where(jonas_row).values(language="en"))
            await unit.commit()
        jonas = town["Jonas"]
        await jonas.writes("prepare")
        jonas.sees("Your talk with Mette is on Monday 24 August at 10:00.")
        await jonas.answers(begin="competences")
        await jonas.clicks("Skip")
        jonas.sees("Competences and potential")
        jonas.sees("What would you like to be able to do in a year")


async def test_nobody_else_opens_a_preparation_with_a_forged_button(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await _with_a_talk(town)
        await prepares(town["Jonas"], "all")
        for name in ("Sofie", "Mette", "Hanne", "Kirsten"):
            other = town[name]
            for dialog in ("preparation", "sharing"):
                await other.presses(write(Open(dialog, TALK)))
                other.sees("Den forberedelse er ikke din.")
            if name != "Mette":
                await other.presses(write(Do("read", TALK)))
                other.sees("Det er ikke delt med dig.")
            assert not other.has_seen("Hemmelighed")
        await town["Sofie"].presses(write(Open("preparation", "no-such-talk")))
        town["Sofie"].sees("Den samtale findes ikke længere.")
