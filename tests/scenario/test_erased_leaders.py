"""A leader has their own erased: what is said of who reads along is true of theirs as well."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogs.core.actions import Do, write
from storage.erase_now import clear
from storage.stays import STAYS
from storage.tables import Consent
from tests.keeping import HANNE, JONAS, METTE, SECRET, a_kept_town, held_last_week
from tests.kom import keep

TERMINAL = {each.key: each.why for each in STAYS}["consents"]


@pytest.mark.parametrize(("whose", "reads"), [(JONAS, False), (METTE, True), (HANNE, True)])
async def test_what_is_read_of_another_s_is_theirs_to_end_and_is_said_so(
    tmp_path: Path, whose: str, *, reads: bool
) -> None:  # HER-09, X-03
    async with a_kept_town(tmp_path) as town:
        await held_last_week(town)
        consent = Consent(
            id="c1",
            conversation_id="talk-1",
            what="minutes",
            reader_id=HANNE,
            asked_by=JONAS,
            person_ok_at=town.now,
            leader_ok_at=town.now,
        )
        await keep(town, consent)
        for name in ("Jonas", "Mette", "Hanne"):
            await town[name].presses(write(Do("erase_me")))
            town[name].sees("Ingen læser mere med i det, du selv har talt med din leder om.")
            town[name].sees("Det, du har sagt ja til som leder, og det, du selv må læse, gælder")
        async with town.store.unit() as unit:
            clear(unit, whose, town.now)
            await unit.commit()
        await town["Hanne"].presses(write(Do("read_along", "c1")))
        assert (SECRET in town["Hanne"].text) is reads
    assert "where they lead the other, or read themselves, it holds" in TERMINAL
