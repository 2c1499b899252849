"""What Slack is answered when there is too much to do, from the raw body. Pure.

A modal keeps what was typed: only its acknowledgement can say something there, as an error below
a field (https://docs.slack.dev/surfaces/modals#displaying_errors). A command's acknowledgement is
shown to whoever wrote it. After a button or a shortcut Slack shows nothing of what an
acknowledgement says, and marks it itself where it failed; an event it sends again.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from bot.channels.full import Full, Refuse, shown
from bot.channels.slack.fields import PREFIX
from bot.channels.slack.limits import ERROR
from bot.channels.slack.plain import shorten
from dialogs.core.texts import Speaker

INTERACTION, PAGE, COMMAND = b"payload=", b"%22view_submission%22", b"command="
FIELD = re.compile(b"%22(" + PREFIX.encode() + b"%3A[0-9]+%3A[^&]*?)%22")
"""The block id of a field, as it stands in a form. Looked for and not parsed: to parse a page takes
as long as to refuse ten."""


def refusing(say: Speaker) -> Refuse:
    """The words are the house's: nobody is looked up."""
    typed = shorten(say("slack/full_typed"), ERROR)
    command = shown({"response_type": "ephemeral", "text": say("slack/full")})

    def refuse(body: bytes) -> Full:
        if not body.startswith(INTERACTION):
            return command if COMMAND in body and not body.startswith(b"{") else Full()
        if PAGE not in body or (field := FIELD.search(body)) is None:
            return Full()
        errors = {unquote(field[1].decode("ascii", "replace")): typed}
        return shown({"response_action": "errors", "errors": errors})

    return refuse
