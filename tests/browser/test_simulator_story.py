"""The stories of the guide, told in the browser from the first click to the last."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.chat import OpenWindow, Window
from tests.browser.server import MONDAY, Served

VOTERS = ("jonas-friis", "camilla-toft")


def day(ahead: int) -> str:
    return (MONDAY + timedelta(days=ahead)).date().isoformat()


def open_the_vote(window: Window) -> None:
    window.page.get_by_role("button", name="Åbn den som Kirsten").click()
    window.clicks("Ja, vi er klar")
    days = {"dialogue_on": day(30), "deadline_on": day(4), "plan_due": day(100)}
    expect(window.form).to_be_visible()
    while window.form.count():
        for name, value in days.items():
            entry = window.form.locator(f"input[name={name}]")
            if entry.count():
                entry.fill(value)
        window.answers_all()
    window.picture("overview")
    window.is_accessible()
    window.clicks("Åbn afstemningen")


def vote(window: Window, person: str) -> None:
    window.opens(person)
    window.clicks("Stem på temaer")
    expect(window.form).to_be_visible()
    while window.form.count():
        if person == VOTERS[0] and window.form.locator("details").count():
            window.form.locator("summary").first.click()
            window.is_accessible()
            window.picture("themes")
        window.answers_all()
    window.newest.locator("button.primary").click()
    expect(window.newest.locator("h3")).to_contain_text("gemt")


@pytest.mark.long
def test_a_whole_vote_is_told_by_its_buttons(demo: Served, windows: OpenWindow) -> None:
    window, onlooker = windows(demo).opens(), windows(demo).opens("mette-holm", place="planning")
    open_the_vote(window)
    expect(window.list_row("Jonas Friis").locator(".unread")).to_be_visible()
    onlooker.sees(re.compile(r"0 af 12 har svaret"))
    for person in VOTERS:
        vote(window, person)
    window.page.get_by_role("button", name="Lad kolleger stemme").click()
    expect(window.page.locator("#said")).to_have_text("6 kolleger har stemt.")
    window.page.locator(".story").get_by_role("button", name="Spol en uge frem").click()
    expect(window.page.locator("#said")).to_contain_text("mandag den 17. august", timeout=60_000)
    expect(window.page.locator("#links")).to_contain_text("Planlægningsgruppen")
    window.picture("a-week-later")
    window.page.locator(".story").get_by_role("button", name="Se optællingen").click()
    window.sees("8 af 12 har svaret")
    expect(window.page.locator(".picture img").first).to_have_attribute(
        "alt", re.compile("stemmer")
    )
    onlooker.sees("8 af 12 har svaret")
    window.is_accessible()
    window.picture("tally")


def test_a_talk_is_prepared_and_the_goal_is_followed_up(demo: Served, windows: OpenWindow) -> None:
    window = windows(demo).opens()
    window.page.get_by_role("button", name="Forbered dig som Jonas").click()
    expect(window.page.locator("#chat-title")).to_have_text("Jonas Friis")
    expect(window.form).to_be_visible()
    window.is_accessible()
    window.picture("preparation")
    window.page.get_by_role("button", name="Lav et check-in som Sofie").click()
    expect(window.page.locator("#chat-title")).to_have_text("Sofie Krag")
    expect(window.form).to_be_visible()
    window.page.locator(".story").get_by_role("button", name="Spol til næste hændelse").click()
    expect(window.page.locator("#said")).to_contain_text("Nu er det", timeout=60_000)


def test_the_colleagues_live_a_round_to_where_one_steps_in(
    demo: Served, windows: OpenWindow
) -> None:
    window = windows(demo).opens()
    window.page.get_by_role("button", name="Alle har stemt").click()
    said = window.page.locator("#said")
    expect(said).to_contain_text("Gå ind som den, du vil", timeout=60_000)
    window.picture("lived")
    window.is_accessible()
    window.page.locator("#words").fill("runde")
    window.page.keyboard.press("Enter")
    expect(window.newest.locator("h3")).to_have_text("Nu kan I vælge temaer")
