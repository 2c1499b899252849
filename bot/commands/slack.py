"""`kombot slack`: the app manifest, and whether kombot and the workspace fit together."""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import aiohttp
import typer

from bot.channels.slack import manifest as made
from bot.channels.slack.needs import INSTALL
from bot.commands import organisations
from bot.commands.trouble import Told
from bot.findings import Finding, State, tell
from bot.opening import in_store, open_store, settings_now
from bot.platforms import SLACK
from bot.settings import Settings
from bot.together import wanted
from dialogs.core.texts import LANGUAGES, Speaker
from schedules.core.clock import SystemClock
from storage import invitations, roster, tenants
from storage.keys import Keyring
from storage.tables import Organisation
from storage.unit_of_work import Store, Unit

if TYPE_CHECKING:
    from bot.channels.slack.check import Check

cli = typer.Typer(help="Joining a Slack workspace.", no_args_is_help=True)

WHERE = "docs/slack.md takes you through it."
NO_ADDRESS = (
    "KOMBOT_PUBLIC_URL is missing: set it to the https address at which Slack reaches kombot, such "
    "as https://kombot.example.dk"
)

RENEWAL = timedelta(seconds=15)
"""Whoever checks can wait, and a token that is under way is no fault."""


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
    several: Annotated[
        bool,
        typer.Option("--several", help="To install kombot in several workspaces, each by a link."),
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
    # What is installed with tokens that are renewed can never go back to tokens that are not.
    several = several or (settings.slack is not None and settings.slack.installs)
    url = "" if socket else _secure_url(settings)
    found = made.manifest(say, url=url, installs=_browsers_url(settings) if several else "")
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


def _browsers_url(settings: Settings) -> str:
    """Raise Told: whoever installs kombot comes with a browser, in Socket Mode too."""
    if settings.given_public_url is None:
        raise Told(f"{NO_ADDRESS}. People install kombot there.")
    if urlsplit(settings.public_url).scheme != "https":
        raise Told(
            f"KOMBOT_PUBLIC_URL is {settings.public_url}: Slack sends people back to https "
            "addresses alone. Set one that begins with https."
        )
    return settings.public_url


@cli.command()
def invite(*, organisation: organisations.Option = "") -> None:
    """Print a link with which somebody installs kombot in their workspace."""
    from bot.channels.slack.install.sealed import INVITED, Invitation, Seals

    settings, wanted_name = settings_now(), organisations.name(organisation)
    if settings.slack is None or not settings.slack.installs:
        raise Told(
            "kombot is not set up for several workspaces: set SLACK_CLIENT_ID and "
            f"SLACK_CLIENT_SECRET instead of SLACK_BOT_TOKEN. {WHERE}"
        )
    url = _browsers_url(settings)
    chosen, once = in_store(settings, lambda unit: _invited(unit, wanted_name))
    invitation = Invitation(organisation_id=chosen.id, once=once)
    sealed = Seals(keyring=Keyring(settings.keys)).invite(invitation, now=SystemClock().now())
    typer.echo(f"{url}{INSTALL}?for={sealed}")
    typer.echo(
        f"It holds for {INVITED.days} days and for one workspace, which belongs to {chosen.name} "
        "from then on. Send it only to whoever is to install kombot there. Links that were made "
        f"for {chosen.name} before are of no use any more.",
        err=True,
    )


async def _invited(unit: Unit, name: str) -> tuple[Organisation, str]:
    """Whoever installs is shown the name, so that there must be one."""
    found = organisations.pick(await roster.organisations(unit), name)
    if found.name == organisations.UNNAMED:
        raise Told(
            "The organisation has no name yet, and whoever installs kombot is shown it: kombot "
            f"organisations rename {found.name} NAME"
        )
    return found, invitations.make(unit, channel="slack", organisation_id=found.id)


@cli.command()
def check() -> None:
    """Ask Slack and kombot's own address whether all is well, and say what to mend."""
    settings = settings_now()
    found = asyncio.run(_check(settings))
    tell(found, ready="kombot and Slack fit together.", where=WHERE)


async def _of_each(asked: Check, store: Store | None) -> Check:
    """Where kombot is installed in several workspaces, all of them are asked."""
    from bot.channels.slack.install.check import InstallCheck, Workspace

    if store is None:
        return asked
    async with store.snapshot() as reads:
        found = await tenants.every(reads)
    workspaces = [
        Workspace(team=each.external_id, name=each.name, organisation=owner.name)
        for each, owner in found
        if each.channel == "slack"
    ]
    each = InstallCheck(
        slack=asked.slack,
        clients=asked.clients,
        workspaces=workspaces,
        url=asked.url,
        session=asked.session,
    )
    return replace(asked, installed=each.findings)


async def _check(settings: Settings) -> list[Finding]:
    # The SDK is loaded here: the other commands begin without it.
    from bot.channels.slack.check import Check
    from bot.channels.slack.endpoint import clients_of

    if settings.slack is None:
        missing = f"Slack is not configured: set {wanted(SLACK)}."
        return [Finding(State.MEND, missing)]
    given = settings.given_public_url is not None
    async with aiohttp.ClientSession() as session, AsyncExitStack() as stack:
        now, store = SystemClock().now, None
        if settings.slack.installs:
            store = await stack.enter_async_context(open_store(settings))
        clients = clients_of(settings.slack, session, now=now, store=store, renewal=RENEWAL)
        stack.push_async_callback(clients.tokens.close)
        asked = Check(
            slack=settings.slack,
            clients=clients,
            url=settings.public_url if given else "",
            now=now,
            session=session,
        )
        found = await (await _of_each(asked, store)).findings()
    if given or not settings.slack.called:
        return found
    return [*found, Finding(State.MEND, f"{NO_ADDRESS}.")]
