"""One browser and one server for each file: the files of a run share neither."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.chat import CALM, DESKTOP, OpenWindow, Window
from tests.browser.chromium import chromium
from tests.browser.server import Served, a_puppet, serving, the_demo

# A busy machine with two cores takes its time; a test that holds never waits for it.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(the_demo, tmp_path_factory.mktemp("demo")) as served:
        yield served


@pytest.fixture(scope="module")
def puppet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(a_puppet, tmp_path_factory.mktemp("puppet")) as served:
        yield served


@pytest.fixture
def windows(browser: Browser) -> Iterator[OpenWindow]:
    """Opens windows of one person's browser each; none of them may have complained at the end."""
    opened: list[Window] = []

    def open_window(served: Served, **settings: object) -> Window:
        context = browser.new_context(**{**CALM, **DESKTOP, **settings})
        context.set_default_timeout(15_000)
        window = Window(context.new_page(), served.url)
        opened.append(window)
        return window

    yield open_window
    for window in opened:
        window.is_quiet()
        window.page.context.close()
