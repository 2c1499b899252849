"""Pictures for the guide to conversations, of the simulator and of papers: `make screenshots`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, ViewportSize

from bot.papers.printing import print_png
from dialogs import WORDS_FOLDER
from dialogs.concepts import Packs
from dialogs.core.paper import Paper
from dialogs.core.texts import Speaker, Texts
from dialogs.talks.pictures.own_year import OwnYear, drawn
from dialogs.talks.questions import sections
from dialogs.talks.sheets.access import Sheet
from dialogs.talks.sheets.wheel_paper import paper_of
from storage.tables import Checkin, Goal
from tests.browser.chromium import chromium
from tests.browser.server import serving, the_demo
from tests.guide_shots import FOLDER, SETTLES_MS, keep_picture

WINDOW = ViewportSize(width=1360, height=2300)
"""So tall that the longest card is seen whole."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What kombot shows a person who writes this."""

    name: str
    person: str
    words: str


SHOTS = (
    Said(name="samtale-forberedelse", person="jonas-friis", words="forbered"),
    Said(name="samtale-dagsorden", person="jonas-friis", words="dagsorden"),
    Said(name="samtale-aarshjul", person="mette-holm", words="årshjul"),
)


def main() -> None:
    for paper in (the_wheel(), a_year()):
        keep_picture(print_png(paper, "da", ppi=60)[0], FOLDER / f"samtale-{paper.name}.png")
    with (
        TemporaryDirectory() as folder,
        serving(the_demo, Path(folder)) as demo,
        chromium() as browser,
    ):
        page = browser.new_page(viewport=WINDOW)
        for shot in SHOTS:
            _take(page, demo.url, shot)


def _say() -> Speaker:
    return Speaker(texts=Texts((WORDS_FOLDER,)), language="da", zone="Europe/Copenhagen")


def a_year() -> Paper:
    """As somebody who has done four check-ins prints it."""
    days = [date(2026, month, 3) for month in (2, 5, 8, 11)]
    goal = Goal(
        id="goal", person_id="j", leader_id="m", title="Lede et møde", agreed_on=date(2026, 2, 3)
    )
    found = OwnYear(
        checkins=[
            Checkin(person_id="j", made_on=day, trivsel=value)
            for day, value in zip(days, (6, 5, 7, 8), strict=True)
        ],
        goals=[goal],
        progress=[(goal.id, day, value) for day, value in zip(days, (1, 3, 5, 8), strict=True)],
    )
    return Paper(name="mit-aar", title=_say()("own_year/title"), parts=tuple(drawn(found, _say())))


def the_wheel() -> Paper:
    """Blank, as it lies on the table."""
    pack = Packs().talk("norddjurs_mus")
    sheet = Sheet(pack=pack, sections=sections(pack, {}, "da"), talk=None, name="")
    return paper_of(sheet, _say())


def _take(page: Page, url: str, shot: Said) -> None:
    page.goto(f"{url}/simulator?person={shot.person}")
    page.wait_for_timeout(SETTLES_MS)
    page.fill("#words", shot.words)
    page.keyboard.press("Enter")
    page.wait_for_timeout(4 * SETTLES_MS)
    keep_picture(page.locator(".card").last.screenshot(), FOLDER / f"{shot.name}.png")


if __name__ == "__main__":
    main()
