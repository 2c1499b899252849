"""The browser chat in a real browser, as a newcomer meets it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.chat import PHONE, OpenWindow
from tests.browser.server import Served


def test_a_newcomer_is_met_by_people_a_welcome_and_something_to_try(
    demo: Served, windows: OpenWindow
) -> None:
    window = windows(demo).opens()
    page = window.page
    expect(page).to_have_title(re.compile("Kirsten Dahl"))
    expect(page.locator(".group h3")).to_have_text(
        ["Kanaler", "Leder", "Planlægningsgruppe", "Medarbejdere", "MED", "Personaleafdeling"]
    )
    expect(page.locator("#list a")).to_have_count(19)
    expect(window.list_row("Kirsten Dahl")).to_have_attribute("aria-current", "page")
    expect(page.locator("#now")).to_contain_text("mandag den 10. august 2026 kl. 9")
    window.sees("Hej Kirsten")
    expect(page.locator(".story")).to_have_count(4)
    window.picture("welcome")


@pytest.mark.parametrize("address", ["?person=nobody", "?person=jonas-friis&place=planning"])
def test_an_address_that_leads_nowhere_leads_to_somebody(
    demo: Served, windows: OpenWindow, address: str
) -> None:
    window = windows(demo)
    window.page.goto(f"{demo.url}/simulator{address}")
    expect(window.page.locator("#chat-title")).to_have_text(re.compile("Kirsten Dahl|Jonas Friis"))
    expect(window.newest).to_be_visible()
    expect(window.page.get_by_role("alert")).to_be_hidden()


def test_a_suggestion_is_said_and_answered(demo: Served, windows: OpenWindow) -> None:
    window = windows(demo).opens("lars-bech")
    window.chooses("hjem")
    expect(window.page.locator(".mine")).to_have_text(re.compile("hjem"))
    expect(window.newest.locator("h3")).to_contain_text("Lars")
    window.picture("home")


def test_words_that_mean_nothing_get_a_kind_answer(demo: Served, windows: OpenWindow) -> None:
    window = windows(demo).opens("lars-bech")
    window.says("hvad er vejret")
    window.sees("Det forstod jeg ikke")


def test_what_is_missing_is_said_at_its_field_and_nothing_is_lost(
    demo: Served, windows: OpenWindow
) -> None:
    window = windows(demo).opens("camilla-toft")
    window.chooses("check-in")
    window.form.locator("input[type=text]").fill("Der er travlt.")
    window.form.locator("button.primary").click()
    error = window.form.locator(".error")
    expect(error).to_be_visible()
    expect(window.form.locator("input[type=text]")).to_have_value("Der er travlt.")
    expect(window.form.locator("fieldset input").first).to_be_focused()
    described = window.form.locator("fieldset").first.get_attribute("aria-describedby") or ""
    assert (error.get_attribute("id") or "-") in described
    window.is_accessible()
    window.picture("error")


def test_what_was_looked_up_before_an_answer_does_not_take_its_place(
    demo: Served, windows: OpenWindow
) -> None:
    window = windows(demo).opens("birgit-lund")
    late = window.holds_back("**/simulator/conversation?*")
    window.chooses("check-in")
    window.form.locator("input[type=text]").fill("Der er travlt.")
    window.form.locator("button.primary").click()
    expect(window.form.locator(".error")).to_be_visible()
    with window.page.expect_response("**/simulator/conversation?*"):
        late.arrives()
    expect(window.form.locator(".error")).to_be_visible()
    expect(window.form.locator("input[type=text]")).to_have_value("Der er travlt.")
    expect(window.form.locator(".elsewhere")).to_be_hidden()


def test_a_form_that_is_filled_in_before_its_answer_has_come_stays(
    demo: Served, windows: OpenWindow
) -> None:
    one, other = windows(demo).opens("hanne-riis"), windows(demo).opens("hanne-riis")
    late = one.holds_back("**/simulator/act")
    one.chooses("check-in")
    other.says("hjælp")
    one.form.locator("input[type=text]").fill("Der er travlt.")
    with one.page.expect_response("**/simulator/conversation?*"):
        late.arrives()
    expect(one.form.locator("input[type=text]")).to_have_value("Der er travlt.")
    expect(one.form.locator(".elsewhere")).to_be_hidden()


def test_what_could_not_be_sent_stays_whatever_comes_meanwhile(
    demo: Served, windows: OpenWindow
) -> None:
    one, other = windows(demo).opens("mette-holm"), windows(demo).opens("mette-holm")
    one.chooses("check-in")
    other.form.locator("input[type=text]").fill("Halvt skrevet")
    lost = other.holds_back("**/simulator/act")
    other.form.locator("button.primary").click()
    one.answers_all()
    expect(other.form.locator(".elsewhere")).to_be_visible()
    lost.gets_lost()
    expect(other.page.get_by_role("alert")).to_contain_text("ingen forbindelse")
    expect(other.form.locator("input[type=text]")).to_have_value("Halvt skrevet")


def test_what_is_wrong_stays_at_its_field_when_another_window_goes_on(
    demo: Served, windows: OpenWindow
) -> None:
    one, other = windows(demo).opens("sofie-krag"), windows(demo).opens("sofie-krag")
    one.chooses("check-in")
    other.form.locator("input[type=text]").fill("Der er travlt.")
    other.form.locator("button.primary").click()
    expect(other.form.locator(".error")).to_be_visible()
    one.answers_all()
    expect(other.form.locator(".elsewhere")).to_be_visible()
    expect(other.form.locator("input[type=text]")).to_have_value("Der er travlt.")


def test_a_dialog_goes_on_where_it_was_after_a_reload(demo: Served, windows: OpenWindow) -> None:
    window = windows(demo).opens("peter-nygaard")
    window.chooses("check-in")
    window.form.locator("input[type=text]").fill("Godt på vej.")
    window.answers_all()
    title = window.form.locator("h3").inner_text()
    window.page.reload()
    expect(window.form.locator("h3")).to_have_text(title)
    window.clicks("Tilbage")
    expect(window.form.locator("input[name=why]")).to_have_value("Godt på vej.")


def test_a_finished_dialog_keeps_no_answers_on_the_page(demo: Served, windows: OpenWindow) -> None:
    window = windows(demo).opens("nadia-karimi")
    window.chooses("check-in")
    window.form.locator("input[type=text]").fill("Min hemmelige note.")
    window.answers_all()
    while window.form.count():
        window.answers_all()
    window.picture("checked-in")
    for _ in range(2):
        expect(window.page.locator("#log")).not_to_contain_text("Min hemmelige note")
        expect(window.page.locator("#log form")).to_have_count(0)
        window.page.reload()
        expect(window.newest).to_be_visible()


def test_what_people_write_is_never_markup(demo: Served, windows: OpenWindow) -> None:
    window = windows(demo).opens("lars-bech")
    evil = "<img src=x onerror=\"document.title='hacked'\"><b>fed</b>"
    window.says(evil)
    expect(window.page.locator(".bubble").last).to_have_text(evil)
    expect(window.page.locator(".bubble img, .bubble b")).to_have_count(0)
    expect(window.page).not_to_have_title("hacked")


def test_several_windows_see_the_same_without_a_reload(demo: Served, windows: OpenWindow) -> None:
    one, other = windows(demo).opens("henrik-skov"), windows(demo).opens("henrik-skov")
    third = windows(demo).opens("ali-hassan")
    expect(third.list_row("Henrik Skov").locator(".unread")).to_have_count(0)
    one.says("hjælp")
    expect(other.page.locator(".mine", has_text="hjælp")).to_be_visible()
    expect(other.newest.locator("h3")).to_have_text(one.newest.locator("h3").inner_text())


def test_what_is_half_written_in_another_window_is_not_lost(
    demo: Served, windows: OpenWindow
) -> None:
    one, other = windows(demo).opens("fatima-yilmaz"), windows(demo).opens("fatima-yilmaz")
    one.chooses("check-in")
    other.form.locator("input[type=text]").fill("Halvt skrevet")
    one.answers_all()
    expect(other.form.locator(".elsewhere")).to_be_visible()
    expect(other.form.locator("input[type=text]")).to_have_value("Halvt skrevet")
    other.clicks("Vis det nyeste")
    expect(other.form.locator("h3")).to_have_text(one.form.locator("h3").inner_text())


def test_what_is_half_written_goes_along_when_the_dialog_is_opened_from_another_card(
    demo: Served, windows: OpenWindow
) -> None:
    window = windows(demo).opens("henrik-skov")
    window.chooses("hjem")
    window.chooses("check-in")
    form = window.form.element_handle()
    window.form.locator("input[type=text]").fill("Halvt skrevet")
    window.form.locator("fieldset input").first.check()
    window.clicks("Lav et check-in")
    window.page.wait_for_function("form => !form.isConnected", arg=form)
    expect(window.page.locator("#log form")).to_have_count(1)
    expect(window.form.locator("input[type=text]")).to_have_value("Halvt skrevet")
    expect(window.form.locator("fieldset input").first).to_be_checked()
    window.is_accessible()
    window.answers_all()
    window.clicks("Tilbage")
    expect(window.form.locator("input[name=why]")).to_have_value("Halvt skrevet")


def test_without_a_connection_what_is_written_stays(demo: Served, windows: OpenWindow) -> None:
    window = windows(demo).opens("lars-bech")
    window.page.context.set_offline(offline=True)
    window.page.get_by_label("Skriv til kombot").fill("hjem")
    window.page.locator("#composer").get_by_role("button", name="Send").click()
    expect(window.page.get_by_role("alert")).to_contain_text("ingen forbindelse")
    expect(window.page.get_by_label("Skriv til kombot")).to_have_value("hjem")
    window.page.context.set_offline(offline=False)


def test_a_channel_is_chosen_and_others_in_it_are_asked_about(
    demo: Served, windows: OpenWindow
) -> None:
    window = windows(demo).opens("kirsten-dahl")
    window.says("kanal")
    window.sees_title("Vælg kanal")
    window.form.get_by_role("combobox").select_option("Planlægningsgruppen og en gæst")
    window.clicks("Brug kanalen")
    window.sees("I kanalen er også")
    window.is_accessible()
    window.picture("channel")
    window.form.get_by_label("Nej, jeg vælger en anden").check()
    window.clicks("Brug kanalen")
    window.sees("Vælg en anden kanal her")
    window.clicks("Stop")
    window.clicks("Ja, slet det")


def test_the_page_speaks_english_when_asked(demo: Served, windows: OpenWindow) -> None:
    window = windows(demo).opens("anne-vestergaard")
    window.page.get_by_role("button", name="English").click()
    expect(window.page.locator("html")).to_have_attribute("lang", "en")
    expect(window.newest).to_be_visible()
    window.page.locator(".chip", has_text="help").click()
    expect(window.page.locator(".mine")).to_contain_text("help")
    expect(window.list_row("Kirsten Dahl")).to_contain_text("Contact person")
    window.is_accessible()
    window.picture("english")
    window.page.get_by_role("button", name="Dansk").click()
    expect(window.page.locator("html")).to_have_attribute("lang", "da")


def test_at_phone_width_the_people_are_a_drawer(demo: Served, windows: OpenWindow) -> None:
    window = windows(demo, **PHONE).opens("oliver-storm")
    page = window.page
    window.fits()
    window.picture("phone")
    expect(page.locator("#list")).not_to_be_in_viewport()
    page.get_by_role("button", name="Personer").click()
    expect(window.list_row("Oliver Storm")).to_be_focused()
    window.is_accessible()
    window.picture("phone-people")
    page.keyboard.press("Escape")
    expect(page.locator("#list")).not_to_be_in_viewport()
    expect(page.get_by_role("button", name="Personer")).to_be_focused()
    page.get_by_role("button", name="Personer").click()
    window.list_row("Birgit Lund").click()
    expect(page.locator("#chat-title")).to_have_text("Birgit Lund")
    expect(page.locator("#list")).not_to_be_in_viewport()
    window.fits()
