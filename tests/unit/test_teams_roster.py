"""Whose word for an email Teams gives, member by member."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.teams.roster import member_of

OURS, THEIRS = "33333333-aaaa-3333-3333-333333333333", "44444444-4444-4444-4444-444444444444"
KIRSTEN = {"id": "29:kirsten", "email": "kirsten@kommune.dk", "userRole": "user"}


def email(raw: dict[str, Any], *, personal: bool = False) -> str:
    found = member_of({**KIRSTEN, **raw}, tenant=OURS, personal=personal)
    return found.email if found else ""


@pytest.mark.parametrize("written", [OURS, OURS.upper()])
def test_a_member_of_our_own_tenant_is_who_teams_says(written: str) -> None:
    assert email({"tenantId": written}) == "kirsten@kommune.dk"


@pytest.mark.parametrize("raw", [{}, {"tenantId": ""}, {"tenantId": THEIRS}, {"tenantId": 3}])
def test_among_others_nobody_is_vouched_for_without_our_own_tenant(raw: dict[str, Any]) -> None:
    """A group chat may hold people of other tenants, who decide about their own emails."""
    assert email(raw) == ""


def test_in_a_chat_of_two_the_tenant_is_the_conversations() -> None:
    assert email({}, personal=True) == "kirsten@kommune.dk"
    assert email({"tenantId": THEIRS}, personal=True) == ""
