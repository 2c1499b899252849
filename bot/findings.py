"""What a command looked into and found: each thing with its state, and what to mend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import typer


class State(StrEnum):
    """The mark and the word: neither a sign nor a colour stands alone."""

    FINE = "✓ fine"
    NOTE = "– note"
    MEND = "✗ mend"


@dataclass(frozen=True)
class Finding:
    state: State
    says: str


def tell(found: Sequence[Finding], *, ready: str, where: str) -> None:
    """Raise typer.Exit(1) where something is to be mended; `where` says where to read more."""
    for each in found:
        typer.echo(f"{each.state.value}  {each.says}")
    count = sum(each.state is State.MEND for each in found)
    if not count:
        typer.echo(ready)
        return
    typer.echo(f"{count} {'thing' if count == 1 else 'things'} to mend; {where}")
    raise typer.Exit(1)
