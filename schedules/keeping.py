"""Each night: what of conversations goes soon is told, and what goes today is destroyed (HER-12).

People are taken a few at a time, so that a night's work holds nobody up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from dialogs.concepts.talks import Keeping
from dialogs.rules.keeping import Going, Life, day_of, going, is_told, may_be_held, months_on
from dialogs.talks.keeping import new_leader
from dialogs.talks.packs import pack_at, pack_named
from schedules.core.context import Context
from schedules.core.times import NUDGE_AT
from schedules.keeping_left import tell_leaders
from schedules.keeping_letter import A_WEEK, LETTER, monday_after
from storage import audit, destroying, due, handover, keeping, people
from storage.erase import is_erased
from storage.ids import new_id
from storage.tables import Conversation, Destruction, Due, Person, TeamTalk
from storage.unit_of_work import Unit

NAME = "keeping"
MOST = 100
"""People in one transaction."""
BY_MONTHS = ("months", "filed")


@dataclass(frozen=True, kw_only=True)
class Artefact:
    """`told` are those who hear of it: the one or two whose it is."""

    name: str
    subject: str
    person_id: str
    leader_id: str | None
    concept: str
    life: Life
    told: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Night:
    """What a slice's artefacts are looked at with; `letters` are (reader, is their leader)."""

    unit: Unit
    context: Context
    today: date
    people: Mapping[str, Person]
    planned: Mapping[tuple[str, str], Destruction]
    letters: set[tuple[str, bool]] = field(default_factory=set)

    def day(self, talk: Conversation | TeamTalk) -> date:
        return self.context.calendar.local_date(talk.held_at or talk.at)


async def keep(unit: Unit, row: Due, context: Context) -> None:
    """A slice of the people, from the one after `row.subject` on."""
    ids = await keeping.people_after(unit, row.subject, MOST)
    night = Night(
        unit=unit,
        context=context,
        today=context.today,
        people=await people.people(unit, ids),
        planned=await keeping.planned(unit, ids),
    )
    for each in (*await _of_talks(night, ids), *await _of_teams(night, ids)):
        await _look_at(night, each)
    working: defaultdict[str, list[str]] = defaultdict(list)
    for person_id in ids:
        working[night.people[person_id].workplace_id].append(person_id)
    for workplace_id, those in working.items():
        await _by_themselves(night, workplace_id, those)
    await _evaluations(night, ids)
    await tell_leaders(unit, ids, context)
    for person_id, leader_id in await handover.strayed(unit, ids):
        at = context.calendar_of(person_id).next_open(context.now)
        new_leader.ask(unit, person_id=person_id, leader_id=leader_id, at=at)
    for reader, leads in sorted(night.letters):
        _write_to(unit, reader, context, leads=leads)
    if len(ids) == MOST:
        due.plan(unit, rule=NAME, subject=ids[-1], due_at=context.now)


async def _of_talks(night: Night, ids: Sequence[str]) -> list[Artefact]:
    left = await keeping.left_by(night.unit, ids)
    talks = {talk.id: talk for talk in left.talks}
    found = [
        (name, talk, None)
        for name in ("minutes", "preparation", keeping.LEADERS_OWN)
        for talk in left.talks
        if talk.id in getattr(left, name)
    ]
    plans = [
        ("plan", talks[plan.conversation_id], plan.filed_at)
        for plan in left.plans
        if plan.conversation_id in talks
    ]
    return [
        Artefact(
            name=name,
            subject=talk.id,
            person_id=talk.person_id,
            leader_id=talk.leader_id,
            concept=talk.concept,
            life=_life(night, talk, left.talks, filed and night.context.calendar.local_date(filed)),
            told=_whose(night, name, talk),
        )
        for name, talk, filed in (*found, *plans)
    ]


def _whose(night: Night, name: str, talk: Conversation) -> tuple[str, ...]:
    """A leader who leads the person no longer hears nothing of them."""
    leads = night.people[talk.person_id].leader_id == talk.leader_id
    leader = (talk.leader_id,) if leads else ()
    if name == keeping.LEADERS_OWN:
        return leader
    return (talk.person_id, *leader) if name in keeping.BETWEEN_TWO else (talk.person_id,)


def _life(
    night: Night, talk: Conversation, talks: Iterable[Conversation], filed_on: date | None
) -> Life:
    later = [
        each
        for each in talks
        if each.person_id == talk.person_id and each.kind == talk.kind and each.at > talk.at
    ]
    held = [night.day(each) for each in later if each.held]
    planned = [
        night.day(each)
        for each in later
        if not each.held
        and each.called_off_at is None
        and may_be_held(night.day(each), night.today)
    ]
    return Life(
        made_on=night.day(talk),
        next_held_on=min(held, default=None),
        next_planned_on=min(planned, default=None),
        filed_on=filed_on,
    )


async def _of_teams(night: Night, ids: Sequence[str]) -> Iterable[Artefact]:
    """What all have in common is looked after by the leader; what each wrote is their own."""
    found = await keeping.teams_of(night.unit, ids)
    by_id = {team.id: team for team, _ in found}
    places = {team.id: place for team, place in found}
    same = {place: [team for team, its in found if its == place] for place in set(places.values())}
    common = [
        (team, team.id, team.leader_id)
        for team in by_id.values()
        if team.plan is not None and team.leader_id in night.people
    ]
    own = [
        (by_id[each.team_talk_id], f"{each.team_talk_id}:{each.person_id}", each.person_id)
        for each in await keeping.members_of(night.unit, ids)
    ]
    return [
        Artefact(
            name="team",
            subject=subject,
            person_id=whose,
            leader_id=None,
            concept=team.concept,
            life=_team_life(night, team, same[places[team.id]]),
            told=() if is_erased(night.people[whose]) else (whose,),
        )
        for team, subject, whose in (*common, *own)
    ]


