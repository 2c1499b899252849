"""Pictures for the planning groups' guide, from the simulator: `make screenshots`."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Page, ViewportSize

from tests.browser.chromium import chromium
from tests.browser.server import serving, the_demo

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
WINDOW = ViewportSize(width=1360, height=1500)
LIVES_MS = 240_000
SETTLES_MS = 1_500
COLOURS = 64


@dataclass(frozen=True, kw_only=True)
class Shot:
    """After `stage` is lived, what kombot shows `person` last, of what they `say` if anything."""

    name: str
    stage: str
    person: str
    say: str = ""
    place: str = ""


SHOTS = (
    Shot(name="runde-forloeb", stage="chosen", person="kirsten-dahl", say="runde"),
    Shot(name="runde-invitation", stage="invited", person="jonas-friis"),
    Shot(name="runde-grupper", stage="prepared", person="", place="everyone"),
    Shot(name="runde-dagen", stage="prepared", person="mette-holm", say="dagen"),
    Shot(name="runde-tavle", stage="running", person="", place="everyone"),
    Shot(name="runde-arbejdspladser", stage="running", person="hanne-riis", say="arbejdspladser"),
)


def main() -> None:
    with (
        TemporaryDirectory() as folder,
        serving(the_demo, Path(folder)) as demo,
        chromium() as browser,
    ):
        page = browser.new_page(viewport=WINDOW)
        for shot in SHOTS:
            _take(page, demo.url, shot)


def _take(page: Page, url: str, shot: Shot) -> None:
    page.goto(f"{url}/simulator")
    page.locator(f'[data-live="{shot.stage}"]').click()
    page.locator("[data-live][aria-disabled]").first.wait_for(state="attached")
    page.locator("[data-live][aria-disabled]").first.wait_for(state="detached", timeout=LIVES_MS)
    who = shot.person or "kirsten-dahl"
    page.goto(f"{url}/simulator?person={who}" + (f"&place={shot.place}" if shot.place else ""))
    page.wait_for_timeout(SETTLES_MS)
    if shot.say:
        page.fill("#words", shot.say)
        page.keyboard.press("Enter")
        page.wait_for_timeout(SETTLES_MS)
    drawn = page.locator(".card").last.screenshot()
    keep_picture(drawn, FOLDER / f"{shot.name}.png")


def keep_picture(png: bytes, file: Path) -> None:
    picture = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS)
    picture.save(file, optimize=True)


if __name__ == "__main__":
    main()
