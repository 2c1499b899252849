"""Mette prepares too: her notes are her own until she lets Jonas read them."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Form
from storage import minutes
from storage.tables import Audit, LeaderPreparation, Outbox
from storage.writer import LostRace
from tests.kom import TALK, TALK_AT, a_talk, kept, on_disk
from tests.talk import Talker, Town, a_town

NOTE = "Jonas er god med de pårørende"


async def prepares(town: Town, scope: str) -> tuple[Talker, Talker]:
    """Mette writes one note and chooses what Jonas may see."""
    await a_talk(town)
    mette = town["Mette"]
    await mette.presses(write(Open("leader_preparation", TALK)))
    await mette.answers(work__feedback=NOTE)
    await mette.answers(sharing=scope)
    await mette.clicks("Gem mine noter")
    await town.settles()
    return town["Jonas"], mette


async def test_the_leader_is_asked_what_they_have_seen_and_what_will_be_needed(
    tmp_path: Path,
) -> None:  # NYB-KOM-04, NYB-KOM-46, NOR-35
    async with a_town(tmp_path) as town:
        await a_talk(town)
        mette = town["Mette"]
        await mette.presses(write(Open("leader_preparation", TALK)))
        assert isinstance(mette.screen[-1], Form)
        mette.sees("Hvad har du set lykkes, og hvad gjorde det for borgeren?")
        mette.sees("Kun du kan se det, indtil du deler det.")


async def test_what_is_not_shared_the_employee_neither_hears_of_nor_reads(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        jonas, mette = await prepares(town, "nothing")
        mette.sees("Kun du kan se dem.")
        assert not jonas.messages
        for command in ("agenda", "talk_shared"):
            await jonas.presses(write(Do(command, TALK)))
            assert NOTE not in jonas.text
        jonas.sees("har ikke delt noget")
        assert not await kept(town, Audit)
        assert NOTE.encode() not in on_disk(tmp_path)


async def test_what_is_shared_the_employee_is_told_of_and_reads_beside_their_own(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        jonas, _ = await prepares(town, "all")
        jonas.sees("Mette har delt noget med dig")
        assert NOTE not in jonas.text
        await jonas.clicks("Læs det")
        jonas.sees(NOTE)
        jonas.sees("Fra Mette")
        jonas.sees("Fra Jonas")
        (read,) = await kept(town, Audit)
        assert (read.what, read.actor_id, read.subject) == ("read", jonas.external_id, TALK)


async def test_what_is_taken_back_can_no_longer_be_opened(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        jonas, mette = await prepares(town, "all")
        await mette.clicks("Tag mine noter tilbage")
        mette.sees("Kun du kan se dem.")
        await jonas.clicks("Læs det")
        assert NOTE not in jonas.text
        await mette.clicks("Del mine noter med Jonas")
        await jonas.clicks("Læs det")
        jonas.sees(NOTE)


async def test_an_open_form_does_not_share_what_was_just_taken_back(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        jonas, mette = await prepares(town, "all")
        await mette.presses(write(Open("leader_preparation", TALK)))
        form = mette.screen[-1]
        await mette.presses(write(Do("leader_share", f"{TALK}|nothing")))
        mette.screen.append(form)
        await mette.clicks("Gem mine noter")
        (notes,) = await kept(town, LeaderPreparation)
        assert notes.shared_at is None
        await jonas.clicks("Læs det")
        assert NOTE not in jonas.text


async def test_notes_and_their_sharing_are_written_over_only_as_they_were_read(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        await prepares(town, "all")
        (read,) = await kept(town, LeaderPreparation)
        again = LeaderPreparation(**{**read.model_dump(), "answers": {"work.feedback": "Nyt"}})
        async with town.store.unit() as first:
            await minutes.share_notes(first, read, None)
            await first.commit()
        async with town.store.unit() as late:
            await minutes.prepare_anew(late, again, read)
            with pytest.raises(LostRace):
                await late.commit()
        async with town.store.unit() as late:
            await minutes.share_notes(late, read, town.now)
            with pytest.raises(LostRace):
                await late.commit()
        (notes,) = await kept(town, LeaderPreparation)
        assert (notes.shared_at, notes.answers) == (None, read.answers)


async def test_what_is_taken_back_at_once_is_never_told(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await a_talk(town)
        mette = town["Mette"]
        await mette.presses(write(Open("leader_preparation", TALK)))
        await mette.answers(work__feedback=NOTE)
        await mette.answers(sharing="all")
        await mette.clicks("Gem mine noter")
        await mette.clicks("Tag mine noter tilbage")
        await town.settles()
        assert not town["Jonas"].messages
        assert not await kept(town, Outbox)


async def test_nobody_else_gets_into_it(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await prepares(town, "all")
        for name in ("Sofie", "Kirsten", "Hanne"):
            for value in (
                write(Open("leader_preparation", TALK)),
                write(Do("talk_shared", TALK)),
                write(Do("leader_share", f"{TALK}|all")),
                write(Do("agenda", TALK)),
            ):
                await town[name].presses(value)
                town[name].sees("mellem medarbejderen og den nærmeste leder")
        await town["Jonas"].presses(write(Open("leader_preparation", TALK)))
        town["Jonas"].sees("Her skriver lederen sine egne noter")


async def test_notes_are_mended_until_the_talk_is_held(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        _, mette = await prepares(town, "nothing")
        await mette.presses(write(Open("leader_preparation", TALK)))
        mette.sees(NOTE)
        await mette.clicks("Gem mine noter")
        assert len(await kept(town, LeaderPreparation)) == 1
        await town.until(TALK_AT)
        await mette.presses(write(Do("held", f"{TALK}|yes")))
        await mette.presses(write(Open("leader_preparation", TALK)))
        mette.sees("er holdt eller forbi")
