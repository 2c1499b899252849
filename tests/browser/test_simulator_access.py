"""The browser chat by keyboard, in the dark, without motion, and before axe-core."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from bot.channels.base import Reply
from dialogs.core.cards import Form
from tests.browser.chat import DESKTOP, PHONE, OpenWindow
from tests.browser.server import Served
from tests.zoo import CARDS

SHAPES = {"desktop": DESKTOP, "phone": PHONE}


def tab_to(page: Page, selector: str, *, most: int = 40) -> None:
    """Press Tab until this has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    message = f"Tab never reaches {selector}"
    raise AssertionError(message)


def test_the_first_key_leads_past_the_list(demo: Served, windows: OpenWindow) -> None:
    window = windows(demo).opens("ali-hassan")
    page = window.page
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Spring til chatten")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#chat') !== null")


def test_a_whole_check_in_can_be_made_by_keyboard(demo: Served, windows: OpenWindow) -> None:
    window = windows(demo).opens("lars-bech")
    page = window.page
    page.locator("#words").focus()
    page.keyboard.type("check-in")
    page.keyboard.press("Enter")
    expect(window.form).to_be_visible()
    expect(page.locator("#words")).to_be_focused()
    window.form.locator("h3").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(window.form.locator("input[value='2']")).to_be_checked()
    tab_to(page, "#log .primary")
    page.keyboard.press("Enter")
    expect(window.form.locator("h3")).to_be_focused()
    while window.form.count():
        title = window.form.locator("h3").inner_text()
        tab_to(page, "#log input[type=radio]")
        page.keyboard.press("Space")
        tab_to(page, "#log .primary")
        page.keyboard.press("Enter")
        expect(window.newest.locator("h3")).not_to_have_text(title)
    expect(window.newest.locator("h3")).to_be_focused()


def test_focus_can_always_be_seen(demo: Served, windows: OpenWindow) -> None:
    window = windows(demo).opens("ali-hassan")
    unseen = []
    for _ in range(45):
        window.page.keyboard.press("Tab")
        found = window.page.evaluate(
            "(() => { const e = document.activeElement; const s = getComputedStyle(e);"
            " return [e.outerHTML.slice(0, 60), s.outlineStyle, parseFloat(s.outlineWidth)]; })()"
        )
        if found[1] == "none" or found[2] < 2:
            unseen.append(found[0])
    assert unseen == []


def test_one_can_stay_on_the_list_while_news_arrives(demo: Served, windows: OpenWindow) -> None:
    window, other = windows(demo).opens("ali-hassan"), windows(demo).opens("birgit-lund")
    window.list_row("Sofie Krag").focus()
    other.page.locator("#list a", has_text="Hanne Riis").click()
    expect(other.page.locator("#chat-title")).to_have_text("Hanne Riis")
    other.says("hjem")
    expect(window.list_row("Sofie Krag")).to_be_focused()


def test_news_is_announced(demo: Served, windows: OpenWindow) -> None:
    one, other = windows(demo).opens("birgit-lund"), windows(demo).opens("birgit-lund")
    one.says("hjælp")
    expect(other.page.locator("#live")).to_have_text("Ny besked fra kombot til Birgit Lund")


def test_nothing_moves_for_those_who_do_not_want_it(demo: Served, windows: OpenWindow) -> None:
    window = windows(demo, reduced_motion="reduce").opens("ali-hassan")
    moving = window.page.evaluate("document.getAnimations().length")
    name = window.page.evaluate("getComputedStyle(document.querySelector('.line')).animationName")
    assert (moving, name) == (0, "none")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("shape", SHAPES)
def test_every_state_is_accessible(
    demo: Served, windows: OpenWindow, shape: str, scheme: str
) -> None:
    window = windows(demo, color_scheme=scheme, **SHAPES[shape]).opens("sofie-krag")
    window.is_accessible()
    window.picture(f"{shape}-{scheme}")
    window.chooses("check-in")
    expect(window.form).to_be_visible()
    window.is_accessible()
    window.picture(f"{shape}-{scheme}-form")
    window.fits()
    window.clicks("Stop")
    expect(window.newest.get_by_role("button", name="Nej, fortsæt")).to_be_visible()
    window.is_accessible()
    window.opens("kirsten-dahl", place="everyone")
    window.is_accessible()
    if shape == "phone":
        window.page.locator("#guide-toggle").click()
        window.is_accessible()
        window.picture(f"{shape}-{scheme}-guide")


def test_everything_a_channel_can_be_asked_to_show_is_accessible(
    puppet: Served, windows: OpenWindow
) -> None:
    """One conversation with all of the zoo in it, wide and narrow."""
    assert puppet.bot is not None
    window = windows(puppet).opens("jonas-friis")
    answers = {}
    for at, (name, content) in enumerate(CARDS.items()):
        # By what was said, as the answer to one may come after the next is said.
        answers[name] = Reply(content=content, session_id=f"s{at}")
        answers[f"turn:s{at}:0:show:"] = Reply(content=content)
    puppet.bot.shows = lambda inbound: answers.get(inbound.value or inbound.text)
    for name in CARDS:
        window.says(name)
    forms = sum(isinstance(content, Form) for content in CARDS.values())
    expect(window.page.locator("#log form")).to_have_count(forms)
    window.is_accessible()
    window.fits()
    narrow = windows(puppet, **PHONE).opens("jonas-friis")
    narrow.fits()
