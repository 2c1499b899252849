"""kombot's own site as `kombot web` serves it, on a free port of loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot.entrance import listening

HERE = "127.0.0.1"


@asynccontextmanager
async def served(site: web.Application) -> AsyncIterator[str]:
    """Its address, without a slash at the end."""
    async with listening(site, host=HERE, port=0) as server:
        port = server.sockets[0].getsockname()[1]
        yield f"http://{HERE}:{port}"
