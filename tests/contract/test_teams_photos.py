"""Photos in Teams: a card takes none, so they are sent in the chat with kombot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from bot.channels.base import Inbound, Kind
from bot.channels.photos import LARGEST_FILE
from bot.channels.teams.attached import DOWNLOAD, Attached, attached
from bot.channels.teams.inbound import open_envelope
from bot.channels.teams.photos import Album
from tests.fakes.teams_files import TeamsFiles, files_of
from tests.snapshots import HEIC, NO_PHOTO, SECRET, a_photo, size_of
from tests.teams_office import Office, office

HTML = {"contentType": "text/html", "content": "<div><img></div>"}


@pytest.fixture
async def kombot() -> AsyncIterator[Office]:
    async with office() as kombot:
        yield kombot


@pytest.fixture
async def files(kombot: Office) -> AsyncIterator[TeamsFiles]:
    async with files_of(kombot.teams) as files:
        yield files


async def sent(kombot: Office, *attachments: dict[str, Any], name: str = "message_personal") -> Any:
    status, _ = await kombot.send(name, text="", attachments=[*attachments, HTML])
    assert status in {200, 201}
    return kombot.inbox.received[-1] if kombot.inbox.received else None


def problems(inbound: Inbound) -> list[str]:
    return [photo.problem for photo in (inbound.photos or {}).values()]


async def test_a_photo_in_the_chat_comes_along(kombot: Office, files: TeamsFiles) -> None:
    inbound = await sent(kombot, files.in_text(a_photo()), files.as_file(a_photo(900, 1200)))
    assert inbound.kind is Kind.WORDS
    assert list(inbound.photos) == ["0", "1"]
    assert [size_of(each.jpeg) for each in inbound.photos.values()] == [(1200, 900), (900, 1200)]
    assert not any(SECRET in each.jpeg for each in inbound.photos.values())


async def test_kombots_token_goes_to_the_connector_and_not_to_a_drive(
    kombot: Office, files: TeamsFiles
) -> None:
    await sent(kombot, files.in_text(a_photo()), files.as_file(a_photo()))
    tokens = {path.split("/")[1]: token for path, token in files.tokens}
    assert tokens == {"v3": f"Bearer {kombot.teams.token}", "drive": ""}


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (NO_PHOTO, "photo_none"),
        (HEIC, "photo_kind"),
        (b"", "photo_lost"),
        (b"\xff" * (LARGEST_FILE + 1), "photo_large"),
    ],
    ids=["a paper", "a telephone's own kind", "nothing", "a film"],
)
async def test_what_is_no_photo_is_known_by_its_problem(
    kombot: Office, files: TeamsFiles, raw: bytes, problem: str
) -> None:
    assert problems(await sent(kombot, files.in_text(raw))) == [problem]


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/v3/attachments/1/views/original",
        "http://smba.trafficmanager.net/v3/attachments/1/views/original",
        "https://smba.trafficmanager.net.evil.example/1",
        "https://smba.trafficmanager.net@evil.example/1",
        "https://contoso.sharepoint.com/planche.jpg",
        "not an address",
        "",
    ],
)
async def test_the_token_goes_to_nobody_else(kombot: Office, url: str) -> None:
    held = {"contentType": "image/png", "contentUrl": url}
    assert problems(await sent(kombot, held)) == ["photo_lost"]


@pytest.mark.parametrize(
    ("url", "held"),
    [
        ("https://contoso-my.sharepoint.com/personal/x/_layouts/15/d.aspx?tempauth=v1.e%2B", False),
        ("https://smba.trafficmanager.net/emea/v3/attachments/0-eus-d1-ab/views/original", True),
    ],
)
async def test_where_teams_keeps_them_they_are_fetched(url: str, held: bool) -> None:  # noqa: FBT001 - a table
    async with office() as kombot:
        connector = replace(
            kombot.endpoint.answers.album.connector, trusts=lambda host: host.endswith(".net")
        )
        assert Album(connector=connector).may_fetch(Attached(url=url, held=held))


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/planche.jpg",
        "http://contoso.sharepoint.com/planche.jpg",
        "https://sharepoint.com.evil.example/planche.jpg",
        "https://contoso.sharepoint.com:8443/planche.jpg",
        "https://169.254.169.254/metadata",
        "http://localhost:1/planche.jpg",
        "file:///etc/passwd",
        "",
    ],
)
async def test_a_file_is_fetched_from_sharepoint_alone(kombot: Office, url: str) -> None:
    file = {"contentType": DOWNLOAD, "content": {"downloadUrl": url, "fileType": "jpg"}}
    assert problems(await sent(kombot, file)) == ["photo_lost"]


async def test_whoever_else_has_a_picture_is_not_asked_for_it(
    kombot: Office, files: TeamsFiles
) -> None:
    """It would be given, under a name of this machine's that nobody has said to trust."""
    text, file = files.in_text(a_photo()), files.as_file(a_photo())
    text["contentUrl"] = text["contentUrl"].replace("127.0.0.1", "localhost")
    told = file["content"]
    told["downloadUrl"] = told["downloadUrl"].replace("127.0.0.1", "localhost")
    assert problems(await sent(kombot, text, file)) == ["photo_lost", "photo_lost"]
    assert files.tokens == []


async def test_what_cannot_be_opened_any_more_is_told_so(kombot: Office, files: TeamsFiles) -> None:
    file = files.as_file(a_photo())
    file["content"]["downloadUrl"] = file["content"]["downloadUrl"].partition("?")[0]
    assert problems(await sent(kombot, file)) == ["photo_not_allowed"]


async def test_other_files_are_left_where_they_are(kombot: Office, files: TeamsFiles) -> None:
    inbound = await sent(kombot, files.as_file(NO_PHOTO, "docx"))
    assert inbound.photos == {}
    assert files.tokens == []


async def test_nothing_is_fetched_where_others_read_along(
    kombot: Office, files: TeamsFiles
) -> None:
    inbound = await sent(kombot, files.in_text(a_photo()), name="message_mention_channel")
    assert inbound is None or inbound.photos == {}
    assert files.tokens == []


async def test_what_does_not_come_in_time_is_not_waited_for(
    kombot: Office, files: TeamsFiles
) -> None:
    payload = {**kombot.payload("message_personal"), "attachments": [files.in_text(a_photo())]}
    album = replace(Album(connector=kombot.endpoint.answers.album.connector), seconds=0.0)
    found = await album.of(open_envelope(payload))
    assert [each.problem for each in found.values()] == ["photo_lost"]


@pytest.mark.parametrize(
    "attachments",
    [None, {}, "x", [None], [1], [{"contentType": 1}], [{"contentType": "image/png"}]],
)
def test_whatever_else_hangs_on_a_message_is_no_picture(attachments: object) -> None:
    assert attached({"attachments": attachments}) == ()
