"""What is planned around a conversation whose day was set, moved or called off."""

from __future__ import annotations

from schedules import helping, leader_preparation, mini_checkin, mini_week, preparation
from schedules.core.context import Context
from storage.tables import Due
from storage.unit_of_work import Unit

PLANS = (preparation.plan, leader_preparation.plan, mini_checkin.plan, mini_week.plan, helping.plan)


async def plan(unit: Unit, row: Due, context: Context) -> None:
    for each in PLANS:
        await each(unit, row, context)
