"""A dialogue on the day that its groups take photos of their posters."""

from __future__ import annotations

from dialogs.core.cards import Image
from tests.talk import Talker, Town
from tests.the_day import SITTING, a_day, begins, goes_on

TABLE = f"{SITTING}|wellbeing|1"


async def at_work(town: Town, *, seated: bool = True) -> None:
    await a_day(town, seated=seated)
    await begins(town)
    await goes_on(town)
    await town.settles()


async def sends(who: Talker, *raw: bytes, table: str = TABLE) -> None:
    await who.presses(f"do:notes:{table}")
    await who.clicks("Send et billede")
    await who.shows(*raw)


def pictures(who: Talker) -> list[Image]:
    return [part for part in who.screen[-1].body if isinstance(part, Image)]
