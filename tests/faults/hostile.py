"""What somebody sends who means no good, or whose program is broken: drawn by hypothesis.

A request is bent out of one that a platform really sends, so that it comes as deep as it can.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from hypothesis import strategies as st

from tests import town
from tests.fakes.slack_user import PAYLOADS, captured, signed

WORD = "fortroligt-ord"
"""It stands in much that is sent, and must stand in no log."""
KIRSTEN = "U0KIRSTEN1"
ONE_EACH = sorted(path.stem for path in PAYLOADS.glob("*.json"))
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
TYPES = (JSON, FORM, "text/plain", "multipart/form-data", "", "application/json; charset=utf-7")
VALUES = (
    *("do:home", "do:checkin", "do:privacy", "do:vote", "open:checkin", "open:theme_vote:x"),
    *("turn:x:1:next:wellbeing", "turn:::::", "do:", "open:", "do:here", WORD),
)
STRANGE = (
    *("", "\x00", "\ud800", "\u202e", "\U0001f331" * 300, "x" * 5000, "{{7*7}}", "<!channel>"),
    *("=1+1", "' OR 1=1 --", "../../etc/passwd", "-1", "1e400", "9" * 400, "NaN"),
)
RUBBISH = (
    *(b"", b"{", b"[]", b"null", b"1", b'"hej"', b'{"a": "\xff\xfe"}', b"\x00\x01", b"payload="),
    *(b"payload=%7B%7D", b"payload=[]", b"payload=null", b"payload=%ff", b"a=b&" * 300),
    *(b"[" * 5000, b'{"a":' * 5000, b'{"id": ' + b"9" * 5000 + b"}", b'{"type": NaN}'),
)
JUNK: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(STRANGE + VALUES),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2)
    ),
    max_leaves=4,
)


@dataclass(frozen=True, kw_only=True)
class Ask:
    """A request as it goes over the wire."""

    method: str = "POST"
    path: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def bend(found: Any, draw: st.DrawFn) -> Any:
    """Put junk somewhere in it, or take something out."""
    if not isinstance(found, dict | list) or not found or draw(st.integers(0, 5)) == 0:
        return draw(JUNK)
    bent = copy.copy(found)
    keys: list[Any] = sorted(bent) if isinstance(bent, dict) else list(range(len(bent)))
    key = draw(st.sampled_from(keys))
    if draw(st.integers(0, 7)) == 0:
        del bent[key]
    else:
        bent[key] = bend(bent[key], draw)
    return bent


def _wire(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _as_sent(draw: st.DrawFn, payload: Any) -> tuple[bytes, str]:
    """As JSON, as JSON in a form, or as a form: whether or not it is meant so."""
    text = json.dumps(payload, ensure_ascii=draw(st.booleans()))
    match draw(st.sampled_from((JSON, FORM, "fields"))):
        case "fields" if isinstance(payload, dict):
            return _wire(urlencode(payload, errors="replace")), FORM
        case "application/json":
            return _wire(text), JSON
        case _:
            return b"payload=" + quote(_wire(text)).encode(), FORM


def _payload(draw: st.DrawFn) -> Any:
    """Kirsten's, whom kombot knows, and what she says is private."""
    text = json.dumps(captured(draw(st.sampled_from(ONE_EACH))))
    payload = json.loads(text.replace(KIRSTEN, town.id_of(town.CONTACT)).replace("hjem", WORD))
    for _ in range(draw(st.integers(0, 3))):
        payload = bend(payload, draw)
    return payload


@st.composite
def to_slack(draw: st.DrawFn, now: Callable[[], datetime], path: str, *, sign: bool) -> Ask:
    if draw(st.integers(0, 9)) == 0:
        body, kind = draw(st.sampled_from(RUBBISH)), draw(st.sampled_from(TYPES))
    else:
        body, kind = _as_sent(draw, _payload(draw))
    headers = {"Content-Type": kind}
    if sign:
        return Ask(path=path, body=body, headers={**headers, **signed(body, at=now())})
    right = signed(body, at=now(), secret="another-secret")
    wrong = draw(st.dictionaries(st.sampled_from(sorted(right)), HEADER, max_size=2))
    return Ask(path=path, body=body, headers={**headers, **right, **wrong})


HEADER = st.sampled_from(
    ["", "0", "-1", "9" * 40, "v0=", "v0=" + "0" * 64, "now", "1e9", "v0=æøå", WORD, "Bearer x.y.z"]
)


@st.composite
def to_anything(draw: st.DrawFn, paths: tuple[str, ...], origin: str = "") -> Ask:
    """Any method, any query and any body: to where anybody may knock."""
    path = draw(st.sampled_from(paths))
    if draw(st.booleans()):
        path += "/" + quote(draw(st.sampled_from(STRANGE + VALUES)), safe="", errors="replace")
    names = ("for", "code", "state", "error", "person", "place", "name", "language")
    asked = draw(st.dictionaries(st.sampled_from(names), st.sampled_from(STRANGE + VALUES)))
    if asked:
        path += "?" + urlencode(asked, errors="replace")
    body = draw(st.sampled_from(RUBBISH) | JUNK.map(lambda each: _wire(json.dumps(each))))
    headers = {"Content-Type": draw(st.sampled_from(TYPES)), "Cookie": f"a={WORD}"}
    if origin and draw(st.booleans()):
        headers |= {"Origin": origin, "Content-Type": JSON}
    if draw(st.booleans()):
        headers["Authorization"] = draw(HEADER)
    return Ask(method=draw(METHOD), path=path, body=body, headers=headers)


METHOD = st.sampled_from(["GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"])
ACTS = {
    "/simulator/act": {
        "id": "a1",
        "kind": "submit",
        "person": "kirsten-dahl",
        "place": "",
        "text": WORD,
        "value": "open:checkin",
        "fields": {"trivsel": "7", "why": WORD},
        "message": "1",
        "window": "w",
    },
    "/simulator/clock": {"step": "hour", "window": "w"},
    "/simulator/colleagues": {"person": "kirsten-dahl"},
    "/simulator/read": {"conversation": "kirsten-dahl", "position": 1},
    "/simulator/language": {"language": "da"},
}


@st.composite
def to_the_simulator(draw: st.DrawFn, origin: str) -> Ask:
    """From its own page, with something bent."""
    path = draw(st.sampled_from(sorted(ACTS)))
    act: Any = ACTS[path]
    if path == "/simulator/act":
        kind = draw(st.sampled_from(["words", "press", "submit", "home"]))
        act = {**act, "kind": kind, "value": draw(st.sampled_from(VALUES))}
    if draw(st.integers(0, 4)):
        act = bend(act, draw)
    return Ask(
        path=path,
        body=_wire(json.dumps(act, ensure_ascii=draw(st.booleans()))),
        headers={"Origin": origin, "Content-Type": JSON},
    )
