"""`kombot …`: the commands, and nothing else."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Annotated

import typer

from bot import starting  # isort: split

from bot import serve
from bot.commands import (
    admin,
    backup,
    concept,
    doctor,
    keys,
    move,
    organisations,
    people,
    person,
    slack,
    status,
    teams,
)
from bot.commands.trouble import exit_code, explain
from bot.opening import environment, settings_now
from bot.sight import logs
from storage.migrate import migrate as migrate_store

starting.over()
cli = typer.Typer(
    name="kombot",
    help="A chat bot for the conversations that develop people at work.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
cli.add_typer(people.cli, name="people")
cli.add_typer(person.cli, name="person")
cli.add_typer(organisations.cli, name="organisations")
cli.add_typer(admin.cli, name="admin")
cli.add_typer(concept.cli, name="concept")
cli.add_typer(keys.cli, name="keys")
cli.add_typer(slack.cli, name="slack")
cli.add_typer(teams.cli, name="teams")
cli.command("doctor")(doctor.doctor)
cli.command("status")(status.status)
cli.command("backup")(backup.backup)
cli.command("deletions")(backup.list_deletions)
cli.command("restore")(backup.restore)
cli.command("move")(move.move)


@cli.command()
def demo(
    *,
    reset: Annotated[
        bool, typer.Option("--reset", help="Forget everything and begin anew.")
    ] = False,
) -> None:
    """Try kombot in the browser: no account needed, nothing leaves this machine."""
    from bot import demo_site
    from bot.channels.simulator import refuse_reason

    settings = demo_site.demo_settings(environment())
    if reason := refuse_reason(settings):
        raise SystemExit(reason)
    if reset:
        demo_site.forget_demo(settings)
        settings = demo_site.demo_settings(environment())
    asyncio.run(demo_site.run_demo(settings))


@cli.command(name="all")
def all_in_one() -> None:
    """The web and the worker in one process: all that a small organisation needs."""
    _serve(web_too=True, worker_too=True)


@cli.command()
def web() -> None:
    """Answer Slack and Teams."""
    _serve(web_too=True, worker_too=False)


@cli.command()
def worker() -> None:
    """Send what is due."""
    _serve(web_too=False, worker_too=True)


def _serve(*, web_too: bool, worker_too: bool) -> None:
    settings = settings_now()
    logs.begin(level=settings.log_level, form=settings.log_format)
    asyncio.run(serve.run(settings, web_too=web_too, worker_too=worker_too))


@cli.command()
def migrate() -> None:
    """Bring the store up to date."""
    migrate_store(settings_now().database_url)
    typer.echo("The store is up to date.")


def main() -> None:
    # What kombot writes (a SQLite file, a backup, who is forgotten) is for its own user alone.
    os.umask(0o077)
    logs.begin()
    try:
        cli()
    except Exception as error:
        if (words := explain(error)) is None:
            raise
        typer.echo(words, err=True)
        sys.exit(exit_code(error))


if __name__ == "__main__":
    main()
