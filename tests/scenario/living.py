"""The channels that a life is lived on, Slack by both its ways in."""

from __future__ import annotations

import pytest

from tests.scenario.driver_slack import on_slack, on_socket
from tests.scenario.driver_teams import on_teams
from tests.scenario.drivers import Driver, Life, at_the_seam

on_each_channel = pytest.mark.parametrize(
    "living",
    [at_the_seam, on_slack, pytest.param(on_socket, marks=pytest.mark.long), on_teams],
    ids=["seam", "slack", "socket", "teams"],
)


def person(life: Life, name: str) -> Driver:
    """By the whole name."""
    return life[name.split(maxsplit=1)[0]]
