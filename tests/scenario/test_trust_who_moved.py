"""Whoever goes to another workplace leaves what was the old one's behind (X-13, X-14)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from sqlmodel import col

from dialogs.core.actions import Do, Open, write
from storage.tables import Person, Role
from tests import town as plot
from tests.after_vote import casts, opened
from tests.on_paper import looks, ticks
from tests.talk import Town, a_town
from tests.voting import DEADLINE

NOT_YOURS = "Det kan din rolle ikke åbne."


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        yield town


async def moves(town: Town, name: str, *, keeps_roles: bool = False) -> None:
    """As an import says it: roles at a former workplace are left there."""
    person_id = plot.id_of(name)
    async with town.store.unit() as unit:
        person = update(Person).where(col(Person.id) == person_id)
        unit.update(person.values(workplace_id=plot.TOWN_HALL))
        if not keeps_roles:
            unit.delete(delete(Role).where(col(Role.person_id) == person_id))
        await unit.commit()


async def test_a_contact_person_who_moved_keeps_no_pile(town: Town) -> None:
    #
    round_ = await opened(town)
    await ticks(town, jonas="yes", henrik="yes", peter="yes")
    await moves(town, plot.CONTACT)
    for value in (
        write(Open("paper_ticks", f"{round_.id}:0")),
        write(Open("paper_entry", round_.id)),
        write(Do("paper_again", round_.id)),
    ):
        await town["Kirsten"].presses(value)
        assert "Jonas" not in town["Kirsten"].text
        assert "Kryds af" not in town["Kirsten"].text
    await looks(town, "Ali")
    town["Ali"].sees("Tast en seddel ind")


async def test_a_contact_person_of_the_group_from_elsewhere_still_keeps_it(town: Town) -> None:
    await opened(town)
    await ticks(town, jonas="yes", henrik="yes", peter="yes")
    await moves(town, plot.CONTACT, keeps_roles=True)
    await looks(town, "Kirsten")
    town["Kirsten"].sees("Tast en seddel ind")


async def test_a_sheet_that_was_begun_before_the_move_is_not_taken_in(town: Town) -> None:
    round_ = await opened(town)
    await ticks(town, jonas="yes", henrik="yes", peter="yes")
    await town["Kirsten"].presses(write(Open("paper_entry", round_.id)))
    await moves(town, plot.CONTACT)
    await town["Kirsten"].answers(wellbeing="balance")
    town["Kirsten"].sees("kontaktpersonen")


async def test_a_contact_person_who_moved_reads_no_named_votes(town: Town) -> None:
    #
    round_ = await opened(town, mode="named")
    for name in ("Jonas Friis", "Sofie Krag", "Peter Nygaard", "Fatima Yilmaz", "Lars Bech"):
        await casts(town, name)
    await town.until(DEADLINE)
    await moves(town, plot.CONTACT)
    await town["Kirsten"].presses(write(Do("named_ballots", round_.id)))
    assert "Jonas" not in town["Kirsten"].text
