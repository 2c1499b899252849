"""What comes in: known and unknown people, repeats, forged buttons, words in the wrong place."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select, update

from bot.channels.base import Inbound, Kind
from bot.inbox import spoken
from dialogs.core.cards import as_text
from storage.tables import Address, Person, Seen, Session
from tests import town as plot
from tests.talk import MONDAY, a_town


async def test_somebody_unknown_gets_a_kind_answer_and_leaves_no_trace(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        inbound = Inbound(
            channel="slack", tenant="T1", external_id="U404", kind=Kind.WORDS, text="hjem"
        )
        reply = await town.app.receive(inbound)
        assert reply.content is not None
        assert "Vi kender ikke hinanden endnu" in as_text(reply.content)
        async with town.store.snapshot() as reads:
            assert await reads.first(select(Address).where(Address.channel == "slack")) is None


async def test_a_person_is_found_by_the_email_the_platform_vouches_for(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        first = Inbound(
            channel="slack",
            tenant="T1",
            external_id="U1",
            kind=Kind.WORDS,
            text="hjem",
            email="Jonas@Solsikken.example",
            reference={"dm": "D1"},
        )
        reply = await town.app.receive(first)
        assert reply.content is not None
        assert "Hej Jonas" in as_text(reply.content)
        async with town.store.snapshot() as reads:
            address = await reads.one(select(Address).where(Address.channel == "slack"))
        assert (address.person_id, address.reference) == (plot.id_of("Jonas"), {"dm": "D1"})


async def test_what_people_type_never_decides_who_they_are(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        text = plot.email_of(plot.LEADER)
        inbound = Inbound(channel="slack", external_id="U9", kind=Kind.WORDS, text=text)
        reply = await town.app.receive(inbound)
        assert reply.content is not None
        assert "Vi kender ikke hinanden endnu" in as_text(reply.content)


async def test_somebody_who_has_left_is_not_let_in(tmp_path: Path) -> None:  # fault 24
    async with a_town(tmp_path) as town:
        async with town.store.unit() as unit:
            unit.insert(
                Person(
                    id="p-gone",
                    organisation_id=plot.ORGANISATION,
                    workplace_id=plot.WORKPLACE,
                    name="Gitte Gone",
                    email="gitte@solsikken.example",
                    left_on=town.now.date() - timedelta(days=1),
                )
            )
            unit.insert(Address(person_id="p-gone", channel="simulator", external_id="p-gone"))
            await unit.commit()
        reply = await town.app.receive(
            Inbound(channel="simulator", external_id="p-gone", kind=Kind.WORDS, text="hjem")
        )
        assert reply.content is not None
        assert "Vi kender ikke hinanden endnu" in as_text(reply.content)


async def test_a_persons_last_day_ends_at_midnight_where_they_are(tmp_path: Path) -> None:
    midnight = MONDAY.replace(hour=22, minute=30)
    async with a_town(tmp_path, at=midnight) as town:
        async with town.store.unit() as unit:
            unit.update(
                update(Person)
                .where(col(Person.id) == plot.id_of("Jonas"))
                .values(left_on=MONDAY.date() + timedelta(days=1))
            )
            await unit.commit()
        await town["Jonas"].writes("hjem")
        town["Jonas"].sees("Vi kender ikke hinanden endnu")


async def test_a_repeated_event_has_one_effect(tmp_path: Path) -> None:  # fault 5
    async with a_town(tmp_path) as town:
        event = Inbound(
            channel="simulator",
            external_id=plot.id_of("Jonas"),
            kind=Kind.WORDS,
            text="check-in",
            event_id="Ev1",
        )
        first = await town.app.receive(event)
        again = await town.app.receive(event)
        assert first.content is not None
        assert again.content is None
        async with town.store.snapshot() as reads:
            assert await reads.count(select(Seen)) == 1


@pytest.mark.parametrize(
    "value",
    ["", "x", "open:", "open:nothing:1", "do:nothing:", "turn:x:1:next:", "turn:s:-1:next:",
     "turn:s:1:explode:", "turn:s:99999999999999:next:", "open:checkin:'; drop table person", "\0"],
)  # fmt: skip
async def test_a_forged_button_does_nothing_and_says_so_kindly(tmp_path: Path, value: str) -> None:
    async with a_town(tmp_path) as town:
        jonas = town["Jonas"]
        await jonas.presses(value)
        assert "Skriv hjem" in jonas.text or "hjem" in jonas.text or "1 af" in jonas.text


async def test_another_persons_dialog_cannot_be_moved(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        jonas, sofie = town["Jonas"], town["Sofie"]
        await jonas.writes("check-in")
        send = jonas.form.submit.value
        await sofie.presses(send, trivsel="1")
        sofie.sees("Den her besked er brugt.")
        async with town.store.snapshot() as reads:
            assert (await reads.one(select(Session))).answers == {}


async def test_a_word_in_a_channel_is_answered_with_a_hint_alone(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        jonas = town["Jonas"]
        await jonas.writes("check-in", place="everyone")
        jonas.sees("Det tager vi under fire øjne.")
        async with town.store.snapshot() as reads:
            assert await reads.first(select(Session)) is None


async def test_words_that_nobody_knows_are_answered_kindly(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        jonas = town["Jonas"]
        await jonas.writes("hvad er meningen med livet")
        jonas.sees("Det forstod jeg ikke.")


async def test_the_language_is_changed_by_a_word_and_a_button(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        jonas = town["Jonas"]
        await jonas.writes("sprog")
        await jonas.clicks("English")
        await jonas.writes("home")
        jonas.sees("Hello Jonas")
        await jonas.writes("check-in")
        jonas.sees("How are you doing?")


@pytest.mark.parametrize(
    "written", ["Hjem", "  hjem! ", "HJEM", "<@U0BOT> hjem", "<at>kombot</at> hjem", "*hjem*"]
)
def test_a_word_is_known_however_it_is_written(written: str) -> None:
    assert spoken(written) == "hjem"


async def test_support_is_shown_and_nothing_of_it_is_kept(
    tmp_path: Path,
) -> None:  # TAL-15, 94..102
    async with a_town(tmp_path) as town:
        jonas, mette = town["Jonas"], town["Mette"]
        await jonas.writes("støtte")
        for name in ("Trivselskonsulent", "TR/AMR", "Whistleblowerordning", "Psykologordning"):
            jonas.sees(name)
        assert "Ledercoaching" not in jonas.text
        await mette.writes("støtte")
        mette.sees("Ledercoaching")


@pytest.mark.parametrize(
    "given",
    [
        {"external_id": "p-\ud800"},
        {"event_id": "\ud800"},
        {"event_id": "a\0b"},
        {"kind": Kind.PRESS, "value": "turn:\ud800:1:next:"},
        {"kind": Kind.PRESS, "value": "open:checkin:\0"},
    ],
)
async def test_what_no_store_can_keep_is_refused_kindly(
    tmp_path: Path, given: dict[str, Any]
) -> None:
    """Fault 26."""
    async with a_town(tmp_path) as town:
        usual = Inbound(
            channel="simulator", external_id=plot.id_of("Jonas"), kind=Kind.WORDS, text="check-in"
        )
        reply = await town.app.receive(replace(usual, **given))
        assert reply.content is not None
        assert "som jeg ikke kan gemme" in as_text(reply.content)
        await town["Jonas"].writes("check-in")
        town["Jonas"].sees("Hvordan trives du?")


async def test_what_was_written_beside_it_is_handed_back(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        jonas = town["Jonas"]
        await jonas.presses("turn:\ud800:1:next:", note="Det var en god uge")
        jonas.sees("som jeg ikke kan gemme")
        jonas.sees("Det var en god uge")
