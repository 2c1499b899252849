"""What happens in time. These tables are the whole of it: there is no discovery."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dialogs.core.messages import Command, Message
from dialogs.rights.asking import REMIND
from dialogs.rounds.held.day import END, EVALUATED
from dialogs.rounds.moving import round_off
from schedules import (
    chores,
    commitments,
    conversations,
    days,
    deadlines,
    digest,
    dissents,
    efforts,
    examples,
    followup,
    frames,
    helping,
    housekeeping,
    joining,
    keeping,
    keeping_letter,
    leader_preparation,
    learning,
    levels,
    listening,
    mini_checkin,
    mini_week,
    minikom,
    news,
    opening,
    owed,
    own_examples,
    plan_holds,
    preparation,
    promises,
    rounds,
    selection,
    shared,
    steps,
    talk_evaluations,
    votes,
    wishes,
    year_waits,
)
from schedules.core.reminder import Job, Reminder
from schedules.housekeeping import ensure_jobs
from storage.efforts import WRITE_ANEW
from storage.joining import CONTACT_GONE, JOINED

__all__ = ["COMMANDS", "JOBS", "MESSAGES", "REMINDERS", "SCHEDULE_WORDS", "ensure_jobs"]

SCHEDULE_WORDS = Path(__file__).parent / "words"

REMINDERS: Mapping[str, Reminder] = {
    reminder.rule.name: reminder
    for reminder in (
        votes.REMINDER,
        deadlines.DIALOGUE.reminder(),
        deadlines.PLAN.reminder(),
        selection.REMINDER,
        examples.REMINDER,
        frames.EVENT,
        frames.THEMES,
        own_examples.REMINDER,
        own_examples.DAY_REMINDER,
        chores.REMINDER,
        commitments.REMINDER,
        commitments.LIVES_REMINDER,
        listening.REMINDER,
        followup.REMINDER,
        levels.REMINDER,
        *(step.reminder() for step in steps.STEPS),
        efforts.REMINDER,
        promises.REMINDER,
        minikom.REMINDER,
        mini_checkin.REMINDER,
        mini_week.REMINDER,
        helping.REMINDER,
        *learning.REMINDERS,
        owed.REMINDER,
        shared.REMINDER,
        *(each.reminder() for each in news.NEWS),
        plan_holds.REMINDER,
        preparation.REMINDER,
        leader_preparation.REMINDER,
        keeping_letter.REMINDER,
        year_waits.REMINDER,
        digest.REMINDER,
    )
}
"""What people are reminded of, by the rule's name."""

JOBS: Mapping[str, Job] = {
    "round.plan": rounds.plan,
    "vote.open": opening.open_vote,
    "vote.close": votes.close,
    "frame.plan": frames.plan,
    "vote.sever": votes.scrub,
    "reasons.forget": votes.forget_reasons,
    own_examples.AFTER: own_examples.after,
    commitments.SHOW: commitments.show_again,
    END: days.end,
    EVALUATED: days.close_evaluation,
    days.SCRUB: days.scrub_traces,
    round_off.SCRUB: days.scrub_traces,
    WRITE_ANEW: dissents.write_anew,
    JOINED: joining.joined,
    CONTACT_GONE: joining.contact_gone,
    year_waits.LOOK: year_waits.look,
    "goals.plan": minikom.plan,
    "conversation.plan": conversations.plan,
    learning.LOOK: learning.look,
    owed.LOOK: owed.look,
    plan_holds.AGREED: plan_holds.plan,
    talk_evaluations.NAME: talk_evaluations.look,
    talk_evaluations.SCRUB: days.scrub_traces,
    keeping.NAME: keeping.keep,
    housekeeping.NAME: housekeeping.keep_house,
    REMIND: wishes.remind,
}
"""What simply happens, about no one person."""

MESSAGES: Mapping[str, Message] = {
    name: reminder.message for name, reminder in REMINDERS.items() if not reminder.letter
}

COMMANDS: Mapping[str, Command] = {digest.REST: digest.rest}
"""What can be asked of a message afterwards, beside what `dialogs.COMMANDS` has."""
