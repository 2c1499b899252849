"""The leader's own part after the dialogue (TAL-70..74)."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from storage.columns import PrivateJson, UtcDateTime


class Reflection(SQLModel, table=True):
    """A leader's thoughts about their own role: read by nobody else."""

    __tablename__ = "reflection"
    round_id: str = Field(foreign_key="round.id", primary_key=True)
    person_id: str = Field(foreign_key="person.id", primary_key=True)
    answers: dict[str, str] = Field(sa_type=PrivateJson("reflection.answers"))


class LeaderPlan(SQLModel, table=True):
    """A leader's areas of development, three at most, each with its measures; their own."""

    __tablename__ = "leader_plan"
    round_id: str = Field(foreign_key="round.id", primary_key=True)
    person_id: str = Field(foreign_key="person.id", primary_key=True)
    areas: list[dict[str, str]] = Field(sa_type=PrivateJson("leader_plan.areas"))


class LeaderFeedback(SQLModel, table=True):
    """What a leader tells the employees, in five points, and the day promised (TAL-74)."""

    __tablename__ = "leader_feedback"
    round_id: str = Field(foreign_key="round.id", primary_key=True)
    person_id: str = Field(foreign_key="person.id", primary_key=True)
    points: dict[str, str] = Field(sa_type=PrivateJson("leader_feedback.points"))
    again_on: date
    sent_at: datetime = Field(sa_type=UtcDateTime)
    kept_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
