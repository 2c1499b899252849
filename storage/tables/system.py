"""What the house itself remembers, and what the simulator's platform does."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from storage.columns import PrivateJson, UtcDateTime
from storage.ids import new_id


class Setting(SQLModel, table=True):
    __tablename__ = "setting"
    key: str = Field(primary_key=True)
    value: str


class Audit(SQLModel, table=True):
    """Who did what about whom: ids and a word for it, never anybody's text."""

    __tablename__ = "audit"
    id: str = Field(default_factory=new_id, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    actor_id: str
    about_id: str = Field(default="", index=True)
    what: str
    subject: str = ""


class SimulatedMessage(SQLModel, table=True):
    """What Slack or Teams would keep: a message in the browser chat.

    `conversation` is `person:ID` or `place:ID`. A running form is kept as its session's id alone
    and drawn anew when it is shown.
    """

    __tablename__ = "simulated_message"
    position: int | None = Field(default=None, primary_key=True)
    reference: str = Field(default_factory=new_id, unique=True)
    conversation: str = Field(index=True)
    author: str = "kombot"
    content: dict[str, Any] = Field(
        default_factory=dict, sa_type=PrivateJson("simulated_message.content")
    )
    version: int = 1
    at: datetime = Field(sa_type=UtcDateTime)
