"""The one door to Teams: the pace is kept, what Teams asks for is honoured, and waits grow."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.channels.base import Retry, Sent
from bot.channels.teams.pace import Turn, What
from dialogs.core.cards import Card, Quote
from tests.fakes.connector import NOW, TENANT, Fault
from tests.unit.test_teams_connector import CARD, post

SECOND = timedelta(seconds=1)
THROTTLED = Fault(status=429, headers={"Retry-After": "30"})


async def test_where_teams_said_to_wait_it_is_not_asked_again() -> None:
    # fault 9
    async with post(THROTTLED) as out:
        assert await out.send(out.kirsten()) == Retry(30 * SECOND, "throttled", tried=False)
        out.minutes = 10 / 60
        assert await out.send(out.kirsten()) == Retry(20 * SECOND, "pace", tried=False)
        assert isinstance(await out.send(out.jonas()), Sent)
        out.minutes = 0.5
        assert isinstance(await out.send(out.kirsten()), Sent)
        assert len(out.teams.sent()) == 3


async def test_an_answer_keeps_the_same_pace_as_what_is_sent() -> None:
    """Both go through the one door."""
    async with post(THROTTLED) as out:
        await out.channel.show(out.kirsten(), CARD)
        assert await out.send(out.kirsten()) == Retry(30 * SECOND, "pace", tried=False)


async def test_what_is_too_much_for_a_conversation_is_held_and_counts_as_no_try() -> None:
    async with post() as out:
        for _ in range(60):
            out.minutes += 0.4 / 60
            await out.send(out.kirsten())
        held = await out.send(out.kirsten())
        assert isinstance(held, Retry)
        assert (held.reason, held.tried) == ("pace", False)
        assert held.after <= 30 * SECOND
        assert isinstance(await out.send(out.jonas()), Sent)


async def test_it_is_tried_more_and_more_seldom_while_it_goes_wrong() -> None:
    # fault 10
    async with post(*[Fault(status=502)] * 9) as out:
        seconds = []
        for _ in range(7):
            out.minutes += 10
            waits = await out.send(out.kirsten())
            assert isinstance(waits, Retry)
            seconds.append(waits.after.seconds)
        assert seconds == [15, 30, 60, 120, 240, 480, 480]
        assert await out.send(out.jonas()) == Retry(15 * SECOND, "status-502")
        out.teams.faults.clear()
        await out.send(out.kirsten())
        out.teams.faults.append(Fault(status=502))
        assert await out.send(out.kirsten()) == Retry(15 * SECOND, "status-502")


async def test_a_message_that_has_begun_to_arrive_was_tried_whatever_stops_the_rest() -> None:
    async with post() as out:
        pace, turn = out.channel.connector.pace, Turn(What.SEND, TENANT, "a:kirsten")
        moment = NOW - timedelta(minutes=45)
        for _ in range(1799):
            moment += pace.take(turn, now=moment, patience=timedelta(minutes=1))
        words = tuple(Quote("Ærligt talt. " * 150) for _ in range(20))
        sent = await out.send(out.kirsten(), Card(title="Svar", body=words))
        assert isinstance(sent, Retry)
        assert (sent.reason, sent.tried) == ("pace", True)
        assert len(out.teams.sent()) == 1


async def test_the_newest_address_of_teams_counts_for_a_message_that_stands() -> None:
    async with post() as out:
        sent = await out.send(out.kirsten())
        assert isinstance(sent, Sent)
        old = {**sent.reference, "service_url": "https://gone.example"}
        updated = await out.send(out.kirsten(posted=old), Card(title="4 af 14"))
        assert isinstance(updated, Sent)


async def test_an_attack_on_the_words_of_a_refusal_reaches_no_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with post(Fault(status=403, code="Kirsten\nwrote this")) as out:
        await out.send(out.kirsten())
    assert "wrote this" not in caplog.text
