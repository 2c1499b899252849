"""A photo in the browser chat: chosen, seen before it is sent, and sent."""

from __future__ import annotations

import pytest
from playwright.sync_api import FilePayload, expect

from bot.channels.base import Reply
from dialogs.core.cards import Card, Image, PhotoField
from tests.browser.chat import PHONE, OpenWindow
from tests.browser.server import Served
from tests.snapshots import a_photo, size_of
from tests.zoo import SESSION, form

HINT = "Der er plads til 4."
PAGE = form(
    PhotoField(name="photo", label="Hvilket billede?", hint=HINT, instead="Send det her.", most=4),
    title="Send et billede af planchen",
)


def chosen(name: str, width: int, height: int) -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": a_photo(width, height)}


@pytest.mark.parametrize(
    ("person", "settings"),
    [("jonas-friis", {}), ("lars-bech", PHONE)],
    ids=["desktop", "phone"],
)
def test_photos_are_seen_before_they_are_sent(
    puppet: Served, windows: OpenWindow, person: str, settings: dict[str, object]
) -> None:
    bot = puppet.bot
    assert bot is not None
    bot.shows = lambda heard: Reply(content=PAGE) if heard.value.endswith(":show:") else None
    bot.reply = Reply(content=PAGE, session_id=SESSION)
    window = windows(puppet, **settings).opens(person)
    window.says("billede")
    entry = window.form.locator("input[type=file]")
    entry.set_input_files([chosen("planche.jpg", 1600, 1200), chosen("mere.jpg", 900, 1200)])
    previews = window.form.locator(".previews img")
    expect(previews).to_have_count(2)
    expect(previews.first).to_have_js_property("complete", value=True)
    window.fits()
    window.is_accessible()
    window.picture("photo-phone" if settings else "photo")
    bot.reply = Reply(content=Card(title="2 billeder er gemt."), replaces=True)
    window.form.locator("button.primary").click()
    window.sees("2 billeder er gemt.")
    sent = next(each for each in reversed(bot.heard) if each.fields)
    assert sent.fields == {"photo": "0,1"}
    photos = [(sent.photos or {})[key] for key in ("0", "1")]
    assert [size_of(each.jpeg) for each in photos] == [(1600, 1200), (900, 1200)]
    shown = Image(png=photos[0].thumb, alt="Billede 1 af planchen fra gruppe 1", name="x.jpg")
    bot.reply = Reply(content=Card(title="Gruppe 1", body=(shown,)))
    window.says("sedler")
    picture = window.newest.locator("img")
    expect(picture).to_have_js_property("naturalWidth", 360)
