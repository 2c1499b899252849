"""The three channels that a life is lived on."""

from __future__ import annotations

import pytest

from tests.scenario.driver_slack import on_slack
from tests.scenario.driver_teams import on_teams
from tests.scenario.drivers import Driver, Life, at_the_seam

on_each_channel = pytest.mark.parametrize(
    "living", [at_the_seam, on_slack, on_teams], ids=["seam", "slack", "teams"]
)


def person(life: Life, name: str) -> Driver:
    """By the whole name."""
    return life[name.split(maxsplit=1)[0]]
