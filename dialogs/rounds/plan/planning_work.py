"""The plan for the work after the dialogue: all that it consists of, as tables."""

from __future__ import annotations

from dialogs.core.registry import Registry
from dialogs.rounds.plan import (
    action_plan,
    dissent,
    rating,
    rating_result,
    report_back,
    sorting,
    work_papers,
    work_plan,
)
from dialogs.rounds.plan.development_plan import DEVELOPMENT_PLAN
from dialogs.rounds.plan.efforts import EFFORTS, REWORD
from dialogs.rounds.plan.iglo import IGLO
from dialogs.rounds.plan.topics import TOPIC, topics_card

WORK = Registry(
    dialogs={
        dialog.name: dialog
        for dialog in (
            sorting.SORTING,
            TOPIC,
            rating.RATING,
            EFFORTS,
            REWORD,
            DEVELOPMENT_PLAN,
            action_plan.ACTION_PLAN,
            IGLO,
            dissent.DISSENT,
            report_back.REPORT_BACK,
        )
    },
    commands={
        "sort": sorting.sort,
        "topics": topics_card,
        "rate": rating.rate,
        "ratings": rating_result.ratings,
        "plan": work_plan.plan_card,
        "effort_card": work_plan.effort_card,
        "history": work_plan.history,
        "dissents": dissent.dissents,
    },
    messages={
        "driver_named": action_plan.driver_named,
        "report_back": report_back.report_back,
    },
    words={},
    papers={
        "plan": work_papers.plan_paper,
        "action_plan": work_papers.action_plan_paper,
        "iglo": work_papers.iglo_paper,
        "dissents": work_papers.dissents_paper,
    },
)
