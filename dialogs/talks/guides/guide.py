"""The leader chooses among the concept's questions, for one conversation or the year's (KL-30)."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.concepts import TalkConcept, Track
from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Part
from dialogs.core.cards import Facts as Rows
from dialogs.core.dialog import Completion, Dialog, Page, Pages, Refusal, Visit
from dialogs.core.steps import SHORT, Answers, Facts, Notice, Pick, Text
from dialogs.core.texts import Speaker
from dialogs.talks.guides.telling import tell_begun
from dialogs.talks.kom_access import first_name
from dialogs.talks.packs import cycle_of, names_of, pack_of
from dialogs.talks.questions import GONE, OUT, OWN, Guide
from storage import guides, kom, years
from storage.tables import Conversation, RoleName
from storage.unit_of_work import Unit

YEARS = "year:"
"""Before a year's id: what is asked of all whose questions are not adapted to them."""
ASK, IN = "ask", "in"
MOST = 5
"""Questions of one's own: more make a questionnaire (NYB-KOM-07)."""


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    if visit.subject.startswith(YEARS):
        return await _of_year(unit, visit)
    talk = await kom.conversation(unit, visit.subject)
    if talk is None:
        return Refusal("talk_gone")
    if talk.leader_id != visit.who.id:
        return Refusal("not_your_person")
    if talk.held or talk.called_off_at or talk.at <= visit.now:
        return Refusal("nothing_to_cancel")
    cycle, own = await cycle_of(unit, visit.house, talk), await guides.guide(unit, talk.id)
    return {
        **_common(pack_of(visit.house, talk), visit),
        "talk": talk,
        "cycle": cycle,
        "row": own,
        "guide": own.changes if own else (cycle.guide if cycle else None),
        "name": await first_name(unit, talk.person_id),
    }


async def _of_year(unit: Unit, visit: Visit) -> Facts | Refusal:
    cycle = await kom.cycle_by_id(unit, visit.subject.removeprefix(YEARS))
    if cycle is None:
        return Refusal("not_there")
    if not visit.who.has(RoleName.LEADER, cycle.workplace_id):
        return Refusal("leaders_only")
    return {
        **_common(pack_of(visit.house, cycle), visit),
        "talk": None,
        "cycle": cycle,
        "row": None,
        "guide": cycle.guide,
        "name": "",
    }


def _common(pack: TalkConcept, visit: Visit) -> dict[str, object]:
    language = visit.who.language
    return {"pack": pack, "language": language, **names_of(pack, language)}


def _name(track: Track, key: str) -> str:
    return f"{ASK}.{track.key}-{key}"


def _asks(pack: TalkConcept) -> Iterator[tuple[str, str]]:
    """Names of steps, and the keys by which a guide knows the questions."""
    for track in pack.tracks:
        for each in track.questions:
            yield _name(track, each.key), f"{track.key}.{each.key}"


def tracks(facts: Facts) -> tuple[Page, ...]:
    pack: TalkConcept = facts["pack"]
    return tuple(_page(track, facts["language"]) for track in pack.tracks)


def _page(track: Track, language: str) -> Page:
    steps = tuple(
        Pick(
            _name(track, each.key),
            item=each.text.in_(language),
            phrases=ASK,
            options=(IN, OUT),
        )
        for each in track.questions
    )
    all_in = {step.name: IN for step in steps}
    return Page(
        f"track.{track.key}",
        steps,
        item=track.name.in_(language),
        propose=lambda _facts, _answers: all_in,
    )


def prefill(facts: Facts) -> Answers:
    """What holds now; the first time the leader goes through all of it."""
    guide: Guide | None = facts["guide"]
    if not guide:
        return {}
    out, own = set(guide.get(OUT, ())), list(guide.get(OWN, ()))
    asked = {name: OUT if key in out else IN for name, key in _asks(facts["pack"])}
    written = {f"own_{at}": "" for at in range(1, MOST + 1)}
    return {**asked, **written, **{f"own_{at}": each for at, each in enumerate(own, 1)}}


def has_fixed(facts: Facts, _answers: Answers) -> bool:
    return bool(facts["pack"].obligatory)


def fixed(facts: Facts, _answers: Answers, say: Speaker) -> tuple[Part, ...]:
    """What must be talked about: nobody can take it out."""
    pack, language = facts["pack"], facts["language"]
    return (
        Rows(tuple((each.name.in_(language), say("guide/always")) for each in pack.obligatory)),
    )


async def save(unit: Unit, sent: Completion) -> Card | Refusal:
    changes = _changes(sent)
    talk: Conversation | None = sent.facts["talk"]
    if not any(name.startswith(f"{ASK}.") and raw == IN for name, raw in sent.answers.items()):
        return Refusal("nothing_asked")
    if changes != _kept(sent.facts["guide"]):
        kept = {**changes, **_gone(sent.facts["guide"], changes)}
        if talk is None:
            years.set_guide(unit, sent.facts["cycle"], kept)
        else:
            kom.expect_planned(unit, talk)
            guides.keep(unit, talk, kept, sent.facts["row"])
        await tell_begun(unit, sent, talk, sent.facts["cycle"])
    return _card(sent, changes)


def _kept(guide: Guide | None) -> dict[str, list[str]]:
    return {key: list((guide or {}).get(key, ())) for key in (OUT, OWN)}


def _gone(guide: Guide | None, changes: Guide) -> dict[str, list[str]]:
    """Own questions that are asked no longer: an answer to one keeps its question."""
    before = {each: None for key in (GONE, OWN) for each in (guide or {}).get(key, ())}
    found = [each for each in before if each not in changes[OWN]]
    return {GONE: found} if found else {}


def _changes(sent: Completion) -> dict[str, list[str]]:
    written = [sent.answers.get(f"own_{at}", "") for at in range(1, MOST + 1)]
    asked = _asks(sent.facts["pack"])
    return {
        OUT: [key for name, key in asked if sent.answers.get(name) == OUT],
        OWN: list(dict.fromkeys(each for each in written if each)),
    }


def _card(sent: Completion, changes: dict[str, list[str]]) -> Card:
    say = sent.say
    count = sum(1 for _ in _asks(sent.facts["pack"])) - len(changes[OUT]) + len(changes[OWN])
    key = "for_one" if sent.facts["talk"] else "for_all"
    body = (say(f"guide/{key}", **sent.facts), say("guide/count", count=count))
    buttons = (
        Button(label=say("guide/people"), value=write(Do("people"))),
        Button(label=say("common/home"), value=write(Do("home"))),
    )
    return Card(title=say("guide/done"), body=body, buttons=buttons)


def _own(number: int) -> Text:
    return Text(
        f"own_{number}",
        required=False,
        item=str(number),
        phrases="own",
        max_length=SHORT,
        multiline=False,
        personal=False,
    )


GUIDE = Dialog(
    name="guide",
    pages=(
        Page("fixed", (Notice("fixed_read"),), when=has_fixed, body=fixed),
        Pages(tracks, others=(ASK,)),
        Page("own", tuple(_own(number) for number in range(1, MOST + 1))),
    ),
    load=load,
    done=save,
    prefill=prefill,
    roomy=True,
)
