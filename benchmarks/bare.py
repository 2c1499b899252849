"""The bare loop: the same calls with Slack's own client over one session, and each one marked.

`python -m benchmarks.bare URL TOKEN API BODY COUNT`; says at the end how much it used, in seconds.
Rows are read many at a time and messages are ready; it knows no lanes, no limits and no kill.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from time import process_time
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import make_url

AT_ONCE = 10
MARK = "UPDATE outbox SET state = 'sent' WHERE id = "


async def main(message: dict[str, Any], url: str, token: str, api: str, count: str) -> None:
    ids, mark = await _opened(url, int(count))
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(token=token, base_url=api, session=session, retry_handlers=[])
        client.proxy = None
        coming, began = iter(enumerate(ids)), process_time()
        await asyncio.gather(*(_goes_on(coming, client, message, mark) for _ in range(AT_ONCE)))
        sys.stdout.write(f"{process_time() - began}\n")


async def _goes_on(
    coming: Iterator[tuple[int, str]],
    client: AsyncWebClient,
    message: dict[str, Any],
    mark: Callable[[str], Awaitable[object]],
) -> None:
    for number, each in coming:
        await client.chat_postMessage(**{**message, "channel": f"B{number:09}"})
        await mark(each)


async def _opened(url: str, count: int) -> tuple[list[str], Callable[[str], Awaitable[object]]]:
    """Ids to send for, and how one is marked for good."""
    asked = f"SELECT id FROM outbox LIMIT {count}"  # noqa: S608 - a number
    if url.startswith("sqlite"):
        import sqlite3

        file = sqlite3.connect(make_url(url).database or "", isolation_level=None)
        file.execute("PRAGMA synchronous = FULL")

        async def on_sqlite(each: str) -> None:
            file.execute(f"{MARK}?", (each,))

        return [row[0] for row in file.execute(asked)], on_sqlite
    import asyncpg

    pool = await asyncpg.create_pool(
        url.replace("postgresql+asyncpg", "postgresql"), min_size=1, max_size=4
    )

    async def on_postgres(each: str) -> None:
        await pool.execute(f"{MARK}$1", each)

    return [row["id"] for row in await pool.fetch(asked)], on_postgres


if __name__ == "__main__":
    url, token, api, body, count = sys.argv[1:]
    asyncio.run(main(json.loads(Path(body).read_text("utf-8")), url, token, api, count))
