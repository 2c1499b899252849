"""How the conversations went, and the year: nameless, from five on, and never one by one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from dialogs import WORDS_FOLDER
from dialogs.concepts.packs import Packs
from dialogs.core.cards import part_text
from dialogs.core.texts import Speaker, Texts
from dialogs.talks.evaluating.result import shown
from storage.tables import Conversation, Cycle, Outbox, TalkEvaluation, TalkEvaluator
from storage.talk_evaluations import Part
from tests import town as plot
from tests.kom import TALK, keep, kept, on_disk
from tests.stores import POSTGRES, chosen
from tests.talk import Town, a_town
from tests.talk_year import AFTER, CYCLE, NAMES, OVER, a_talking_year, talks_held
from tests.voting import sessions

CLOSED = OVER + AFTER
YEAR = {"year__value": "Ro", "year__worked": "", "year__better": "", "year__never": ""}


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        await a_talking_year(town)
        yield town


async def says(town: Town, name: str, value: str) -> None:
    who = town[name.split(maxsplit=1)[0]]
    await who.clicks("Sig, hvordan det gik")
    await who.answers(**{f"scale__{who.form.fields[0].name.partition('.')[2]}": value})


async def all_say(town: Town, names: tuple[str, ...], value: str = "8") -> None:
    await talks_held(town, names)
    await town.passes(days=1)
    for name in names:
        await says(town, name, value)


async def test_both_are_asked_one_question_the_day_after(town: Town) -> None:  # NOR-30
    await talks_held(town, NAMES[:2])
    await town.passes(days=1)
    for name in ("Jonas", "Sofie"):
        assert sum("Hvordan var din KOM?" in each for each in town[name].messages) == 1
    assert sum("Hvordan er det at holde KOM" in each for each in town["Mette"].messages) == 1
    await town["Jonas"].clicks("Sig, hvordan det gik")
    assert len(town["Jonas"].form.fields) == 1
    assert not any("Hvordan var din" in each for each in town["Peter"].messages)


async def test_norddjurs_asks_its_own_question(tmp_path: Path) -> None:  # NOR-30
    async with a_town(tmp_path) as town:
        await a_talking_year(town, concept="norddjurs_mus")
        await talks_held(town, NAMES[:1], concept="norddjurs_mus")
        await town.passes(days=1)
        await town["Jonas"].clicks("Sig, hvordan det gik")
        town["Jonas"].sees("Hvordan var det at holde MUS på denne måde?")


async def test_a_concept_that_evaluates_nothing_asks_nothing(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await a_talking_year(town, concept="herlev")
        await talks_held(town, NAMES[:1], concept="herlev")
        await town.passes(days=1)
        assert await kept(town, TalkEvaluator) == []


async def test_five_answers_are_shown_to_leader_and_committee_when_no_more_can_come(
    town: Town,
) -> None:  # NYB-KOM-51
    await all_say(town, NAMES)
    await town["Mette"].presses(f"do:talk_evaluations:{CYCLE}")
    town["Mette"].sees("Svarene vises samlet, når ingen kan svare mere.")
    await town.passes(days=CLOSED.days)
    for name in ("Mette", "Ali", "Birgit"):
        await town[name].presses(f"do:talk_evaluations:{CYCLE}")
        town[name].sees("6 har svaret.")
        town[name].sees("Hvor meget fik du ud af samtalen?")
        town[name].sees("8: 6")
    for name in ("Sofie", "Hanne", "Oliver"):
        await town[name].presses(f"do:talk_evaluations:{CYCLE}")
        town[name].sees("Det kan din rolle ikke åbne.")


async def test_the_leaders_own_answer_never_makes_four_to_five(town: Town) -> None:
    """Who knows one of five knows the other four's."""
    await all_say(town, NAMES[:4])
    await says(town, "Mette", "1")
    await town.passes(days=CLOSED.days)
    await town["Mette"].presses(f"do:talk_evaluations:{CYCLE}")
    town["Mette"].sees("Færre end 5 har svaret.")
    assert await kept(town, TalkEvaluation) == []


