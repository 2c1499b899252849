"""Votes on paper: ticked by name, typed in without, counted together with the chat's (X-13)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col

from dialogs.core.actions import Do, Open, write
from storage.tables import Ballot, PaperBallot, Participation, Person, Phase, Session
from tests.after_vote import casts, opened, posted
from tests.on_paper import looks, pile, ticks, types_in
from tests.talk import Town, a_town
from tests.voting import DEADLINE, ballots, opens, participation, queued, rows, the_round, votes

IN_CHAT = ("Sofie Krag", "Peter Nygaard", "Fatima Yilmaz", "Lars Bech", "Ali Hassan")


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        await opens(town)
        await town.settles()
        yield town


async def test_sheets_are_counted_with_the_votes_of_the_chat(town: Town) -> None:
    # X-13, TAL-24, TAL-26, TAL-27
    for name in IN_CHAT:
        await casts(town, name, wellbeing="meaning")
    await ticks(town, jonas="yes", henrik="yes", camilla="yes")
    await types_in(town, wellbeing="free", wellbeing_wording="Ro", wellbeing_why="Vi har travlt.")
    kirsten = await types_in(town, wellbeing="balance", leadership="direction")
    kirsten.sees("2 sedler er tastet ind, og 3 har afleveret.")
    await types_in(town, wellbeing="balance", leadership="direction")
    await town.until(DEADLINE)
    assert (await the_round(town)).phase == Phase.CLOSED
    themes = [theme for which, theme in await ballots(town) if which == "wellbeing"]
    assert sorted(themes) == ["balance", "balance", "free", *["meaning"] * 5]
    assert "8 af 12 har svaret." in posted(town)
    await town["Kirsten"].clicks("Læs og skriv resumé")
    town["Kirsten"].sees("Vi har travlt.")


async def test_who_is_ticked_is_told_and_cannot_vote_in_the_chat(town: Town) -> None:
    #
    await ticks(town, jonas="yes")
    await town.settles()
    assert "Kirsten Dahl har noteret, at du har afleveret" in town["Jonas"].messages[-1]
    await town["Jonas"].writes("tema")
    town["Jonas"].sees("Kirsten Dahl har noteret, at du har afleveret din stemme på papir")
    await town["Jonas"].writes("hjem")
    town["Jonas"].sees("Du har stemt på papir.")
    await town.passes(days=6)
    assert not town["Jonas"].has_seen("Der er stadig tid til at stemme")


async def test_a_ticked_person_who_sends_a_vote_that_was_open_is_told_kindly(town: Town) -> None:
    jonas = town["Jonas"]
    await jonas.writes("tema")
    await jonas.clicks("Vælg temaer")
    await jonas.answers(wellbeing="meaning")
    await jonas.answers(wellbeing_why="", wellbeing_helps="")
    await jonas.answers(leadership="citizen")
    await jonas.answers(leadership_why="", leadership_helps="")
    await asyncio.gather(ticks(town, jonas="yes"), jonas.clicks("Send min stemme"))
    mine = await participation(town, "Jonas")
    assert mine.on_paper
    await town.until(DEADLINE)
    await types_in(town, wellbeing="balance")
    await town.settles()
    assert len(await rows(town, Ballot)) in (0, 2)  # one sheet: too few to be kept at all


async def test_a_sheet_takes_the_place_of_a_vote_in_the_chat(town: Town) -> None:
    for name in (*IN_CHAT, "Jonas Friis"):
        await casts(town, name, wellbeing="meaning")
    await ticks(town, jonas="yes")
    await town.until(DEADLINE)
    await types_in(town, wellbeing="balance")
    await town.settles()
    themes = [theme for which, theme in await ballots(town) if which == "wellbeing"]
    assert sorted(themes) == ["balance", *["meaning"] * 5]
    assert "6 af 12 har svaret." in posted(town)


async def test_a_tick_that_was_wrong_gives_the_vote_in_the_chat_back(town: Town) -> None:
    for name in (*IN_CHAT, "Jonas Friis"):
        await casts(town, name, wellbeing="meaning")
    await ticks(town, jonas="yes", henrik="yes")
    await town.settles()
    await ticks(town, jonas="no", henrik="no")
    await town.settles()
    for name in ("Jonas", "Henrik"):
        assert "Du står ikke længere som en, der har stemt på papir" in town[name].messages[-1]
    answered = [(await participation(town, name)).answered for name in ("Jonas", "Henrik")]
    assert answered == [True, False]
    await town.until(DEADLINE)
    themes = [theme for which, theme in await ballots(town) if which == "wellbeing"]
    assert themes == ["meaning"] * 6


async def test_ticking_looks_and_sounds_the_same_whether_or_not_they_have_voted(town: Town) -> None:
    """What the contact person sees, what the channel sees, and what is said to the person."""
    await casts(town, "Jonas Friis")
    await town.passes(hours=2)
    seen = {}
    for name in ("jonas", "henrik"):
        before = len(town.chat.posts)
        kirsten = await ticks(town, **{name: "yes"})
        shown = [kirsten.text]
        await town.passes(hours=2)
        shown += [re.sub(r"/papers/\S+", "", (await looks(town)).text), posted(town)]
        mine = [post for post in town.chat.posts[before:] if post.target.external_id == f"p-{name}"]
        told = [post.text for post in mine]
        assert told
        await ticks(town, **{name: "no"})
        await town.passes(hours=2)
        seen[name] = (shown, told)
    assert seen["jonas"] == seen["henrik"]


async def test_the_channels_number_of_chat_votes_is_not_moved_by_a_tick(town: Town) -> None:
    await casts(town, "Jonas Friis")
    await casts(town, "Sofie Krag")
    await ticks(town, jonas="yes", henrik="yes")
    await town.passes(hours=1)
    assert "2 af 12 har svaret i chatten, og 2 har afleveret på papir." in posted(town)


async def test_the_names_to_tick_do_not_tell_who_has_voted_and_left(town: Town) -> None:
    """A leaver who has not voted is no voter any more: the others must not show by that."""
    await casts(town, "Jonas Friis")
    await leave(town, "p-jonas", "p-henrik")
    await town["Kirsten"].presses(write(Open("paper_ticks", f"{(await the_round(town)).id}:0")))
    assert "Jonas Friis" not in town["Kirsten"].text
    assert "Henrik Skov" not in town["Kirsten"].text
    town["Kirsten"].sees("Sofie Krag")


async def leave(town: Town, *ids: str) -> None:
    async with town.store.unit() as unit:
        gone = update(Person).where(col(Person.id).in_(ids)).values(left_on=town.now.date())
        unit.update(gone, expect=len(ids))
        await unit.commit()


async def test_the_vote_waits_until_the_pile_is_whole_and_then_counts_at_once(town: Town) -> None:
    #
    for name in IN_CHAT:
        await casts(town, name)
    await ticks(town, jonas="yes", henrik="yes", peter="yes")
    await types_in(town)
    await types_in(town)
    await town.until(DEADLINE + timedelta(hours=1))
    assert (await the_round(town)).phase == Phase.VOTING
    assert "3 har afleveret på papir, og 2 sedler er tastet ind." in town["Kirsten"].messages[-1]
    await town["Camilla"].writes("tema")
    town["Camilla"].sees("Der er ingen afstemning, du kan stemme i lige nu.")
    await town["Ali"].writes("hjem")
    town["Ali"].sees("sedlerne på papir mangler at blive talt")
    await types_in(town)
    await town.settles()
    assert (await the_round(town)).phase == Phase.CLOSED
    assert len(await ballots(town)) == 2 * 7


async def test_a_pile_that_is_too_large_is_begun_again(town: Town) -> None:
    await ticks(town, jonas="yes", henrik="yes", peter="yes")
    for _ in range(4):
        await types_in(town, wellbeing="meaning")
    (await looks(town)).sees("De to tal skal passe")
    await town["Kirsten"].clicks("Begynd forfra med bunken")
    assert len(await pile(town)) == 8
    await town["Kirsten"].clicks("Ja, slet dem")
    assert await pile(town) == []
    for _ in range(3):
        await types_in(town, wellbeing="meaning")
    (await looks(town)).sees("Tallene passer.")


async def test_a_sheet_without_exactly_one_cross_counts_for_no_theme(town: Town) -> None:
    # TAL-28
    for name in IN_CHAT:
        await casts(town, name)
    await ticks(town, jonas="yes")
    await town.until(DEADLINE)
    await types_in(town, wellbeing="none")
    await town.settles()
    found = await ballots(town)
    assert len([each for each in found if each[0] == "wellbeing"]) == 5
    assert len([each for each in found if each[0] == "leadership"]) == 6
    assert "6 af 12 har svaret." in posted(town)


async def test_a_theme_of_ones_own_needs_its_name_on_paper_too(town: Town) -> None:
    kirsten = await ticks(town, jonas="yes", henrik="yes", peter="yes")
    await kirsten.presses(write(Open("paper_entry", (await the_round(town)).id)))
    await kirsten.answers(wellbeing="free", wellbeing_wording="")
    kirsten.sees("Vælg eller skriv noget her")


@pytest.mark.parametrize("name", ["Mette", "Ali", "Jonas", "Hanne"])
async def test_only_the_contact_person_sees_who_has_handed_in(town: Town, name: str) -> None:
    await ticks(town, jonas="yes")
    round_ = await the_round(town)
    for opens_ in (Open("paper_ticks", f"{round_.id}:0"), Open("paper_entry", round_.id)):
        await town[name].presses(write(opens_))
        town[name].sees("Det kan kun kontaktpersonen åbne.")
    await town[name].presses(write(Do("paper_again", f"{round_.id}:yes")))
    town[name].sees("Det kan kun kontaktpersonen åbne.")
    await town[name].presses(write(Do("paper", round_.id)))
    assert "Har afleveret" not in town[name].text


async def test_others_in_the_group_can_print_and_nothing_more(town: Town) -> None:
    await town["Mette"].writes("runde")
    await town["Mette"].clicks("Stem på papir")
    town["Mette"].sees("Print stemmesedlen")
    await town["Jonas"].presses(write(Do("paper", (await the_round(town)).id)))
    town["Jonas"].sees("Det kan din rolle ikke åbne.")


async def test_after_the_count_nothing_is_typed_in(town: Town) -> None:
    await town.until(DEADLINE)
    for opens_ in ("paper_ticks", "paper_entry"):
        await town["Kirsten"].presses(write(Open(opens_, (await the_round(town)).id)))
        town["Kirsten"].sees("Afstemningen er talt op")
    await looks(town)
    town["Kirsten"].sees("Afstemningen er talt op")


async def test_nothing_of_the_pile_is_left_after_the_count(town: Town) -> None:
    for name in IN_CHAT:
        await casts(town, name)
    await ticks(town, jonas="yes", henrik="yes", camilla="yes")
    for _ in range(3):
        await types_in(town, wellbeing_why="Kun på papir")
    await town["Kirsten"].presses(write(Open("paper_entry", (await the_round(town)).id)))
    await town["Kirsten"].answers(wellbeing="balance", wellbeing_why="Halv seddel")
    await town["Kirsten"].presses(write(Open("paper_ticks", f"{(await the_round(town)).id}:0")))
    await town.until(DEADLINE)
    assert await rows(town, PaperBallot) == []
    assert await rows(town, Participation) == []
    assert {each.dialog for each in await rows(town, Session)} & {"paper_ticks", "paper_entry"} == (
        set()
    )
    assert await queued(town, "paper_ticked") == []


async def test_where_the_contact_person_has_left_those_who_read_reasons_keep_the_pile(
    town: Town,
) -> None:
    await ticks(town, jonas="yes", henrik="yes", peter="yes")
    await leave(town, "p-kirsten")
    await looks(town, "Ali")
    town["Ali"].sees("Tast en seddel ind")
    await looks(town, "Mette")
    assert "Tast en seddel ind" not in town["Mette"].text


async def test_with_names_a_sheet_is_typed_in_by_its_name(tmp_path: Path) -> None:
    #
    async with a_town(tmp_path) as town:
        await opened(town, mode="named")
        await votes(town, "Jonas", wellbeing="meaning")
        await types_in(town, whose="jonas", wellbeing="balance", wellbeing_why="Fra sedlen")
        await types_in(town, whose="sofie", wellbeing="mastery")
        await town.settles()
        assert "Kirsten Dahl har tastet din stemmeseddel ind" in town["Jonas"].messages[-1]
        await town["Sofie"].writes("tema")
        town["Sofie"].sees("afleveret din stemme på papir")
        await town.until(DEADLINE)
        await town["Kirsten"].presses(write(Do("named_ballots", (await the_round(town)).id)))
        for shown in ("Jonas Friis", "Balance og overskud", "Fra sedlen", "Sofie Krag"):
            town["Kirsten"].sees(shown)
        assert "Mening og retning" not in town["Kirsten"].text


async def test_with_names_a_sheet_under_the_wrong_name_is_taken_away(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await opened(town, mode="named")
        await types_in(town, whose="jonas")
        await ticks(town, jonas="no")
        await town.settles()
        assert any("har taget sedlen væk igen" in text for text in town["Jonas"].messages)
        assert await rows(town, Ballot) == []
        await votes(town, "Jonas", wellbeing="meaning")
        town["Jonas"].sees("Tak, din stemme er gemt.")
