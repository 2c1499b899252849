"""What the groups wrote on the day."""

from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import Private, PrivateBytes
from storage.ids import new_id


class NoteKind(StrEnum):
    POINT = "point"
    ACTION = "action"


class Note(SQLModel, table=True):
    """One point or one wished action of a group, without its writer or a place by when it came.

    `heading` is the group's own, `chosen` that it is among the two most important (TAL-46).
    `topic_id` is where the planning group sorted it afterwards.
    """

    __tablename__ = "note"
    __table_args__ = (
        Index("ix_note_group", "sitting_id", "part", "number"),
        {"sqlite_with_rowid": False},
    )
    id: str = Field(default_factory=new_id, primary_key=True)
    sitting_id: str = Field(foreign_key="sitting.id")
    part: str
    number: int
    kind: str
    text: str = Field(sa_type=Private("note.text"))
    heading: str | None = Field(default=None, sa_type=Private("note.heading"))
    chosen: bool = False
    topic_id: str | None = Field(default=None, foreign_key="topic.id", index=True)


class PosterPhoto(SQLModel, table=True):
    """A photo of a group's poster about one theme, without where and when it was taken.

    `slot` counts from 1: no more than there are slots can be kept, whoever sends at once. The
    sender may take it away again; nobody is told who it was.
    """

    __tablename__ = "poster_photo"
    __table_args__ = (
        UniqueConstraint("sitting_id", "part", "number", "slot", name="uq_poster_photo_slot"),
    )
    id: str = Field(default_factory=new_id, primary_key=True)
    sitting_id: str = Field(foreign_key="sitting.id")
    part: str
    number: int
    slot: int
    sender_id: str | None = Field(default=None, foreign_key="person.id", index=True)
    thumb: bytes = Field(sa_type=PrivateBytes("poster_photo.thumb"))
    jpeg: bytes = Field(sa_type=PrivateBytes("poster_photo.jpeg"))


class Evaluation(SQLModel, table=True):
    """One person's short evaluation of the dialogue (TAL-50): no person, no time.

    `soon` says that something in it should be talked about soon (TAL-110). When no more are taken
    in, all of a dialogue's are written anew in an order of chance, or deleted where they are few.
    """

    __tablename__ = "evaluation"
    __table_args__ = (
        Index("ix_evaluation_sitting", "sitting_id"),
        {"sqlite_with_rowid": False},
    )
    id: str = Field(default_factory=new_id, primary_key=True)
    sitting_id: str = Field(foreign_key="sitting.id")
    good: str | None = Field(default=None, sa_type=Private("evaluation.good"))
    adjust: str | None = Field(default=None, sa_type=Private("evaluation.adjust"))
    soon: bool = False


class Evaluator(SQLModel, table=True):
    """Who may still evaluate a dialogue: a row goes when they do, and all go when it is over."""

    __tablename__ = "evaluator"
    __table_args__ = ({"sqlite_with_rowid": False},)
    sitting_id: str = Field(foreign_key="sitting.id", primary_key=True)
    person_id: str = Field(foreign_key="person.id", primary_key=True)
