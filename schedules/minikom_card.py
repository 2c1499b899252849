"""What is said when a Mini-KOM is due: what was shared, and a proposal for its twenty minutes."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.concepts import TalkConcept
from dialogs.core.actions import Open, write
from dialogs.core.cards import Button, Card, Facts, Heading, Part, Quote
from dialogs.core.messages import Hearing, Shown
from dialogs.talks.packs import names_of, pack_at
from schedules.core.letter import Line
from schedules.core.nudge import nudge, number, subject_of, today_of
from schedules.core.times import months_between
from storage import kom, people
from storage.database import Snapshot
from storage.tables import Checkin, Goal, Person

RULE_NAME = "minikom"
SHOWN = "checkin-sent"
"""In the trail of whoever showed it: a message to the leader has it in it."""


async def message(reads: Snapshot, hearing: Hearing) -> Card | None:
    person = await people.person(reads, subject_of(hearing))
    goals = await kom.open_goals(reads, subject_of(hearing))
    if person is None or hearing.who is None or not goals:
        return None
    at = person.workplace_id
    pack = await pack_at(reads, hearing.house, at, today=today_of(hearing))
    if person.id == hearing.who.id:
        return await _to_the_person(reads, hearing, pack, goals)
    # Only the present leader: what was shared was shared with them.
    if person.leader_id != hearing.who.id:
        return None
    return await _to_the_leader(reads, hearing, pack, person, goals)


async def _to_the_leader(
    reads: Snapshot, hearing: Hearing, pack: TalkConcept, person: Person, goals: Sequence[Goal]
) -> Card:
    say, name = hearing.say, _first_name(person)
    facts = {"name": name, **_facts(hearing, pack, goals)}
    call = Button(
        label=say("nudge_minikom/call"),
        value=write(Open("conversation", person.id)),
        style="primary",
    )
    seen = [goal for goal in goals if goal.leader_id == person.leader_id]
    shared = await _shared(reads, person.id, seen) if seen else None
    return nudge(
        hearing,
        rule=RULE_NAME,
        title=say("nudge_minikom/title", **facts),
        body=(
            say("nudge_minikom/leader", **facts),
            *(await _checkin(reads, hearing, name, seen, shared) if shared else ()),
            *((_goals(hearing, seen),) if seen and not shared else ()),
            *_agenda(hearing, pack),
        ),
        buttons=(call,),
    )


async def _to_the_person(
    reads: Snapshot, hearing: Hearing, pack: TalkConcept, goals: Sequence[Goal]
) -> Card:
    say, leader_id = hearing.say, goals[-1].leader_id
    if hearing.who and hearing.who.leader_id:
        leader_id = hearing.who.leader_id
    leader = await people.person(reads, leader_id)
    name = _first_name(leader) if leader else say("nudge_minikom/your_leader")
    facts = {"name": name, **_facts(hearing, pack, goals)}
    checkin = Button(
        label=say("nudge_minikom/checkin"), value=write(Open("checkin")), style="primary"
    )
    return nudge(
        hearing,
        rule=RULE_NAME,
        title=say("nudge_minikom/title", **facts),
        body=(
            say("nudge_minikom/person", **facts),
            _goals(hearing, goals),
            *_agenda(hearing, pack),
        ),
        buttons=(checkin,),
    )


def _facts(hearing: Hearing, pack: TalkConcept, goals: Sequence[Goal]) -> dict[str, object]:
    months = months_between(goals[-1].agreed_on, today_of(hearing))
    return {
        "months": months,
        "word": number(hearing, months),
        "goals": len(goals),
        **names_of(pack, hearing.say.language),
    }


async def _shared(reads: Snapshot, person_id: str, goals: Sequence[Goal]) -> Checkin | None:
    """The newest that was shown to the leader since the goals were agreed (X-10)."""
    found = await kom.shared_checkin(reads, person_id)
    return found if found and found.made_on >= goals[-1].agreed_on else None


async def _checkin(
    reads: Snapshot, hearing: Hearing, name: str, goals: Sequence[Goal], shared: Checkin
) -> list[Part]:
    say = hearing.say
    made = {each.goal_id: each for each in await kom.progress(reads, [shared.id])}
    rows = [(say("nudge_minikom/trivsel"), say("nudge_minikom/of_ten", value=shared.trivsel))]
    rows += [
        (goal.title, say("nudge_minikom/of_ten", value=made[goal.id].value))
        for goal in goals
        if goal.id in made
    ]
    hearing.shown.append(Shown(about_id=shared.person_id, what=SHOWN, subject=shared.id))
    words = [shared.note, *(made[goal.id].note for goal in goals if goal.id in made)]
    quotes = [Quote(each) for each in words if each]
    return [
        say("nudge_minikom/shared", name=name, day=shared.made_on),
        Facts(tuple(rows)),
        *quotes,
    ]


def _goals(hearing: Hearing, goals: Sequence[Goal]) -> Facts:
    return Facts(
        tuple(
            (goal.title, hearing.say("nudge_minikom/agreed", day=goal.agreed_on)) for goal in goals
        )
    )


def _agenda(hearing: Hearing, pack: TalkConcept) -> tuple[Part, ...]:
    say, language = hearing.say, hearing.say.language
    rows = tuple(
        (say("nudge_minikom/minutes", minutes=item.minutes), item.text.in_(language))
        for item in pack.mini.agenda
    )
    return (Heading(say("nudge_minikom/agenda")), Facts(rows))


async def line(reads: Snapshot, hearing: Hearing, subject: str) -> Line | None:
    """Its line in the digest, and whether there is a shared check-in to begin with."""
    person = await people.person(reads, subject)
    goals = await kom.open_goals(reads, subject)
    if person is None or not goals or hearing.who is None:
        return None
    # It may have waited while the person got another leader.
    if hearing.who.id not in {person.id, person.leader_id}:
        return None
    name = _first_name(person)
    shared = person.id != hearing.who.id and await _shared(reads, subject, goals)
    key = "nudge_minikom/line_shared" if shared else "nudge_minikom/line"
    at = person.workplace_id
    pack = await pack_at(reads, hearing.house, at, today=today_of(hearing))
    facts = names_of(pack, hearing.say.language)
    return Line(today_of(hearing), hearing.say(key, name=name, **facts))


def _first_name(person: Person) -> str:
    return person.name.split()[0]
