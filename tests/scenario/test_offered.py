"""What is offered in a round's overview and at home can be done now, at every stage of it."""

from __future__ import annotations

from pathlib import Path

from bot.channels.simulator.lived import STAGES, live_to
from tests.scenario.test_lived_round import a_life
from tests.talk import Town, a_town

BEFORE = "I dag mødes I. Læs dine eksempler igennem"


async def shown(town: Town, name: str, word: str) -> str:
    await town[name].writes(word)
    return town[name].text


async def test_nothing_is_offered_that_is_refused_on_the_way_from_the_day_to_the_follow_up(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        life = await a_life(town)
        await live_to(life, "prepared")
        before = await shown(town, "Kirsten", "runde")
        assert "Selve Udviklingsdialogen: tirsdag den 29. september" in before
        assert "Senest tirsdag den 29. september" not in before
        await STAGES["held"](life)
        told = [
            text for text in town["Mette"].messages if text.startswith("Jeres Udviklingsdialog")
        ]
        assert not any("Se efter" in text or "Nu er det let" in text for text in told)
        assert all("Se hele forløbet" in text for text in told)
        for name in ("Kirsten", "Mette", "Jonas"):
            text = await shown(town, name, "runde")
            assert "Send planen videre" not in text
            assert "Se tavlen" not in text
            assert BEFORE not in await shown(town, name, "hjem")
        assert "Det skrev grupperne" in await shown(town, "Mette", "runde")
        plan = await shown(town, "Kirsten", "plan")
        assert "Vurdér overskrifterne" not in plan
        assert "Fortæl det til alle" not in plan
        await STAGES["planned"](life)
        assert "Fortæl det til alle" not in await shown(town, "Kirsten", "plan")
        for name in ("Kirsten", "Mette"):
            text = await shown(town, name, "runde")
            assert "Send planen videre" in text
            assert "Se tavlen" in text
            assert "Planen sendes senest" in await shown(town, name, "hjem")
        await STAGES["told"](life)
        assert "Planen sendes senest" not in await shown(town, "Kirsten", "hjem")
        await STAGES["running"](life)
        for name in ("Kirsten", "Mette"):
            text = await shown(town, name, "runde")
            for offered in ("Se, hvad I har sendt", "Se planen", "Følg op på indsatserne"):
                assert offered in text
            assert "Send planen videre" not in text
            assert "I gang lige nu: " in await shown(town, name, "hjem")
        await STAGES["followed"](life)
        for name in ("Kirsten", "Mette"):
            assert "Følg op på indsatserne" not in await shown(town, name, "runde")


async def test_nobody_is_reminded_of_what_cannot_be_done_yet(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        life = await a_life(town)
        await live_to(life, "opened")
        await town.passes(days=75)
        told = [text for name in ("Kirsten", "Mette", "Ali") for text in town[name].messages]
        assert any(text.startswith("Er det praktiske på plads?") for text in told)
        for title in ("Send invitationen", "Sæt grupperne", "Lav en plan", "Hvad tager du selv"):
            assert not any(text.startswith(title) for text in told), title


async def test_a_plan_is_told_of_and_begun_only_when_it_is_made(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        life = await a_life(town)
        await live_to(life, "held")
        await town.passes(days=60)
        told = [text for name in ("Kirsten", "Mette", "Ali") for text in town[name].messages]
        assert any(text.startswith("Lav en plan sammen") for text in told)
        for title in ("Fortæl, hvad I har valgt", "Er I kommet i gang?"):
            assert not any(text.startswith(title) for text in told), title
        assert any("1. december: Sidste dag for at sende udviklingsplanen" in text for text in told)
        assert not any("[Send planen videre]" in text for text in told)
