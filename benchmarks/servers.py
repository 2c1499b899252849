"""Servers as processes of their own, each on its core, and what they have used of the machine."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

log = logging.getLogger("benchmarks")

ROOT = Path(__file__).parents[1]
HOST = "127.0.0.1"
STARTS_WITHIN_S = 30.0
ENDS_WITHIN_S = 20.0
LOOK_AGAIN_S = 0.02
TICKS = os.sysconf("SC_CLK_TCK")
UTIME, STIME = 11, 12
"""Where /proc/PID/stat has them, after the name in brackets."""
KB_IN_MB = 1024


@cache
def cores() -> tuple[int, int] | None:
    """The server's and the load's; None where there is one alone, and nothing is pinned.

    Looked for once: whoever keeps to one of them sees no other any more.
    """
    free = sorted(os.sched_getaffinity(0))
    return (free[0], free[-1]) if len(free) > 1 else None


def pin(pid: int, *, load: bool) -> None:
    """`load`: it makes the load, or plays a platform. 0 is this process itself."""
    if (found := cores()) is not None:
        os.sched_setaffinity(pid, {found[1] if load else found[0]})


def unpinned() -> str:
    """What whoever reads the figures must know; empty where all is well."""
    if os.cpu_count() == 1:
        return "One core: server and load share it, so that ratios come out higher than they are."
    return ""


@dataclass(frozen=True, kw_only=True)
class Server:
    process: asyncio.subprocess.Process
    port: int

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def cpu_s(self) -> float:
        """Of all its threads so far."""
        told = Path(f"/proc/{self.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(told[UTIME]) + int(told[STIME])) / TICKS

    @property
    def rss_mb(self) -> float:
        told = Path(f"/proc/{self.pid}/status").read_text("utf-8")
        line = next(each for each in told.splitlines() if each.startswith("VmRSS:"))
        return int(line.split()[1]) / KB_IN_MB


@asynccontextmanager
async def running(
    module: Sequence[str], *, port: int, env: Mapping[str, str] | None = None
) -> AsyncIterator[Server]:
    """`module` is what stands after `python -m`; it is there once its port is open."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        *module,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
    )
    pin(process.pid, load=False)
    try:
        await _opened(process, port)
        yield Server(process=process, port=port)
    finally:
        await _stopped(process)


async def _opened(process: asyncio.subprocess.Process, port: int) -> None:
    async with asyncio.timeout(STARTS_WITHIN_S):
        while process.returncode is None:
            with suppress(OSError):
                _, writer = await asyncio.open_connection(HOST, port)
                writer.close()
                await writer.wait_closed()
                return
            await asyncio.sleep(LOOK_AGAIN_S)
    raise RuntimeError(f"the server ended by itself, with {process.returncode}")


async def _stopped(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.terminate()
        try:
            async with asyncio.timeout(ENDS_WITHIN_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


def free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        port: int = found.getsockname()[1]
        return port
