"""Colleagues who vote by themselves, with nothing but what every person has."""

from dataclasses import dataclass, field

from bot.channels.base import Inbound, Kind, Reply
from bot.channels.simulator.colleagues import Colleagues
from dialogs.core.cards import Button, Card, Choice, ChoiceField, Form, TextField

REASONS = ("Fordi.",)
THEMES = tuple(Choice(key=key, label=key) for key in ("ro", "tid", "mening", "tillid", "free"))


def page(turn: int, *fields: ChoiceField | TextField) -> Form:
    return Form(
        title="Stem",
        progress="",
        body=(),
        fields=fields,
        submit=Button(label="Videre", value=f"turn:s1:{turn}:next:"),
        buttons=(),
        session_id="s1",
        turn=turn,
    )


@dataclass
class VoteFake:
    """Two pages, an overview and a thank you."""

    before: str = ""
    closed: bool = False
    overview_first: bool = False
    heard: list[Inbound] = field(default_factory=list)

    async def receive(self, inbound: Inbound) -> Reply:
        self.heard.append(inbound)
        theme = ChoiceField(name="theme", label="Tema", choices=THEMES, value=self.before)
        why = TextField(name="why", label="Hvorfor", required=False, max_length=300)
        send = Button(label="Send", value="turn:s1:3:send:")
        if self.closed:
            return Reply(content=Card(title="Der er ingen afstemning"))
        overview = Reply(content=Card(title="Se det igennem", buttons=(send,)))
        match inbound.kind, inbound.value:
            case Kind.WORDS, _ if self.overview_first:
                return overview
            case Kind.WORDS, _:
                return Reply(content=page(1, theme))
            case _, "turn:s1:1:next:":
                return Reply(content=page(2, why))
            case _, "turn:s1:2:next:":
                return overview
            case _:
                return Reply(content=Card(title="Tak"))


async def votes(bot: VoteFake, *people: str) -> int:
    return await Colleagues(receive=bot.receive).answer(people, word="tema", reasons=REASONS)


async def test_everyone_votes_as_people_do() -> None:
    bot = VoteFake()
    assert await votes(bot, "sofie", "lars") == 2
    assert [each.external_id for each in bot.heard] == ["sofie"] * 4 + ["lars"] * 4
    first, theme, why, send = bot.heard[:4]
    assert (first.kind, first.text) == (Kind.WORDS, "tema")
    assert theme.fields["theme"] in {"ro", "tid", "mening", "tillid"}
    assert why.fields["why"] in {"", "Fordi."}
    assert send.value == "turn:s1:3:send:"


async def test_the_same_demo_can_be_told_again() -> None:
    one, again = VoteFake(), VoteFake()
    await votes(one, "sofie", "lars")
    await votes(again, "sofie", "lars")
    assert [each.fields for each in one.heard] == [each.fields for each in again.heard]


async def test_who_has_voted_leaves_it_as_it_is() -> None:
    bot = VoteFake(before="ro")
    assert await votes(bot, "sofie") == 0
    assert bot.heard[-1].value == "turn:s1:1:cancel:"


async def test_who_is_shown_what_was_sent_before_leaves_it_too() -> None:
    bot = VoteFake(overview_first=True)
    assert await votes(bot, "sofie") == 0
    assert bot.heard[-1].value == "turn:s1:3:cancel:"


async def test_where_there_is_no_vote_nobody_votes() -> None:
    bot = VoteFake(closed=True)
    assert await votes(bot, "sofie") == 0
    assert len(bot.heard) == 1
