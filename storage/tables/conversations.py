"""Around a conversation: guides, the leader's preparation, minutes, consents, what is destroyed."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import Private, PrivateJson, UtcDateTime
from storage.ids import new_id


class ConceptUse(SQLModel, table=True):
    """Which concept an organisation, or one area of it, holds conversations after, and from when.

    An area's own way is put before its committee first, and the main committee is told at the same
    time (HER-02): without both days it does not hold.
    """

    __tablename__ = "concept_use"
    __table_args__ = (Index("ix_concept_use", "organisation_id", "area"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    organisation_id: str = Field(foreign_key="organisation.id")
    area: str = ""
    concept: str
    holds_from: date
    committee: str | None = None
    put_before_on: date | None = None
    informed_on: date | None = None
    set_by: str | None = Field(default=None, foreign_key="person.id")


class Guide(SQLModel, table=True):
    """What the leader takes out of the questions and puts in, for one conversation (KL-30).

    `changes` has `out` (keys) and `own` (questions); what is obligatory cannot be taken out.
    """

    __tablename__ = "guide"
    conversation_id: str = Field(foreign_key="conversation.id", primary_key=True)
    leader_id: str = Field(foreign_key="person.id")
    changes: dict[str, list[str]] = Field(sa_type=PrivateJson("guide.changes"))
    turn: int = 1


class OwnTheme(SQLModel, table=True):
    """A theme that somebody wants to talk about in their own conversation (NYB-KOM-11).

    It waits here until there is a conversation to prepare, and is read by nobody else.
    """

    __tablename__ = "own_theme"
    cycle_id: str = Field(foreign_key="cycle.id", primary_key=True)
    person_id: str = Field(foreign_key="person.id", primary_key=True, index=True)
    name: str = Field(sa_type=Private("own_theme.name"))
    why: str = Field(default="", sa_type=Private("own_theme.why"))


class LeaderPreparation(SQLModel, table=True):
    """The leader's own notes before a conversation: read by nobody else before they share them."""

    __tablename__ = "leader_preparation"
    conversation_id: str = Field(foreign_key="conversation.id", primary_key=True)
    leader_id: str = Field(foreign_key="person.id", index=True)
    answers: dict[str, str] = Field(sa_type=PrivateJson("leader_preparation.answers"))
    shared_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Minutes(SQLModel, table=True):
    """What the two wrote down together. `ticked` are the obligatory topics that were talked about.

    `turn` is compared and set at each change; a change takes both parties' yes back.
    """

    __tablename__ = "minutes"
    conversation_id: str = Field(foreign_key="conversation.id", primary_key=True)
    points: dict[str, str] = Field(sa_type=PrivateJson("minutes.points"))
    ticked: list[str] = Field(default_factory=list, sa_type=PrivateJson("minutes.ticked"))
    written_by: str = Field(foreign_key="person.id")
    turn: int = 1
    person_ok_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    leader_ok_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Consent(SQLModel, table=True):
    """That somebody beyond the two may read something of a conversation (HER-09, X-03).

    It holds while both have said yes and neither has withdrawn.
    """

    __tablename__ = "consent"
    id: str = Field(default_factory=new_id, primary_key=True)
    conversation_id: str = Field(foreign_key="conversation.id", index=True)
    what: str
    reader_id: str = Field(foreign_key="person.id", index=True)
    asked_by: str = Field(foreign_key="person.id")
    person_ok_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    leader_ok_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    withdrawn_by: str | None = Field(default=None, foreign_key="person.id")


class Destruction(SQLModel, table=True):
    """That something of a conversation is to be destroyed, and the receipt when it is (HER-12).

    `subject` is the conversation's or the talk's id, and says nothing of what was in it. `told_on`:
    those whose it is were told then what goes and when.
    """

    __tablename__ = "destruction"
    __table_args__ = (UniqueConstraint("artefact", "subject", name="uq_destruction"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    leader_id: str | None = Field(default=None, foreign_key="person.id")
    artefact: str
    subject: str
    rule: str
    due_on: date = Field(index=True)
    told_on: date | None = None
    destroyed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SeniorOffer(SQLModel, table=True):
    """That somebody is offered a talk about the late career, set by HR or by themselves (X-11).

    There is no age and no reason here. Only the person sees it before they say yes. `set_by` is
    None where whoever runs kombot has brought it in with a file.
    """

    __tablename__ = "senior_offer"
    person_id: str = Field(foreign_key="person.id", primary_key=True)
    set_by: str | None = Field(default=None, foreign_key="person.id")
    answer: str = ""


class TeamTalk(SQLModel, table=True):
    """A team's common conversation (NYB-KOM-37, HER-07), with a plan of its own.

    One that is called off waits without a date: a new date takes it up with what was written.
    """

    __tablename__ = "team_talk"
    id: str = Field(default_factory=new_id, primary_key=True)
    cycle_id: str = Field(foreign_key="cycle.id", index=True)
    leader_id: str = Field(foreign_key="person.id", index=True)
    concept: str
    at: datetime = Field(sa_type=UtcDateTime)
    place: str | None = Field(default=None, sa_type=Private("team_talk.place"))
    sequence: int = 0
    called_off_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    held_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    plan: dict[str, str] | None = Field(default=None, sa_type=PrivateJson("team_talk.plan"))
    turn: int = 1


class TeamMember(SQLModel, table=True):
    """Who takes part in a team's talk, and what they have let the others read beforehand."""

    __tablename__ = "team_member"
    team_talk_id: str = Field(foreign_key="team_talk.id", primary_key=True)
    person_id: str = Field(foreign_key="person.id", primary_key=True, index=True)
    answers: dict[str, str] | None = Field(default=None, sa_type=PrivateJson("team_member.answers"))
    shared_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class TalkEvaluation(SQLModel, table=True):
    """One person's answers on how a conversation or the year went: no person, no time.

    When no more are taken in they are written anew in an order of chance, or deleted where they
    are few.
    """

    __tablename__ = "talk_evaluation"
    __table_args__ = (
        Index("ix_talk_evaluation_cycle", "cycle_id", "part"),
        {"sqlite_with_rowid": False},
    )
    id: str = Field(default_factory=new_id, primary_key=True)
    cycle_id: str = Field(foreign_key="cycle.id")
    part: str
    answers: dict[str, str] = Field(sa_type=PrivateJson("talk_evaluation.answers"))


class TalkEvaluator(SQLModel, table=True):
    """Who may still say how it went: a row goes when they do, and all go when it is over."""

    __tablename__ = "talk_evaluator"
    __table_args__ = ({"sqlite_with_rowid": False},)
    cycle_id: str = Field(foreign_key="cycle.id", primary_key=True)
    part: str = Field(primary_key=True)
    person_id: str = Field(foreign_key="person.id", primary_key=True, index=True)


class Wish(SQLModel, table=True):
    """That somebody has asked for everything about them, or for it to be erased."""

    __tablename__ = "wish"
    id: str = Field(default_factory=new_id, primary_key=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    what: str
    asked_at: datetime = Field(sa_type=UtcDateTime)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    done_by: str | None = None
