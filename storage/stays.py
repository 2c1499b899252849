"""What stays of somebody who works here when their own is erased: each with why, and until when.

Erasing ends where the law lets something be kept (GDPR, article 17): what the employer still needs
for what it was given for (1, a), what it is bound to keep or do (3, b), and what is another's as
well. All of it is named to whoever asked (article 12 (4)): a test finds every table in which
somebody still stands.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Stays:
    """`why` and `until` are for the terminal; the chat has its own words under the same `key`."""

    key: str
    tables: tuple[str, ...]
    why: str
    until: str


LEFT = "they have left and 30 days have passed"
OFFER = "offer"
"""Named in the chat to whoever has one, and to nobody else (X-11)."""
STAYS: tuple[Stays, ...] = (
    Stays(
        key="you",
        tables=("person", "address", "role", "absence", "due", "outbox"),
        why="needed to know them, to reach them and to leave them in peace while they work here",
        until=LEFT,
    ),
    Stays(
        key="talks",
        tables=(
            *("conversation", "guide", "destruction", "team_talk", "team_member"),
            *("talk_evaluator", "cycle"),
        ),
        why="agreed with another or with a team; the workplace may be bound to hold it",
        until=LEFT,
    ),
    Stays(
        key=OFFER,
        tables=("senior_offer",),
        why="that it was offered, without their answer, so that it is not offered once more",
        until=LEFT,
    ),
    Stays(
        key="goals",
        tables=("goal", "activity", "goal_helper", "talk_outcome"),
        why="agreed with another, and somebody may have promised to help; their own thoughts go",
        until="the plan goes by the concept's rule, or " + LEFT,
    ),
    Stays(
        key="plans",
        tables=("talk_plan",),
        why="made with another; some agreements give a right to it in writing",
        until="the concept's own rule says so",
    ),
    Stays(
        key="minutes",
        tables=("minutes",),
        why="both wrote it",
        until="the concept's own rule says so",
    ),
    Stays(
        key="consents",
        tables=("consent",),
        why=(
            "of what they talked about themselves each is withdrawn, and nobody reads by it; "
            "where they lead the other, or read themselves, it holds until one of the two ends it"
        ),
        until="what it was about goes",
    ),
    Stays(
        key="votes",
        tables=("participation",),
        why="which ballot is theirs is known to nobody who could erase it",
        until="the vote closes",
    ),
    Stays(
        key="workplace",
        tables=(
            *("round", "round_step", "selection", "sitting_member", "attendance", "seat"),
            *("evaluator", "proposal", "apart", "chore", "poster_photo", "action_plan"),
            *("effort_progress", "follow_up", "plan_change", "leader_feedback", "report_back"),
            *("report", "answer", "passed_on", "frame", "ladder", "concept_use"),
        ),
        why="done for the workplace or with a group, whose work hangs on it",
        until="it stays; their name goes once " + LEFT,
    ),
    Stays(
        key="trail",
        tables=("audit", "wish"),
        why="who saw and did what, and that they were answered, as long as the law may ask for it",
        until="five years have passed at most, or " + LEFT,
    ),
)
