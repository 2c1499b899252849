"""A talk about the late career: offered by a flag, seen by the person alone until they say yes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.erase_now import clear
from storage.senior import FORGOTTEN
from storage.tables import Person, SeniorOffer
from tests import town as plot
from tests.kom import a_talk, kept
from tests.talk import Town, a_town

NAME = "Seniorudviklingssamtale"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path, KOMBOT_CONCEPT="norddjurs_mus") as town:
        yield town


async def hr_offers(town: Town, *emails: str) -> None:
    hanne = town["Hanne"]
    await hanne.writes("senior")
    await hanne.clicks("Tilbyd den til nogen")
    await hanne.answers(people="\n".join(emails))
    await town.settles()


async def test_the_offer_is_seen_by_the_person_alone(town: Town) -> None:  # NOR-23, X-11
    await hr_offers(town, plot.email_of("Jonas"))
    town["Hanne"].sees("Én får tilbuddet.")
    assert f"Vil du have en {NAME}?" in town["Jonas"].messages[-1]
    for name in (plot.LEADER, plot.HR, *plot.VOTERS):
        if not name.startswith("Jonas"):
            assert not any(NAME in each for each in town[name.split()[0]].messages)
    await town["Mette"].presses(f"do:people:{plot.id_of('Jonas')}")
    assert NAME not in town["Mette"].text


async def test_a_yes_tells_the_leader_that_it_is_wished_for_and_no_more(
    town: Town,
) -> None:  # NOR-23, X-11
    await hr_offers(town, plot.email_of("Jonas"))
    await town["Jonas"].clicks("Ja tak")
    town["Jonas"].sees("Mette ved, at du gerne vil have samtalen")
    await town.settles()
    assert f"Jonas vil gerne have en {NAME}" in town["Mette"].messages[-1]
    assert "sammen med jeres næste MUS" in town["Mette"].messages[-1]


async def test_a_no_is_told_to_nobody(town: Town) -> None:
    await hr_offers(town, plot.email_of("Jonas"))
    await town["Jonas"].clicks("Nej tak")
    await town.settles()
    assert not any(NAME in each for each in town["Mette"].messages)
    await hr_offers(town, plot.email_of("Jonas"))
    town["Hanne"].sees("Én får tilbuddet.")
    (row,) = await kept(town, SeniorOffer)
    assert row.answer == "no"


async def test_who_said_no_is_left_in_peace_once_their_own_is_erased(town: Town) -> None:
    await hr_offers(town, plot.email_of("Jonas"))
    jonas = town["Jonas"]
    await jonas.clicks("Nej tak")
    async with town.store.unit() as unit:
        clear(unit, plot.id_of("Jonas"), town.now)
        await unit.commit()
    heard = len(jonas.messages)
    await hr_offers(town, plot.email_of("Jonas"))
    assert len(jonas.messages) == heard
    assert [each.answer for each in await kept(town, SeniorOffer)] == [FORGOTTEN]
    for name, is_named in (("Jonas", True), ("Sofie", False)):
        await town[name].presses("do:erase_me:")
        assert ("Tilbud om en samtale om dine næste år" in town[name].text) is is_named
    await jonas.writes("senior")
    await jonas.clicks("Ja tak")
    jonas.sees("Mette ved, at du gerne vil have samtalen")


async def test_an_employee_asks_for_it_without_any_offer(town: Town) -> None:
    await town["Sofie"].writes("senior")
    await town["Sofie"].clicks("Ja tak")
    await town.settles()
    assert f"Sofie vil gerne have en {NAME}" in town["Mette"].messages[-1]
    await town["Sofie"].clicks("Nej tak")
    town["Sofie"].sees("Du kan altid sige ja senere.")


async def test_it_is_prepared_with_the_next_conversation_by_who_said_yes(
    town: Town,
) -> None:  # NOR-22, NOR-23
    await a_talk(town, concept="norddjurs_mus")
    jonas = town["Jonas"]
    await jonas.presses("do:senior:yes")
    await jonas.presses("open:preparation:talk-jonas")
    assert {"senior.wish", "senior.give", "senior.change"} <= await steps(town)


async def test_who_has_only_been_offered_it_is_asked_nothing_about_it(town: Town) -> None:
    await a_talk(town, concept="norddjurs_mus")
    await hr_offers(town, plot.email_of("Jonas"))
    await town["Jonas"].presses("open:preparation:talk-jonas")
    assert "senior.wish" not in await steps(town)


async def steps(town: Town) -> set[str]:
    """Every field of Jonas' preparation."""
    jonas, seen = town["Jonas"], set[str]()
    while any(each.name != "sharing" for each in jonas.form.fields):
        seen |= {each.name for each in jonas.form.fields}
        await jonas.clicks("Spring over")
    return seen


async def test_what_is_prepared_for_it_is_read_by_the_leader_only_once_it_is_shared(
    town: Town,
) -> None:
    await a_talk(town, concept="norddjurs_mus")
    jonas, mette = town["Jonas"], town["Mette"]
    await jonas.presses("do:senior:yes")
    await jonas.presses("open:preparation:talk-jonas")
    while "senior.wish" not in {each.name for each in jonas.form.fields}:
        await jonas.clicks("Spring over")
    await jonas.answers(senior__wish="Færre nætter")
    while "sharing" not in {each.name for each in jonas.form.fields}:
        await jonas.clicks("Spring over")
    await jonas.answers(sharing="nothing")
    await jonas.clicks("Gem forberedelsen")
    await mette.presses("do:read:talk-jonas")
    assert "Færre nætter" not in mette.text
    await jonas.presses("open:sharing:talk-jonas")
    await jonas.answers(scope="all")
    await mette.presses("do:read:talk-jonas")
    mette.sees(NAME)
    mette.sees("Færre nætter")


async def test_where_the_concept_has_no_such_talk_nobody_is_offered_one(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await hr_offers(town, plot.email_of("Jonas"))
        town["Hanne"].sees("Hos dem holder man ikke den slags samtale: jonas@")
        assert await kept(town, SeniorOffer) == []
        await town["Jonas"].writes("senior")
        town["Jonas"].sees("Tag det op i din næste samtale")


async def test_who_cannot_be_found_is_named_and_the_others_get_their_offer(town: Town) -> None:
    await hr_offers(town, "ukendt@solsikken.example", plot.email_of("Jonas"))
    town["Hanne"].sees("Én får tilbuddet.")
    town["Hanne"].sees("Dem kunne jeg ikke finde: ukendt@solsikken.example.")
    await town["Mette"].presses("open:senior_offers:")
    town["Mette"].sees("Det kan kun HR.")


async def test_neither_an_age_nor_a_day_of_birth_is_kept_anywhere() -> None:
    assert set(SeniorOffer.model_fields) == {"person_id", "set_by", "answer"}
    assert not {name for name in Person.model_fields if "birth" in name or name == "age"}
