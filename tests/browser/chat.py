"""A window on the simulator that is used as people use it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import APIResponse, Locator, Page, Route, expect

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
# What is still fading in has colours of its own.
SCREENSHOTS = Path(__file__).parents[2] / "out" / "screenshots"
PHONE: Mapping[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}
DESKTOP: Mapping[str, Any] = {"viewport": {"width": 1440, "height": 900}}
CALM: Mapping[str, Any] = {"locale": "da-DK", "reduced_motion": "reduce"}
"""Nothing fades in: half faded text has too little contrast for the instant that is looked at."""


@dataclass
class Late:
    """An answer on its way: what was asked for is looked up, or done, at once."""

    route: Route | None = None
    answer: APIResponse | None = None

    def held(self, route: Route) -> None:
        self.route, self.answer = route, route.fetch()

    def arrives(self) -> None:
        assert self.route is not None
        self.route.fulfill(response=self.answer)

    def gets_lost(self) -> None:
        assert self.route is not None
        self.route.abort()


@dataclass
class Window:
    """`complaints` are errors of the page's own; `strangers` hosts that it asked something of."""

    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self._asked(request.url))

    def opens(self, person: str = "", *, place: str = "") -> Window:
        query = f"?person={person}" + (f"&place={place}" if place else "") if person else ""
        self.page.goto(f"{self.url}/simulator{query}")
        expect(self.lines.or_(self.page.locator("#log .empty")).first).to_be_visible()
        return self

    @property
    def lines(self) -> Locator:
        return self.page.locator("#log .message")

    @property
    def newest(self) -> Locator:
        return self.lines.last

    @property
    def form(self) -> Locator:
        return self.page.locator("#log form.card").last

    def says(self, words: str) -> None:
        self.page.get_by_label("Skriv til kombot").fill(words)
        self.page.locator("#composer").get_by_role("button", name="Send").click()
        expect(self.page.locator(".mine", has_text=words).last).to_be_visible()

    def chooses(self, word: str) -> None:
        self.page.locator(".chip", has_text=re.compile(f"^{word}$")).click()

    def clicks(self, label: str) -> None:
        self.page.locator("#log").get_by_role("button", name=label, exact=True).last.click()

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.locator("#log")).to_contain_text(text)

    def sees_title(self, text: str) -> None:
        expect(self.newest.locator("h3")).to_have_text(text)

    def answers_all(self) -> None:
        """Choose the first of everything on the page in front, and go on."""
        title = self.form.locator("h3").inner_text()
        for group in self.form.locator("fieldset").all():
            group.locator("input").first.check()
        self.form.locator("button.primary").click()
        expect(self.newest.locator("h3")).not_to_have_text(title)

    def list_row(self, name: str) -> Locator:
        return self.page.locator("#list a", has_text=name)

    def moves_clock(self, label: str) -> None:
        self.page.locator(".moves").get_by_role("button", name=label, exact=True).click()
        expect(self.page.locator("#said")).to_contain_text("Nu er det", timeout=60_000)

    def holds_back(self, address: str) -> Late:
        """The next answer from there comes when it is told to; those after it come as always."""
        late = Late()
        self.page.route(address, late.held, times=1)
        return late

    def picture(self, name: str) -> None:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"simulator-{name}.png", animations="disabled")

    def is_accessible(self) -> None:
        """No violation of any rule of axe-core, its advice included."""
        self.page.evaluate(AXE)
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        told = [
            (rule["id"], [node["target"] for node in rule["nodes"]], rule["help"])
            for rule in found["violations"]
        ]
        assert told == [], told

    def fits(self) -> None:
        """Nothing sticks out to the side."""
        wide = self.page.evaluate(
            "[...document.querySelectorAll('#log *')].filter(e => e.closest('.table') === null"
            " && e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)"
            ".map(e => e.outerHTML.slice(0, 80))"
        )
        assert wide == [], wide
        assert self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    def is_quiet(self) -> None:
        assert self.complaints == []
        assert self.strangers == []

    def _asked(self, url: str) -> None:
        host = urlsplit(url).hostname
        if host not in {None, urlsplit(self.url).hostname}:
            self.strangers.append(url)


OpenWindow = Callable[..., Window]
