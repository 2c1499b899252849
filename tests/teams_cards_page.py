"""A page that shows cards as Teams does: npm `adaptivecards` in a browser, in Teams' own looks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, ViewportSize

HERE = Path(__file__).parent / "node"
DRAWING = HERE / "node_modules" / "adaptivecards" / "dist"
PHONE, WIDE = ViewportSize(width=320, height=640), ViewportSize(width=660, height=900)
THEMES = ("light", "dark", "contrast")
EMPTY = """<!doctype html><html lang="da"><title>Teams</title><meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<body><main><h1>Teams</h1><article></article></main>"""
STICKING_OUT = """() => {
  const edge = document.querySelector("article").getBoundingClientRect().right + 1;
  return [...document.querySelectorAll("article *")]
    .filter(each => each.getBoundingClientRect().right > edge)
    .map(each => each.outerHTML.slice(0, 100));
}"""


class CardPage:
    """One page for many cards."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.set_content(EMPTY)
        for sheet in (DRAWING / "adaptivecards.css", HERE / "show.css"):
            page.add_style_tag(content=sheet.read_text(encoding="utf-8"))
        page.add_script_tag(path=DRAWING / "adaptivecards.min.js")
        page.add_script_tag(path=HERE / "show.js")

    def shows(self, card: dict[str, Any], *, theme: str = "light") -> None:
        self.page.evaluate("([card, theme]) => show(card, theme)", [card, theme])

    def pressed(self) -> list[dict[str, Any]]:
        """What Teams would be told, button by button."""
        found: list[dict[str, Any]] = self.page.evaluate("pressed")
        return found

    def sticking_out(self) -> list[str]:
        found: list[str] = self.page.evaluate(STICKING_OUT)
        return found
