"""Teams, end to end over HTTP: signed activities in, answers and messages out."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.channels.base import Kind, Reply
from bot.channels.teams.answers import WORDS_FOLDER
from dialogs.core.cards import Card
from dialogs.core.texts import Texts
from tests.adaptive_cards import problems, shown
from tests.fakes.connector import (
    Fault,
)
from tests.fakes.teams_limits import Gatekeeper
from tests.teams_office import (
    CARD_TYPE,
    CHAT,
    CLICKED,
    FORM,
    KIRSTEN,
    MESSAGE_TYPE,
    THREAD,
    USER,
    office,
)


async def test_a_line_is_answered_by_a_card_in_the_same_chat() -> None:
    async with office() as kombot:
        assert await kombot.send("message_personal") == (201, "")
        (inbound,) = kombot.inbox.received
        assert (inbound.kind, inbound.text, inbound.external_id) == (Kind.WORDS, "hjem", KIRSTEN)
        assert kombot.seen_in(CHAT) == ["Du er ajour."]


async def test_a_mention_in_a_channel_is_answered_in_its_thread() -> None:
    async with office(reply=Reply(content=Card(title="Skriv til mig privat."))) as kombot:
        await kombot.send("message_mention_channel")
        assert kombot.seen_in(THREAD) == ["Skriv til mig privat."]


async def test_a_click_is_answered_by_the_next_page_in_its_place() -> None:
    async with office(reply=FORM) as kombot:
        status, body = await kombot.send("invoke_execute")
        assert (status, body["statusCode"], body["type"]) == (200, 200, CARD_TYPE)
        assert problems(body["value"]) == []
        (inbound,) = kombot.inbox.received
        assert (inbound.kind, dict(inbound.fields)) == (Kind.SUBMIT, {"trivsel": "7", "why": ""})
        assert kombot.teams.sent() == []


async def test_the_stored_card_follows_for_the_persons_other_devices() -> None:
    async with office(reply=FORM) as kombot:
        _, body = await kombot.send("invoke_execute")
        await kombot.endpoint.close()
        assert kombot.teams.shown[CHAT][CLICKED]["attachments"][0]["content"] == body["value"]


async def test_an_older_client_gets_the_next_page_over_the_old_one() -> None:
    async with office(reply=FORM) as kombot:
        assert await kombot.send("message_submit") == (201, "")
        assert kombot.inbox.received[0].fields == {"trivsel": "7", "why": ""}
        assert kombot.seen_in(CHAT)[0].startswith("Dit tema")
        assert kombot.teams.sent() == []


async def test_an_older_client_gets_a_new_message_where_the_old_one_is_gone() -> None:
    async with office(reply=FORM) as kombot:
        del kombot.teams.shown[CHAT][CLICKED]
        await kombot.send("message_submit")
        assert len(kombot.seen_in(CHAT)) == 1


async def test_a_repeat_is_acknowledged_and_shows_nothing() -> None:
    async with office(reply=Reply(content=None)) as kombot:
        status, body = await kombot.send("invoke_execute")
        assert (status, body["type"]) == (200, MESSAGE_TYPE)
        assert body["value"].startswith("Det har jeg fået.")
        assert await kombot.send("message_personal") == (201, "")
        assert kombot.teams.calls == []


async def test_what_teams_asks_again_is_done_once_and_gets_the_same_answer() -> None:
    async with office(reply=FORM) as kombot:
        first, second = [await kombot.send("invoke_execute") for _ in range(2)]
        await kombot.endpoint.close()
        assert first == second
        assert len(kombot.inbox.received) == len(kombot.teams.sent("PUT")) == 1


@pytest.mark.parametrize("name", ["message_reaction", "conversation_update_personal"])
async def test_what_kombot_does_not_act_on_is_acknowledged(name: str) -> None:
    async with office() as kombot:
        assert await kombot.send(name) == (201, "")
        assert kombot.inbox.received == []


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("composeExtension/query", ("composeExtension", "text")),
        ("composeExtension/submitAction", ("composeExtension", "text")),
        ("composeExtension/fetchTask", ("task", "value")),
        ("tab/fetch", ("value",)),
        ("signin/verifyState", ("value",)),
        ("", ("value",)),
    ],
)
async def test_an_unknown_invoke_gets_words_that_its_client_can_show(
    name: str, keys: tuple[str, ...]
) -> None:
    async with office() as kombot:
        status, body = await kombot.send("invoke_unknown", name=name)
        for key in keys:
            body = body[key]
        assert (status, body[:20]) == (200, "I cannot help with t")
        assert kombot.inbox.received == []


async def test_an_arrival_is_welcomed() -> None:
    async with office() as kombot:
        await kombot.send("installation_update_personal")
        assert kombot.inbox.received[0].kind is Kind.ARRIVED
        assert kombot.seen_in(CHAT) == ["Du er ajour."]


async def test_what_takes_too_long_is_told_and_shown_later() -> None:
    async with office(reply=FORM, gate=asyncio.Event()) as kombot:
        status, body = await kombot.send("invoke_execute")
        assert (status, body["type"]) == (200, MESSAGE_TYPE)
        assert body["value"].startswith("Det tager lidt længere")
        assert kombot.inbox.gate is not None
        kombot.inbox.gate.set()
        await kombot.endpoint.close()
        assert kombot.seen_in(CHAT)[0].startswith("Dit tema")


@pytest.mark.parametrize(
    ("locale", "begins"),
    [
        ("da-DK", "Det gik galt"),
        ("en-GB", "Something"),
        ("en-US", "Det gik galt"),
        ("fil-PH", "Det gik galt"),
    ],
)
async def test_a_fault_is_told_in_the_persons_language(locale: str, begins: str) -> None:
    async with office(fault=RuntimeError("her står Kirstens ord")) as kombot:
        status, body = await kombot.send("invoke_execute", locale=locale)
        assert (status, body["type"]) == (200, MESSAGE_TYPE)
        assert body["value"].startswith(begins)


def test_every_phrase_is_there_in_both_languages() -> None:
    texts = Texts((WORDS_FOLDER,))
    assert texts.phrases("teams", "da") == texts.phrases("teams", "en") != frozenset()


async def test_a_fault_is_logged_without_anybodys_words(caplog: pytest.LogCaptureFixture) -> None:
    async with office(fault=RuntimeError("her står Kirstens ord")) as kombot:
        await kombot.send("message_personal")
        assert kombot.seen_in(CHAT)[0].startswith("Det gik galt")
    assert "RuntimeError" in caplog.text
    assert "Kirstens" not in caplog.text


async def test_a_personal_matter_raised_in_a_channel_is_answered_in_private() -> None:
    async with office(reply=FORM) as kombot:
        status, body = await kombot.send("invoke_execute_channel")
        assert (status, body["type"]) == (200, MESSAGE_TYPE)
        assert body["value"].startswith("Det tager vi under fire øjne.")
        await kombot.endpoint.close()
        assert kombot.seen_in(THREAD) == []
        assert kombot.seen_in(f"a:private-{USER}")[0].startswith("Dit tema")


@pytest.mark.parametrize(("language", "begins"), [("da", "Det tager vi"), ("en", "Let us take")])
async def test_whoever_is_known_is_spoken_to_in_their_own_language(
    language: str, begins: str
) -> None:
    async with office(reply=replace(FORM, language=language)) as kombot:
        for locale in ("da-DK", "en-GB"):
            _, body = await kombot.send("invoke_execute_channel", id=f"f:{locale}", locale=locale)
            assert body["value"].startswith(begins)
        await kombot.endpoint.close()


async def test_choosing_the_channel_itself_is_answered_in_the_channel() -> None:
    async with office(
        reply=Reply(content=Card(title="Skal gruppen bruge den her kanal?"))
    ) as kombot:
        click = {"action": {"type": "Action.Execute", "data": {"kombot": "do:here:"}}}
        _, body = await kombot.send("invoke_execute_channel", value=click)
        assert shown(body["value"]) == "Skal gruppen bruge den her kanal?"
        assert kombot.teams.sent() == []


async def test_a_home_card_asked_for_in_a_channel_is_not_shown_there() -> None:
    async with office() as kombot:
        click = {"action": {"type": "Action.Execute", "data": {"kombot": "do:home:"}}}
        _, body = await kombot.send("invoke_execute_channel", value=click)
        await kombot.endpoint.close()
        assert body["type"] == MESSAGE_TYPE
        assert kombot.seen_in(f"a:private-{USER}") == ["Du er ajour."]


async def test_an_older_client_in_a_channel_sees_only_the_hint_there() -> None:
    async with office(reply=FORM) as kombot:
        click = kombot.payload("invoke_execute_channel")["value"]["action"]["data"]
        await kombot.send("message_mention_channel", value=click, replyToId=CLICKED)
        await kombot.endpoint.close()
        (seen,) = kombot.seen_in(THREAD)
        assert seen.startswith("Det tager vi under fire øjne.")


async def test_where_private_is_not_possible_nothing_personal_is_shown_at_all() -> None:
    async with office(reply=FORM) as kombot:
        kombot.teams.faults.append(Fault(status=403, code="BotNotInConversationRoster"))
        status, body = await kombot.send("invoke_execute_channel")
        await kombot.endpoint.close()
        assert (status, body["type"]) == (200, MESSAGE_TYPE)
        assert kombot.teams.sent() == []


async def test_an_answer_that_teams_throttles_is_tried_again() -> None:
    async with office() as kombot:
        kombot.teams.faults.append(Fault(status=429, headers={"Retry-After": "1"}))
        assert await kombot.send("message_personal") == (201, "")
        assert kombot.seen_in(CHAT) == ["Du er ajour."]


async def test_an_answer_that_teams_never_takes_is_no_error_to_it() -> None:
    async with office() as kombot:
        kombot.teams.faults += [Fault(status=503)] * 9
        assert await kombot.send("message_personal") == (201, "")
        assert len(kombot.teams.sent()) == 3


async def test_two_quick_clicks_leave_the_later_page() -> None:
    async with office(reply=FORM) as kombot:
        await kombot.send("invoke_execute")
        kombot.inbox.reply = replace(FORM, content=Card(title="Gemt. Tak!"))
        await kombot.send("invoke_execute", id="f:another")
        await kombot.endpoint.close()
        assert kombot.seen_in(CHAT) == ["Gemt. Tak!"]


async def test_what_could_not_be_kept_is_told_to_teams_so_that_it_comes_again() -> None:
    async with office() as kombot:
        kombot.inbox.fault = RuntimeError("her står Kirstens ord")
        status, _ = await kombot.send("conversation_update_bot_removed_team")
        assert status == 503
        kombot.inbox.fault = None
        assert (await kombot.send("conversation_update_bot_removed_team"))[0] == 201
        assert len(kombot.inbox.noted) == 1


async def test_an_answer_waits_its_turn_and_never_meets_a_limit() -> None:
    async with office() as kombot:
        kombot.teams.gatekeeper = Gatekeeper(now=kombot.clock.now)
        for _ in range(9):
            await kombot.send("message_personal")
        assert len(kombot.seen_in(CHAT)) == 9
        assert kombot.teams.gatekeeper.refusals == 0
