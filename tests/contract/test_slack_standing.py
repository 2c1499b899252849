"""What Slack tells by itself: of people who come, change and go, and of kombot's own standing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.slack.standing import profile_of, read_change
from bot.channels.standing import Change, Profile, Shut, Standing
from tests.fakes.slack import TEAM
from tests.fakes.slack_user import Payload, captured
from tests.slack_house import KIRSTEN, Receiver, SlackHouse, a_slack_house

AUGUST = datetime(2026, 8, 10, 7, 0, tzinfo=UTC)
COPENHAGEN = "Europe/Copenhagen"


@dataclass
class Notes:
    changes: list[Change] = field(default_factory=list)

    async def __call__(self, change: Change) -> None:
        self.changes.append(change)


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
async def house(receiver: Receiver, notes: Notes) -> AsyncIterator[SlackHouse]:
    async with a_slack_house(receiver, note=notes) as house:
        house.person()
        yield house


def changed(name: str = "user_change", **traits: Any) -> Payload:
    payload = captured(name)
    payload["event"]["user"] |= traits
    return payload


def read(payload: Payload) -> Change | None:
    return read_change(payload, house_zone=COPENHAGEN, now=AUGUST)


async def test_a_change_is_told_with_email_language_and_zone(
    house: SlackHouse, notes: Notes, receiver: Receiver
) -> None:
    assert (await house.send(changed()))[0] == 200
    profile = Profile(
        email="kirsten@nyborg.example", language="en", zone="Europe/Brussels", member=True
    )
    told = Standing(
        channel="slack",
        tenant=TEAM,
        external_id=KIRSTEN,
        profile=profile,
        event_id=captured("user_change")["event_id"],
        at=datetime.fromtimestamp(captured("user_change")["event_time"], UTC),
    )
    assert notes.changes == [told]
    assert receiver.seen == []
    assert house.fake.calls == []


def test_whoever_is_at_home_elsewhere_in_the_same_enterprise_is_told_of_too() -> None:
    told = read(captured("user_change_grid"))
    assert isinstance(told, Standing)
    assert (told.tenant, told.external_id, told.unreachable) == (TEAM, KIRSTEN, "")
    assert told.profile.email == "kirsten@nyborg.example"


def test_whoever_is_in_the_enterprise_and_not_in_the_workspace_is_none_of_its_people() -> None:
    payload = captured("user_change_grid")
    payload["event"]["user"]["enterprise_user"]["teams"].remove(TEAM)
    assert read(payload) is None


async def test_after_a_change_somebody_is_asked_for_anew(
    house: SlackHouse, receiver: Receiver
) -> None:
    await house.send(captured("message_im"))
    house.person(email="kirsten.dahl@nyborg.example")
    await house.send(changed())
    await house.send({**captured("message_im"), "event_id": "Ev0LATER"})
    assert [each.email[:12] for each in receiver.seen] == ["kirsten@nybo", "kirsten.dahl"]


async def test_whoever_acts_brings_language_and_zone(house: SlackHouse, receiver: Receiver) -> None:
    house.fake.users[KIRSTEN] |= {"locale": "da-DK", "tz": "America/Nuuk"}
    await house.send(captured("message_im"))
    assert (receiver.seen[0].language, receiver.seen[0].zone) == ("da", "America/Nuuk")
    assert house.fake.called("users.info")[0]["include_locale"] in {"1", "true", True}


async def test_a_guest_is_nobody_that_slack_vouches_for(
    house: SlackHouse, receiver: Receiver
) -> None:
    house.fake.users[KIRSTEN] |= {"is_restricted": True}
    await house.send(captured("message_im"))
    assert receiver.seen[0].email == ""


@pytest.mark.parametrize(
    ("locale", "zone", "language"),
    [
        ("da-DK", COPENHAGEN, "da"),
        ("en-GB", COPENHAGEN, "en"),
        ("en-US", COPENHAGEN, ""),
        ("en-US", "Europe/Brussels", ""),
        ("en-US", "America/New_York", "en"),
        ("en-US", "", ""),
        ("en-US", "Mars/Base", ""),
        ("de-DE", "Europe/Berlin", ""),
        ("", "America/New_York", ""),
    ],
)
def test_the_language_is_the_locales_where_somebody_chose_it(
    locale: str, zone: str, language: str
) -> None:
    user = {**captured("user_change")["event"]["user"], "locale": locale, "tz": zone}
    told = profile_of(user, TEAM, house_zone=COPENHAGEN, now=AUGUST)
    assert told.language == language


@pytest.mark.parametrize(
    ("traits", "why"),
    [
        ({"deleted": True}, "person_gone"),
        ({"is_restricted": True}, "guest"),
        ({"is_restricted": True, "is_ultra_restricted": True}, "guest"),
        ({"deleted": True, "profile": {}, "tz": None, "locale": None}, "person_gone"),
    ],
    ids=str,
)
def test_whoever_is_gone_or_a_guest_is_told_of_without_a_profile(
    traits: dict[str, Any], why: str
) -> None:
    standing = read(changed(**traits))
    assert isinstance(standing, Standing)
    assert (standing.unreachable, standing.profile) == (why, Profile())


@pytest.mark.parametrize(
    "traits",
    [
        {"is_bot": True},
        {"is_stranger": True},
        {"team_id": "T0ELSEWHERE"},
        {"id": "USLACKBOT"},
        {"id": ""},
    ],
    ids=str,
)
def test_bots_and_other_workspaces_people_are_nobodys_news(traits: dict[str, Any]) -> None:
    assert read(changed(**traits)) is None
    assert read(changed("team_join", **traits)) is None


def test_an_email_that_is_not_confirmed_says_nothing() -> None:
    standing = read(changed(is_email_confirmed=False))
    assert isinstance(standing, Standing)
    assert (standing.profile.email, standing.profile.language) == ("", "en")


def test_somebody_new_is_told_of() -> None:
    standing = read(captured("team_join"))
    assert isinstance(standing, Standing)
    assert (standing.external_id, standing.profile.email) == ("U0NYANSAT1", "karl@nyborg.example")


@pytest.mark.parametrize(
    ("name", "reason"), [("tokens_revoked", "no_access"), ("app_uninstalled", "uninstalled")]
)
async def test_a_workspace_that_shuts_kombot_out_is_told_of_without_a_call(
    house: SlackHouse, notes: Notes, name: str, reason: str
) -> None:
    payload = captured(name)
    assert (await house.send(payload))[0] == 200
    at = datetime.fromtimestamp(payload["event_time"], UTC)
    event = payload["event_id"]
    shut = Shut(channel="slack", tenant=TEAM, event_id=event, reason=reason, at=at)
    assert notes.changes == [shut]
    assert house.fake.calls == []


@pytest.mark.parametrize("tokens", [{"oauth": ["U1"]}, {"bot": []}, {}, None, "bot", ["bot"]])
def test_a_token_that_is_not_the_bots_shuts_nothing(tokens: object) -> None:
    payload = captured("tokens_revoked")
    payload["event"]["tokens"] = tokens
    assert read(payload) is None


@pytest.mark.parametrize("user", [None, "U0KIRSTEN1", [], {}, {"id": 7}, {"id": None}])
@pytest.mark.parametrize("kind", ["user_change", "team_join"])
async def test_a_change_of_another_shape_is_acknowledged(
    house: SlackHouse, notes: Notes, kind: str, user: object
) -> None:
    payload = captured(kind)
    payload["event"]["user"] = user
    assert (await house.send(payload))[0] == 200
    assert notes.changes == []
