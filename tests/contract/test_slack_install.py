"""Installing kombot in a workspace: who may, whose it becomes, and what each page says."""

from __future__ import annotations

import base64
import hashlib
import logging
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.fakes.slack_installs import CLIENT_SECRET
from tests.fakes.slack_user import captured
from tests.fakes.slack_wire import Fault
from tests.slack_hall import KEY, NYBORG, Hall, a_hall
from tests.stores import on_disk


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    async with a_hall(tmp_path) as made:
        yield made


async def nothing_is_installed(hall: Hall) -> bool:
    return await hall.tenants() == {}


async def test_a_workspace_is_installed_and_belongs_to_who_was_invited(hall: Hall) -> None:
    page = await hall.installs(NYBORG)
    assert page.status == 200
    assert "kombot er nu i Nyborg" in page.text
    assert "skriv hej" in page.text
    assert page.leads == f"{hall.world.origin}/app_redirect?app=A0KOMBOT01&team={NYBORG}"
    tenant = (await hall.tenants())[NYBORG]
    assert (tenant.organisation_id, tenant.name) == ("org-nyborg", "Nyborg")
    jonas = hall.person(NYBORG, "jonas")
    await jonas.writes("hjem")
    assert "Hej Jonas" in jonas.texts[-1]


async def test_it_is_said_whose_it_will_be_before_anybody_goes_to_slack(hall: Hall) -> None:
    page = await hall.browser().opens(await hall.link("herlev"))
    assert "Sæt kombot op for Herlev" in page.text
    assert await nothing_is_installed(hall)


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("", "Sæt kombot op"),
        ("da-DK,da;q=0.9,en;q=0.8", "Sæt kombot op"),
        ("en-GB,en;q=0.9,da;q=0.8", "Set kombot up"),
        ("de-DE, en;q=0.5, da;q=0.7", "Sæt kombot op"),
        ("fr;q=x, ;;, en;q=0", "Sæt kombot op"),
    ],
)
async def test_pages_are_in_the_language_of_the_browser(
    hall: Hall, language: str, says: str
) -> None:
    page = await hall.browser(language).opens(await hall.link("nyborg"))
    assert says in page.text
    assert f'<html lang="{"en" if says.startswith("Set") else "da"}">' in page.text


async def test_pages_are_whole_in_themselves_and_tell_nobody_of_their_address(hall: Hall) -> None:
    page = await hall.browser().opens(await hall.link("nyborg"))
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    (style,) = re.findall(r"<style>(.*?)</style>", page.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert not re.search(r"<(script|img|link|iframe|form)|src=|@import|url\(", page.text)
    assert re.findall(r"<h1>", page.text) == ["<h1>"]


async def test_the_cookie_is_for_this_browser_and_this_way_alone(hall: Hall) -> None:
    browser = hall.browser()
    page = await browser.opens(await hall.link("nyborg"))
    assert page.cookie is not None
    assert page.cookie.key.startswith("__Host-")
    assert (page.cookie["secure"], page.cookie["httponly"]) == (True, True)
    assert (page.cookie["samesite"], page.cookie["path"]) == ("Lax", "/")
    assert page.cookie["max-age"] == "600"
    done = await browser.opens(hall.world.approves(page.leads, NYBORG))
    assert done.cookie is not None
    assert (done.cookie.value, done.cookie["max-age"]) == ("", "0")


async def test_whoever_cancels_has_changed_nothing(hall: Hall) -> None:
    browser = hall.browser()
    back = await hall.reaches_slack(browser)
    page = await browser.opens(re.sub(r"code=[^&]+", "error=access_denied", back))
    assert (page.status, "Intet er ændret" in page.text) == (200, True)
    assert hall.world.calls == []
    assert (await browser.opens(await hall.link("nyborg"))).status == 200


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("error=invalid_team_for_non_distributed_app", "invalid_team_for_non_distributed_app"),
        ("error=<script>", "unknown"),
        ("", "no_code"),
        ("code=" + "x" * 501, "no_code"),
        ("code=never-given", "invalid_code"),
    ],
)
async def test_what_slack_says_is_told_and_nothing_that_anybody_made_up(
    hall: Hall, query: str, word: str
) -> None:
    browser = hall.browser()
    back = await hall.reaches_slack(browser)
    page = await browser.opens(re.sub(r"code=[^&]+", query, back))
    assert (page.status, word in page.text) == (502, True)
    assert "<script" not in page.text
    assert await nothing_is_installed(hall)


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Fault(status=429, retry_after="30"), 503),
        (Fault(status=500), 503),
        (Fault(status=503, body="<html>"), 503),
        (Fault(body="[]"), 503),
        (Fault(body="no json"), 503),
        (Fault(error="internal_error"), 503),
        (Fault(error="bad_client_secret"), 502),
        (Fault(error="bad_redirect_uri"), 502),
    ],
    ids=str,
)
async def test_a_code_that_cannot_be_exchanged_changes_nothing(
    hall: Hall, fault: Fault, status: int
) -> None:
    hall.world.faults.append(fault)
    browser = hall.browser()
    page = await browser.opens(await hall.reaches_slack(browser))
    assert page.status == status
    assert "Intet er ændret" in page.text
    assert await nothing_is_installed(hall)
    hall.clock.move(timedelta(minutes=1))
    assert (await hall.installs(NYBORG)).status == 200


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ({"is_enterprise_install": True, "team": None}, 400),
        ({"team": None}, 502),
        ({"team": {"id": "E0ENTERPRISE"}}, 502),
        ({"team": {"id": ["T1"]}}, 502),
        ({"access_token": "xoxp-a-persons-own"}, 502),
        ({"access_token": 7}, 502),
        ({"token_type": "user"}, 502),
        ({"scope": "chat:write"}, 502),
        ({"expires_in": "soon"}, 502),
        ({"expires_in": -1}, 502),
        ({"refresh_token": ""}, 502),
    ],
    ids=str,
)
async def test_what_slack_gives_is_looked_at_before_it_is_kept(
    hall: Hall, answer: dict[str, object], status: int
) -> None:
    hall.world.answer = answer
    page = await hall.installs(NYBORG)
    assert page.status == status
    assert await nothing_is_installed(hall)


