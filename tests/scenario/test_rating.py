"""Each of the group rates each heading by the criteria, and then all see what it gives."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from storage.tables import PlanChange, Rating, Role, Topic
from tests import town as plot
from tests.talk import Town
from tests.voting import rows
from tests.working import ROUND, after_the_dialogue, group_is, heading, rates


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with after_the_dialogue(tmp_path) as town:
        yield town


GROUP = ("Kirsten", "Ali", "Mette", "Birgit")
CONFIRM = "Ja, luk den"


async def all_rate(town: Town, topic: Topic, *, names: Sequence[str] = GROUP) -> None:
    for number, name in enumerate(names):
        await rates(town, name, topic, *(1 + (number + each) % 5 for each in range(3)))


async def joins(town: Town, *names: str) -> None:
    """More of the employees' representatives: a group in which figures can be shown."""
    async with town.store.unit() as unit:
        for name in names:
            role = Role(person_id=plot.id_of(name), workplace_id=plot.WORKPLACE, name="planning")
            unit.insert(role)
        await unit.commit()


async def looks(town: Town, name: str) -> str:
    await town[name].presses(f"do:ratings:{ROUND}")
    return town[name].text


async def test_every_heading_is_weighed_by_what_its_theme_is_about(town: Town) -> None:
    calm = await heading(town, "Ro")
    listen = await heading(town, "At lytte", part="leadership")
    kirsten = town["Kirsten"]
    await kirsten.presses(f"do:rate:{ROUND}")
    kirsten.sees("Hvor meget bedre vil vi løse kerneopgaven sammen?")  # TAL-54
    kirsten.sees("Hvor meget bedre vil vi få det?")  # TAL-55
    kirsten.sees("Hvor meget bedre vil vi kunne klare opgaverne")
    assert "ledelsen" not in kirsten.text
    await rates(town, "Kirsten", calm, 5, 4, 3)
    await kirsten.clicks("Vurdér At lytte")
    kirsten.sees("Hvor meget bedre vil vi løse kerneopgaven sammen?")
    kirsten.sees("Hvor meget bedre vil ledelsen blive")  # TAL-56
    assert "få det?" not in kirsten.text
    await rates(town, "Kirsten", listen, 1, 2, 3)
    kirsten.sees("Du har vurderet alle overskrifter.")
    assert len(await rows(town, Rating)) == 6
    assert await rows(town, PlanChange) == []


async def test_nobody_sees_anything_before_all_have_rated_and_then_they_see_the_order(
    town: Town,
) -> None:
    # TAL-54, TAL-55, TAL-56, X-01
    calm, cake = await heading(town, "Ro"), await heading(town, "Kage")
    for name, value in zip(GROUP, (5, 1, 5, 4), strict=True):
        assert "Kage og Ro venter på tal." in await looks(town, name)
        await rates(town, name, calm, value, value, value)
        assert "Plads" not in await looks(town, name)
        await rates(town, name, cake, 2, 2, 2)
    for name in GROUP:
        shown = await looks(town, name)
        assert "I er så få, at tal kunne røbe, hvem der gav hvad." in shown
        assert "Ro | 1" in shown
        assert "Kage | 2" in shown
        assert "venter på tal" not in shown


async def test_from_five_on_they_see_figures_and_where_they_differ(town: Town) -> None:
    # TAL-54, TAL-55, TAL-56
    await joins(town, "Jonas Friis")
    calm = await heading(town, "Ro")
    for name, value in zip((*GROUP, "Jonas"), (5, 5, 4, 4, 1), strict=True):
        await rates(town, name, calm, value, 3, 3)
    shown = await looks(town, "Ali")
    assert "Ro | 3,3 | 3,8 (1–5) | 3 (3–3) | 3 (3–3)" in shown
    assert "Her ser I forskelligt på det: Ro. Tal om hvorfor, før I vælger." in shown


