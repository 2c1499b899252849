"""What Slack shows of kombot, drawn in a browser: nothing is broken, empty or cut off.

`make screenshots` leaves the same as pictures to look at.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Browser, Page

from tests.screenshots import FOLDER, WINDOW, lived, pages, picture
from tests.slack_shots import Shot

pytestmark = pytest.mark.node

SURFACES = {
    *("announcement", "channel", "check-in", "home-employee", "home-leader", "invitation"),
    *("preparation-page", "running", "tally", "vote-themes"),
}


@pytest.fixture(scope="module")
def shots() -> Mapping[str, Shot]:
    """Lived in a thread of its own: this one may be the browser's."""
    with ThreadPoolExecutor(1) as pool:
        return {shot.name: shot for shot in pool.submit(lived).result()}


@pytest.fixture(scope="module")
def drawn(shots: Mapping[str, Shot]) -> Mapping[str, str]:
    return pages(shots.values())


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """It asks nobody for anything and complains of nothing."""
    page, noise = browser.new_page(viewport=WINDOW), list[str]()
    page.on("console", lambda message: noise.append(message.text))
    page.on("pageerror", lambda error: noise.append(str(error)))
    page.on("request", lambda asked: noise.append(asked.url[:80]))
    yield page
    assert [each for each in noise if not each.startswith("data:")] == []
    page.close()


def test_every_main_surface_is_looked_at(shots: Mapping[str, Shot]) -> None:
    assert SURFACES - set(shots) == set()


def test_every_word_is_seen(
    page: Page, shots: Mapping[str, Shot], drawn: Mapping[str, str]
) -> None:
    for name, shot in shots.items():
        page.set_content(drawn[name])
        seen = " ".join(page.locator("article").inner_text().split())
        assert [words for words in shot.words if words not in seen] == [], name


def test_every_picture_is_whole_and_said_in_words(page: Page, drawn: Mapping[str, str]) -> None:
    whole = "all => all.map(each => each.complete && each.naturalWidth > 100 && each.alt !== '')"
    page.set_content(drawn["tally"])
    found = page.locator("img").evaluate_all(whole)
    assert found == [True, True]


def test_nothing_is_empty_and_nothing_sticks_out(
    page: Page, shots: Mapping[str, Shot], drawn: Mapping[str, str]
) -> None:
    low = "all => all.filter(each => each.offsetHeight < 10).map(each => each.className)"
    wide = (
        "all => all.filter(each => each.scrollWidth > each.clientWidth + 1).map(e => e.className)"
    )
    for name in shots:
        page.set_content(drawn[name])
        blocks = page.locator(".block")
        assert blocks.count() == len(shots[name].view["blocks"]), name
        assert blocks.evaluate_all(low) == [], name
        assert page.locator("article, .block").evaluate_all(wide) == [], name


def test_the_pictures_are_kept_to_look_at(page: Page, drawn: Mapping[str, str]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, html in drawn.items():
        page.set_content(html)
        (FOLDER / f"slack-{name}.png").write_bytes(png := picture(page))
        assert len(png) < 150_000, name