async def test_who_skips_everything_is_not_counted(town: Town) -> None:
    await talks_held(town, NAMES[:5])
    await town.passes(days=1)
    for name in NAMES[:4]:
        await says(town, name, "8")
    await says(town, NAMES[4], "")
    await town.passes(days=CLOSED.days)
    await town["Mette"].presses(f"do:talk_evaluations:{CYCLE}")
    town["Mette"].sees("Færre end 5 har svaret.")
    assert await kept(town, TalkEvaluation) == []


async def test_the_years_four_questions_go_to_everybody_but_the_leader(
    town: Town,
) -> None:  # NYB-KOM-52
    await town.passes(days=OVER.days)
    asked = {each.person_id for each in await kept(town, TalkEvaluator)}
    assert asked == {plot.id_of(name) for name in (*plot.VOTERS, plot.HOURLY)}
    jonas = town["Jonas"]
    assert "Hvordan gik samtalerne i 2026?" in jonas.messages[-1]
    await jonas.clicks("Sig, hvordan det gik")
    assert len(jonas.form.fields) == 4
    jonas.sees("Hvad duer ikke og må ikke ske igen?")


async def test_leader_and_committee_answer_together_with_what_was_said_before_them(
    town: Town,
) -> None:  # NYB-KOM-51
    await town.passes(days=OVER.days)
    for number, name in enumerate(NAMES[:5]):
        who = town[name.split(maxsplit=1)[0]]
        await who.clicks("Sig, hvordan det gik")
        await who.answers(**{**YEAR, "year__value": f"Ro {number}"})
    await town.passes(days=16)
    ali = town["Ali"]
    await ali.presses(f"do:talk_evaluations:{CYCLE}")
    for number in range(5):
        ali.sees(f"Ro {number}")
    await ali.clicks("Skriv, hvad I gør ved det")
    await ali.answers(**{key.replace("year", "committee"): "Flere korte" for key in YEAR})
    await ali.clicks("Se det hele")
    ali.sees("Det er leder og udvalg enige om")
    await town["Mette"].presses(f"do:talk_evaluations:{CYCLE}")
    town["Mette"].sees("Flere korte")
    await town["Sofie"].presses(f"open:year_answer:{CYCLE}")
    town["Sofie"].sees("Det kan din rolle ikke åbne.")


async def test_two_who_write_together_do_not_write_over_each_other(town: Town) -> None:
    await town.passes(days=CLOSED.days)
    ali, mette = town["Ali"], town["Mette"]
    answer = {key.replace("year", "committee"): "" for key in YEAR}
    for who in (ali, mette):
        await who.presses(f"open:year_answer:{CYCLE}")
    await ali.answers(**{**answer, "committee__value": "Alis ord"})
    await mette.answers(**{**answer, "committee__value": "Mettes", "committee__worked": "Gik godt"})
    mette.sees("Alis ord")
    await mette.clicks("Gem", **{mette.form.fields[0].name.replace(".", "__"): "theirs"})
    await mette.presses(f"do:talk_evaluations:{CYCLE}")
    mette.sees("Alis ord")
    mette.sees("Gik godt")


async def test_nothing_leads_from_a_person_to_what_they_said(town: Town) -> None:
    await all_say(town, NAMES)
    before = {each.id for each in await kept(town, TalkEvaluation)}
    assert len(before) == len(NAMES)
    assert set(TalkEvaluation.model_fields) == {"id", "cycle_id", "part", "answers"}
    assert [each for each in await sessions(town) if each.dialog == "talk_evaluation"] == []
    await town.passes(days=CLOSED.days)
    after = await kept(town, TalkEvaluation)
    assert len(after) == len(before)
    assert not before & {each.id for each in after}
    assert await kept(town, TalkEvaluator) == []
    assert not any(each.message == "talk_evaluate" for each in await kept(town, Outbox))
    (cycle,) = await kept(town, Cycle)
    assert cycle.evaluated_at is not None


async def test_nobody_answers_twice_nor_too_late(town: Town) -> None:
    await all_say(town, NAMES[:1])
    await town["Jonas"].presses(f"open:talk_evaluation:{CYCLE}|talk")
    town["Jonas"].sees("Du har svaret, eller også")
    await town["Mette"].presses(f"open:talk_evaluation:{CYCLE}|talk")
    town["Mette"].sees("Du har svaret, eller også")
    await town.passes(days=CLOSED.days)
    await town["Mette"].presses(f"open:talk_evaluation:{CYCLE}|leader")
    town["Mette"].sees("Der kan ikke svares mere for det år.")


