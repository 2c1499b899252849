"""`kombot teams`: the app package, and whether kombot, Azure and Teams fit together."""

from __future__ import annotations

import asyncio
import contextlib
import os
import tempfile
from collections.abc import Iterator
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import aiohttp
import typer

from bot.channels.teams.manifest import App, Publisher, semantic
from bot.channels.teams.package import package as packed
from bot.channels.teams.package import read_package
from bot.commands.trouble import Told
from bot.findings import Finding, State, tell
from bot.opening import settings_now
from bot.platform_teams import DEVELOPER, TEAMS
from bot.settings import Settings
from bot.together import wanted
from bot.values import IDENTIFIER
from dialogs.core.texts import LANGUAGES
from schedules.core.clock import SystemClock

cli = typer.Typer(help="Joining Microsoft Teams.", no_args_is_help=True)

WHERE = "docs/teams.md takes you through it."
NO_ADDRESS = (
    "KOMBOT_PUBLIC_URL is missing: set it to the https address at which Teams reaches kombot, such "
    "as https://kombot.example.dk"
)
NO_TEAMS = f"Teams is not configured: set {wanted(TEAMS)}."


@cli.callback()
def teams() -> None:
    """Joining Microsoft Teams."""


@cli.command()
def package(
    file: Annotated[Path, typer.Argument(metavar="FILE.zip", help="Where to write it.")],
    *,
    language: Annotated[
        str,
        typer.Option(
            "--language",
            help="da or en, for those whose Teams is in another; KOMBOT_LANGUAGE if left out.",
        ),
    ] = "",
    version: Annotated[
        str,
        typer.Option("--version", help="A higher one than kombot's own, if Teams asks for it."),
    ] = "",
) -> None:
    """Write the app package, to be uploaded at https://admin.teams.microsoft.com."""
    settings = settings_now()
    spoken = language or settings.language
    if spoken not in LANGUAGES:
        raise Told(f"--language is {spoken}: choose {' or '.join(LANGUAGES)}.")
    app = _app(settings, version or version_of("kombot"))
    before = _kept_before(file, app.id)
    _write(file, packed(app, language=spoken))
    typer.echo(f"{file} is version {app.version} of the app {app.id}{before}.")
    for note in _left_out(settings):
        typer.echo(note)


def _app(settings: Settings, version: str) -> App:
    """Raise Told."""
    found, url = settings.teams, _secure_url(settings)
    if found is None or not found.app_id:
        raise Told(NO_TEAMS)
    if not IDENTIFIER.fullmatch(found.app_id):
        raise Told(
            f"TEAMS_APP_ID is {found.app_id}, and must be the Application (client) ID from the "
            "app's Overview in Microsoft Entra, such as 11111111-2222-3333-4444-555555555555."
        )
    try:
        numbered = semantic(version)
    except ValueError:
        raise Told(f"--version is {version}: write three numbers, such as 1.2.3.") from None
    publisher = Publisher(
        name=settings.teams_developer_name,
        website=settings.teams_website_url or url,
        privacy=settings.teams_privacy_url or url,
        terms=settings.teams_terms_url or url,
    )
    return App(id=found.app_id.lower(), url=url, version=numbered, publisher=publisher)


def _secure_url(settings: Settings) -> str:
    """Raise Told: an address on this machine alone would be of no use in a package."""
    if settings.given_public_url is None:
        raise Told(f"{NO_ADDRESS}.")
    url = settings.public_url
    if urlsplit(url).scheme != "https":
        raise Told(
            f"KOMBOT_PUBLIC_URL is {url}: Teams calls https addresses alone. Set one that begins "
            "with https."
        )
    return url


def _kept_before(file: Path, app_id: str) -> str:
    """What stood there, in words that end a sentence. Raise Told for what is not to be lost."""
    try:
        raw = file.read_bytes()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise _untold(file, error) from None
    found = read_package(raw)
    if found is None:
        raise Told(f"{file} is there already, and is no app package: name another file.")
    if found.id.lower() != app_id:
        raise Told(
            f"{file} is there already, and is the package of another app ({found.id}): name "
            "another file, or move that one away."
        )
    return f" and replaces version {found.version}"


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all. Raise Told."""
    place: Path | None = None
    try:
        number, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        place = Path(name)
        with os.fdopen(number, "wb") as out:
            out.write(content)
        place.chmod(0o644)
        place.replace(file)
    except OSError as error:
        if place is not None:
            with contextlib.suppress(OSError):
                place.unlink(missing_ok=True)
        raise _untold(file, error) from None


def _untold(file: Path, error: OSError) -> Told:
    why = error.strerror or type(error).__name__
    return Told(f"{file} cannot be written ({why}): name a file in a folder that you may write to.")


def _left_out(settings: Settings) -> Iterator[str]:
    """What Teams will show that is not the organisation's own yet."""
    pages = {
        "TEAMS_WEBSITE_URL": settings.teams_website_url,
        "TEAMS_PRIVACY_URL": settings.teams_privacy_url,
        "TEAMS_TERMS_URL": settings.teams_terms_url,
    }
    missing = [name for name, value in pages.items() if value is None]
    if missing:
        yield (
            f"{State.NOTE.value}  {', '.join(missing)} not set: Teams links to "
            f"{settings.public_url} instead. Set your own pages there, and write it again."
        )
    if settings.teams_developer_name == DEVELOPER:
        yield (
            f"{State.NOTE.value}  TEAMS_DEVELOPER_NAME is {DEVELOPER}: set it to your "
            "organisation's name, and write it again."
        )


@cli.command()
def check() -> None:
    """Ask Entra and kombot's own address whether all is well, and say what to mend."""
    settings = settings_now()
    found = asyncio.run(_check(settings))
    tell(found, ready="kombot and Teams fit together.", where=WHERE)


async def _check(settings: Settings) -> list[Finding]:
    from bot.channels.teams.check import Check

    if settings.teams is None or not settings.teams.app_id:
        return [Finding(State.MEND, NO_TEAMS)]
    given = settings.given_public_url is not None
    async with aiohttp.ClientSession() as session:
        asked = Check(
            teams=settings.teams,
            url=settings.public_url if given else "",
            now=SystemClock().now,
            session=session,
        )
        found = await asked.findings()
    return found if given else [*found, Finding(State.MEND, f"{NO_ADDRESS}.")]
