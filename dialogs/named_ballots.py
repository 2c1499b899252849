"""A named vote's forms, as the contact person alone would have them on paper (X-01)."""

from __future__ import annotations

from dialogs import planning
from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Facts, Heading, Part, Quote
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.core.texts import Speaker
from dialogs.theme_names import list_name, themes_of
from storage import audit, ballots, people, rounds
from storage.ballots import Vote
from storage.tables import Mode, Phase, Round, ThemeList
from storage.unit_of_work import Unit


def has_names(round_: Round) -> bool:
    """From the close until the themes are announced: then the names are gone."""
    return round_.mode == Mode.NAMED.value and round_.phase == Phase.CLOSED.value


async def named_ballots(unit: Unit, request: Request) -> Card | Refusal:
    round_ = await rounds.find(unit, request.subject)
    if round_ is None or not has_names(round_):
        return Refusal("not_there")
    if request.who.id not in {
        each.id for each in await planning.readers(unit, round_, request.today)
    }:
        return Refusal("not_for_you")
    votes = await ballots.by_name(unit, round_.id)
    known = await people.people(unit, votes)
    audit.record(
        unit,
        at=request.now,
        actor_id=request.who.id,
        what="named-ballots-read",
        about_id=request.who.id,  # it goes when the reader does; the voters are nowhere named
        subject=round_.id,
    )
    body: list[Part] = [request.say("named_ballots/intro")]
    for person_id in sorted(votes, key=lambda each: known[each].name):
        body += [Heading(known[person_id].name), *_form(votes[person_id], request.say)]
    return Card(
        title=request.say("named_ballots/title"),
        body=tuple(body),
        buttons=(_button(request.say, "summary", round_), _home(request.say)),
    )


def _form(votes: dict[ThemeList, Vote], say: Speaker) -> list[Part]:
    rows, words = [], []
    for which, vote in votes.items():
        theme = vote.wording or themes_of(which).theme(vote.theme).name.in_(say.language)
        rows.append((list_name(which, say.language), theme))
        words += [Quote(text) for text in (vote.why, vote.helps) if text]
    return [Facts(tuple(rows)), *words]


def _button(say: Speaker, key: str, round_: Round) -> Button:
    return Button(label=say(f"named_ballots/{key}"), value=write(Open(key, round_.id)))


def _home(say: Speaker) -> Button:
    return Button(label=say("common/home"), value=write(Do("home")))
