"""The half-year in which an organisation's workplaces hold their Udviklingsdialog (TAL-04)."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime
from storage.ids import new_id


class Frame(SQLModel, table=True):
    """`first_day`..`last_day` are the days of the dialogues, both included.

    Plans are sent up `plan_due` at the latest. `trained_on` is the leaders' training day; a
    dialogue before it gets a warning (X-18).
    """

    __tablename__ = "frame"
    id: str = Field(default_factory=new_id, primary_key=True)
    organisation_id: str = Field(foreign_key="organisation.id", index=True)
    name: str
    first_day: date
    last_day: date
    plan_due: date
    trained_on: date | None = None
    set_by: str = Field(foreign_key="person.id")
    set_at: datetime = Field(sa_type=UtcDateTime)


class Audience(StrEnum):
    """Whom an event beside the workplaces' own steps is for.

    `training`: the leaders, whose dialogues are better held after it (X-18). `leaders_chosen`: the
    leaders, whose workplaces have announced their themes before it (TAL-107).
    """

    GROUPS = "groups"
    REPRESENTATIVES = "representatives"
    LEADERS = "leaders"
    TRAINING = "training"
    LEADERS_CHOSEN = "leaders_chosen"
    EVERYONE = "everyone"


class FrameEvent(SQLModel, table=True):
    """A workshop or the like. Times are "HH:MM" where the organisation is, empty if not set."""

    __tablename__ = "frame_event"
    id: str = Field(default_factory=new_id, primary_key=True)
    frame_id: str = Field(foreign_key="frame.id", index=True)
    title: str
    held_on: date
    starts_at: str = ""
    ends_at: str = ""
    place: str = ""
    audience: str = Audience.GROUPS.value
    sign_up: str = ""