async def test_a_leader_of_many_is_written_to_once_and_finds_the_rest_at_home(town: Town) -> None:
    await talks_held(town, NAMES[:3])
    await town.passes(days=1)
    await says(town, "Mette", "7")
    await talks_held(town, NAMES[3:])
    await town.passes(days=1)
    assert sum("Hvordan er det at holde" in each for each in town["Mette"].messages) == 1
    await town["Mette"].writes("hjem")
    await town["Mette"].clicks("Sig, hvordan samtalerne er")
    assert len(town["Mette"].form.fields) == 1


async def test_what_was_said_lies_nowhere_under_its_first_name(tmp_path: Path) -> None:
    """Ids from before the close, by which order could be told, are in no file (fault 35)."""
    async with a_town(tmp_path) as town:
        await a_talking_year(town)
        await all_say(town, NAMES)
        before = [each.id.encode() for each in await kept(town, TalkEvaluation)]
        assert all(each in on_disk(tmp_path) for each in before)
        await town.passes(days=CLOSED.days)
        assert [each for each in before if each in on_disk(tmp_path)] == []


async def test_no_transaction_tells_whose_is_whose(tmp_path: Path) -> None:
    """Where every row has the number of the one that wrote it: in the end one wrote them all."""

    def look(connection: Connection) -> tuple[int, int]:
        wrote = text("SELECT count(DISTINCT xmin::text) FROM talk_evaluation")
        size = text("SELECT pg_relation_size('talk_evaluator')")
        return connection.scalar(wrote) or 0, connection.scalar(size) or 0

    with chosen(POSTGRES):
        async with a_town(tmp_path) as town:
            await a_talking_year(town)
            await all_say(town, NAMES)
            assert (await town.store.maintenance(look))[0] == len(NAMES)
            await town.passes(days=CLOSED.days)
            assert await town.store.maintenance(look) == (1, 0)


@given(st.lists(st.text("abc", min_size=1, max_size=3), max_size=9), st.integers(5, 8))
def test_the_gate_stands_before_every_word(said: list[str], minimum: int) -> None:
    """Below the minimum the page is the same whatever was said; above it, in whatever order."""
    say = Speaker(texts=Texts((WORDS_FOLDER,)), language="da", zone="Europe/Copenhagen")
    asks = Packs().talks()["nyborg_kom"].evaluations.year

    def page(words: list[str]) -> list[str]:
        sent = [TalkEvaluation(cycle_id="c", part="year", answers={"year.value": w}) for w in words]
        return [part_text(part) for part in shown(Part.YEAR, asks, sent, say, minimum=minimum)]

    assert page(said) == page(said[::-1] if len(said) >= minimum else [])


async def test_what_was_agreed_on_is_read_when_the_next_year_is_opened(
    town: Town,
) -> None:  # NYB-KOM-51, NYB-KOM-52
    await town.passes(days=CLOSED.days)
    await town["Birgit"].presses(f"open:year_answer:{CYCLE}")
    answer = {key.replace("year", "committee"): "" for key in YEAR}
    await town["Birgit"].answers(**{**answer, "committee__better": "Flere korte samtaler"})
    mette = town["Mette"]
    await town.passes(days=90)
    await mette.presses("open:year:")
    await mette.answers(year="2027")
    mette.sees("Det blev I enige om efter sidste år")
    mette.sees("Flere korte samtaler")


async def test_a_talk_that_the_two_note_as_held_is_asked_about(town: Town) -> None:  # NOR-30
    await keep(
        town,
        Conversation(
            id=TALK,
            person_id=plot.id_of("Jonas"),
            leader_id=plot.id_of(plot.LEADER),
            at=town.now + timedelta(days=1),
            cycle_id=CYCLE,
            concept="nyborg_kom",
        ),
    )
    await town.passes(days=1, hours=2)
    await town["Mette"].presses(f"do:held:{TALK}|yes")
    await town.passes(days=1)
    assert any("Hvordan var din KOM?" in each for each in town["Jonas"].messages)
