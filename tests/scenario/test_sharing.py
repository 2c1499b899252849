"""What a leader reads of a preparation: what is shared, while it is shared, and nothing else."""

from pathlib import Path

import pytest
from sqlmodel import col, update

from dialogs import WORDS_FOLDER
from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Card
from dialogs.core.house import House
from dialogs.core.messages import Request
from dialogs.core.texts import Speaker, Texts
from dialogs.core.who import who_is
from dialogs.talks import people_views
from storage import kom, people
from storage.tables import Audit, Conversation, Outbox, Person, Preparation, Scope
from storage.unit_of_work import Unit
from storage.writer import LostRace
from tests import town as plot
from tests.kom import TALK, a_talk, a_year, fills, kept, on_disk, prepares, the_day_after
from tests.talk import Talker, Town, a_town

PRIVATE = ("Hemmelighed om kerneopgaven", "Maalet er at lede møder")
OPEN = ("Ro om frokosten", "Fordi den er vild", "Mine vagter i efteråret")


async def _prepared(town: Town, scope: str) -> tuple[Talker, Talker]:
    await a_year(town)
    await a_talk(town)
    await prepares(town["Jonas"], scope)
    await town.settles()
    return town["Jonas"], town["Mette"]


async def test_the_leader_reads_exactly_the_topics_and_the_own_theme(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:  # NYB-KOM-45, X-03
        _, mette = await _prepared(town, "topics")
        mette.sees("Jonas har delt noget med dig")
        assert not any(mette.has_seen(words) for words in (*PRIVATE, *OPEN))
        await mette.clicks("Læs det")
        for words in OPEN:
            mette.sees(words)
        mette.sees("Jonas kan tage det tilbage")
        assert "Kerneopgaven" not in mette.text
        for view in ("delt", "hjem", "samtaler"):
            await mette.writes(view)
        assert not any(mette.has_seen(words) for words in PRIVATE)


async def test_the_leader_reads_all_of_it_in_the_employees_order_without_what_was_skipped(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        await a_year(town)
        await a_talk(town)
        jonas, mette = town["Jonas"], town["Mette"]
        await jonas.writes("forbered")
        await jonas.answers(begin="competences")
        await fills(jonas, "", "Om fagligheden")
        await fills(jonas, "Lede møder")
        await fills(jonas, "", "Et smil")
        for _ in range(5):
            await jonas.clicks("Spring over")
        await jonas.answers(sharing="all")
        await jonas.clicks("Gem forberedelsen")
        await mette.presses(write(Do("read", TALK)))
        texts = [mette.text.index(each) for each in ("Om fagligheden", "Lede møder", "Et smil")]
        assert texts == sorted(texts)
        mette.sees("Fælles faglighed")
        for skipped in ("Trygge overgange", "Samarbejde/arbejdsfællesskaber", "Emner"):
            assert skipped not in mette.text


async def test_nothing_shared_tells_the_leader_nothing_and_opens_nothing(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        _, mette = await _prepared(town, "nothing")
        assert not mette.messages
        await mette.presses(write(Do("read", TALK)))
        mette.sees("Jonas deler ikke noget med dig lige nu.")
        await mette.writes("delt")
        mette.sees("Der er ikke delt noget med dig.")
        assert not [each for each in await kept(town, Audit) if each.what == "read"]


async def test_what_was_shared_is_taken_back_and_can_no_longer_be_opened(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        jonas, mette = await _prepared(town, "all")
        await mette.clicks("Læs det")
        await jonas.clicks("Vælg, hvad du deler")
        jonas.sees("Det, Mette har læst, kan jeg ikke gøre ulæst.")
        await jonas.answers(scope="nothing")
        jonas.sees("Mette kan ikke længere åbne din forberedelse.")
        await mette.clicks("Læs det")
        mette.sees("Jonas deler ikke noget med dig lige nu.")
        assert not any(words in mette.text for words in (*PRIVATE, *OPEN))


async def test_a_choice_taken_back_before_it_was_told_is_never_told(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await a_talk(town)
        jonas = town["Jonas"]
        await prepares(jonas, "topics")
        await jonas.clicks("Vælg, hvad du deler")
        await jonas.answers(scope="nothing")
        await town.settles()
        assert not town["Mette"].messages
        assert not await kept(town, Outbox)


@pytest.mark.parametrize(
    ("before", "after", "messages"), [("topics", "all", 2), ("all", "topics", 1), ("all", "all", 1)]
)
async def test_the_leader_is_told_again_only_where_there_is_more_to_read(
    tmp_path: Path, before: str, after: str, messages: int
) -> None:
    async with a_town(tmp_path) as town:
        jonas, mette = await _prepared(town, before)
        await jonas.clicks("Vælg, hvad du deler")
        await jonas.answers(scope=after)
        # One a day at most, so the second comes on the next one.
        await town.passes(days=1)
        assert len(mette.messages) == messages
        await mette.presses(write(Do("read", TALK)))
        assert (PRIVATE[0] in mette.text) is (after == "all")


async def test_each_reading_is_kept_without_a_word_of_what_was_read(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        _, mette = await _prepared(town, "topics")
        await mette.clicks("Læs det")
        (seen,) = [each for each in await kept(town, Audit) if each.what == "read"]
        assert (seen.actor_id, seen.about_id, seen.what, seen.subject) == (
            plot.id_of(plot.LEADER),
            plot.id_of("Jonas Friis"),
            "read",
            TALK,
        )
        assert not any(words.encode() in on_disk(tmp_path) for words in (*PRIVATE, *OPEN))


async def test_it_can_be_taken_back_after_the_conversation_too(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        jonas, _ = await _prepared(town, "all")
        await the_day_after(town)
        await jonas.writes("forbered")
        await jonas.clicks("Det, du delte (24. august)")
        await jonas.answers(scope="nothing")
        assert (await kept(town, Preparation))[0].shared == "nothing"


async def test_a_new_leader_does_not_inherit_what_was_shared_with_the_one_before(
    tmp_path: Path,
) -> None:  # X-03, HER-09
    async with a_town(tmp_path) as town:
        _, mette = await _prepared(town, "all")
        async with town.store.unit() as unit:
            jonas_row = col(Person.id) == plot.id_of("Jonas Friis")
            kirsten_id = plot.id_of("Kirsten Dahl")
            unit.update(update(Person).where(jonas_row).values(leader_id=kirsten_id))
            await unit.commit()
        kirsten = town["Kirsten"]
        await kirsten.presses(write(Open("conversation", plot.id_of("Jonas Friis"))))
        await kirsten.clicks("Ret: Samtale med Jonas")
        await kirsten.answers(clock="11:00")
        await kirsten.clicks("Gem og giv besked")
        for leader, words in ((kirsten, "Jonas deler ikke noget"), (mette, "ikke delt med dig")):
            await leader.presses(write(Do("read", TALK)))
            leader.sees(words)
        assert (await kept(town, Conversation))[0].leader_id == kirsten_id


async def test_there_is_nothing_to_share_before_a_preparation_is_finished(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await a_talk(town)
        jonas = town["Jonas"]
        await jonas.presses(write(Open("sharing", TALK)))
        jonas.sees("Du har ikke lavet en forberedelse endnu")


async def test_what_is_taken_back_while_the_leader_reads_is_not_read(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await _prepared(town, "all")
        async with town.store.unit() as reading, town.store.unit() as taking_back:
            found = await people_views.read(reading, await _request(town, reading))
            assert isinstance(found, Card)
            made = await kom.preparation(taking_back, TALK)
            assert made is not None
            kom.share(taking_back, made, Scope.NOTHING, town.now)
            await taking_back.commit()
            with pytest.raises(LostRace):
                await reading.commit()


async def _request(town: Town, unit: Unit) -> Request:
    person = await people.person(unit, plot.id_of(plot.LEADER))
    assert person is not None
    who = await who_is(unit, person, House())
    say = Speaker(texts=Texts((WORDS_FOLDER,)), language="da", zone=who.zone)
    return Request(who=who, subject=TALK, now=town.now, house=House(), say=say)
