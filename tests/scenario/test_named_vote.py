"""A named vote: proposed, agreed to by every employee representative, or else secret (X-01)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dialogs import theme_vote
from dialogs.core.cards import Card, ChoiceField
from dialogs.core.dialog import Completion, Refusal, Visit
from dialogs.core.texts import Speaker
from dialogs.core.who import who_is
from storage import people as storage_people
from storage.tables import Ballot, Due, Participation, Phase, Round
from storage.unit_of_work import Unit
from storage.writer import LostRace
from tests import town as people
from tests.talk import Town
from tests.voting import (
    DIALOGUE,
    closes,
    no_representatives_but,
    opens,
    rows,
    the_round,
    voting_town,
)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with voting_town(tmp_path) as town:
        yield town


async def test_a_named_vote_opens_when_every_representative_has_agreed(town: Town) -> None:
    """X-01. Whoever proposes it agrees to it."""
    round_ = await opens(town, mode="named")
    assert round_.phase == Phase.PROPOSED.value
    town["Kirsten"].sees("Jeg har spurgt Ali Hassan og Birgit Lund.")
    assert not await rows(town, Participation)
    await town.settles()
    for name in ("Ali", "Birgit"):
        assert (await the_round(town)).phase == Phase.PROPOSED.value
        await town[name].clicks("Svar på forslaget")
        town[name].sees("Så ser kun Kirsten Dahl navne, valg og begrundelser")
        await town[name].answers(agree="yes")
    opened = await the_round(town)
    assert (opened.mode, opened.phase, opened.agreed) == ("named", "voting", "")
    await town.settles()
    assert town["Kirsten"].has_seen("Alle har sagt ja til at stemme med navn.")
    town["Jonas"].sees("Denne gang stemmer vi med navn. Kun Kirsten Dahl ser navnene")
    await town["Jonas"].writes("tema")
    town["Jonas"].sees("Kun Kirsten Dahl, der er kontaktperson, ser dit navn og dit valg")


async def test_one_no_makes_the_vote_secret_and_is_not_kept(town: Town) -> None:
    await opens(town, mode="named")
    await town.settles()
    await town["Ali"].clicks("Svar på forslaget")
    await town["Ali"].answers(agree="no")
    opened = await the_round(town)
    assert (opened.mode, opened.phase) == ("secret", "voting")
    await town.settles()
    assert town["Kirsten"].has_seen("Den er hemmelig og lukker")
    await town["Birgit"].clicks("Svar på forslaget")
    town["Birgit"].sees("Det er afgjort, hvordan I stemmer")


async def test_a_representative_agrees_once(town: Town) -> None:
    round_ = await opens(town, mode="named")
    await town["Ali"].presses(f"open:named:{round_.id}")
    await town["Ali"].answers(agree="yes")
    await town["Ali"].presses(f"open:named:{round_.id}")
    town["Ali"].sees("Du har sagt ja.")


@pytest.mark.parametrize("name", ["Jonas", "Mette", "Hanne"])
async def test_only_representatives_are_asked(town: Town, name: str) -> None:
    round_ = await opens(town, mode="named")
    await town[name].presses(f"open:named:{round_.id}")
    town[name].sees("Det kan din rolle ikke åbne.")


async def test_two_who_agree_at_once_both_count(town: Town) -> None:
    round_ = await opens(town, mode="named")
    for name in ("Ali", "Birgit"):
        await town[name].presses(f"open:named:{round_.id}")
    await asyncio.gather(*(town[name].answers(agree="yes") for name in ("Ali", "Birgit")))
    assert (await the_round(town)).mode == "named"
    assert (await the_round(town)).phase == Phase.VOTING.value


async def test_the_group_need_not_wait_for_an_answer(town: Town) -> None:
    await opens(town, mode="named")
    await town["Mette"].writes("runde")
    await town["Mette"].clicks("Gør den hemmelig og åbn nu")
    assert (await the_round(town)).mode == "secret"
    assert len(await rows(town, Participation)) == len(people.VOTERS)


async def test_an_employee_cannot_decide_it_with_a_forged_button(town: Town) -> None:
    round_ = await opens(town, mode="named")
    await town["Jonas"].presses(f"do:secret:{round_.id}")
    town["Jonas"].sees("Det kan din rolle ikke åbne.")
    assert (await the_round(town)).phase == Phase.PROPOSED.value


async def test_a_proposal_that_nobody_answers_goes_at_its_deadline(town: Town) -> None:
    round_ = await opens(town, mode="named")
    assert [each.due_at for each in await rows(town, Due) if each.rule == "vote.close"] == [
        round_.deadline
    ]
    await closes(town, round_)
    assert await rows(town, Round) == []
    await town.settles()
    town["Kirsten"].sees("Afstemningen nåede ikke at åbne.")


async def test_nobody_can_vote_before_it_is_settled(town: Town) -> None:
    round_ = await opens(town, mode="named")
    await town["Jonas"].presses(f"open:theme_vote:{round_.id}")
    town["Jonas"].sees("Afstemningen er ikke åbnet endnu.")


async def test_without_representatives_a_vote_with_names_is_not_offered(town: Town) -> None:
    await no_representatives_but(town)
    kirsten = town["Kirsten"]
    await kirsten.writes("runde")
    await kirsten.clicks("Ja, vi er klar")
    await kirsten.answers(dialogue_on=DIALOGUE)
    await kirsten.answers(deadline_on="2026-08-17", deadline_at="12:00")
    await kirsten.clicks("Spring over")
    modes = kirsten.form.fields[0]
    assert isinstance(modes, ChoiceField)
    assert [each.key for each in modes.choices] == ["secret"]


async def test_a_vote_decided_before_the_close_does_not_slip_in_behind_it(town: Town) -> None:
    """Of a named vote the participation outlives the close, so that the round itself is asked."""
    await opens(town, mode="named")
    for name in ("Ali", "Birgit"):
        await town[name].presses(f"open:named:{(await the_round(town)).id}")
        await town[name].answers(agree="yes")
    round_ = await the_round(town)
    async with town.store.unit() as unit:
        said = await theme_vote.save(unit, await sent_by(unit, town, "Jonas", round_.id))
        assert isinstance(said, Card)
        await closes(town, round_)
        with pytest.raises(LostRace, match="premise on round"):
            await unit.commit()
    assert await rows(town, Ballot) == []


async def sent_by(unit: Unit, town: Town, name: str, round_id: str) -> Completion:
    person = await storage_people.person(unit, f"p-{name.casefold()}")
    assert person is not None
    house = town.app.inbox.house
    who = await who_is(unit, person, house)
    visit = Visit(who=who, subject=round_id, now=town.now, house=house)
    facts = await theme_vote.load(unit, visit)
    assert not isinstance(facts, Refusal)
    return Completion(
        who=who,
        subject=round_id,
        now=town.now,
        house=house,
        session_id="",
        answers={"wellbeing": "meaning", "leadership": "citizen"},
        facts=facts,
        say=Speaker(texts=town.app.inbox.texts, language=who.language, zone=who.zone),
    )