async def test_what_each_one_gave_is_gone_once_the_result_is_there(town: Town) -> None:
    #
    calm = await heading(town, "Ro")
    await all_rate(town, calm, names=GROUP[:3])
    assert len(await rows(town, Rating)) == 9
    await all_rate(town, calm, names=GROUP[3:])
    assert await rows(town, Rating) == []
    (kept,) = await rows(town, Topic)
    assert kept.standing is not None
    assert set(kept.standing) == {"raters", "average", "by"}
    assert kept.standing["by"] == {}


async def test_a_result_stays_as_it_is_whoever_comes_or_goes_or_thinks_again(town: Town) -> None:
    """Or whoever compared before and after would know one person's numbers."""
    #
    calm, cake = await heading(town, "Ro"), await heading(town, "Kage")
    for name, value in zip(GROUP, (5, 5, 4, 1), strict=True):
        await rates(town, name, calm, value, value, value)
        await rates(town, name, cake, 3, 3, 3)
    before = await looks(town, "Ali")
    await town["Birgit"].presses(f"open:rating:{calm.id}")
    town["Birgit"].sees("Vurderingen er lukket, så tallene ligger fast.")
    await group_is(town, "Kirsten Dahl", "Ali Hassan")
    assert await looks(town, "Ali") == before
    await joins(town, "Jonas Friis", "Sofie Krag", "Peter Nygaard")
    assert await looks(town, "Ali") == before
    await town["Jonas"].presses(f"open:rating:{calm.id}")
    town["Jonas"].sees("Vurderingen er lukket, så tallene ligger fast.")


async def test_the_group_closes_it_where_somebody_is_away_and_that_is_asked_first(
    town: Town,
) -> None:
    calm, cake = await heading(town, "Ro"), await heading(town, "Kage")
    for name in GROUP[:2]:
        await all_rate(town, calm, names=[name])
        await all_rate(town, cake, names=[name])
    assert "Luk vurderingen" not in await looks(town, "Ali"), "two are too few for any result"
    await all_rate(town, calm, names=["Mette"])
    assert "2 af 4 i gruppen har givet alle deres." in await looks(town, "Ali")
    await town["Ali"].clicks("Luk vurderingen")
    town["Ali"].sees("Det, hver enkelt gav, bliver slettet.")
    assert "Ro | 1" not in await looks(town, "Kirsten")
    await town["Ali"].clicks(CONFIRM)
    shown = await looks(town, "Birgit")
    assert "Ro | 1" in shown
    assert "Kage venter på tal." in shown, "two gave it numbers"
    assert {each.topic_id for each in await rows(town, Rating)} == {cake.id}


async def test_nobody_outside_the_group_closes_it(town: Town) -> None:
    calm = await heading(town, "Ro")
    await all_rate(town, calm, names=GROUP[:3])
    for name in ("Jonas", "Hanne"):
        await town[name].presses(f"do:ratings:{ROUND}:yes")
        town[name].sees("Det kan din rolle ikke åbne.")
    assert len(await rows(town, Rating)) == 9


async def test_what_stands_alike_is_to_be_talked_about(town: Town) -> None:
    for title, own in (("Ro", 5), ("Fest", 5), ("Støj", 2)):
        topic = await heading(town, title)
        for name in GROUP:
            await rates(town, name, topic, own, own, own)
    shown = await looks(town, "Mette")
    assert "Fest og Ro står lige." in shown
    assert "Fest | 1" in shown
    assert "Støj | 3" in shown


async def test_two_talk_instead_with_the_same_questions(town: Town) -> None:
    # TAL-54, TAL-55, TAL-56, X-01
    calm = await heading(town, "Ro")
    await rates(town, "Birgit", calm, 1, 1, 1)
    await group_is(town, "Kirsten Dahl")
    await town["Kirsten"].presses(f"do:rate:{ROUND}")
    town["Kirsten"].sees("I er færre end tre i gruppen.")
    town["Kirsten"].sees("Hvor meget bedre vil vi løse kerneopgaven sammen?")
    await town["Kirsten"].presses(f"open:rating:{calm.id}")
    town["Kirsten"].sees("I er under tre i gruppen, så her giver I ikke tal.")


