"""A platform in memory that keeps the rules: cards are copied, updates need their message."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from datetime import timedelta

from bot.channels.base import Capabilities, Delivery, Failed, Retry, Sent, Target
from dialogs.core.cards import Card, as_text


@dataclass
class Post:
    target: Target
    card: Card
    outbox_id: str
    updates: int = 0

    @property
    def text(self) -> str:
        return as_text(self.card)


@dataclass
class ChatFake:
    """`failing` answers are given in turn before anything is accepted again.

    `shut` are channels in which nothing can be posted any longer, by their ids.
    """

    name: str = "simulator"
    capabilities: Capabilities = field(
        default_factory=lambda: Capabilities(
            images=True, series=True, max_text=10_000, max_buttons=25
        )
    )
    posts: list[Post] = field(default_factory=list)
    failing: list[Delivery] = field(default_factory=list)
    shut: set[str] = field(default_factory=set)

    async def send(self, target: Target, card: Card, *, outbox_id: str) -> Delivery:
        if self.failing:
            return self.failing.pop(0)
        if target.external_id in self.shut:
            return Failed("place_archived")
        if target.posted is not None:
            return self._update(target, card)
        self.posts.append(Post(target, copy.deepcopy(card), outbox_id))
        return Sent({"post": len(self.posts) - 1})

    async def find(self, target: Target, *, outbox_id: str) -> Sent | Retry | None:
        for number, post in enumerate(self.posts):
            if post.outbox_id == outbox_id:
                return Sent({"post": number})
        return None

    def _update(self, target: Target, card: Card) -> Delivery:
        number = (target.posted or {}).get("post")
        if not isinstance(number, int) or number >= len(self.posts):
            return Retry(timedelta(seconds=1), "no such message")
        self.posts[number].card = copy.deepcopy(card)
        self.posts[number].updates += 1
        return Sent({"post": number})

    def seen_by(self, external_id: str) -> list[Post]:
        return [post for post in self.posts if post.target.external_id == external_id]
