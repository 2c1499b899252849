"""The short evaluation at the end of the day (TAL-50): nameless, and shown from five on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, text, update
from sqlmodel import col

from dialogs.core.cards import part_text
from dialogs.core.texts import Speaker, Texts
from dialogs.rounds.held.evaluation import shown
from storage import erase
from storage.tables import Evaluation, Evaluator, Person
from storage.unit_of_work import Unit
from tests import town as plot
from tests.stores import POSTGRES, chosen
from tests.talk import Town, a_town
from tests.the_day import COMING, SITTING, a_day, ends, the_sitting
from tests.voting import rows, sessions

CLOSES = datetime(2026, 8, 12, 13, 0, tzinfo=UTC)
"""Two working days after a Monday, at three in the afternoon in Copenhagen."""
WORDS = Path(__file__).parents[2] / "dialogs" / "words"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        await a_day(town)
        await ends(town)
        yield town


async def says(
    town: Town, name: str, *, good: str = "", adjust: str = "", soon: str = "no"
) -> None:
    who = town[name.split(maxsplit=1)[0]]
    await who.clicks("Sig, hvordan det gik")
    await who.answers(good=good, adjust=adjust, soon=soon)


async def all_say(town: Town, names: Sequence[str], *, soon: str = "no") -> None:
    for number, name in enumerate(names):
        await says(town, name, good=f"God {number}", adjust=f"Bedre {number}", soon=soon)


async def test_everybody_who_was_there_is_asked_once_and_the_leader_is_not(town: Town) -> None:
    asked = {each.person_id for each in await rows(town, Evaluator)}  # TAL-50
    assert asked == {plot.id_of(name) for name in COMING}
    for name in COMING:
        assert "Hvordan var dagen?" in town[name.split()[0]].messages[-1]
    assert not any("Hvordan var dagen?" in each for each in town["Mette"].messages)


async def test_the_group_reads_five_answers_together_when_no_more_can_come(town: Town) -> None:
    await all_say(town, COMING[:4])
    await all_say(town, COMING[4:5], soon="yes")
    await town["Kirsten"].presses(f"do:evaluations:{SITTING}")
    town["Kirsten"].sees("Svarene vises samlet, når ingen kan svare mere.")
    await town.until(CLOSES)
    for name in ("Kirsten", "Mette"):
        town[name].sees("5 har svaret.")
        town[name].sees("1 vil gerne tale om noget fra dagen snart.")  # TAL-110
        town[name].sees("Sæt det på et personalemøde")
        for number in range(4):
            town[name].sees(f"God {number}")
            town[name].sees(f"Bedre {number}")
    for name in ("Sofie", "Oliver", "Hanne"):
        await town[name].presses(f"do:evaluations:{SITTING}")
        town[name].sees("Det kan din rolle ikke åbne.")


async def test_of_four_answers_nothing_is_shown_and_nothing_is_kept(town: Town) -> None:
    await all_say(town, COMING[:4], soon="yes")
    await town.until(CLOSES)
    town["Kirsten"].sees("Færre end 5 har svaret.")
    assert "God 0" not in town["Kirsten"].text
    assert "vil gerne tale om noget" not in town["Kirsten"].text
    assert await rows(town, Evaluation) == []


async def test_nobody_answers_twice_nor_too_late(town: Town) -> None:
    await says(town, "Sofie", good="Ro")
    await town["Sofie"].presses(f"open:evaluation:{SITTING}")
    town["Sofie"].sees("Du har svaret, eller også er der ikke noget at svare på endnu.")
    for name in ("Mette", "Oliver", "Hanne", "Anne"):
        await town[name].presses(f"open:evaluation:{SITTING}")
        town[name].sees("Du har svaret, eller også")
    await town["Peter"].clicks("Sig, hvordan det gik")
    form = town["Peter"].form
    await town.until(CLOSES)
    await town["Peter"].presses(form.submit.value, good="For sent", adjust="", soon="no")
    town["Peter"].sees("Din tekst er ikke gemt.")
    await town["Peter"].presses(f"open:evaluation:{SITTING}")
    town["Peter"].sees("Der kan ikke svares mere.")
    assert [each.good for each in await rows(town, Evaluation)] == []


async def test_nothing_leads_from_a_person_to_what_they_wrote(town: Town) -> None:
    await all_say(town, COMING[:6])
    before = {each.id for each in await rows(town, Evaluation)}
    assert len(await rows(town, Evaluator)) == len(COMING) - 6
    assert [each for each in await sessions(town) if each.dialog == "evaluation"] == []
    assert set(Evaluation.model_fields) == {"id", "sitting_id", "good", "adjust", "soon"}
    await town.until(CLOSES)
    after = await rows(town, Evaluation)
    assert not before & {each.id for each in after}
    assert sorted(each.good or "" for each in after) == [f"God {number}" for number in range(6)]
    assert await rows(town, Evaluator) == []
    assert (await the_sitting(town)).evaluated_at is not None


async def test_no_transaction_tells_whose_is_whose(tmp_path: Path) -> None:
    """Where every row has the number of the one that wrote it: all were written by one in the end,
    and what they were before is swept away."""

    def look(connection: Connection) -> tuple[int, int]:
        wrote = text("SELECT count(DISTINCT xmin::text) FROM evaluation")
        size = text("SELECT pg_relation_size('evaluator')")
        return connection.scalar(wrote) or 0, connection.scalar(size) or 0

    with chosen(POSTGRES):
        async with a_town(tmp_path) as town:
            await a_day(town)
            await ends(town)
            await all_say(town, COMING[:6])
            assert (await town.store.maintenance(look))[0] == 6
            await town.until(CLOSES + timedelta(minutes=5))
            assert await town.store.maintenance(look) == (1, 0)


async def test_what_was_begun_and_not_sent_is_forgotten(town: Town) -> None:
    await town["Sofie"].clicks("Sig, hvordan det gik")
    await town.until(CLOSES)
    assert [each for each in await sessions(town) if each.dialog == "evaluation"] == []


answers = st.lists(
    st.tuples(st.text("abc", max_size=3), st.text("xyz", max_size=3), st.booleans()).map(
        lambda each: Evaluation(sitting_id="s", good=each[0], adjust=each[1], soon=each[2])
    ),
    max_size=12,
)


@given(answers, st.integers(5, 8))
def test_the_gate_stands_before_every_word_and_every_figure(
    sent: list[Evaluation], minimum: int
) -> None:
    """Below the minimum the page is the same whatever was said; above it, whoever said it."""
    say = Speaker(texts=Texts((WORDS,)), language="da", zone="Europe/Copenhagen")
    page = [part_text(part) for part in shown(sent, say, minimum=minimum)]
    if len(sent) < minimum:
        assert page == [part_text(part) for part in shown([], say, minimum=minimum)]
    else:
        swapped = [
            Evaluation(sitting_id="s", good=one.good, adjust=other.adjust, soon=last.soon)
            for one, other, last in zip(sent, sent[::-1], [*sent[1:], sent[0]], strict=True)
        ]
        assert page == [part_text(part) for part in shown(swapped, say, minimum=minimum)]


async def test_who_leaves_is_not_waited_for(town: Town) -> None:
    """That they had not answered goes with all else that was theirs."""
    sofie, today = plot.id_of("Sofie"), town.now.date()

    async def leave(unit: Unit) -> None:
        unit.update(
            update(Person).where(col(Person.id) == sofie).values(left_on=today - timedelta(days=40))
        )

    async def erase_all(unit: Unit) -> None:
        await erase.erase_own(unit, sofie, today)

    await town.store.run(leave)
    await town.store.run(erase_all)
    assert sofie not in {each.person_id for each in await rows(town, Evaluator)}
