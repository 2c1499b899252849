"""A vote of which a part comes on paper, lived on each channel (X-13)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from storage.tables import Ballot, PaperBallot
from tests.scenario.drivers import Life, Living, sees
from tests.scenario.living import on_each_channel
from tests.scenario.test_whole_life import DEADLINE, EARLY, opens, votes

IN_CHAT = 4


@on_each_channel
async def test_sheets_are_ticked_typed_in_and_counted(tmp_path: Path, living: Living) -> None:
    #
    async with living(tmp_path) as life:
        await opens(life)
        for name, theme in list(EARLY.items())[:IN_CHAT]:
            await votes(life[name], wellbeing=theme, why="")
        await ticks(life, "Henrik")
        await life.settles()
        assert "har noteret, at du har afleveret en stemmeseddel" in life["Henrik"].seen
        await life.until(DEADLINE + timedelta(minutes=1))
        await types_in(life)
        await life.settles()
        assert await life.rows(PaperBallot) == []
        themes = [each.theme for each in await life.rows(Ballot) if each.list == "wellbeing"]
        assert sorted(themes) == sorted([*list(EARLY.values())[:IN_CHAT], "mastery"])


async def ticks(life: Life, name: str) -> None:
    kirsten = life["Kirsten"]
    await kirsten.writes("runde")
    await kirsten.clicks("Stem på papir")
    sees(kirsten, "Print stemmesedlen")
    await kirsten.clicks("Kryds af: Ali Hassan – Sofie Krag")
    sheets = {each: "no" for each in kirsten.fields if each.startswith("sheet")}
    assert len(sheets) == len(kirsten.fields)
    sheets[f"sheet.p-{name.casefold()}"] = "yes"
    await kirsten.answers(**{each.replace(".", "__"): raw for each, raw in sheets.items()})
    sees(kirsten, "1 har nu afleveret på papir.")


async def types_in(life: Life) -> None:
    kirsten = life["Kirsten"]
    await kirsten.writes("runde")
    await kirsten.clicks("Stem på papir")
    await kirsten.clicks("Tast en seddel ind")
    await kirsten.answers(few="told")
    await kirsten.answers(wellbeing="mastery", wellbeing_why="Skrevet på papir")
    await kirsten.answers(leadership="citizen")
    sees(kirsten, "1 seddel er tastet ind, og 1 har afleveret.")
