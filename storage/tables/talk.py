"""Running dialogs, and what has been seen."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.columns import PrivateJson, UtcDateTime
from storage.ids import new_id


class Session(SQLModel, table=True):
    """One running dialog.

    `shown` names the page asked for; `turn` is compared and set at each change.

    A session that is finished is deleted: what it was for has been written where it belongs.
    """

    __tablename__ = "session"
    __table_args__ = (
        Index("ux_session_about", "person_id", "dialog", "subject", unique=True),
        {"sqlite_with_rowid": False},
    )
    id: str = Field(default_factory=new_id, primary_key=True)
    person_id: str = Field(foreign_key="person.id")
    dialog: str
    subject: str = ""
    answers: dict[str, str] = Field(default_factory=dict, sa_type=PrivateJson("session.answers"))
    shown: str = ""
    turn: int = 1
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)


class Seen(SQLModel, table=True):
    """Inbound events that have had their effect.

    It holds no person, but on some platforms the id of an event is that of a person's conversation.
    """

    __tablename__ = "seen"
    channel: str = Field(primary_key=True)
    event_id: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
