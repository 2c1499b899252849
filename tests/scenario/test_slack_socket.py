"""kombot calls Slack, and is stopped and started in the middle of what people do."""

from pathlib import Path

from storage.tables import Checkin
from tests.scenario.driver_slack import restarting
from tests.scenario.drivers import sees


async def test_a_restart_between_two_pages_loses_nothing(tmp_path: Path) -> None:  # fault 20
    async with restarting(tmp_path) as run:
        async with run() as life:
            jonas = life["Jonas"]
            await jonas.writes("check-in")
            await jonas.answers(trivsel="7", why="God uge")
            sees(jonas, "2 af 2")
        async with run() as life:
            await jonas.answers(visible_to="me")
            sees(jonas, "Kun du kan se det.")
            (kept,) = await life.rows(Checkin)
    assert (kept.trivsel, kept.note, kept.visible_to) == (7, "God uge", "me")
