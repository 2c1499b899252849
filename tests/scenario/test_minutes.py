"""The brief minutes that Jonas and Mette write together, and that their talk was held."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, update

from dialogs.core.actions import Do, Open, write
from storage import minutes
from storage.minutes import Draft
from storage.tables import Audit, Conversation, Minutes, Person
from storage.writer import LostRace
from tests import town as plot
from tests.kom import TALK, TALK_AT, keep, kept, on_disk
from tests.talk import Talker, Town, a_town

JONAS, METTE = plot.id_of("Jonas Friis"), plot.id_of(plot.LEADER)
AGREED = "Vi prøver tre aftenvagter"


async def after_the_talk(town: Town, concept: str = "herlev") -> tuple[Talker, Talker]:
    await keep(
        town,
        Conversation(id=TALK, person_id=JONAS, leader_id=METTE, at=TALK_AT, concept=concept),
    )
    town.clock.move(TALK_AT + timedelta(hours=1) - town.now)
    return town["Jonas"], town["Mette"]


async def writes_minutes(talker: Talker, **points: str) -> None:
    """The first time: both pages, and then all of it is sent."""
    await talker.presses(write(Open("minutes", TALK)))
    topics = {name: raw for name, raw in points.items() if name.startswith("topic")}
    await talker.answers(**(topics or {"topic__tasks": ""}))
    await talker.answers(**{"agreed": "", **dict(points.items() - topics.items())})
    await talker.clicks("Gem referatet")


async def mends(talker: Talker, page: str, **points: str) -> None:
    """What stands is looked through, and one page is mended."""
    await talker.presses(write(Open("minutes", TALK)))
    await talker.clicks(f"Ret: {page}")
    await talker.answers(**points)


async def the_minutes(town: Town) -> Minutes:
    (found,) = await kept(town, Minutes)
    return found


async def test_one_writes_and_the_other_is_told_and_reads_the_same(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:  # HER-11
        jonas, mette = await after_the_talk(town)
        await writes_minutes(mette, topic__tasks="Flere aftenvagter", agreed=AGREED)
        mette.sees("Jonas får besked.")
        await town.settles()
        jonas.sees("Mette har skrevet i jeres referat")
        assert AGREED not in jonas.text
        await jonas.clicks("Læs referatet")
        for said in ("Flere aftenvagter", AGREED, "Sidst rettet af Mette", "ikke sagt ja"):
            jonas.sees(said)
        assert AGREED.encode() not in on_disk(tmp_path)
        reads = [each for each in await kept(town, Audit) if each.what == "minutes"]
        assert [(each.actor_id, each.about_id) for each in reads] == [(JONAS, METTE)]


async def test_it_holds_when_both_have_said_yes(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        jonas, mette = await after_the_talk(town)
        await writes_minutes(mette, agreed=AGREED)
        await mette.clicks("Læs referatet")
        await mette.clicks("Ja, det passer")
        mette.sees("Nu mangler kun Jonas.")
        await jonas.presses(write(Do("minutes", TALK)))
        await jonas.clicks("Ja, det passer")
        jonas.sees("Nu har I begge sagt ja.")
        found = await the_minutes(town)
        assert found.person_ok_at == found.leader_ok_at == town.now


async def test_a_change_takes_the_yes_back_and_says_so(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        jonas, mette = await after_the_talk(town)
        await writes_minutes(mette, agreed=AGREED)
        await mette.clicks("Læs referatet")
        await mette.clicks("Ja, det passer")
        await mends(jonas, "Aftaler", agreed="Vi prøver to aftenvagter")
        await jonas.clicks("Gem referatet")
        jonas.sees("Nu skal I begge sige ja igen")
        assert (await the_minutes(town)).leader_ok_at is None
        await town.settles()
        mette.sees("dit tidligere ja gælder ikke mere")


async def test_a_yes_to_what_has_changed_since_is_no_yes(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        jonas, mette = await after_the_talk(town)
        await writes_minutes(mette, agreed=AGREED)
        await jonas.presses(write(Do("minutes", TALK)))
        await mends(mette, "Aftaler", agreed="Noget helt andet")
        await mette.clicks("Gem referatet")
        await jonas.clicks("Ja, det passer")
        jonas.sees("Der er rettet i referatet, siden du læste det.")
        jonas.sees("Noget helt andet")
        assert (await the_minutes(town)).person_ok_at is None


async def test_nothing_is_lost_where_both_write_at_once(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        jonas, mette = await after_the_talk(town)
        for talker in (jonas, mette):
            await talker.presses(write(Open("minutes", TALK)))
        await mette.answers(topic__tasks="Mettes ord om opgaver")
        await mette.answers(agreed="Mettes aftale")
        await mette.clicks("Gem referatet")
        await jonas.answers(topic__values="Jonas' ord om værdier")
        await jonas.answers(agreed="Jonas' aftale")
        jonas.sees("I har rettet det samme")
        jonas.sees("Mettes aftale")
        (keep_,) = [each.name.replace(".", "__") for each in jonas.form.fields]
        await jonas.answers(**{keep_: "mine"})
        await jonas.clicks("Gem referatet")
        assert {name: text for name, text in (await the_minutes(town)).points.items() if text} == {
            "topic.tasks": "Mettes ord om opgaver",
            "topic.values": "Jonas' ord om værdier",
            "agreed": "Jonas' aftale",
        }


async def test_they_are_brief(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:  # HER-11
        _, mette = await after_the_talk(town)
        await mette.presses(write(Open("minutes", TALK)))
        await mette.answers(topic__tasks="x" * 501)
        mette.sees("Der er plads til 500")


async def test_nobody_but_the_two_reads_or_writes_them(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:  # HER-09, X-03
        _, mette = await after_the_talk(town)
        await writes_minutes(mette, agreed=AGREED)
        for name in ("Sofie", "Kirsten", "Hanne"):
            for value in (
                write(Do("minutes", TALK)),
                write(Open("minutes", TALK)),
                write(Do("minutes_yes", f"{TALK}|1")),
                write(Do("held", f"{TALK}|yes")),
            ):
                await town[name].presses(value)
                town[name].sees("mellem medarbejderen og den nærmeste leder")


async def test_who_is_the_leader_no_longer_neither_reads_nor_writes_them(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:  # HER-06, X-02
        jonas, mette = await after_the_talk(town)
        await mette.presses(write(Open("minutes", TALK)))
        await mette.answers(topic__tasks="Begyndt før")
        await mette.answers(agreed="Skrevet før")
        await _another_leader(town)
        await mette.clicks("Gem referatet")
        mette.sees("mellem medarbejderen og den nærmeste leder")
        assert not await kept(town, Minutes)
        await mette.presses(write(Do("minutes", TALK)))
        mette.sees("mellem medarbejderen og den nærmeste leder")
        await writes_minutes(jonas, agreed="Mine egne ord")
        await town.settles()
        assert not any("referat" in each for each in mette.messages)


async def test_who_is_replaced_while_they_write_loses_the_race(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:  # HER-06
        await after_the_talk(town)
        (talk,) = await kept(town, Conversation)
        async with town.store.unit() as unit:
            minutes.expect_party(unit, talk, METTE)
            minutes.write(unit, TALK, None, Draft(points={"agreed": AGREED}, by=METTE))
            await _another_leader(town)
            with pytest.raises(LostRace):
                await unit.commit()
        assert not await kept(town, Minutes)


async def _another_leader(town: Town) -> None:
    another = plot.id_of("Kirsten")
    async with town.store.unit() as unit:
        unit.update(update(Person).where(col(Person.id) == JONAS).values(leader_id=another))
        await unit.commit()


async def test_either_says_that_it_was_held_with_or_without_minutes(tmp_path: Path) -> None:
    for name in ("Jonas", "Mette"):
        folder = tmp_path / name
        folder.mkdir()
        async with a_town(folder) as town:  # NYB-KOM-27
            await after_the_talk(town)
            talker = town[name]
            await talker.presses(write(Do("agenda", TALK)))
            await talker.clicks("Vi har holdt samtalen")
            assert not (await kept(town, Conversation))[0].held
            await talker.clicks("Ja, den er holdt")
            talker.sees("Den er først helt færdig, når I har aftalt jeres handlings- og tidsplan.")
            (talk,) = await kept(town, Conversation)
            assert talk.held
            assert talk.held_at == town.now
            assert not await kept(town, Minutes)
            await talker.clicks("Aftal mål og plan")
            assert talker.form.fields


async def test_it_is_held_once_whoever_says_so_last(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        jonas, mette = await after_the_talk(town)
        await jonas.presses(write(Do("held", f"{TALK}|yes")))
        first = town.now
        town.clock.move(timedelta(hours=1))
        await mette.presses(write(Do("held", f"{TALK}|yes")))
        mette.sees("Samtalen er holdt")
        assert (await kept(town, Conversation))[0].held_at == first


async def test_a_talk_that_has_not_been_is_not_held_and_has_no_minutes(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await keep(
            town,
            Conversation(
                id=TALK, person_id=JONAS, leader_id=METTE, at=TALK_AT, concept="nyborg_kom"
            ),
        )
        jonas = town["Jonas"]
        for value in (write(Do("held", f"{TALK}|yes")), write(Open("minutes", TALK))):
            await jonas.presses(value)
            jonas.sees("I mødes først mandag den 24. august kl. 10.")
        assert not (await kept(town, Conversation))[0].held


async def test_a_tick_after_the_yes_takes_it_back(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        jonas, mette = await after_the_talk(town)
        await writes_minutes(mette, agreed=AGREED)
        await mette.clicks("Læs referatet")
        await mette.clicks("Ja, det passer")
        stamp = int(town.now.timestamp())
        await jonas.presses(write(Do("talk_tick", f"{TALK}|{stamp}|2|tasks|on")))
        found = await the_minutes(town)
        assert (found.ticked, found.leader_ok_at) == (["tasks"], None)
        assert found.points["agreed"] == AGREED
        changes = [each for each in await kept(town, Audit) if each.what == "minutes-written"]
        assert {each.about_id for each in changes} == {JONAS, METTE}