async def test_one_may_think_again_until_then_and_the_last_numbers_count(town: Town) -> None:
    calm = await heading(town, "Ro")
    await rates(town, "Kirsten", calm, 5, 4, 3)
    await rates(town, "Kirsten", calm, 1, 1, 1)
    assert [each.value for each in await rows(town, Rating)] == [1, 1, 1]


async def test_who_left_the_group_before_counts_no_more(town: Town) -> None:
    calm, cake = await heading(town, "Ro"), await heading(town, "Kage")
    for name in GROUP:
        if name != "Ali":
            await rates(town, name, calm, *([1] * 3 if name == "Birgit" else [4] * 3))
        await rates(town, name, cake, 3, 3, 3)
    await group_is(town, "Kirsten Dahl", "Ali Hassan")
    await rates(town, "Ali", calm, 4, 4, 4)
    assert "Ro | 1" in await looks(town, "Ali")
    kept = [each.standing or {} for each in await rows(town, Topic)]
    assert [each["raters"] for each in kept] == [3, 3], "Birgit is in it no more"
    assert await rows(town, Rating) == []


async def test_two_who_are_last_at_the_same_time_lose_nothing(town: Town) -> None:
    calm = await heading(town, "Ro")
    await all_rate(town, calm, names=GROUP[:2])
    for name in GROUP[2:]:
        await town[name].presses(f"open:rating:{calm.id}")
    answers = {f"value.{key}": "3" for key in ("cooperation", "engagement", "conditions")}
    await asyncio.gather(*(town[name].answers(**answers) for name in GROUP[2:]))
    assert "venter på tal" not in await looks(town, "Ali"), "the next view closes it"
    assert "Ro | 1" in town["Ali"].text
    (kept,) = await rows(town, Topic)
    assert (kept.standing or {})["raters"] == 4
    assert await rows(town, Rating) == []


async def test_it_is_closed_when_the_one_who_was_missing_leaves_the_group(town: Town) -> None:
    calm = await heading(town, "Ro")
    await all_rate(town, calm, names=GROUP[:3])
    assert "Ro venter på tal." in await looks(town, "Ali")
    await group_is(town, "Kirsten Dahl", "Ali Hassan")
    shown = await looks(town, "Ali")
    assert "Ro | 1" in shown
    assert "venter på tal" not in shown
    assert await looks(town, "Kirsten") == shown
    assert await rows(town, Rating) == []


async def test_three_of_whom_one_never_rates_are_not_told_to_close_what_they_cannot(
    town: Town,
) -> None:
    #
    calm = await heading(town, "Ro")
    await group_is(town, "Kirsten Dahl", "Ali Hassan")
    await all_rate(town, calm, names=("Kirsten", "Ali"))
    shown = await looks(town, "Ali")
    assert "Mangler nogen længe, så tal sammen om overskrifterne i stedet." in shown
    assert "kan I lukke vurderingen" not in shown
    assert "Mangler nogen længe" not in await looks(town, "Mette"), "she has numbers to give"


async def test_where_there_is_a_button_that_closes_it_is_spoken_of(town: Town) -> None:
    calm = await heading(town, "Ro")
    await all_rate(town, calm, names=GROUP[:3])
    assert "Mangler nogen længe, kan I lukke vurderingen." in await looks(town, "Ali")
    await town["Ali"].clicks("Luk vurderingen")


async def test_how_many_headings_are_left_is_a_number(town: Town) -> None:
    first, *_ = [await heading(town, title) for title in ("Ro", "Kage", "Støj")]
    await rates(town, "Ali", first, 3, 3, 3)
    town["Ali"].sees("Der er 2 overskrifter tilbage.")
