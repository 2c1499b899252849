"""docs/operations.md says what there is: every figure, every word of /ready, every command."""

from __future__ import annotations

import re
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families
from typer.main import get_command

from bot.__main__ import cli
from bot.settings import Settings
from bot.sight import ready
from bot.sight.figures import Door, Figures, exposition
from storage.keys import new_key
from storage.sight import Seen
from tests.talk import MONDAY

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "operations.md").read_text("utf-8")


def exposed() -> set[str]:
    seen = Seen(lanes=[], planned=None, beats=[])
    figures = Figures(now=MONDAY, seen=seen, ready=True, door=Door(refused={}))
    found = text_string_to_metric_families(exposition(figures).decode())
    names = {each.name + ("_total" if each.type == "counter" else "") for each in found}
    # When a figure was first counted, which the library adds once something has been.
    ours = {each for each in names if each.startswith("kombot_")}
    return {each for each in ours if not each.endswith("_created")}


def test_every_figure_is_told_of_and_no_other() -> None:
    told = {
        name
        for line in GUIDE.splitlines()
        if line.startswith("| `kombot_")
        for name in re.findall(r"`(kombot_\w+)`", line.split("|")[1])
    }
    assert told == exposed()


def test_every_word_of_ready_is_told_of() -> None:
    words = {word for _, word in ready.SAYS} | {
        ready.BUSY,
        ready.UNAVAILABLE,
        ready.OLD,
        ready.NONE,
    }
    assert {word for word in words if f"`{word}`" not in GUIDE} == set()


def test_every_command_and_setting_in_it_is_there() -> None:
    commands = set(get_command(cli).commands)  # type: ignore[attr-defined]
    blocks = "\n".join(re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL))
    told = set(re.findall(r"(?:^|&& )kombot ([a-z]+)", blocks, re.MULTILINE))
    assert told <= commands
    assert told == {"status", "doctor", "backup", "deletions", "restore", "move"}
    example = (ROOT / ".env.example").read_text("utf-8")
    named = set(re.findall(r"\bKOMBOT_[A-Z_]+", GUIDE))
    assert {name for name in named if name.removesuffix("_FILE") not in example} == set()


def test_the_number_it_names_is_the_settings_own() -> None:
    assert Settings.from_env({"KOMBOT_KEYS": new_key()}).metrics_host == "127.0.0.1"
    assert "on loopback\nunless `KOMBOT_METRICS_HOST`" in GUIDE
