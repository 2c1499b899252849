"""Which rows are about somebody, table by table: for handing everything out, and for erasing.

Every table is in `THEIRS` or in `LEFT_OUT`, and a test walks them: a table that is added has to say
what it holds of people.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlmodel import SQLModel

from storage.tables import (
    Absence,
    ActionPlan,
    Activity,
    Address,
    Answer,
    Attendance,
    Audit,
    Checkin,
    Chore,
    Commitment,
    ConceptUse,
    Consent,
    Conversation,
    Cycle,
    Decision,
    Destruction,
    Due,
    EffortProgress,
    Evaluator,
    Example,
    FollowUp,
    Frame,
    Goal,
    GoalHelper,
    Guide,
    Ladder,
    LeaderFeedback,
    LeaderPlan,
    LeaderPreparation,
    Minutes,
    Mute,
    Outbox,
    OwnTheme,
    Participation,
    PassedOn,
    Person,
    PlanChange,
    Posted,
    PosterPhoto,
    Preparation,
    Progress,
    Proposal,
    Rating,
    Reflection,
    Report,
    ReportBack,
    Role,
    Round,
    RoundStep,
    Seat,
    Selection,
    SeniorOffer,
    Session,
    SimulatedMessage,
    SittingMember,
    TalkEvaluator,
    TalkOutcome,
    TalkPlan,
    TeamMember,
    TeamTalk,
    Wish,
)

Words: TypeAlias = Callable[[Any, bool], bool]
"""Whether a row's sealed words are handed out; the flag says that the row is the person's own."""


def if_own(_row: object, own: bool) -> bool:  # noqa: FBT001 - the shape of `Words`
    return own


def if_shared(row: LeaderPreparation, own: bool) -> bool:  # noqa: FBT001 - the shape of `Words`
    """A leader's notes are the leader's own until they share them (GDPR, article 15 (4))."""
    return own or row.shared_at is not None


def if_no_vote(row: Session, own: bool) -> bool:  # noqa: FBT001 - the shape of `Words`
    """A vote that has not been sent yet is nobody's business, not even in a file of one's own."""
    return own and row.dialog != "theme_vote"


@dataclass(frozen=True)
class Through:
    """A row is somebody's where the row of `table` that `column` points at is."""

    column: str
    table: type[SQLModel]
    whose: str


@dataclass(frozen=True, kw_only=True)
class Theirs:
    """`own`: columns that say whose row it is; `named`: those that only name somebody in it.

    A row that only names them is handed out without its sealed words, which are others'. `listed`
    are columns that hold several ids. `hidden` are never handed out.
    """

    table: type[SQLModel]
    own: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    through: tuple[Through, ...] = ()
    beside: tuple[Through, ...] = ()
    listed: tuple[str, ...] = ()
    prefixed: str = ""
    hidden: tuple[str, ...] = ()
    words: Words = if_own

    @property
    def name(self) -> str:
        return str(self.table.__tablename__)


def _by_talk(column: str = "conversation_id") -> Through:
    return Through(column, Conversation, "person_id")


