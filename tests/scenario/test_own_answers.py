"""The file with everything about me: each answer stands after the question it was given to."""

from __future__ import annotations

from pathlib import Path

import pytest
from markupsafe import escape
from sqlmodel import SQLModel, col, update

from storage.tables import (
    Activity,
    Goal,
    LeaderPlan,
    Minutes,
    Person,
    Phase,
    Reflection,
    Round,
    TalkPlan,
)
from tests import town as plot
from tests.kom import TALK, a_talk
from tests.nudged import does
from tests.opened_papers import link_on, reading
from tests.talk import Town, a_town

JONAS, METTE = plot.id_of("Jonas"), plot.id_of("Mette")
GET = {"da": "Hent filen", "en": "Get the file"}
QUESTIONS = {
    "da": (
        "Arbejdstrivsel og motivation",
        "Det aftalte I",
        "Derfor er det værd at nå",
        "Sådan ser vi, om det virker",
        "Hvor kan du bruge det første gang?",
        "Det kom bag på dig",
        "Når det lykkes",
    ),
    "en": (
        "Wellbeing and motivation at work",
        "What you agreed",
        "Why it is worth reaching",
        "How we see whether it works",
        "Where can you use it first?",
        "What took you by surprise",
        "When it works",
    ),
}
"""The concept's, the learning forms', and those of the forms that are kombot's own."""


def _written(town: Town) -> tuple[SQLModel, ...]:
    day = town.now.date()
    return (
        Minutes(
            conversation_id=TALK,
            points={"topic.wellbeing": "Vagterne", "agreed": "Et møde"},
            ticked=["wellbeing"],
            written_by=JONAS,
        ),
        TalkPlan(
            id="p",
            conversation_id=TALK,
            person_id=JONAS,
            leader_id=METTE,
            concept="nyborg_kom",
            written_by=JONAS,
            fields={"how": "Vi tæller"},
        ),
        Goal(
            id="g",
            person_id=JONAS,
            leader_id=METTE,
            title="Lede et møde",
            agreed_on=day,
            plan_id="p",
            fields={"why": "Roligere børn"},
        ),
        Activity(goal_id="g", person_id=JONAS, what="Kursus", before={"use": "På stuen"}),
        Round(
            id="r",
            workplace_id=plot.WORKPLACE,
            opened_by=METTE,
            contact_id=METTE,
            mode="secret",
            phase=Phase.ANNOUNCED.value,
            deadline=town.now,
            dialogue_on=day,
            opened_at=town.now,
        ),
        Reflection(round_id="r", person_id=JONAS, answers={"surprise": "Roen"}),
        LeaderPlan(round_id="r", person_id=JONAS, areas=[{"area": "Ro", "success": "Stille"}]),
    )


@pytest.mark.parametrize("language", ["da", "en"])
async def test_each_answer_in_the_file_stands_after_its_own_question(
    tmp_path: Path, language: str
) -> None:  # GDPR, articles 12 (1) and 15
    async with a_town(tmp_path) as town:
        await a_talk(town)
        here = update(Person).where(col(Person.id) == JONAS)
        await does(
            town,
            *_written(town),
            then=lambda unit: unit.update(here.values(language=language)),
        )
        jonas = town["Jonas"]
        await jonas.presses("do:all_mine:")
        async with reading(town) as reader:
            opened = await reader.opens(link_on(jonas, GET[language]))
    for words in QUESTIONS[language]:
        assert escape(words) in opened.text, words
    for key in ("topic: wellbeing", "topic.wellbeing", "why:", "success:", "use:"):
        assert key not in opened.text, key
