"""What becomes of an act in the simulator, and what of it is kept."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.channels.base import Inbound, Kind, Reply
from bot.channels.simulator.chat import Chat
from bot.channels.simulator.inbound import Act
from bot.channels.simulator.news import News, Newsroom
from dialogs.core.actions import Move, Turn, write
from dialogs.core.cards import Button, Card, Form, Quote, TextField
from tests.fakes.simulator import Stage, a_stage

SESSION = "s1"
PRESS = Act(
    id="e1",
    kind=Kind.PRESS,
    person="jonas-friis",
    place="",
    text="",
    value="open:checkin:",
    fields={},
    message="",
    window="w1",
)
MINE = "person:jonas-friis"


def page(turn: int = 1, *, value: str = "") -> Form:
    on = write(Turn(session_id=SESSION, turn=turn, move=Move.NEXT))
    return Form(
        title="Trivsel",
        progress="1 af 3",
        body=(),
        fields=(TextField(name="why", label="Hvorfor?", value=value, max_length=200),),
        submit=Button(label="Videre", value=on),
        buttons=(),
        session_id=SESSION,
        turn=turn,
    )


def overview() -> Card:
    send = write(Turn(session_id=SESSION, turn=2, move=Move.SEND))
    return Card(
        title="Se det igennem",
        body=(Quote("Jeg er træt."),),
        buttons=(Button(label="Send", value=send),),
    )


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with a_stage(tmp_path) as found:
        yield found


@pytest.fixture
def chat(stage: Stage) -> Chat:
    return Chat(
        store=stage.store,
        receive=stage.bot.receive,
        now=stage.controls.now,
        news=stage.news,
    )


async def test_what_one_writes_stands_above_the_answer(stage: Stage, chat: Chat) -> None:
    await chat.act(replace(PRESS, kind=Kind.WORDS, text="hjem"))
    rows = await stage.kept(MINE)
    assert [row.author for row in rows] == ["jonas-friis", "kombot"]
    assert rows[0].content == {"words": "hjem"}


async def test_a_repeated_line_stands_there_once(stage: Stage, chat: Chat) -> None:
    act = replace(PRESS, kind=Kind.WORDS, text="hjem")
    await chat.act(act)
    stage.bot.reply = Reply(content=None)
    answer = await chat.act(act)
    assert answer.line is None
    assert len(await stage.kept(MINE)) == 2


async def test_a_form_is_kept_without_its_answers(stage: Stage, chat: Chat) -> None:
    stage.bot.reply = Reply(content=page(value="hemmeligt"), session_id=SESSION)
    answer = await chat.act(PRESS)
    assert [row.content for row in await stage.kept(MINE)] == [{"session": SESSION}]
    assert answer.line is not None
    assert answer.line.content == page(value="hemmeligt")


async def test_the_overview_is_kept_without_the_answers(stage: Stage, chat: Chat) -> None:
    stage.bot.reply = Reply(content=overview(), session_id=SESSION)
    await chat.act(PRESS)
    assert [row.content for row in await stage.kept(MINE)] == [{"session": SESSION}]


async def test_a_running_dialog_is_drawn_as_it_is_now(stage: Stage, chat: Chat) -> None:
    stage.bot.reply = Reply(content=page(), session_id=SESSION)
    await chat.act(PRESS)

    def show(inbound: Inbound) -> Reply | None:
        shown = inbound.value == f"turn:{SESSION}:0:show:"
        return Reply(content=page(5), session_id=SESSION) if shown else None

    stage.bot.shows = show
    lines, _ = await chat.lines(MINE, "jonas-friis")
    assert [line.content for line in lines] == [page(5)]
    assert stage.bot.heard[-1].event_id == ""


async def test_the_next_page_takes_the_place_of_the_one_before(stage: Stage, chat: Chat) -> None:
    stage.bot.reply = Reply(content=page(), session_id=SESSION)
    await chat.act(PRESS)
    await stage.sends("jonas-friis", "Noget andet")
    (first, other) = await stage.kept(MINE)
    stage.bot.reply = Reply(content=Card(title="Tak"), replaces=True)
    await chat.act(replace(PRESS, id="e2", message=first.reference))
    rows = await stage.kept(MINE)
    assert [row.reference for row in rows] == [first.reference, other.reference]
    assert rows[0].content["card"]["title"] == "Tak"
    assert rows[0].version == 2


async def test_a_dialog_opened_again_stands_only_where_it_was_opened_last(
    stage: Stage, chat: Chat
) -> None:
    stage.bot.reply = Reply(content=page(), session_id=SESSION)
    await chat.act(PRESS)
    await stage.sends("jonas-friis", "Noget andet")
    await chat.act(replace(PRESS, id="e2"))
    assert ["session" in row.content for row in await stage.kept(MINE)] == [False, True]


async def test_a_card_that_stays_is_answered_below(stage: Stage, chat: Chat) -> None:
    await stage.sends("jonas-friis", "Stem nu", outbox_id="o1")
    stage.bot.reply = Reply(content=Card(title="Hjem"), replaces=False)
    await chat.act(replace(PRESS, message="o1"))
    titles = [row.content["card"]["title"] for row in await stage.kept(MINE)]
    assert titles == ["Stem nu", "Hjem"]


async def test_nobody_can_replace_a_message_of_another_conversation(
    stage: Stage, chat: Chat
) -> None:
    await stage.sends("sofie-krag", "Til Sofie", outbox_id="o1")
    stage.bot.reply = Reply(content=Card(title="Mit"), replaces=True)
    await chat.act(replace(PRESS, message="o1"))
    (hers,) = await stage.kept("person:sofie-krag")
    assert hers.content["card"]["title"] == "Til Sofie"


async def test_nobody_can_replace_what_a_person_wrote(stage: Stage, chat: Chat) -> None:
    await chat.act(replace(PRESS, kind=Kind.WORDS, text="hjem"))
    stage.bot.reply = Reply(content=Card(title="Andet"), replaces=True)
    await chat.act(replace(PRESS, id="e2", message="e1"))
    assert (await stage.kept(MINE))[0].content == {"words": "hjem"}


async def test_a_button_in_a_channel_is_answered_in_private(stage: Stage, chat: Chat) -> None:
    answer = await chat.act(replace(PRESS, place="everyone", message="o1"))
    assert answer.conversation == MINE
    assert await stage.kept("place:everyone") == []
    assert len(await stage.kept(MINE)) == 1


async def test_text_that_is_handed_back_is_shown_and_not_kept(stage: Stage, chat: Chat) -> None:
    card = Card(title="Afstemningen er slut", body=("Din tekst:", Quote("Min hemmelighed")))
    stage.bot.reply = Reply(content=card, replaces=True)
    answer = await chat.act(replace(PRESS, kind=Kind.SUBMIT, fields={"why": "Min hemmelighed"}))
    (row,) = await stage.kept(MINE)
    assert "Min hemmelighed" not in str(row.content)
    assert answer.line is not None
    assert answer.line.content == card


async def test_every_window_hears_who_did_it() -> None:
    news = Newsroom()
    with news.listen() as one, news.listen() as other:
        news.tell(News(what="message", conversation=MINE, by="w1"))
        assert (await one.get()) == (await other.get())


async def test_a_window_that_lags_behind_still_hears_that_there_is_news() -> None:
    news = Newsroom()
    with news.listen() as ear:
        for number in range(200):
            news.tell(News(what="message", conversation=str(number)))
        heard = [ear.get_nowait() for _ in range(ear.qsize())]
    newest = heard[-1]
    assert newest is not None
    assert newest.conversation == "199"


async def test_a_closed_window_hears_nothing_more() -> None:
    news = Newsroom()
    with news.listen() as ear:
        pass
    news.tell(News(what="clock"))
    with pytest.raises(asyncio.QueueEmpty):
        ear.get_nowait()
