"""A vote on paper: the contact person ticks who has handed in, and types the pile in."""

from __future__ import annotations

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Form
from storage.tables import PaperBallot
from tests.talk import Talker, Town
from tests.voting import rows, the_round


async def ticks(town: Town, **sheets: str) -> Talker:
    """`ticks(town, jonas="yes")`: as on the page of names."""
    kirsten = town["Kirsten"]
    await kirsten.presses(write(Open("paper_ticks", f"{(await the_round(town)).id}:0")))
    await kirsten.answers(**{f"sheet__p-{name}": raw for name, raw in sheets.items()})
    return kirsten


async def types_in(
    town: Town,
    *,
    wellbeing: str = "balance",
    leadership: str = "citizen",
    whose: str = "",
    **words: str,
) -> Talker:
    """A sheet of the pile; `whose` in a vote with names."""
    kirsten = town["Kirsten"]
    await kirsten.presses(write(Open("paper_entry", (await the_round(town)).id)))
    if isinstance(kirsten.screen[-1], Form) and kirsten.form.fields[0].name == "few":
        await kirsten.answers(few="told")
    if whose:
        await kirsten.answers(whose=f"p-{whose}")
    for which, theme in (("wellbeing", wellbeing), ("leadership", leadership)):
        named = {key: raw for key, raw in words.items() if key.startswith(which)}
        blank = {f"{which}_{each}": "" for each in ("wording", "why", "helps")}
        await kirsten.answers(**{which: theme}, **{**blank, **named})
    return kirsten


async def looks(town: Town, name: str = "Kirsten") -> Talker:
    member = town[name]
    await member.presses(write(Do("paper", (await the_round(town)).id)))
    return member


async def pile(town: Town) -> list[tuple[str, str]]:
    return sorted((each.list, each.theme) for each in await rows(town, PaperBallot))
