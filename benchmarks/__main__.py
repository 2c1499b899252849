"""`python -m benchmarks [NAME…]`: run them, say what they found, and keep it as JSON."""

from __future__ import annotations

import asyncio
import gc
import inspect
import json
import os
import platform
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from benchmarks import click, click_teams, home, open_loop, plan, tally
from benchmarks.measure import Result
from benchmarks.servers import pin, unpinned
from schedules.core.clock import SystemClock

Bench: TypeAlias = Callable[[bool], Awaitable[list[Result]] | list[Result]]

BENCHES: Mapping[str, Bench] = {
    "click": click.run,
    "click-teams": click_teams.run,
    "open-loop": open_loop.run,
    "plan": plan.run,
    "tally": tally.run,
    "home": home.run,
}
"""In the order in which they are run. Each takes whether it is to be quick, and is its own file."""

KEPT = Path("out/bench.json")


def main(
    names: Annotated[
        list[str] | None, typer.Argument(help="Which ones; all of them if none.")
    ] = None,
    *,
    quick: Annotated[
        bool, typer.Option("--quick", help="Fewer rounds: to see that it runs, not for figures.")
    ] = False,
    json_file: Annotated[
        Path, typer.Option("--json", help="Where the figures are kept, beside those of others.")
    ] = KEPT,
) -> None:
    """Measure kombot; what is short of its target says so, and is no error."""
    for name in names or []:
        if name not in BENCHES:
            raise typer.BadParameter(f"{name} is not one of: {', '.join(BENCHES)}")
    if warning := unpinned():
        typer.echo(warning)
    pin(0, load=True)
    for name in names or BENCHES:
        gc.collect()
        found = _run(BENCHES[name], quick=quick)
        for each in found:
            typer.echo(each.line)
        _keep(json_file, name, found)


def _run(bench: Bench, *, quick: bool) -> list[Result]:
    found = bench(quick)
    return asyncio.run(_awaited(found)) if inspect.isawaitable(found) else found


async def _awaited(found: Awaitable[list[Result]]) -> list[Result]:
    return await found


def _keep(file: Path, name: str, found: list[Result]) -> None:
    """The newest of each bench, with when and where it was measured."""
    kept = json.loads(file.read_text("utf-8")) if file.exists() else {}
    kept[name] = {
        "at": SystemClock().now().isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "results": [each.as_json() for each in found],
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    typer.run(main)
