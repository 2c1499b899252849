"""The pages on which somebody installs kombot: whole in themselves, and nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dialogs.core.texts import LANGUAGES, Speaker, Texts

HERE = Path(__file__).parent
TEXTS = Texts((HERE.parent / "words",))
STYLE = (HERE / "templates" / "page.css").read_text("utf-8")
ENVIRONMENT = Environment(
    loader=FileSystemLoader(HERE / "templates"), undefined=StrictUndefined, autoescape=True
)
_DIGEST = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode("ascii")
HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_DIGEST}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # The address holds the invitation, or Slack's code.
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
STATUS = {
    "begin": 200,
    "done": 200,
    "cancelled": 200,
    "enterprise": 400,
    "elsewhere": 409,
    "expired": 410,
    "refused": 502,
    "later": 503,
}
"""Every page, as its words are called."""


@dataclass(frozen=True, kw_only=True)
class Pages:
    """`language` is the house's, for whoever's browser asks for none of ours."""

    language: str
    zone: str

    def show(
        self, request: web.Request, page: str, *, leads: str = "", **facts: str
    ) -> web.Response:
        """`leads` is where the page's one button goes, where it has any."""
        language = preferred(request.headers.get("Accept-Language", ""), self.language)
        say = Speaker(texts=TEXTS, language=language, zone=self.zone)
        html = ENVIRONMENT.get_template("page.html.j2").render(
            language=language,
            title=say(f"oauth/{page}_title", **facts),
            paragraphs=say(f"oauth/{page}", **facts).split("\n\n"),
            label=say(f"oauth/{page}_button") if leads else "",
            leads=leads,
            # Nothing in it is anybody's but ours, and its digest must stay what it is.
            style=Markup(STYLE),  # noqa: S704 - as said above
        )
        return web.Response(
            text=html, status=STATUS[page], content_type="text/html", headers=HEADERS
        )


def preferred(header: str, otherwise: str) -> str:
    """The one of our languages that a browser asks for most."""
    asked = [_weighed(each) for each in header.split(",")[:20]]
    ours = [(weight, language) for weight, language in asked if language in LANGUAGES and weight]
    return max(ours, key=lambda each: each[0])[1] if ours else otherwise


def _weighed(part: str) -> tuple[float, str]:
    tag, _, rest = part.strip().partition(";")
    try:
        weight = float(rest.strip().removeprefix("q=") or "1")
    except ValueError:
        weight = 0.0
    return weight, tag.strip().lower().partition("-")[0]
