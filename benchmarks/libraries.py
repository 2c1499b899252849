"""A process with the same libraries as kombot and nothing of kombot's: it says it is there.

`python -m benchmarks.libraries PORT`, with the names of what to import on its standard input.
Without a port it tells those names: what `kombot web` has imported, Slack's way in included.
"""

from __future__ import annotations

import asyncio
import importlib
import sys
from contextlib import suppress

OURS = {"benchmarks", "bot", "dialogs", "schedules", "storage", "tests"}
USED = (
    "bot.__main__",
    "bot.serve",
    "bot.channels.slack.channel",
    "bot.channels.slack.install.endpoint",
    "holidays.countries",
)
"""What a web process on Slack imports, by itself or when it joins its parts."""
HOST = "127.0.0.1"


def imported() -> list[str]:
    """In the order in which kombot does."""
    for each in USED:
        importlib.import_module(each)
    known = OURS | {"__main__"} | set(sys.builtin_module_names)
    return [name for name in sys.modules if name.partition(".")[0] not in known]


async def serve(port: int) -> None:
    from aiohttp import web

    async def health(_request: web.Request) -> web.Response:
        return web.json_response({})

    app = web.Application()
    app.add_routes([web.get("/health", health)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, HOST, port).start()
    await asyncio.Event().wait()


def main() -> None:
    if len(sys.argv) == 1:
        print("\n".join(imported()))  # noqa: T201 - it is what this is for
        return
    for name in sys.stdin.read().split():
        # What has no name of its own comes with what has.
        with suppress(ImportError):
            importlib.import_module(name)
    asyncio.run(serve(int(sys.argv[1])))


if __name__ == "__main__":
    main()
