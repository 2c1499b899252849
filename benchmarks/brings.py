"""A worker on another day: `python -m benchmarks.brings SECONDS`, so many ahead of the clock.

Nobody is nudged on a Sunday, and benchmarks are run on any day. The rest is in the environment.
"""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import timedelta

from bot import serve
from bot.settings import Settings
from schedules.core.clock import MovableClock


def main() -> None:
    settings = Settings.from_env(os.environ)
    clock = MovableClock(timedelta(seconds=float(sys.argv[1])))
    asyncio.run(serve.run(settings, web_too=False, worker_too=True, clock=clock))


if __name__ == "__main__":
    main()
