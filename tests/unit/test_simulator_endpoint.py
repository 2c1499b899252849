"""The simulator over HTTP, as its page asks."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from bot.channels.base import Kind, Reply
from dialogs.core.cards import Card
from storage import people, simulator
from storage.unit_of_work import Unit
from tests.fakes.simulator import Stage, a_client, a_stage, target

Client = TestClient[Any, Any]
WORDS = {"id": "e1", "kind": "words", "person": "jonas-friis", "text": "hjem", "window": "w1"}


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with a_stage(tmp_path) as found:
        yield found


@pytest.fixture
async def client(stage: Stage) -> AsyncIterator[Client]:
    async with a_client(stage) as found:
        yield found


async def state(client: Client, person: str = "") -> Any:
    return await (await client.get("/simulator/state", params={"person": person})).json()


async def test_the_page_carries_its_own_policy(client: Client) -> None:
    answer = await client.get("/simulator")
    html = await answer.text()
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert '<html lang="da">' in html
    assert "Børnehuset Solsikken" in html
    assert "<script>" not in html
    assert " style=" not in html


async def test_the_root_leads_to_the_page(client: Client) -> None:
    answer = await client.get("/")
    assert answer.url.path == "/simulator"


@pytest.mark.parametrize("path", ["", "/state", "/conversation", "/events", "/static/page.js"])
async def test_a_name_that_only_points_here_gets_nothing(client: Client, path: str) -> None:
    answer = await client.get(f"/simulator{path}", headers={"Host": "evil.example"})
    assert answer.status == 403
    assert "Jonas" not in await answer.text()


@pytest.mark.parametrize("path", ["/act", "/clock", "/read", "/language"])
async def test_another_site_cannot_act(stage: Stage, client: Client, path: str) -> None:
    foreign = {"Origin": "http://evil.example"}
    answer = await client.post(f"/simulator{path}", json=WORDS, headers=foreign)
    assert answer.status == 403
    assert stage.bot.heard == []


async def test_a_form_posted_from_elsewhere_cannot_act(stage: Stage, client: Client) -> None:
    plain = {"Content-Type": "text/plain"}
    answer = await client.post("/simulator/act", data=json.dumps(WORDS), headers=plain)
    assert answer.status == 403
    assert stage.bot.heard == []


@pytest.mark.parametrize("name", ["../endpoint.py", "%2e%2e%2fendpoint.py", "nothing.css"])
async def test_only_the_folders_own_files_are_served(client: Client, name: str) -> None:
    assert (await client.get(f"/simulator/static/{name}")).status == 404


async def test_the_list_holds_everyone_in_groups(client: Client) -> None:
    found = await state(client)
    assert found["person"] == "kirsten-dahl"
    names = [each["name"] for each in found["conversations"]]
    assert names[:3] == ["Planlægningsgruppen", "Personalerummet", "Mette Holm"]
    assert len(names) == 19
    assert found["clock"]["day"] == "tirsdag den 1. september 2026"
    assert found["clock"]["hour"] == "kl. 9"


async def test_an_act_reaches_the_bot_and_the_answer_is_drawn(stage: Stage, client: Client) -> None:
    stage.bot.reply = Reply(content=Card(title="Hej <Jonas>"))
    answer = await (await client.post("/simulator/act", json=WORDS)).json()
    assert stage.bot.heard[0].kind is Kind.WORDS
    assert answer["conversation"] == "person:jonas-friis"
    assert "Hej &lt;Jonas&gt;" in answer["item"]["html"]
    talk = await client.get("/simulator/conversation", params={"person": "jonas-friis"})
    items = (await talk.json())["items"]
    assert [item["key"] for item in items][-1] == answer["item"]["key"]
    assert len(items) == 3


@pytest.mark.parametrize("payload", [{}, [], {**WORDS, "kind": "x"}, {**WORDS, "person": "nobody"}])
async def test_an_act_that_makes_no_sense_is_refused(
    stage: Stage, client: Client, payload: object
) -> None:
    assert (await client.post("/simulator/act", json=payload)).status == 400
    assert stage.bot.heard == []


async def test_too_much_at_once_is_refused(stage: Stage, client: Client) -> None:
    huge = {**WORDS, "extra": "x" * 300_000}
    assert (await client.post("/simulator/act", json=huge)).status == 400
    assert stage.bot.heard == []


async def test_only_the_planning_group_sees_its_channel(client: Client) -> None:
    for person, status in (("kirsten-dahl", 200), ("mette-holm", 200), ("jonas-friis", 404)):
        where = {"person": person, "place": "planning"}
        assert (await client.get("/simulator/conversation", params=where)).status == status
    outsider = {**WORDS, "kind": "press", "value": "open:selection:x", "place": "planning"}
    assert (await client.post("/simulator/act", json=outsider)).status == 400


async def test_what_is_new_is_counted_until_it_is_looked_at(stage: Stage, client: Client) -> None:
    await stage.sends("jonas-friis", "Hej", outbox_id="o1")
    await stage.sends("jonas-friis", "Igen", outbox_id="o2")
    found = await state(client)
    assert found["unread"] == {"person:jonas-friis": 2}
    assert "2 nye beskeder" in found["list"]
    talk = await (
        await client.get("/simulator/conversation", params={"person": "jonas-friis"})
    ).json()
    mark = {"conversation": "person:jonas-friis", "position": talk["position"], "window": "w1"}
    await client.post("/simulator/read", json=mark)
    assert (await state(client))["unread"] == {}


async def test_nothing_is_read_that_is_not_there(stage: Stage, client: Client) -> None:
    mark = {"conversation": "person:jonas-friis", "position": 10**9}
    await client.post("/simulator/read", json=mark)
    await stage.sends("jonas-friis", "Hej")
    assert (await state(client))["unread"] == {"person:jonas-friis": 1}


async def test_the_clock_says_what_happened_on_the_way(stage: Stage, client: Client) -> None:
    stage.controls.happenings.append(lambda: stage.sends("mette-holm", "Husk Jonas"))
    moved = await (await client.post("/simulator/clock", json={"step": "day"})).json()
    assert moved["clock"]["day"] == "onsdag den 2. september 2026"
    assert moved["said"] == "Nu er det onsdag den 2. september kl. 9. Der skete én ting:"
    assert [each["name"] for each in moved["happened"]] == ["Mette Holm"]


async def test_an_update_in_place_is_something_that_happened(stage: Stage, client: Client) -> None:
    place = target("planning", shared=True)
    await stage.channel.send(place, Card(title="3 af 12"), outbox_id="o1")
    posted = target("planning", shared=True, posted="o1")
    stage.controls.happenings.append(
        lambda: stage.channel.send(posted, Card(title="Optalt"), outbox_id="o2")
    )
    moved = await (await client.post("/simulator/clock", json={"step": "week"})).json()
    assert [(each["name"], each["count"]) for each in moved["happened"]] == [
        ("Planlægningsgruppen", 1)
    ]


async def test_where_nothing_waits_the_clock_stands(stage: Stage, client: Client) -> None:
    before = stage.controls.now()
    moved = await (await client.post("/simulator/clock", json={"step": "next"})).json()
    assert stage.controls.now() == before
    assert "ingen hændelser" in moved["said"]


async def test_a_clock_that_found_nothing_says_how_far_it_looked(
    stage: Stage, client: Client
) -> None:
    stage.controls.looks_ahead = timedelta(days=400)
    moved = await (await client.post("/simulator/clock", json={"step": "next"})).json()
    assert moved["said"].startswith("Nu er det onsdag den 6. oktober")
    assert moved["said"].endswith("Der skete ikke noget imens.")


async def test_the_next_event_may_lie_weeks_ahead(stage: Stage, client: Client) -> None:
    stage.controls.waits = timedelta(weeks=3)
    moved = await (await client.post("/simulator/clock", json={"step": "next"})).json()
    assert moved["clock"]["day"] == "tirsdag den 22. september 2026"


async def test_a_step_that_is_no_step_is_refused(client: Client) -> None:
    assert (await client.post("/simulator/clock", json={"step": "year"})).status == 400


async def test_the_language_is_everyones(stage: Stage, client: Client) -> None:
    assert (await client.post("/simulator/language", json={"language": "en"})).status == 200
    found = await state(client)
    assert found["language"] == "en"
    assert "Contact person" in found["list"]
    async with stage.store.snapshot() as reads:
        jonas = await people.person(reads, "jonas-friis")
    assert jonas is not None
    assert jonas.language == "en"
    assert (await client.post("/simulator/language", json={"language": "kl"})).status == 400


async def test_an_open_window_hears_of_news_and_feels_the_beat(
    stage: Stage, client: Client
) -> None:
    heard = []
    async with client.get("/simulator/events") as stream:
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        async for line in stream.content:
            if not line.startswith(b"data:"):
                continue
            heard.append(json.loads(line.removeprefix(b"data:"))["what"])
            if heard == ["beat"]:
                await stage.sends("jonas-friis", "Hej")
            if "message" in heard:
                break
    assert heard[0] == "beat"


async def test_open_windows_do_not_keep_the_server_waiting(stage: Stage, client: Client) -> None:
    async with client.get("/simulator/events") as stream:
        await stream.content.readline()
        stage.news.close()
        rest = await stream.content.read()
    assert b"message" not in rest


async def test_the_clock_stands_where_it_was_left(stage: Stage) -> None:
    async def work(unit: Unit) -> None:
        simulator.keep_offset(unit, timedelta(days=3, hours=2))

    await stage.store.run(work)
    await stage.store.run(work)
    async with stage.store.snapshot() as reads:
        assert await simulator.read_offset(reads) == timedelta(days=3, hours=2)
