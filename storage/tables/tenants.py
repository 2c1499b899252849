"""The workspaces and tenants that kombot is joined to, each with the organisation it belongs to."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import PrivateJson, UtcDateTime
from storage.ids import new_id


class Tenant(SQLModel, table=True):
    """`external_id` is what the channel calls it, `secret` its installation's tokens if it has any.

    `version` counts the secret's changes. `installed_at` is when kombot was last installed there,
    and `leased_until` how long one process alone may change the secret.
    """

    __tablename__ = "tenant"
    __table_args__ = (UniqueConstraint("channel", "external_id", name="uq_tenant_external"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    channel: str
    external_id: str
    organisation_id: str = Field(foreign_key="organisation.id", index=True)
    name: str = ""
    secret: dict[str, Any] | None = Field(default=None, sa_type=PrivateJson("tenant.secret"))
    version: int = 0
    installed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    leased_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
