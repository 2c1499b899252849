"""A town whose vote is over: counted, summarised, chosen."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.core.cards import as_text
from storage import ballots, rounds
from storage.ballots import Vote
from storage.tables import Round, ThemeList
from storage.unit_of_work import Unit
from tests import town as plot
from tests.talk import Town
from tests.voting import DEADLINE, opens, the_round

FIVE = ("Jonas Friis", "Sofie Krag", "Peter Nygaard", "Fatima Yilmaz", "Lars Bech")
WHY = "Vi løber for stærkt om mandagen"
SUMMARY = "Flere ønsker mere ro."
CHOSEN = {
    "wellbeing": "meaning",
    "wellbeing_reason": "Det giver den bedste start.",
    "leadership": "direction",
    "leadership_reason": "Vi vil samme vej.",
}


async def counted(
    town: Town,
    names: Sequence[str] = FIVE,
    *,
    wellbeing: Sequence[str] = ("balance",),
    why: str = "",
    mode: str = "secret",
) -> Round:
    """A round that these people have voted in, with these themes in turn, and that is over."""
    await opened(town, mode=mode)
    for number, name in enumerate(names):
        await casts(town, name, wellbeing=wellbeing[number % len(wellbeing)], why=why)
    await town.until(DEADLINE)
    return await the_round(town)


async def opened(town: Town, *, mode: str = "secret") -> Round:
    """A named one is agreed to."""
    round_ = await opens(town, mode=mode)
    for name in ("Ali", "Birgit") if mode == "named" else ():
        await town[name].presses(f"open:named:{round_.id}")
        await town[name].answers(agree="yes")
    return await the_round(town)


async def casts(
    town: Town, name: str, *, wellbeing: str = "balance", leadership: str = "citizen", why: str = ""
) -> None:
    """A vote, put straight into the store: how people vote has tests of its own."""
    round_ = await the_round(town)
    both = {
        ThemeList.WELLBEING: Vote(theme=wellbeing, why=why),
        ThemeList.LEADERSHIP: Vote(theme=leadership),
    }

    async def cast(unit: Unit) -> None:
        mine = await rounds.participation(unit, round_.id, plot.id_of(name))
        assert mine is not None
        ballots.cast(unit, mine, both)

    await town.store.run(cast)


async def summarises(town: Town, name: str, text: str = SUMMARY) -> None:
    writer = town[name]
    await writer.presses(f"open:summary:{(await the_round(town)).id}")
    await writer.clicks("Gå videre")
    await writer.answers(summary=text)
    await writer.clicks("Send til planlægningsgruppen")


async def fills_in(town: Town, name: str, **chosen: str) -> None:
    """Up to the review."""
    answers = {**CHOSEN, **chosen}
    member = town[name]
    await member.presses(f"open:selection:{(await the_round(town)).id}")
    await member.clicks("Vælg temaer")
    for which in ("wellbeing", "leadership"):
        await member.answers(**{which: answers[which]})
        named = {key: raw for key, raw in answers.items() if key.startswith(f"{which}_")}
        await member.answers(**named)


async def chooses(town: Town, name: str, **chosen: str) -> None:
    await fills_in(town, name, **chosen)
    await town[name].clicks("Send til alle")


def posted(town: Town) -> str:
    return "\n".join(town.place("planning"))


def all_screens(town: Town, name: str) -> str:
    """Everything the person has ever been shown."""
    assert town[name].text is not None
    return "\n".join(as_text(content) for content in town[name].screen)
