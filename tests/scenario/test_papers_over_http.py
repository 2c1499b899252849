"""Papers over HTTP: whoever has a good link gets a file, and nobody else gets more than a word."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from sqlmodel import col

from bot.front import HEAD_BYTES
from bot.papers.links import LONGEST, OPENS, SealedLinks
from dialogs.core.actions import Do, write
from dialogs.core.dialog import Refusal
from storage.keys import Keyring, new_key
from storage.tables import Person, Role
from tests.on_paper import looks
from tests.opened_papers import PATH, Opened, Reader, link_on, reading, sealed
from tests.talk import Town, a_town
from tests.voting import DEADLINE, opens, the_round

GONE = "Linket virker ikke mere. Bed om et nyt i chatten."
NOT_NOW = "Det kan du ikke åbne lige nu."


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        await opens(town)
        await town.settles()
        yield town


@pytest.fixture
async def reader(town: Town) -> AsyncIterator[Reader]:
    async with reading(town) as reader:
        yield reader


def is_only_words(opened: Opened) -> bool:
    """Plain, short, and nothing of how kombot is made."""
    traces = ("Traceback", "File ", "Error", "storage", "p-")
    short = len(opened.body) < 200
    return opened.kind == "text/plain" and short and not any(each in opened.text for each in traces)


async def ballot_of(town: Town, name: str = "kirsten") -> str:
    return sealed(town, "ballot", (await the_round(town)).id, f"p-{name}")


async def test_the_contact_person_prints_the_ballot(town: Town, reader: Reader) -> None:
    # TAL-26, TAL-27, TAL-29, X-13
    await looks(town)
    opened = await reader.opens(link_on(town["Kirsten"], "Print stemmesedlen"))
    assert (opened.status, opened.kind) == (200, "application/pdf")
    assert opened.body.startswith(b"%PDF-")
    assert opened.headers["Content-Disposition"] == 'inline; filename="stemmeseddel.pdf"'


async def test_nothing_on_the_way_keeps_it_and_no_other_site_hears_of_it(
    town: Town, reader: Reader
) -> None:
    opened = await reader.opens(await ballot_of(town))
    assert opened.headers["Cache-Control"] == "private, no-store"
    assert opened.headers["Referrer-Policy"] == "no-referrer"
    assert opened.headers["X-Content-Type-Options"] == "nosniff"
    assert opened.headers["Content-Security-Policy"].startswith("default-src 'none'")


async def test_the_whole_workplace_may_print_a_sheet(town: Town, reader: Reader) -> None:
    assert (await reader.opens(await ballot_of(town, "jonas"))).status == 200


async def test_an_old_link_is_answered_kindly(town: Town, reader: Reader) -> None:
    link = await ballot_of(town)
    town.clock.move(OPENS)
    opened = await reader.opens(link)
    assert (opened.status, opened.text) == (410, GONE)


@pytest.mark.parametrize(
    "token", ["x", "A" * 200, "%00", "..%2f..%2fetc%2fpasswd", "%C3%B8", "A" * (LONGEST + 1)]
)
async def test_what_kombot_did_not_seal_opens_nothing(
    town: Town, reader: Reader, token: str
) -> None:
    async with reader.session.get(f"{reader.here}{PATH}{token}") as answer:
        assert answer.status in (404, 410)
        text = await answer.text()
    assert text == GONE or (answer.status == 404 and "Traceback" not in text)


async def test_a_changed_link_opens_nothing(town: Town, reader: Reader) -> None:
    link = await ballot_of(town)
    for at in (len(link) // 2, len(link) - 3):
        other = "A" if link[at] != "A" else "B"
        opened = await reader.opens(link[:at] + other + link[at + 1 :])
        assert (opened.status, opened.text) == (410, GONE)


async def test_a_link_of_another_house_opens_nothing(town: Town, reader: Reader) -> None:
    foreign = SealedLinks(keyring=Keyring.parse(new_key()), url="http://127.0.0.1:1")
    link = foreign.to("ballot", (await the_round(town)).id, "p-kirsten", now=town.now)
    assert (await reader.opens(link)).status == 410


@pytest.mark.parametrize("who", ["p-hanne", "p-oliver", "p-nobody", ""])
async def test_who_takes_no_part_gets_a_word_and_no_paper(
    town: Town, reader: Reader, who: str
) -> None:
    opened = await reader.opens(sealed(town, "ballot", (await the_round(town)).id, who))
    assert opened.status == 404
    assert opened.text.startswith(NOT_NOW)
    assert is_only_words(opened)


@pytest.mark.parametrize(
    ("paper", "subject"),
    [("ballot", "nothing"), ("nothing", "x"), ("invitation", "x"), ("dialogue_off", "x|y")],
)
async def test_what_is_not_there_is_answered_kindly(
    town: Town, reader: Reader, paper: str, subject: str
) -> None:
    opened = await reader.opens(sealed(town, paper, subject, "p-kirsten"))
    assert opened.status == 404
    assert is_only_words(opened)


async def test_who_has_left_since_gets_nothing(town: Town, reader: Reader) -> None:
    link = await ballot_of(town, "jonas")
    async with town.store.unit() as unit:
        gone = update(Person).where(col(Person.id) == "p-jonas").values(left_on=town.now.date())
        unit.update(gone)
        await unit.commit()
    opened = await reader.opens(link)
    assert opened.status == 404
    assert is_only_words(opened)


async def test_who_has_lost_the_role_since_gets_nothing(town: Town, reader: Reader) -> None:
    """Kirsten now works somewhere else, and is in the planning group no more."""
    link = await ballot_of(town)
    assert (await reader.opens(link)).status == 200
    async with town.store.unit() as unit:
        unit.delete(delete(Role).where(col(Role.person_id) == "p-kirsten"))
        moved = update(Person).where(col(Person.id) == "p-kirsten")
        unit.update(moved.values(workplace_id="wp-raadhuset"))
        await unit.commit()
    assert (await reader.opens(link)).status == 404


async def test_after_the_vote_there_is_no_ballot_to_print(town: Town, reader: Reader) -> None:
    await town.until(DEADLINE - timedelta(hours=1))
    link = await ballot_of(town)
    assert (await reader.opens(link)).status == 200
    await town.until(DEADLINE)
    opened = await reader.opens(link)
    assert (opened.status, is_only_words(opened)) == (404, True)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_papers_are_only_read(town: Town, reader: Reader, method: str) -> None:
    assert (await reader.opens(await ballot_of(town), method=method)).status == 405


async def test_the_limits_at_the_front_hold_for_papers_too(town: Town, reader: Reader) -> None:
    """bot/entrance.py: a head that is too long is not read to its end."""
    here, _, port = reader.here.removeprefix("http://").partition(":")
    stream, writer = await asyncio.open_connection(here, int(port))
    writer.write(b"GET /papers/" + b"A" * HEAD_BYTES + b" HTTP/1.1\r\nHost: x\r\n\r\n")
    answer = await asyncio.wait_for(stream.read(), 10)
    writer.close()
    assert not answer or answer.split()[1] in (b"400", b"414", b"431")
    assert b"Traceback" not in answer
    assert (await reader.opens(await ballot_of(town))).status == 200


async def test_no_link_stands_in_the_log_whatever_happens(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    async def breaks(_reads: object, _request: object) -> Refusal:
        raise ValueError("somebody's words")

    registry = replace(town.app.inbox.registry, papers={"ballot": breaks})
    town.app.inbox = replace(town.app.inbox, registry=registry)
    caplog.set_level(logging.DEBUG)
    link = await ballot_of(town)
    async with reading(town) as reader:
        opened = await reader.opens(link)
    assert opened.status == 500
    assert b"words" not in opened.body
    assert "GET /papers/{token} failed: ValueError" in caplog.text
    assert link.split(PATH)[1] not in caplog.text
    assert "somebody's words" not in caplog.text


async def test_many_who_print_at_once_all_get_theirs(town: Town, reader: Reader) -> None:
    link = await ballot_of(town)
    opened = await asyncio.gather(*(reader.opens(link) for _ in range(8)))
    assert {each.status for each in opened} == {200}
    assert len({each.body for each in opened}) == 1


async def test_the_button_is_a_link_of_ones_own(town: Town, reader: Reader) -> None:
    await looks(town)
    await town["Ali"].presses(write(Do("paper", (await the_round(town)).id)))
    links = {link_on(town[name], "Print stemmesedlen") for name in ("Kirsten", "Ali")}
    assert len(links) == 2
