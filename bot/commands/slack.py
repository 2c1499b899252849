"""`kombot slack`: the app manifest, and whether kombot and the workspace fit together."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated
from urllib.parse import urlsplit

import aiohttp
import typer

from bot.channels.slack import manifest as made
from bot.commands.trouble import Told
from bot.findings import Finding, State, tell
from bot.opening import settings_now
from bot.platforms import SLACK
from bot.settings import Settings
from bot.together import wanted
from dialogs.core.texts import LANGUAGES, Speaker
from schedules.core.clock import SystemClock

cli = typer.Typer(help="Joining a Slack workspace.", no_args_is_help=True)

WHERE = "docs/slack.md takes you through it."
NO_ADDRESS = (
    "KOMBOT_PUBLIC_URL is missing: set it to the https address at which Slack reaches kombot, such "
    "as https://kombot.example.dk"
)


@cli.callback()
def slack() -> None:
    """Joining a Slack workspace."""


@cli.command()
def manifest(
    *,
    socket: Annotated[
        bool,
        typer.Option("--socket", help="For Socket Mode: kombot calls Slack, not Slack kombot."),
    ] = False,
    language: Annotated[
        str, typer.Option("--language", help="da or en; KOMBOT_LANGUAGE if left out.")
    ] = "",
) -> None:
    """Print the app manifest: paste it into Slack at https://api.slack.com/apps, Create New App."""
    settings = settings_now()
    spoken = language or settings.language
    if spoken not in LANGUAGES:
        raise Told(f"--language is {spoken}: choose {' or '.join(LANGUAGES)}.")
    say = Speaker(texts=made.WORDS, language=spoken, zone=settings.zone)
    found = made.manifest(say, url="" if socket else _secure_url(settings))
    typer.echo(json.dumps(found, ensure_ascii=False, indent=2))


def _secure_url(settings: Settings) -> str:
    """Raise Told: an address on this machine alone would be of no use in a manifest."""
    if settings.given_public_url is None:
        raise Told(f"{NO_ADDRESS}, or write --socket for Socket Mode.")
    url = settings.public_url
    if urlsplit(url).scheme != "https":
        raise Told(
            f"KOMBOT_PUBLIC_URL is {url}: Slack calls https addresses alone. Set one that begins "
            "with https, or write --socket for Socket Mode."
        )
    return url


@cli.command()
def check() -> None:
    """Ask Slack and kombot's own address whether all is well, and say what to mend."""
    settings = settings_now()
    found = asyncio.run(_check(settings))
    tell(found, ready="kombot and Slack fit together.", where=WHERE)


async def _check(settings: Settings) -> list[Finding]:
    # The SDK is loaded here: the other commands begin without it.
    from bot.channels.slack.check import Check
    from bot.channels.slack.endpoint import clients_of

    if settings.slack is None:
        missing = f"Slack is not configured: set {wanted(SLACK)}."
        return [Finding(State.MEND, missing)]
    given = settings.given_public_url is not None
    async with aiohttp.ClientSession() as session:
        now = SystemClock().now
        asked = Check(
            slack=settings.slack,
            clients=clients_of(settings.slack, session, now=now),
            url=settings.public_url if given else "",
            now=now,
            session=session,
        )
        found = await asked.findings()
    if given or not settings.slack.called:
        return found
    return [*found, Finding(State.MEND, f"{NO_ADDRESS}.")]
