"""What somebody keeps to themselves changes nothing that others see, and nobody is ranked."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.tables import Checkin
from tests import town as plot
from tests.kom import a_talk, keep
from tests.talk import Town, a_town

WORDS = ("hjem", "samtaler", "delt", "årshjul")


async def what_mette_sees(town: Town) -> list[str]:
    seen = []
    for word in WORDS:
        await town["Mette"].writes(word)
        seen.append(town["Mette"].text)
    return seen


@pytest.mark.parametrize("trivsel", [1, 10])
async def test_a_leader_cannot_tell_who_thrives(tmp_path: Path, trivsel: int) -> None:
    # KL-22, KL-23, X-10
    async with a_town(tmp_path) as town:
        await a_talk(town)
        before = await what_mette_sees(town)
        for name in ("Jonas Friis", "Sofie"):
            await keep(
                town,
                Checkin(person_id=plot.id_of(name), made_on=town.now.date(), trivsel=trivsel),
            )
        without_links = [text.split("http")[0] for text in await what_mette_sees(town)]
        assert without_links == [text.split("http")[0] for text in before]
