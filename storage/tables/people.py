"""Workplaces, the people in them and how they are reached."""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import Json
from storage.ids import new_id


class RoleName(StrEnum):
    """What a person is at a workplace.

    `planning` is in the planning group, `contact` is its contact person, `representative` stands
    for the employees in it, `leader` leads the workplace, and `admin` runs kombot. `coordination`
    is in the MED coordination group of the workplace's area, `committee` in the organisation's main
    committee.
    """

    LEADER = "leader"
    PLANNING = "planning"
    CONTACT = "contact"
    REPRESENTATIVE = "representative"
    TR = "tr"
    AMR = "amr"
    HR = "hr"
    ADMIN = "admin"
    COORDINATION = "coordination"
    COMMITTEE = "committee"


class Organisation(SQLModel, table=True):
    __tablename__ = "organisation"
    id: str = Field(default_factory=new_id, primary_key=True)
    name: str


class Workplace(SQLModel, table=True):
    __tablename__ = "workplace"
    __table_args__ = (UniqueConstraint("organisation_id", "name", name="uq_workplace_name"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    organisation_id: str = Field(foreign_key="organisation.id", index=True)
    name: str
    area: str = ""
    leader_votes: bool = False


class Person(SQLModel, table=True):
    """`email` is lower case. `left_on` is the first day the person is no longer here.

    `came_on` is the first day on which the person was seen to be: there is no other.
    """

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("organisation_id", "email", name="uq_person_email"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    organisation_id: str = Field(foreign_key="organisation.id", index=True)
    workplace_id: str = Field(foreign_key="workplace.id", index=True)
    leader_id: str | None = Field(default=None, foreign_key="person.id", index=True)
    name: str
    email: str = Field(index=True)
    language: str | None = None
    zone: str | None = None
    hourly_paid: bool = False
    left_on: date | None = None
    came_on: date | None = None


class Role(SQLModel, table=True):
    __tablename__ = "role"
    person_id: str = Field(foreign_key="person.id", primary_key=True)
    workplace_id: str = Field(foreign_key="workplace.id", primary_key=True, index=True)
    name: str = Field(primary_key=True)


class Absence(SQLModel, table=True):
    """Both days included; an absence without an end is open.

    It has no reason: that is nobody's business.
    """

    __tablename__ = "absence"
    id: str = Field(default_factory=new_id, primary_key=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    first_day: date
    last_day: date | None = None


class Address(SQLModel, table=True):
    """A person on a channel.

    `reference` is what the channel needs to write there (a DM id, a conversation reference).
    `unreachable` is why writing there does not work, empty while it does.
    """

    __tablename__ = "address"
    __table_args__ = (
        UniqueConstraint("channel", "tenant", "external_id", name="uq_address_external"),
    )
    id: str = Field(default_factory=new_id, primary_key=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    channel: str
    tenant: str = ""
    external_id: str
    reference: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    unreachable: str = ""


class Place(SQLModel, table=True):
    """A channel the bot posts to: the planning group's (`planning`) or everyone's (`everyone`)."""

    __tablename__ = "place"
    __table_args__ = (UniqueConstraint("workplace_id", "purpose", name="uq_place_purpose"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    workplace_id: str = Field(foreign_key="workplace.id", index=True)
    purpose: str
    channel: str
    tenant: str = ""
    external_id: str
    name: str = ""
    reference: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    unreachable: str = ""
