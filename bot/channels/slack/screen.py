"""Everything that is put before somebody in Slack in answer to what they did.

A running dialog is shown in modals only, its review included: a modal leaves nothing behind, a
message stays in Slack for as long as the workplace keeps its messages.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import Any

from bot.channels.base import Reply
from bot.channels.slack.blocks import messages
from bot.channels.slack.client import Answer, Clients, Good, Refused
from bot.channels.slack.inbound import text_at
from bot.channels.slack.plain import Json
from bot.channels.slack.spot import Spot, Surface
from bot.channels.slack.views import Frame, home_view, modal, skeleton, turn_in
from dialogs.core.actions import Move, Turn, write
from dialogs.core.cards import Button, Card, Content, Form, Quote, Series
from dialogs.core.texts import Speaker

log = logging.getLogger("kombot.slack")

OVERTAKEN = frozenset({"hash_conflict", "not_found"})
"""The window shows something newer, or was closed meanwhile, which Slack tells by itself."""
OPENING = frozenset({Surface.ASIDE, Surface.HOME})
"""Where an answer is a window, as there is no conversation to answer in."""
QUIET: Json = {"parse": "none", "link_names": False}
UNFURLED: Json = {"unfurl_links": False, "unfurl_media": False, "mrkdwn": False}


@dataclass(frozen=True, kw_only=True)
class Screen:
    """`say` speaks the house's language: it is used until it is known whom it is for.

    A window is opened once, and each of its pages takes the place of the one before: Slack lays no
    more than three on top of each other. Nothing that fails is tried twice with one trigger.
    """

    clients: Clients
    say: Speaker

    def frame(self, language: str = "") -> Frame:
        say = self._speaks(language)
        return Frame(
            title=say("slack/title"), close=say("slack/close"), loading=say("slack/loading")
        )

    async def tell(self, spot: Spot, reply: Reply) -> None:
        """Answer words, or the opening of the Home tab: there is no trigger for a modal."""
        if spot.surface is Surface.HOME and isinstance(reply.content, Card):
            await self._publish(spot, reply.content)
        elif card := self._message(reply, "slack/opener"):
            await self._post(spot, card)

    async def leave(self, spot: Spot, reply: Reply) -> None:
        """The way back to a dialog that still runs, once its window is closed."""
        card = self._message(reply, "slack/closed", label="slack/go_on")
        if card is not None and _turn_of(reply) is not None:
            await self._post(spot, card)

    async def answer(self, spot: Spot, reply: Reply) -> None:
        """Answer a button."""
        content = reply.content
        if content is None:
            return
        if spot.surface is Surface.MODAL:
            await self._update(spot, reply)
        elif isinstance(content, Form) or spot.surface in OPENING or _is_private(reply):
            await self._open(spot, reply)
        elif reply.replaces and not spot.shared and not spot.ephemeral:
            await self._replace(spot, content)
        else:
            await self._post(spot, content)

    def fetching(self, language: str) -> Json:
        """In the place of a page whose photos are on their way."""
        return skeleton(self.frame(language), self._speaks(language)("slack/fetching"))

    async def fetched(self, spot: Spot, reply: Reply) -> None:
        """What came of them: in the window, or in a message where that was closed meanwhile."""
        if reply.content is None:
            return
        view = self._modal(reply, reply.content)
        updated = await self._asked(spot, "views_update", view_id=spot.view, view=view)
        if isinstance(updated, Good):
            return
        if card := self._message(reply, "slack/behind"):
            await self._post(spot, _with_errors(card, reply.content))

    async def hold(self, spot: Spot) -> Spot:
        """Open a skeleton, so that the trigger is used in time; the spot is that modal then."""
        view = skeleton(self.frame())
        opened = await self._asked(spot, "views_open", trigger_id=spot.trigger, view=view)
        if not isinstance(opened, Good):
            return replace(spot, trigger="")
        return replace(spot, surface=Surface.MODAL, view=text_at(dict(opened.data), "view", "id"))

    def _speaks(self, language: str) -> Speaker:
        return replace(self.say, language=language or self.say.language)

    def _message(self, reply: Reply, phrase: str, *, label: str = "slack/open") -> Card | None:
        """What may stand in a conversation: of a running dialog, review and all, only a way there.

        The button shows the page that is present then. Somebody's own figures stay out of it.
        """
        content, turn, say = reply.content, _turn_of(reply), self._speaks(reply.language)
        if content is None or turn is None:
            return _without_figures(content) if isinstance(content, Card) else None
        show = write(replace(turn, move=Move.SHOW, page=""))
        button = Button(label=say(label), value=show, style="primary")
        return Card(title=content.title, body=(say(phrase),), buttons=(button,))

    def _modal(self, reply: Reply, content: Content) -> Json:
        return modal(content, self.frame(reply.language), session_id=reply.session_id)

    async def _open(self, spot: Spot, reply: Reply) -> None:
        if reply.content is None or await self._opened(spot, self._modal(reply, reply.content)):
            return
        if card := self._message(reply, "slack/late"):
            await self._post(spot, card)

    async def _opened(self, spot: Spot, view: Json) -> bool:
        if not spot.trigger:
            return False
        opened = await self._asked(spot, "views_open", trigger_id=spot.trigger, view=view)
        return isinstance(opened, Good)

    async def _update(self, spot: Spot, reply: Reply) -> None:
        """Where that fails, what was done is kept: the window only shows an older page."""
        if reply.content is None:
            return
        view = self._modal(reply, reply.content)
        hashed = {"hash": spot.view_hash} if spot.view_hash else {}
        updated = await self._asked(spot, "views_update", view_id=spot.view, view=view, **hashed)
        if isinstance(updated, Good) or _is_overtaken(updated) or _turn_of(reply) is None:
            return
        if card := self._message(reply, "slack/behind"):
            await self._post(spot, card)

    async def _publish(self, spot: Spot, card: Card) -> None:
        await self._asked(spot, "views_publish", user_id=spot.user, view=home_view(card))

    async def _replace(self, spot: Spot, card: Card) -> None:
        first, *rest = messages(card)
        where = {"channel": spot.channel, "ts": spot.message}
        changed = await self._asked(spot, "chat_update", **where, **first, **QUIET)
        await self._post_all(spot, rest if isinstance(changed, Good) else [first, *rest])

    async def _post(self, spot: Spot, card: Card) -> None:
        await self._post_all(spot, list(messages(card)))

    async def _post_all(self, spot: Spot, parts: list[Json]) -> None:
        """In a channel only the one who asked sees the answer."""
        channel = spot.channel or spot.user
        where: Json = {"thread_ts": spot.thread} if spot.thread else {}
        for part in parts:
            words = {**part, **QUIET, **where}
            if spot.shared:
                to = {"channel": channel, "user": spot.user}
                await self._asked(spot, "chat_postEphemeral", **to, **words)
            else:
                await self._asked(spot, "chat_postMessage", channel=channel, **words, **UNFURLED)

    async def _asked(
        self,
        spot: Spot,
        method: str,
        **params: Any,  # noqa: ANN401 - each of Slack's methods has its own
    ) -> Answer:
        """What was done is on disk already: a failure to show it is noted, no more."""
        answer = await self.clients.ask(spot.team, method, **params)
        if isinstance(answer, Good) or _is_overtaken(answer):
            return answer
        reason = answer.error if isinstance(answer, Refused) else answer.reason
        log.warning("%s failed: %s", method, reason)
        return answer


def _turn_of(reply: Reply) -> Turn | None:
    """Of the running dialog that it shows: a page, or a review with its buttons."""
    content = reply.content
    if isinstance(content, Form):
        return Turn(session_id=content.session_id, turn=content.turn, move=Move.SHOW)
    return turn_in(content, reply.session_id) if content is not None else None


def _with_errors(card: Card, content: Content) -> Card:
    """What is wrong on the page is said in the message that leads to it."""
    fields = content.fields if isinstance(content, Form) else ()
    wrong = tuple(each.error for each in fields if each.error)
    return replace(card, body=wrong) if wrong else card


def _without_figures(card: Card) -> Card:
    """A message stays in Slack: somebody's own series is shown in the Home tab and in windows."""
    return replace(card, body=tuple(each for each in card.body if not isinstance(each, Series)))


def _is_private(reply: Reply) -> bool:
    """Part of a running dialog, or with words or figures of somebody's own."""
    parts = reply.content.body if reply.content else ()
    return bool(reply.session_id) or any(isinstance(part, Quote | Series) for part in parts)


def _is_overtaken(answer: Answer) -> bool:
    return isinstance(answer, Refused) and answer.error in OVERTAKEN
