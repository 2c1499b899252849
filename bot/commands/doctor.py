"""`kombot doctor`: what is configured, what is missing, and how to mend it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from bot.commands import doctor_concepts, doctor_organisations, doctor_words
from bot.commands.trouble import explain
from bot.findings import Finding, State, tell
from bot.opening import open_store, settings_now
from bot.platforms import SLACK, TEAMS
from bot.settings import Settings, SettingsError
from bot.together import wanted
from schedules.core.clock import SystemClock
from storage import rekey
from storage.address import place_of
from storage.keys import Keyring
from storage.migrate import newest
from storage.rekey import Use
from storage.unit_of_work import Store


def doctor() -> None:
    """Say what is configured, what is missing, and how to mend it."""
    try:
        settings = settings_now()
    except SettingsError as error:
        found = [Finding(State.MEND, problem) for problem in error.problems]
        found.append(Finding(State.NOTE, "Everything else waits until the settings can be read."))
    else:
        found = [
            *_settings(settings),
            *doctor_concepts.readable(settings),
            *doctor_words.findings(settings),
            *asyncio.run(_stored(settings)),
        ]
    tell(found, ready="kombot is ready.", where=".env.example has every setting.")


def _settings(settings: Settings) -> Iterator[Finding]:
    yield Finding(State.FINE, "The settings can be read.")
    yield _clock(settings)
    yield from _platforms(settings)


def _clock(settings: Settings) -> Finding:
    local = SystemClock().now().astimezone(ZoneInfo(settings.zone))
    return Finding(
        State.FINE,
        f"It is {local:%Y-%m-%d %H:%M} in {settings.zone}. If that is wrong, set the machine's "
        "clock or KOMBOT_ZONE.",
    )


def _platforms(settings: Settings) -> Iterator[Finding]:
    joined = {"Slack": settings.slack is not None, "Teams": settings.teams is not None}
    if settings.playground:
        yield Finding(
            State.NOTE,
            "TEAMS_PLAYGROUND is set: whoever is on this machine can act as anyone. Take it out "
            "before kombot is for real people.",
        )
    for name, configured in joined.items():
        if configured:
            yield Finding(State.FINE, f"{name} is configured.")
    if not any(joined.values()):
        yield Finding(
            State.MEND,
            "Neither Slack nor Teams is configured, so nobody can be reached. For Slack set "
            f"{wanted(SLACK)}. For Teams set {wanted(TEAMS)}.",
        )
    elif settings.given_public_url is None and _is_called(settings):
        yield Finding(
            State.NOTE,
            "KOMBOT_PUBLIC_URL is not set: Slack and Teams need an https address that leads here.",
        )


def _is_called(settings: Settings) -> bool:
    """Whether anybody has to reach kombot from outside; with Slack's Socket Mode it calls out.

    Microsoft's playground is on this machine.
    """
    by_slack = settings.slack is not None and settings.slack.called
    by_teams = settings.teams is not None and not settings.playground
    return by_slack or by_teams


async def _stored(settings: Settings) -> list[Finding]:
    try:
        async with open_store(settings) as store:
            return [
                Finding(
                    State.FINE,
                    f"The store {place_of(settings.database_url)} can be used and is up to date "
                    f"(revision {newest()}).",
                ),
                *await _keys(settings, store),
                *await doctor_organisations.findings(settings, store),
                *await doctor_concepts.findings(settings, store),
            ]
    except Exception as error:
        if (words := explain(error)) is None:
            raise
        return [Finding(State.MEND, words)]


async def _keys(settings: Settings, store: Store) -> list[Finding]:
    keyring = Keyring(settings.keys)
    uses = await store.maintenance(lambda connection: rekey.in_use(connection, keyring))
    locked = [
        Finding(
            State.MEND,
            f"{use.column}: {use.count} sealed with key {use.key_id}, which does not open "
            "them: put that key back in KOMBOT_KEYS, behind the newest.",
        )
        for use in uses
        if not use.opens
    ]
    return locked or list(_opening(uses, keyring))


def _opening(uses: Sequence[Use], keyring: Keyring) -> Iterator[Finding]:
    newest_id, *older = keyring.ids
    total = sum(use.count for use in uses)
    yield Finding(State.FINE, f"The keys open what is stored ({total} values; newest {newest_id}).")
    for each in older:
        count = sum(use.count for use in uses if use.key_id == each)
        yield Finding(
            State.NOTE,
            f"The older key {each} is still in use ({count}): run kombot keys rotate."
            if count
            else f"The older key {each} is needed by backups alone.",
        )