async def test_a_workspace_of_another_organisation_stays_as_it_is(hall: Hall) -> None:
    await hall.installs(NYBORG)
    before = await hall.tenants()
    page = await hall.installs(NYBORG, organisation="herlev")
    assert (page.status, "er en anden organisations" in page.text) == (409, True)
    assert await hall.tenants() == before
    jonas = hall.person(NYBORG, "jonas")
    await jonas.writes("hjem")
    assert "Hej Jonas" in jonas.texts[-1]


async def test_the_bot_of_another_organisation_is_not_deactivated_by_giving_back(
    hall: Hall,
) -> None:
    """A revoked token takes the bot out of every channel, whoever it was given to."""
    await hall.installs(NYBORG)
    await hall.installs(NYBORG, organisation="herlev")
    assert hall.world.revoked == []


async def test_a_token_for_a_workspace_where_nothing_is_installed_is_given_back(hall: Hall) -> None:
    await hall.installs(NYBORG)
    await hall.sends(NYBORG, uninstalled())
    page = await hall.installs(NYBORG, organisation="herlev")
    assert page.status == 409
    assert hall.world.revoked == [hall.world.given[-2]]
    assert (await hall.tenants())[NYBORG].secret is None


def uninstalled(event_time: int = 1790000120) -> dict[str, object]:
    return {**captured("app_uninstalled"), "event_time": event_time}


async def test_installing_again_brings_new_tokens_and_opens_what_was_shut(hall: Hall) -> None:
    await hall.installs(NYBORG)
    jonas = hall.person(NYBORG, "jonas")
    await jonas.writes("hjem")
    hall.clock.move(timedelta(minutes=1))
    await hall.sends(NYBORG, uninstalled())
    assert (await hall.tenants())[NYBORG].secret is None
    hall.clock.move(timedelta(minutes=1))
    assert (await hall.installs(NYBORG)).status == 200
    await jonas.writes("hjem")
    assert "Hej Jonas" in jonas.texts[-1]


async def test_an_end_that_is_told_late_does_not_end_what_came_after(hall: Hall) -> None:
    await hall.installs(NYBORG)
    before = int(hall.clock.now().timestamp()) - 5
    await hall.sends(NYBORG, uninstalled(before))
    assert (await hall.tenants())[NYBORG].secret is not None


async def test_no_secret_stands_anywhere_in_clear(
    hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    pages = [await hall.installs(NYBORG), await hall.installs(NYBORG, organisation="herlev")]
    hall.clock.move(timedelta(hours=11))
    await hall.clients.ask(NYBORG, "auth_test")
    hall.world.faults.append(Fault(error="internal_error"))
    hall.clock.move(timedelta(hours=11))
    await hall.clients.ask(NYBORG, "auth_test")
    secrets = [*hall.world.given, CLIENT_SECRET, KEY]
    assert len(hall.world.given) >= 8
    stored = b"".join(on_disk(hall.folder).values())
    # The servers of the test keep such logs, kombot's own do not.
    logged = [each for each in caplog.records if each.name != "aiohttp.access"]
    said = "\n".join(f"{each.name} {each.getMessage()}" for each in logged)
    assert "kombot.slack.tokens the token of T0NYBORG is renewed" in said
    assert b"org-nyborg" in stored
    for secret in secrets:
        assert secret.encode() not in stored
        assert secret not in said
        assert all(secret not in page.text for page in pages)
    assert all(each not in repr(hall.clients) for each in secrets)
