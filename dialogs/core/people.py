"""Who is talking, as far as a dialog needs to know."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Who:
    """`roles` are (role, workplace id) pairs; role names are those of `storage.tables.people`."""

    id: str
    name: str
    language: str
    zone: str
    organisation_id: str
    workplace_id: str
    leader_id: str | None = None
    hourly_paid: bool = False
    roles: frozenset[tuple[str, str]] = field(default=frozenset())

    @property
    def first_name(self) -> str:
        return self.name.split()[0]

    def has(self, role: str, workplace_id: str | None = None) -> bool:
        return any(each == role and workplace_id in (None, where) for each, where in self.roles)
