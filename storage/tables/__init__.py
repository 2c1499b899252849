"""Every table, so that `SQLModel.metadata` is whole wherever one of them is used."""

from storage.tables.delivery import Decision, Due, Lane, Mute, Outbox, OutboxState, Pace, Posted
from storage.tables.kom import (
    Checkin,
    Conversation,
    Cycle,
    Goal,
    Kind,
    Preparation,
    Progress,
    Scope,
)
from storage.tables.people import (
    Absence,
    Address,
    Organisation,
    Person,
    Place,
    Role,
    RoleName,
    Workplace,
)
from storage.tables.rounds import (
    Ballot,
    Mode,
    Participation,
    Phase,
    Round,
    Selection,
    TallyCount,
    ThemeList,
)
from storage.tables.system import Audit, Setting, SimulatedMessage
from storage.tables.talk import Seen, Session
from storage.tables.tenants import Tenant

__all__ = [
    "Absence",
    "Address",
    "Audit",
    "Ballot",
    "Checkin",
    "Conversation",
    "Cycle",
    "Decision",
    "Due",
    "Goal",
    "Kind",
    "Lane",
    "Mode",
    "Mute",
    "Organisation",
    "Outbox",
    "OutboxState",
    "Pace",
    "Participation",
    "Person",
    "Phase",
    "Place",
    "Posted",
    "Preparation",
    "Progress",
    "Role",
    "RoleName",
    "Round",
    "Scope",
    "Seen",
    "Selection",
    "Session",
    "Setting",
    "SimulatedMessage",
    "TallyCount",
    "Tenant",
    "ThemeList",
    "Workplace",
]
