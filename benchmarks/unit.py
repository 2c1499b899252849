"""The unit: the least that an app on slack-bolt does with a request: check who signed, say 200.

`python -m benchmarks.unit PORT SECRET`
"""

from __future__ import annotations

import logging
import re
import sys

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult

from benchmarks.servers import HOST

PATH = "/slack/events"
ANY = re.compile(".*")


async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    """Asks nobody, as kombot asks nobody."""
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token="")


async def acknowledge(ack: AsyncAck) -> None:
    await ack()


def application(secret: str) -> web.Application:
    app = AsyncApp(signing_secret=secret, authorize=authorize, process_before_response=True)
    app.view(ANY)(acknowledge)
    app.action(ANY)(acknowledge)

    async def handle(request: web.Request) -> web.Response:
        answer = await app.async_dispatch(await to_bolt_request(request))
        return await to_aiohttp_response(answer)

    found = web.Application()
    found.add_routes([web.post(PATH, handle)])
    return found


def main() -> None:
    port, secret = sys.argv[1:]
    logging.basicConfig(level=logging.WARNING)
    web.run_app(application(secret), host=HOST, port=int(port), access_log=None, print=None)


if __name__ == "__main__":
    main()
