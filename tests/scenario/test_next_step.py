"""What comes next stands first, in a round's overview and at home."""

from __future__ import annotations

from pathlib import Path

from bot.channels.simulator.lived import STAGES, live_to
from dialogs.core.cards import Button
from tests.after_dialogue import a_dialogue, reports_back, speaks_english
from tests.scenario.test_lived_round import a_life
from tests.talk import Town, a_town


async def shown(town: Town, name: str, word: str) -> str:
    await town[name].writes(word)
    return town[name].text


def first(town: Town, name: str) -> Button:
    return town[name].screen[-1].buttons[0]


async def test_the_next_step_is_named_at_home_and_its_button_stands_first(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        life = await a_life(town)
        await live_to(life, "chosen")
        home = await shown(town, "Kirsten", "hjem")
        assert "Næste skridt: Invitation til dialogen: senest fredag den 11. september" in home
        assert "Næste skridt" not in await shown(town, "Jonas", "hjem")
        await speaks_english(town, "Ali")
        home = await shown(town, "Ali", "home")
        assert "Next step: " in home
        assert ": by Friday 11 September" in home
        await shown(town, "Kirsten", "runde")
        assert (first(town, "Kirsten").label, first(town, "Kirsten").style) == (
            "Send invitationen",
            "primary",
        )
        await STAGES["invited"](life)
        await STAGES["prepared"](life)
        home = await shown(town, "Kirsten", "hjem")
        assert "Næste skridt: Selve Udviklingsdialogen: tirsdag den 29. september" in home
        await STAGES["held"](life)
        text = await shown(town, "Kirsten", "runde")
        assert first(town, "Kirsten").label == "Sortér gruppernes sedler"
        assert "Alle forbereder eksempler: Sluttede med dialogen" in text
        assert "Skulle være klar" not in text
        assert "Aflys" not in text
        text = await shown(town, "Mette", "runde")
        assert first(town, "Mette").label == "Tænk over dialogen"
        assert text.index("Udviklingstiltag i gang") < text.index("Opfølgning på tværs")
        await STAGES["planned"](life)
        await STAGES["told"](life)
        text = await shown(town, "Mette", "runde")
        assert "Læs dine tanker igen" in text
        assert "Tænk over dialogen" not in text
        labels = [button.label for button in town["Mette"].screen[-1].buttons]
        assert labels[-3:] == ["Flyt en dag", "Få hjælp fra HR", "Hjem"]
        assert "Jeg har samlet op" in labels
        await town["Mette"].clicks("Jeg har samlet op")
        await town["Mette"].answers(what="kept")
        assert "Jeg har samlet op" not in await shown(town, "Mette", "runde")
        await STAGES["running"](life)
        assert "Næste skridt" not in await shown(town, "Kirsten", "hjem")


async def test_a_promise_and_a_follow_up_whose_day_has_passed_wait_at_home(tmp_path: Path) -> None:
    # TAL-59, TAL-74
    async with a_town(tmp_path) as town:
        await a_dialogue(town)
        await reports_back(town)
        for days, label in ((0, ""), (70, "Jeg har samlet op"), (30, "Følg op på indsatserne")):
            await town.passes(days=days)
            await town["Mette"].writes("hjem")
            labels = [button.label for button in town["Mette"].screen[-1].buttons]
            if label:
                assert label in labels
                town["Mette"].sees("Her er det, der venter på dig.")
            else:
                assert not {"Jeg har samlet op", "Følg op på indsatserne"} & set(labels)
