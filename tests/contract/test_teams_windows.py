"""A dialog in a window of its own: opened from a card, filled in page by page, closed half-way."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.channels.base import Kind, Reply
from bot.channels.teams.adaptive import render
from dialogs.core.actions import Move
from dialogs.core.cards import Card, Form, Quote
from tests.adaptive_cards import LARGEST, elements, problems, shown, size
from tests.fakes.connector import Fault
from tests.teams_office import CARD_TYPE, CHAT, CLICKED, FORM, THREAD, USER, office
from tests.zoo import CARDS, EMOJI, OUT, button, form, text

LONG = replace(form(text()), window="Åbn i et vindue")
PAGE = replace(FORM, content=LONG)
DONE = Reply(content=Card(title="Gemt. Tak!", buttons=(button("Ret", Move.SHOW),)), replaces=True)
REVIEW = replace(FORM, content=Card(title="Se det igennem", buttons=OUT))


def page_of(body: dict[str, Any]) -> dict[str, Any]:
    """The card of the window, held to what a window can show."""
    assert body["task"]["type"] == "continue"
    info = body["task"]["value"]
    assert info["title"]
    assert info["card"]["contentType"] == CARD_TYPE
    found: dict[str, Any] = info["card"]["content"]
    assert problems(found) == []
    assert size(found) <= LARGEST
    actions = {each["type"] for each in elements(found) if each["type"].startswith("Action.")}
    assert "Action.Execute" not in actions
    return found


def words_of(body: dict[str, Any]) -> str:
    assert body["task"]["type"] == "message"
    return str(body["task"]["value"])


def inputs(found: dict[str, Any]) -> dict[str, str]:
    fields = (each for each in elements(found) if each["type"].startswith("Input."))
    return {each["id"]: each.get("value", "") for each in fields}


async def test_a_button_of_the_card_opens_the_page_in_a_window() -> None:
    async with office(reply=PAGE) as kombot:
        status, body = await kombot.send("task_fetch")
        assert status == 200
        assert shown(page_of(body)).startswith("Dit tema")
        assert "[Åbn i et vindue]" not in shown(page_of(body))


async def test_what_was_typed_in_the_card_is_in_the_window_too() -> None:
    async with office(reply=PAGE) as kombot:
        _, body = await kombot.send("task_fetch")
        assert inputs(page_of(body)) == {"why": "Halvt skrevet"}
        await kombot.endpoint.close()
        assert kombot.teams.sent("PUT") == []


async def test_a_page_of_the_window_is_answered_by_the_next_one() -> None:
    async with office(reply=PAGE) as kombot:
        _, body = await kombot.send("task_submit")
        page_of(body)
        (inbound,) = kombot.inbox.received
        assert inbound.kind is Kind.SUBMIT
        assert dict(inbound.fields) == {"why": "Jeg vil gerne have mere ro."}


async def test_the_card_that_the_window_was_opened_from_follows_page_by_page() -> None:
    """Teams does not tell a page of a window which card that was: the page carries it itself."""
    async with office(reply=PAGE) as kombot:
        _, opened = await kombot.send("task_fetch")
        carried = {each["data"]["kombot_card"] for each in page_of(opened)["actions"]}
        assert carried == {CLICKED}
        await kombot.send("task_submit")
        await kombot.endpoint.close()
        (stored,) = kombot.seen_in(CHAT)
        assert stored.startswith("Dit tema")
        assert "[Åbn i et vindue]" in stored


async def test_errors_stand_at_the_field_and_what_was_written_is_kept() -> None:
    wrong = form(
        text(value="Jeg vil", error="Skriv lidt mere."), notice="Ret det, der er markeret."
    )
    async with office(reply=replace(FORM, content=wrong)) as kombot:
        _, body = await kombot.send("task_submit")
        assert "Skriv lidt mere.\nHvorfor?\nJeg vil" in shown(page_of(body))


async def test_the_end_closes_the_window_and_stands_in_the_chat() -> None:
    async with office(reply=DONE) as kombot:
        _, body = await kombot.send("task_submit")
        assert words_of(body) == "Gemt. Tak!"
        await kombot.endpoint.close()
        assert kombot.seen_in(CHAT) == ["Gemt. Tak!\n[Ret]"]


async def test_the_end_is_a_new_message_where_the_card_was_deleted() -> None:
    async with office(reply=DONE) as kombot:
        del kombot.teams.shown[CHAT][CLICKED]
        await kombot.send("task_submit")
        await kombot.endpoint.close()
        assert kombot.seen_in(CHAT) == ["Gemt. Tak!\n[Ret]"]


async def test_the_review_stays_in_the_window() -> None:
    async with office(reply=REVIEW) as kombot:
        _, body = await kombot.send("task_submit")
        assert shown(page_of(body)).startswith("Se det igennem")


async def test_a_text_that_was_handed_back_stays_in_sight() -> None:
    back = Card(title="Den her besked er brugt.", body=("Din tekst:", Quote("Mere ro")))
    async with office(reply=replace(FORM, content=back)) as kombot:
        _, body = await kombot.send("task_submit")
        assert "Mere ro" in shown(page_of(body))


@pytest.mark.parametrize("name", ["task_fetch", "task_submit"])
async def test_what_teams_asks_again_gets_the_same_answer_and_is_done_once(name: str) -> None:
    async with office(reply=DONE) as kombot:
        answers = [await kombot.send(name) for _ in range(3)]
        await kombot.endpoint.close()
        assert answers[0] == answers[1] == answers[2]
        assert len(kombot.inbox.received) == 1
        assert len(kombot.teams.sent("PUT")) == 1


async def test_what_failed_is_tried_when_teams_asks_again() -> None:
    async with office(reply=DONE, fault=RuntimeError("x")) as kombot:
        _, body = await kombot.send("task_submit")
        assert "Jeg vil gerne have mere ro." in shown(page_of(body))
        kombot.inbox.fault = None
        _, body = await kombot.send("task_submit")
        assert words_of(body) == "Gemt. Tak!"


async def test_the_same_id_from_somebody_else_is_not_the_same() -> None:
    async with office(reply=DONE) as kombot:
        await kombot.send("task_submit")
        sender = {**kombot.payload("task_submit")["from"], "aadObjectId": "another"}
        kombot.inbox.reply = PAGE
        _, body = await kombot.send("task_submit", **{"from": sender})
        page_of(body)


async def test_what_takes_too_long_gives_the_text_back_and_the_answer_comes_in_the_chat() -> None:
    async with office(reply=DONE, gate=asyncio.Event()) as kombot:
        _, body = await kombot.send("task_submit")
        said = shown(page_of(body))
        assert said.startswith("Det tager lidt længere end ellers. Luk vinduet")
        assert "Jeg vil gerne have mere ro." in said
        assert kombot.inbox.gate is not None
        kombot.inbox.gate.set()
        await kombot.endpoint.close()
        assert kombot.seen_in(CHAT) == ["Gemt. Tak!\n[Ret]"]


async def test_a_page_with_more_words_than_a_window_holds_is_shown_in_the_chat() -> None:
    much = replace(LONG, body=tuple(Quote(f"{n}. " + "Ærligt talt. " * 150) for n in range(20)))
    async with office(reply=replace(FORM, content=much)) as kombot:
        _, body = await kombot.send("task_fetch")
        assert words_of(body).startswith("Der er for meget at læse")
        await kombot.endpoint.close()
        everything = "".join(kombot.seen_in(CHAT))
        assert all(part.text in everything for part in much.body if isinstance(part, Quote))


async def test_a_window_from_a_channel_leaves_nothing_personal_there() -> None:
    async with office(reply=PAGE) as kombot:
        _, body = await kombot.send("task_fetch_channel")
        page_of(body)
        carried = page_of(body)["actions"][0]["data"]
        kombot.inbox.reply = DONE
        channel = kombot.payload("task_fetch_channel")["conversation"]
        submit = {"data": carried, "context": {"theme": "dark"}}
        _, body = await kombot.send("task_submit", conversation=channel, value=submit)
        assert words_of(body) == "Gemt. Tak!"
        await kombot.endpoint.close()
        assert kombot.seen_in(THREAD) == []
        assert kombot.seen_in(f"a:private-{USER}") == ["Gemt. Tak!\n[Ret]"]


async def test_a_forged_card_is_no_way_into_another_conversation() -> None:
    async with office(reply=PAGE) as kombot:
        data = {**kombot.payload("task_submit")["value"]["data"], "kombot_card": "../../x"}
        status, body = await kombot.send("task_submit", value={"data": data})
        assert status == 200
        page_of(body)
        await kombot.endpoint.close()
        (call,) = kombot.teams.sent("PUT")
        assert call.path == f"/v3/conversations/{CHAT}/activities/../../x"
        assert kombot.teams.shown.keys() == {CHAT, THREAD}


@pytest.mark.parametrize("value", [None, [], "x", {"data": None}, {"data": {"kombot": 7}}, {}])
@pytest.mark.parametrize("name", ["task_fetch", "task_submit"])
async def test_a_window_without_a_button_of_ours_is_answered(name: str, value: Any) -> None:
    async with office() as kombot:
        status, body = await kombot.send(name, value=value)
        assert (status, words_of(body)) == (200, "Du er ajour.")


async def test_where_teams_takes_no_update_the_window_goes_on() -> None:
    async with office(reply=PAGE) as kombot:
        kombot.teams.faults += [Fault(status=503)] * 9
        _, body = await kombot.send("task_submit")
        page_of(body)
        await kombot.endpoint.close()


SENT_AS_A_MESSAGE = "photo form"
"""There is nothing to fill in on it, in a window or elsewhere."""


@pytest.mark.parametrize(
    "name",
    [name for name, each in CARDS.items() if isinstance(each, Form) and name != SENT_AS_A_MESSAGE],
)
async def test_every_page_can_stand_in_a_window(name: str) -> None:
    """Or in the chat, where somebody's own words are more than one message holds."""
    async with office(reply=replace(FORM, content=CARDS[name])) as kombot:
        _, body = await kombot.send("task_submit")
        if body["task"]["type"] == "continue":
            info = body["task"]["value"]["card"]["content"]
            assert problems(info) == []
            assert inputs(info).keys() == {each.name for each in CARDS[name].fields}  # type: ignore[union-attr]
        else:
            assert words_of(body)


async def test_much_text_that_cannot_be_given_back_is_still_answered() -> None:
    async with office(fault=RuntimeError("x")) as kombot:
        data = {**kombot.payload("task_submit")["value"]["data"], "own": EMOJI * 5}
        status, body = await kombot.send("task_submit", value={"data": data})
        assert status == 200
        assert body["task"]["type"] in {"continue", "message"}


def test_only_long_dialogs_offer_a_window() -> None:
    (short,) = render(form(text()))
    (long,) = render(LONG)
    opening = [
        each
        for each in elements(long)
        if each["type"] == "Action.Submit" and each["data"].get("msteams") == {"type": "task/fetch"}
    ]
    assert [each["title"] for each in opening] == ["Åbn i et vindue"]
    assert not [each for each in elements(short) if each["type"] == "Action.Submit"]
