"""Somebody in a list of members, as far as Teams vouches for them. Pure and total.

learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

FOREIGN = "#EXT#"
"""In the name of an account whose home is another organisation."""
NO_MEMBERS = ("guest", "anonymous")


@dataclass(frozen=True, kw_only=True)
class Member:
    """`id` is only for this bot, `object_id` the account's for good.

    `emails` are what Teams vouches for, the address first and then the name to log in with where
    that is another; none of a guest's, since another organisation decides what stands there.
    `elsewhere`: at home in another organisation, and here through a shared channel.
    """

    id: str
    object_id: str
    emails: tuple[str, ...] = ()
    guest: bool = False
    elsewhere: bool = False

    @property
    def external_id(self) -> str:
        return self.object_id or self.id

    @property
    def email(self) -> str:
        return next(iter(self.emails), "")


def member_of(raw: object, *, tenant: str, personal: bool = False) -> Member | None:
    """In a `personal` chat the tenant is the conversation's; else each one's own is told.

    Where it is not, nobody vouches for them: people of other tenants may be in there.
    """
    if not isinstance(raw, Mapping):
        return None
    found = _text(raw, "id")
    object_id = _text(raw, "aadObjectId") or _text(raw, "objectId")
    if not (found or object_id):
        return None
    named = [_text(raw, "email"), _text(raw, "userPrincipalName")]
    home = _text(raw, "tenantId").lower()
    elsewhere = bool(home and tenant and home != tenant.lower())
    vouched = bool(home) or personal or not tenant
    guest = _text(raw, "userRole").lower() in NO_MEMBERS or any(map(_is_foreign, named))
    ours = vouched and not (guest or elsewhere)
    emails = tuple(dict.fromkeys(filter(_is_address, named))) if ours else ()
    return Member(id=found, object_id=object_id, emails=emails, guest=guest, elsewhere=elsewhere)


def members_in(page: Mapping[str, Any], *, tenant: str) -> tuple[Member, ...]:
    listed = page.get("members")
    found = [member_of(each, tenant=tenant) for each in listed] if isinstance(listed, list) else []
    return tuple(each for each in found if each is not None)


def next_page(page: Mapping[str, Any]) -> str:
    """Empty on the last one."""
    return _text(page, "continuationToken")


def _is_foreign(name: str) -> bool:
    return FOREIGN in name.upper()


def _is_address(name: str) -> bool:
    return "@" in name


def _text(raw: Mapping[str, Any], name: str) -> str:
    value = raw.get(name)
    return value.strip() if isinstance(value, str) else ""
