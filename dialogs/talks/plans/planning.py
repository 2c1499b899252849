"""The plan of a conversation: all that it consists of, as tables."""

from __future__ import annotations

from dialogs.core.registry import Registry
from dialogs.talks.plans import mail, messages, papers, released, views
from dialogs.talks.plans.plan import PLAN

TALK_PLANS = Registry(
    dialogs={PLAN.name: PLAN},
    commands={
        "talk_plan": views.talk_plan,
        "plan_yes": views.plan_yes,
        "plan_file": views.plan_file,
        "plan_help": views.plan_help,
    },
    messages={
        mail.WRITTEN: messages.plan_written,
        mail.APPROVED: messages.plan_approved,
        mail.FILED: messages.plan_filed,
        mail.HELP_ASKED: messages.help_asked,
        mail.HELP_ANSWERED: messages.help_answered,
        released.HELP_OVER: released.help_over,
    },
    words={},
    papers={papers.PDF: papers.plan_paper, papers.DOCX: papers.plan_document},
)
