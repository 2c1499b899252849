"""The leader prepares too, as the concept asks: theirs alone until they share it (NYB-KOM-46)."""

from __future__ import annotations

from datetime import timedelta

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Heading, Part, Quote
from dialogs.core.dialog import Completion, Dialog, Page, Pages, Refusal, Visit
from dialogs.core.messages import Hearing, Request
from dialogs.core.steps import Answers, Facts, Pick
from dialogs.core.texts import Speaker
from dialogs.talks.during.party import Party, home, party_at, tell_other
from dialogs.talks.kom_access import first_name
from dialogs.talks.kom_mail import about
from dialogs.talks.questions import PICK, SCALE, Section, sheet_section
from storage import due, kom, minutes, outbox
from storage.database import Snapshot
from storage.tables import LeaderPreparation, Scope
from storage.unit_of_work import Unit

RULE = "leader_prepare.reminder"
SHARED = "leader_shared"
SCOPES = (Scope.NOTHING.value, Scope.ALL.value)


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    party = await party_at(unit, visit, visit.subject)
    if isinstance(party, Refusal):
        return party
    if not party.is_leader:
        return Refusal("leaders_notes")
    if party.talk.held:
        return Refusal("talk_over", {"at": party.talk.at})
    language = visit.who.language
    return {
        "party": party,
        "name": party.first_name,
        "at": party.talk.at,
        "kom": party.name(language),
        "sections": notes_asked(party, language),
        "made": await minutes.leaders_notes(unit, party.talk),
    }


def notes_asked(party: Party, language: str) -> tuple[Section, ...]:
    return tuple(sheet_section(each, language) for each in party.pack.leader_sheets)


def prefill(facts: Facts) -> Answers:
    made: LeaderPreparation | None = facts["made"]
    return {**made.answers, "sharing": _scope(made)} if made else {}


def _scope(made: LeaderPreparation) -> str:
    return Scope.ALL.value if made.shared_at else Scope.NOTHING.value


def _begin(facts: Facts, _answers: Answers, say: Speaker) -> tuple[Part, ...]:
    return (say("leader_preparation/only_you", name=facts["name"]),)


def _pages(facts: Facts) -> tuple[Page, ...]:
    found: tuple[Section, ...] = facts["sections"]
    return tuple(section.page() for section in found)


async def save(unit: Unit, sent: Completion) -> Card:
    party: Party = sent.facts["party"]
    is_shared = sent.answers["sharing"] == Scope.ALL.value
    kept = LeaderPreparation(
        conversation_id=party.talk.id,
        leader_id=sent.who.id,
        answers={name: raw for name, raw in sent.answers.items() if name != "sharing"},
        shared_at=sent.now if is_shared else None,
    )
    kom.expect_planned(unit, party.talk)
    minutes.expect_party(unit, party.talk, sent.who.id)
    await minutes.prepare_anew(unit, kept, sent.facts["made"])
    due.cancel(unit, rule=RULE, subject=party.talk.id)
    _tell(unit, sent, party, is_shared=is_shared, mark=sent.session_id)
    return _saved(party, sent.say, is_shared=is_shared)


def _tell(
    unit: Unit, visit: Completion | Request, party: Party, *, is_shared: bool, mark: str
) -> None:
    """That something is shared; what has not been told yet is taken back."""
    if is_shared:
        tell_other(unit, visit, party, SHARED, mark=mark)
    else:
        outbox.withdraw(unit, message=SHARED, about=about(party.talk.id))


def _saved(party: Party, say: Speaker, *, is_shared: bool) -> Card:
    key, other = ("all", Scope.NOTHING) if is_shared else ("nothing", Scope.ALL)
    change = write(Do("leader_share", f"{party.talk.id}|{other.value}"))
    buttons = (
        Button(
            label=say(f"leader_preparation/to_{other.value}", name=party.first_name), value=change
        ),
        party.does(say, "agenda", "agenda/see"),
        home(say),
    )
    body = say(f"leader_preparation/kept_{key}", name=party.first_name)
    return Card(title=say("leader_preparation/done"), body=(body,), buttons=buttons)


async def share(unit: Unit, request: Request) -> Card | Refusal:
    """`do:leader_share:TALK|all`, or `nothing`: at any time, also when the talk has been held."""
    talk_id, _, scope = request.subject.partition("|")
    party = await party_at(unit, request, talk_id)
    if isinstance(party, Refusal):
        return party
    made = await minutes.leaders_notes(unit, party.talk) if party.is_leader else None
    if made is None or scope not in SCOPES:
        return Refusal("leaders_notes")
    is_shared = scope == Scope.ALL.value
    if is_shared != (made.shared_at is not None):
        minutes.expect_party(unit, party.talk, request.who.id)
        await minutes.share_notes(unit, made, request.now if is_shared else None)
        mark = str(int(request.now.timestamp()))
        _tell(unit, request, party, is_shared=is_shared, mark=mark)
    return _saved(party, request.say, is_shared=is_shared)


def notes_parts(made: LeaderPreparation, party: Party, say: Speaker) -> tuple[Part, ...]:
    """What was written, under its questions."""
    parts: list[Part] = []
    for section in notes_asked(party, say.language):
        written = section.written(made.answers)
        parts += [Heading(section.name)] if written else []
        for label, text in written:
            parts += [label, Quote(text)]
    return tuple(parts)


async def leader_shared(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To the employee: that the leader has shared theirs. What it is stands beside their own."""
    who, say = hearing.who, hearing.say
    talk = await kom.conversation(reads, hearing.params["conversation"])
    made = await minutes.leaders_notes(reads, talk) if talk else None
    if who is None or talk is None or made is None or made.shared_at is None:
        return None
    if talk.person_id != who.id or talk.called_off_at is not None:
        return None
    name = await first_name(reads, talk.leader_id)
    read = write(Do("talk_shared", talk.id))
    button = Button(label=say("leader_preparation/read"), value=read, style="primary")
    return Card(
        title=say("leader_preparation/shared", name=name),
        body=(say("leader_preparation/shared_when", name=name, at=talk.at),),
        buttons=(button, home(say)),
    )


LEADER_PREPARATION = Dialog(
    name=minutes.LEADER_PREPARING,
    pages=(
        Pages(_pages, others=(SCALE, PICK)),
        Page("sharing", (Pick("sharing", options=SCOPES),), body=_begin),
    ),
    load=load,
    done=save,
    prefill=prefill,
    roomy=True,
    expires_after=timedelta(days=60),
)
