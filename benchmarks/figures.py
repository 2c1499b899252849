"""What the benches found, kept: as JSON to compare with, and as the table that ends README.md."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.measure import Result
from schedules.core.clock import SystemClock

README = Path(__file__).parent / "README.md"
HEADING = "## Figures\n"
HEAD = "| figure | reached | lowest to highest | target | measured |\n|---|---|---|---|---|\n"

Kept = dict[str, Any]


def keep(file: Path, name: str, found: Sequence[Result]) -> None:
    """The newest of each bench, with when and where it was measured."""
    kept = kept_in(file)
    kept[name] = {
        "at": SystemClock().now().isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": machine(),
        "results": [each.as_json() for each in found],
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")


def kept_in(file: Path) -> Kept:
    found: Kept = json.loads(file.read_text("utf-8")) if file.exists() else {}
    return found


def machine() -> str:
    """The processor's name, where the system tells it."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text("utf-8").splitlines() if told.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{os.cpu_count()} cores, {names[0] if names else platform.machine()}"


def into_readme(kept: Kept, readme: Path = README) -> None:
    """Everything after the heading is written anew."""
    text = readme.read_text("utf-8")
    before, _, _ = text.partition(HEADING)
    readme.write_text(f"{before}{HEADING}\n{table(kept)}", "utf-8")


def table(kept: Kept) -> str:
    machines = sorted({f"{each['machine']}, Python {each['python']}" for each in kept.values()})
    rows = [_row(each, told["at"][:10]) for told in kept.values() for each in told["results"]]
    return f"Measured with `make bench` on {'; '.join(machines)}.\n\n{HEAD}{''.join(rows)}"


def _row(found: Mapping[str, Any], day: str) -> str:
    each = Result(**{name: value for name, value in found.items() if name != "ok"})
    between = f"{each.told(each.low)} to {each.told(each.high)}"
    return f"| {each.name} | {each.told(each.value)} | {between} | {each.judged or '-'} | {day} |\n"
