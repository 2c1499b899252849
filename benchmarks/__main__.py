"""`python -m benchmarks [NAME…]`: run them, say what they found, and keep it as JSON."""

from __future__ import annotations

import asyncio
import gc
import inspect
import logging
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from benchmarks import (
    broadcast,
    click,
    click_teams,
    groups,
    home,
    open_loop,
    plan,
    scale_out,
    start,
    tally,
)
from benchmarks.figures import into_readme, keep, kept_in
from benchmarks.measure import Result
from benchmarks.servers import pin, unpinned

log = logging.getLogger("benchmarks")

Bench: TypeAlias = Callable[[bool], Awaitable[list[Result]] | list[Result]]

BENCHES: Mapping[str, Bench] = {
    "click": click.run,
    "click-teams": click_teams.run,
    "open-loop": open_loop.run,
    "scale-out": scale_out.run,
    "broadcast": broadcast.run,
    "plan": plan.run,
    "tally": tally.run,
    "home": home.run,
    "groups": groups.run,
    "start": start.run,
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
    readme: Annotated[
        bool, typer.Option("--readme", help="Put what is kept into benchmarks/README.md as well.")
    ] = False,
) -> None:
    """Measure kombot; what is short of its target says so, and is no error."""
    for name in names or []:
        if name not in BENCHES:
            raise typer.BadParameter(f"{name} is not one of: {', '.join(BENCHES)}")
    if warning := unpinned():
        typer.echo(warning)
    pin(0, load=True)
    broken = [name for name in names or BENCHES if not _ran(name, json_file, quick=quick)]
    if readme:
        into_readme(kept_in(json_file))
    raise typer.Exit(1 if broken else 0)


def _ran(name: str, json_file: Path, *, quick: bool) -> bool:
    """Whether it could be measured at all; where it could not, the others still are."""
    gc.collect()
    try:
        found = _run(BENCHES[name], quick=quick)
    except Exception:
        log.exception("%s could not be measured", name)
        return False
    for each in found:
        typer.echo(each.line)
    keep(json_file, name, found)
    return True


def _run(bench: Bench, *, quick: bool) -> list[Result]:
    found = bench(quick)
    return asyncio.run(_awaited(found)) if inspect.isawaitable(found) else found


async def _awaited(found: Awaitable[list[Result]]) -> list[Result]:
    return await found


if __name__ == "__main__":
    typer.run(main)