def _team_life(night: Night, team: TeamTalk, teams: Iterable[TeamTalk]) -> Life:
    """`teams` are those of its workplace, whoever leads it."""
    later = [each for each in teams if each.at > team.at]
    held = [night.day(each) for each in later if each.held_at is not None]
    planned = [
        night.day(each)
        for each in later
        if each.held_at is None
        and each.called_off_at is None
        and may_be_held(night.day(each), night.today)
    ]
    return Life(
        made_on=night.day(team),
        next_held_on=min(held, default=None),
        next_planned_on=min(planned, default=None),
    )


def _rule(night: Night, concept: str, name: str) -> Keeping | None:
    pack = pack_named(night.context.house, concept)
    return next((each for each in pack.keeping if each.artefact == name), None)


async def _look_at(night: Night, each: Artefact) -> None:
    rule = _rule(night, each.concept, each.name)
    when = going(rule.until, rule.months, each.life) if rule else None
    if rule is None or when is None:
        return
    row = night.planned.get((each.name, each.subject))
    if row is None:
        if is_told(when, night.today):
            _plan(night, each, f"{each.concept}:{rule.until}", day_of(when, night.today))
        return
    if when.settled and row.told_on and night.today >= max(row.due_on, day_of(when, row.told_on)):
        await _destroy(night, each, row)
    elif row.destroyed_at is None and not (row.told_on and when.on <= row.due_on):
        _move(night, each, row, when)


def _move(night: Night, each: Artefact, row: Destruction, when: Going) -> None:
    """It goes later than was told: that is told anew, once it is near; never is it sooner."""
    if is_told(when, night.today):
        keeping.move(night.unit, row, day_of(when, night.today), night.today)
        night.letters.update(_readers(each))
    elif (row.due_on, row.told_on) != (when.on, None):
        keeping.move(night.unit, row, when.on, None)


def _plan(night: Night, each: Artefact, rule: str, day: date) -> None:
    row = Destruction(
        id=new_id(),
        person_id=each.person_id,
        leader_id=each.leader_id,
        artefact=each.name,
        subject=each.subject,
        rule=rule,
        due_on=day,
        told_on=night.today,
    )
    keeping.plan(night.unit, row)
    night.letters.update(_readers(each))


async def _destroy(night: Night, each: Artefact, row: Destruction) -> None:
    """What was written once more after it had gone goes again, and nothing more is said of it."""
    whose = [each.person_id, *([each.leader_id] if each.leader_id else [])]
    await destroying.destroy(night.unit, each.name, each.subject, whose)
    if row.destroyed_at is not None:
        return
    keeping.receipt(night.unit, row, night.context.now)
    audit.record(
        night.unit,
        at=night.context.now,
        actor_id=audit.NOBODY,
        about_id=each.person_id,
        what="destroyed",
        subject=each.subject,
    )
    night.letters.update(_readers(each))


def _readers(each: Artefact) -> Iterator[tuple[str, bool]]:
    for reader in each.told:
        yield reader, reader != each.person_id


async def _by_themselves(night: Night, workplace_id: str, ids: Sequence[str]) -> None:
    """A workplace's, a few at a time as they get old: `privatliv` says when, no letter does.

    A goal that was open when its plan went, or never had one, goes so long after it is closed.
    """
    pack = await pack_at(night.unit, night.context.house, workplace_id, today=night.today)
    months = {each.artefact: each.months for each in pack.keeping if each.until in BY_MONTHS}
    if kept := months.get("checkins"):
        before = months_on(night.today, -kept)
        for person_id in await keeping.checked_in_before(night.unit, ids, before):
            destroying.forget_checkins(night.unit, person_id, before)
    if kept := months.get("plan"):
        before = months_on(night.today, -kept)
        if closed := await keeping.closed_before(night.unit, ids, before):
            destroying.forget_goals(night.unit, closed)


async def _evaluations(night: Night, leaders: Sequence[str]) -> None:
    """Nameless answers on how a year went, so long after the year: nobody is written to."""
    for cycle in await keeping.evaluated(night.unit, leaders):
        rule = _rule(night, cycle.concept, "evaluation")
        over = cycle.evaluation_until or cycle.last_day or date(cycle.year, 12, 31)
        when = going(rule.until, rule.months, Life(made_on=over)) if rule else None
        if when is not None and when.settled and night.today >= when.on:
            destroying.forget_evaluations(night.unit, cycle.id)


def _write_to(unit: Unit, reader: str, context: Context, *, leads: bool) -> None:
    """One letter for all that is new: the same day, or for a leader's people once a week."""
    day = monday_after(context.today) if leads else context.today
    subject = f"{A_WEEK}{day.isoformat()}" if leads else day.isoformat()
    calendar = context.calendar_of(reader)
    at = calendar.at(calendar.next_working_day(day), NUDGE_AT)
    due.plan(unit, rule=LETTER.name, person_id=reader, subject=subject, due_at=at)
