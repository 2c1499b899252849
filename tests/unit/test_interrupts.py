"""Ctrl-C ends the tests as it always did, and what they are given is written out by nobody."""

from __future__ import annotations

import asyncio
import signal

import pytest


class Town:
    """`written` is how often somebody asked what is in it."""

    written = 0

    def __repr__(self) -> str:
        self.written += 1
        return "everybody and everything"


def test_what_a_fixture_gives_is_not_written_out() -> None:
    async def gives() -> Town:
        return Town()

    assert asyncio.run(gives()).written == 0


def test_an_interrupt_ends_a_test() -> None:
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