_PERSON = ("person_id",)
THEIRS: tuple[Theirs, ...] = (
    Theirs(table=Person, own=("id",)),
    Theirs(table=Address, own=_PERSON),
    Theirs(table=Role, own=_PERSON),
    Theirs(table=Absence, own=_PERSON),
    Theirs(table=Mute, own=_PERSON),
    Theirs(table=Conversation, own=_PERSON, named=("leader_id", "called_by")),
    Theirs(table=OwnTheme, own=_PERSON),
    Theirs(table=Preparation, own=_PERSON),
    Theirs(table=LeaderPreparation, own=("leader_id",), beside=(_by_talk(),), words=if_shared),
    Theirs(table=Guide, own=("leader_id",), through=(_by_talk(),)),
    Theirs(table=Minutes, named=("written_by",), through=(_by_talk(),)),
    Theirs(
        table=Consent, own=("asked_by", "reader_id"), named=("withdrawn_by",), through=(_by_talk(),)
    ),
    Theirs(
        table=TalkPlan,
        own=_PERSON,
        named=("leader_id", "written_by", "filed_by"),
        hidden=("released",),
    ),
    Theirs(table=Goal, own=_PERSON, named=("leader_id", "agreed_with")),
    Theirs(table=Activity, own=_PERSON),
    Theirs(table=GoalHelper, own=_PERSON, through=(Through("goal_id", Goal, "person_id"),)),
    Theirs(table=TalkOutcome, through=(Through("goal_id", Goal, "person_id"), _by_talk())),
    Theirs(table=Checkin, own=_PERSON),
    Theirs(table=Progress, through=(Through("checkin_id", Checkin, "person_id"),)),
    Theirs(table=TeamMember, own=_PERSON),
    Theirs(table=TeamTalk, own=("leader_id",)),
    Theirs(table=TalkEvaluator, own=_PERSON),
    Theirs(table=SeniorOffer, own=_PERSON, named=("set_by",)),
    Theirs(table=Destruction, own=_PERSON, named=("leader_id",)),
    Theirs(table=Cycle, own=("set_by",)),
    Theirs(table=ConceptUse, named=("set_by",)),
    Theirs(
        table=Participation,
        own=_PERSON,
        hidden=("wellbeing_token", "leadership_token"),
    ),
    Theirs(table=Example, own=_PERSON),
    Theirs(table=Commitment, own=_PERSON),
    Theirs(table=Reflection, own=_PERSON),
    Theirs(table=LeaderPlan, own=_PERSON),
    Theirs(table=LeaderFeedback, own=_PERSON),
    Theirs(table=Rating, own=_PERSON),
    Theirs(table=EffortProgress, own=_PERSON),
    Theirs(table=FollowUp, own=_PERSON),
    Theirs(table=ActionPlan, named=("driver_id",)),
    Theirs(table=Chore, own=("owner_id",), named=("done_by", "changed_by")),
    Theirs(table=PosterPhoto, named=("sender_id",), hidden=("thumb", "jpeg")),
    Theirs(table=Round, named=("opened_by", "contact_id"), listed=("agreed",), hidden=("agreed",)),
    Theirs(table=RoundStep, named=("done_by",)),
    Theirs(table=Selection, named=("selected_by",)),
    Theirs(table=SittingMember, own=_PERSON),
    Theirs(table=Attendance, own=_PERSON),
    Theirs(table=Seat, own=_PERSON),
    Theirs(table=Evaluator, own=_PERSON),
    Theirs(
        table=Proposal,
        named=("changed_by",),
        listed=("round_one", "round_two"),
        hidden=("round_one", "round_two"),
    ),
    Theirs(table=PlanChange, own=_PERSON),
    Theirs(table=ReportBack, own=("sent_by",)),
    Theirs(table=Report, own=("sent_by",)),
    Theirs(table=Answer, own=("answered_by",)),
    Theirs(table=PassedOn, own=("passed_by",)),
    Theirs(table=Frame, named=("set_by",)),
    Theirs(table=Ladder, named=("set_by",)),
    Theirs(table=Session, own=_PERSON, words=if_no_vote),
    Theirs(table=Wish, own=_PERSON),
    Theirs(table=Outbox, own=_PERSON),
    Theirs(table=Due, own=_PERSON),
    Theirs(table=Decision, own=_PERSON),
    Theirs(table=Posted, through=(Through("target", Address, "person_id"),)),
    Theirs(table=SimulatedMessage, prefixed="conversation"),
    Theirs(table=Audit, own=("about_id",), named=("actor_id",)),
)

LEFT_OUT: Mapping[str, str] = {
    "apart": "that two shall not sit together is a wish of the group about two people: telling one "
    "would tell of the other",
    "ballot": "while a vote runs its choice is shown to the voter in the chat, and to nobody who "
    "makes a file; afterwards nobody can tell whose it is",
    "paper_ballot": "without a name",
    "tally_count": "numbers without names",
    "note": "a group's, without its writer",
    "evaluation": "without a name",
    "talk_evaluation": "without a name",
    "dissent": "without a name",
    "topic": "the planning group's own words",
    "effort": "the workplace's own words",
    "contribution": "the workplace's own words",
    "sitting": "the workplace's, with no person",
    "frame_event": "the organisation's, with no person",
    "organisation": "no person",
    "workplace": "no person; its name is said with the profile",
    "place": "a channel of a group",
    "tenant": "a whole workspace, and kombot's own secrets",
    "setting": "kombot's own",
    "pace": "kombot's own",
    "seen": "ids of events, of no person, gone after three days",
}
"""Tables of which nothing is handed out, by name, each with the reason."""

NOT_THEIRS: Mapping[tuple[str, str], str] = {
    ("person", "leader_id"): "whoever somebody leads has a row of their own",
}
"""Columns that name somebody in a row that is another's, each with the reason."""
