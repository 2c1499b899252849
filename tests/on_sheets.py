"""What stands on a paper, as somebody who opens its link would read it."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from bot.papers.links import PATH, Asked
from bot.papers.printing import as_json
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.core.paper import Made, Paper
from dialogs.core.texts import Speaker
from dialogs.core.who import who_is
from storage import people
from tests.opened_papers import link_on, links_of
from tests.talk import Town


async def paper_behind(town: Town, name: str, label: str) -> Paper:
    """What the newest button with this label is a link to."""
    asked = asked_by(town, link_on(town[name], label))
    assert asked is not None
    made = await made_for(town, asked)
    assert isinstance(made, Paper)
    return made


def asked_by(town: Town, link: str) -> Asked | None:
    token = urlsplit(link).path.removeprefix(PATH)
    return links_of(town).asked(token, now=town.now)


async def made_for(town: Town, asked: Asked) -> Made:
    registry, house = town.app.courier.registry, town.app.courier.house
    async with town.store.snapshot() as reads:
        person = await people.person(reads, asked.person_id)
        assert person is not None
        who = await who_is(reads, person, house)
        say = Speaker(texts=town.app.courier.texts, language=who.language, zone=who.zone)
        wants = Request(who=who, subject=asked.subject, now=town.now, house=house, say=say)
        made = await registry.papers[asked.paper](reads, wants)
    assert not isinstance(made, Refusal), (asked, made)
    return made


def words_on(paper: Paper) -> str:
    """Everything that is handed to the printer, as one line."""
    return " ".join(" ".join(_strings(as_json(paper, "da"))).split())


def _strings(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from _strings(each)
        case list() | tuple():
            for each in value:
                yield from _strings(each)
