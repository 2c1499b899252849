"""/metrics, and the warning that something was due and nothing was sent."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.sight import measures
from bot.sight.watch import LATE, Watch
from storage import outbox, sight
from storage.outbox import Mail
from storage.sight import Beat
from storage.unit_of_work import Unit
from tests.sighted import MINUTE, a_house
from tests.talk import MONDAY


async def test_what_waits_is_told_by_lane_and_nothing_by_name(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:

        async def waits(unit: Unit) -> None:
            outbox.queue(unit, Mail(message="m", key="hemmelig", due_at=MONDAY))

        await house.store.run(waits)
        house.clock.move(5 * MINUTE)
        assert await house.metric('kombot_outbox_due{lane="nudge"}') == 1
        assert await house.metric('kombot_outbox_due{lane="update"}') == 0
        assert await house.metric('kombot_outbox_oldest_seconds{lane="nudge"}') == 300
        _, text = await house.asks("/metrics")
        assert "hemmelig" not in text


async def test_clicks_sends_and_refusals_are_counted(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        measures.heard("slack", "press", 0.02)
        measures.sent("slack", MONDAY)
        measures.not_sent("teams", "failed", "Bo har skrevet noget langt her: ja")
        house.pressure.refuse("slack", "full")
        name = 'kombot_inbound_seconds_bucket{channel="slack",kind="press",le="0.025"}'
        assert await house.metric(name) >= 1
        sent = 'kombot_sends_total{channel="slack",outcome="sent",reason=""}'
        assert await house.metric(sent) >= 1
        failed = 'kombot_sends_total{channel="teams",outcome="failed",reason="other"}'
        assert await house.metric(failed) >= 1
        assert await house.metric('kombot_refusals_total{reason="full",surface="slack"}') == 1


async def test_with_a_token_the_figures_are_for_those_alone_who_have_it(tmp_path: Path) -> None:
    async with a_house(tmp_path, KOMBOT_METRICS_TOKEN="hvem-der") as house:
        for given in ("", "Bearer", "Bearer forkert", "hvem-dér"):
            status, _ = await house.asks("/metrics", Authorization=given)
            assert status == 401, given
        status, _ = await house.asks("/metrics", Authorization="Bearer hvem-der")
        assert status == 200


async def test_where_other_machines_reach_it_no_figure_is_told_without_a_token(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with a_house(tmp_path, KOMBOT_METRICS_HOST="0.0.0.0") as house:
        assert (await house.asks("/metrics"))[0] == 404
        assert (await house.asks("/ready"))[0] == 200
        assert "set KOMBOT_METRICS_TOKEN" in caplog.text
    (tmp_path / "other").mkdir()
    async with a_house(
        tmp_path / "other", KOMBOT_METRICS_HOST="0.0.0.0", KOMBOT_METRICS_TOKEN="hvem-der"
    ) as house:
        assert (await house.asks("/metrics"))[0] == 401
        assert (await house.asks("/metrics", Authorization="Bearer hvem-der"))[0] == 200


# Something was due and nothing was sent.
async def test_something_due_that_nobody_sends_is_told_once_an_hour(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with a_house(tmp_path) as house:

        async def waits(unit: Unit) -> None:
            outbox.queue(unit, Mail(message="m", key="k", due_at=MONDAY))

        await house.store.run(waits)
        await house.watch.once()
        assert "was due" not in caplog.text
        house.clock.move(LATE + MINUTE)
        await house.watch.once()
        await house.watch.once()
        assert caplog.text.count("something was due 11 minutes ago and nothing was sent") == 1
        assert "(waiting: 1, workers: 0)" in caplog.text
        assert await house.metric("kombot_overdue_seconds") == 660
        house.clock.move(timedelta(hours=1))
        await house.watch.once()
        assert caplog.text.count("something was due") == 2


async def test_a_long_queue_that_is_worked_off_is_no_reason_to_warn(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:

        async def waits(unit: Unit) -> None:
            outbox.queue(unit, Mail(message="m", key="k", due_at=MONDAY))

        await house.store.run(waits)
        house.clock.move(LATE * 6)
        now = house.clock.now()
        await house.store.run(
            lambda unit: sight.beat(unit, "w", Beat(at=now, tick=now, sent=now - MINUTE))
        )
        assert await house.metric("kombot_overdue_seconds") == 0
        assert await house.metric("kombot_workers") == 1
        house.clock.move(LATE * 2)
        assert await house.metric("kombot_overdue_seconds") > 0
        assert await house.metric("kombot_workers") == 0


async def test_a_worker_says_that_it_lives_until_it_stops(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        worker = Watch(store=house.store, now=house.clock.now, beats=True)
        worker.ticked()
        await worker.once()
        assert await house.metric("kombot_workers") == 1
        await worker.end()
        assert await house.metric("kombot_workers") == 0
