"""A short talk's agenda, made from the check-in before it (NYB-KOM-24..26).

Each of the two sees their own: the employee what they wrote, the leader what was shown to them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from dialogs.concepts import TalkConcept
from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Facts, Heading, Part, Quote
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Hearing, Request
from dialogs.core.texts import Speaker
from dialogs.talks.mini import agree_again
from dialogs.talks.mini.parties import Meeting, meeting_of
from dialogs.talks.packs import names_of, pack_of
from storage import audit, kom, learning, minis
from storage.tables import Activity, Checkin, Goal, Progress
from storage.unit_of_work import Unit

GOALS = "goals"
"""The key of the point at which the goals are gone through, in whichever concept has it."""
LEARNED = timedelta(days=120)


async def agenda(unit: Unit, request: Request) -> Card | Refusal:
    """`do:mini:CONVERSATION`."""
    meeting = await meeting_of(unit, request)
    if isinstance(meeting, Refusal):
        return meeting
    pack, say = pack_of(request.house, meeting.talk), request.say
    goals = await kom.goals_with(unit, meeting.pair.person.id, meeting.pair.leader.id)
    checkin = await _checkin(unit, request, meeting)
    parts, yes = await _asks_again(unit, request, meeting)
    own = _buttons(meeting, pack, say, request.now, has_checkin=checkin is not None)
    facts = {
        "name": meeting.pair.other.name.split()[0],
        "at": meeting.talk.at,
        **names_of(pack, say.language),
    }
    return Card(
        title=say("mini/agenda_title", **facts),
        body=(
            say("mini/agenda_when", **facts),
            *parts,
            _points(pack, len(goals), say),
            *(_wellbeing(checkin, say) if checkin else ()),
            *_goals(goals, await _progress(unit, checkin), say),
            *await _learned(unit, request, meeting),
        ),
        buttons=(*yes, *own),
    )


async def _asks_again(
    unit: Unit, request: Request, meeting: Meeting
) -> tuple[tuple[Part, ...], tuple[Button, ...]]:
    """What was worded anew there, while one's own yes to it is missing (NYB-KOM-27)."""
    if not meeting.talk.held:
        return (), ()
    house, say, who = request.house, request.say, request.who
    hearing = Hearing(who=who, params={}, now=request.now, house=house, say=say)
    return await agree_again.asked(unit, hearing, meeting.talk)


async def _checkin(unit: Unit, request: Request, meeting: Meeting) -> Checkin | None:
    """The leader's reading of it is kept in the audit trail; what is not shown looks like none."""
    found = await minis.checkin_for(unit, meeting.talk)
    if found is None or not meeting.pair.is_leader:
        return found
    if found.visible_to != "leader":
        return None
    minis.expect_shown(unit, found)
    _read(unit, request, found.person_id, "read-checkin", found.id)
    return found


async def _progress(unit: Unit, checkin: Checkin | None) -> dict[str, Progress]:
    made = await kom.progress(unit, [checkin.id]) if checkin else []
    return {each.goal_id: each for each in made}


def _read(unit: Unit, request: Request, about_id: str, what: str, subject: str) -> None:
    audit.record(
        unit,
        at=request.now,
        actor_id=request.who.id,
        about_id=about_id,
        what=what,
        subject=subject,
    )


def _points(pack: TalkConcept, goals: int, say: Speaker) -> Facts:
    """The concept's own points and minutes; those for the goals are shared out among them."""
    rows = []
    for item in pack.mini.agenda:
        words = item.text.in_(say.language)
        if item.key == GOALS and goals > 1:
            each = max(1, item.minutes // goals)
            words = say("mini/shared_out", words=words, goals=goals, minutes=each)
        rows.append((say("mini/minutes", minutes=item.minutes), words))
    return Facts(tuple(rows))


def _wellbeing(checkin: Checkin, say: Speaker) -> tuple[Part, ...]:
    row = (say("mini/trivsel"), say("mini/of_ten", value=checkin.trivsel))
    head = Heading(say("mini/checkin", day=checkin.made_on))
    note = (Quote(checkin.note),) if checkin.note else ()
    return (head, Facts((row,)), *note)


def _goals(goals: Sequence[Goal], made: Mapping[str, Progress], say: Speaker) -> tuple[Part, ...]:
    """What is furthest behind comes first; of which nothing is known, last."""
    if not goals:
        return (say("mini/no_goals"),)
    known = sorted(
        (each for each in goals if each.id in made), key=lambda each: made[each.id].value
    )
    unknown = [each for each in goals if each.id not in made]
    rows = [(each.title, say("mini/of_ten", value=made[each.id].value)) for each in known]
    rows += [(each.title, say("mini/not_rated")) for each in unknown]
    notes = [made[each.id].note for each in known]
    head = Heading(say("mini/goals_first" if len(known) > 1 else "mini/goals_head"))
    return (head, Facts(tuple(rows)), *(Quote(note) for note in notes if note))


async def _learned(unit: Unit, request: Request, meeting: Meeting) -> tuple[Part, ...]:
    """What the employee has shown of what they learned (KL-07, KL-26)."""
    found = await minis.learned(unit, meeting.pair.person.id, request.today - LEARNED)
    parts: list[Part] = []
    for each in found:
        if meeting.pair.is_leader:
            _read(unit, request, each.person_id, "read-learning", each.id)
        parts += _of_activity(each, request)
    head = Heading(request.say("mini/learned"))
    return (head, *parts) if parts else ()


def _of_activity(activity: Activity, request: Request) -> list[Part]:
    """The parts that are shared; what is written in another stays its owner's (X-03)."""
    asked, rows = request.house.packs.learning(), []
    for when, questions in (
        ("before", asked.before),
        ("after", asked.after),
        ("later", asked.later),
    ):
        written = getattr(activity, when) or {}
        if learning.is_shared(activity, when):
            rows += [
                (each.text.in_(request.say.language), written[each.key])
                for each in questions
                if written.get(each.key)
            ]
    return [Quote(activity.what), Facts(tuple(rows))] if rows else []


def _off(meeting: Meeting, say: Speaker, now: datetime) -> tuple[Button, ...]:
    """Until its hour has come; from then on it is noted, or moved."""
    if meeting.talk.at <= now:
        return ()
    return (Button(label=say("mini/off"), value=write(Open("mini_off", meeting.talk.id))),)


def _buttons(
    meeting: Meeting, pack: TalkConcept, say: Speaker, now: datetime, *, has_checkin: bool
) -> list[Button]:
    talk, buttons = meeting.talk, []
    if not talk.held:
        outcome = write(Open("mini_outcome", talk.id))
        buttons = [
            Button(label=say("mini/note_outcome"), value=outcome, style="primary"),
            Button(label=say("mini/move"), value=write(Open("mini_time", talk.id))),
            *_off(meeting, say, now),
        ]
        if not meeting.pair.is_leader and pack.mini.checkin and not has_checkin:
            buttons.append(Button(label=say("mini/do_checkin"), value=write(Open("checkin"))))
    return [*buttons, Button(label=say("common/home"), value=write(Do("home")))]
