"""Three and six months on: what was reached of each effort, and what becomes of it (TAL-59)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

from dialogs import planning
from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Part, Quote
from dialogs.core.cards import Facts as Rows
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Repeat, Visit
from dialogs.core.messages import Hearing
from dialogs.core.steps import Answers, Facts, Option, Pick, Text
from dialogs.core.texts import Speaker
from dialogs.rounds.afterwards.board import how_far
from dialogs.rounds.afterwards.followup_days import Moved, all_months, day_of
from dialogs.rounds.afterwards.progress import move
from dialogs.rounds.plan.work import look_whether_done
from dialogs.rounds.state import in_group
from storage import boards, due, outbox, people, rounds, sessions, steps
from storage.boards import OnBoard
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import EffortState, FollowUp, Lane, Round, Verdict
from storage.unit_of_work import Unit

REACHED, LINE = 500, 300
EARLY = timedelta(days=14)
"""A follow-up may be made so long before its day."""
ENDS = {Verdict.DONE: EffortState.DONE, Verdict.STOP: EffortState.DROPPED}
VERDICTS = tuple(each.value for each in Verdict)


def waiting(round_: Round, made: Collection[int], today: date, moved: Moved) -> int | None:
    """The follow-up whose time it is, in months; None where it is made or none is near."""
    days = {each: day_of(round_, each, moved) for each in all_months()}
    near = [each for each in days if days[each] - EARLY <= today]
    last = max(near, key=lambda each: days[each], default=None)
    return None if last in made else last


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    round_ = await rounds.find(unit, visit.subject)
    if round_ is None:
        return Refusal("not_there")
    if not in_group(visit.who, round_):
        return Refusal("not_for_you")
    found = await boards.board(unit, round_.id)
    made = await boards.follow_ups(unit, round_.id)
    moved = await steps.of_round(unit, round_.id)
    months = waiting(round_, {each.months for each in made}, visit.today, moved)
    if months is None:
        return await _not_now(unit, visit, made, day_of(round_, min(all_months()), moved))
    going = [each for each in found if each.effort.state in boards.OPEN]
    return {"round": round_, "going": going, "months": months} if going else Refusal("no_efforts")


async def _not_now(reads: Snapshot, visit: Visit, made: Sequence[FollowUp], first: date) -> Refusal:
    """It is too early, or somebody has made it: who and when, and what one had written oneself."""
    if not made:
        return Refusal("followup_early", {"day": first - EARLY})
    last = made[-1]
    person = await people.person(reads, last.person_id)
    name = person.name if person else ""
    mine = await _written(reads, visit)
    return Refusal("followup_made", {"who": name, "at": last.at, "mine": mine})


async def _written(reads: Snapshot, visit: Visit) -> list[str]:
    """Nobody's words are lost because somebody else was quicker."""
    begun = await sessions.about(
        reads, person_id=visit.who.id, dialog=FOLLOWUP.name, subject=visit.subject
    )
    answers = begun.answers if begun else {}
    return [raw for name, raw in answers.items() if raw and not name.startswith("verdict.")]


def efforts(facts: Facts) -> tuple[Option, ...]:
    going: list[OnBoard] = facts["going"]
    return tuple(Option(each.effort.id, label=each.effort.title) for each in going)


def _so_far(facts: Facts, _answers: Answers, say: Speaker) -> tuple[Part, ...]:
    going: list[OnBoard] = facts["going"]
    return (Rows(tuple((each.effort.title, how_far(each, say)) for each in going)),)


async def save(unit: Unit, sent: Completion) -> Card:
    round_: Round = sent.facts["round"]
    planning.expect_member(unit, sent.who, round_.workplace_id)
    moved = [_follow_up(unit, sent, each) for each in sent.facts["going"]]
    await look_whether_done(unit, sent, round_, moved=dict(moved))
    due.plan(unit, rule="round.plan", subject=round_.id, due_at=sent.now)
    await _tell(unit, round_, sent)
    say = sent.say
    see = Button(label=say("followup/board"), value=write(Do("board", round_.id)))
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(title=say("followup/done"), body=(say("followup/told"),), buttons=(see, home))


def _follow_up(unit: Unit, sent: Completion, each: OnBoard) -> tuple[str, str]:
    """Where the effort is then; a second one for the same months loses the race, and is told."""
    verdict = Verdict(sent.answers[f"verdict.{each.effort.id}"])
    unit.insert(
        FollowUp(
            effort_id=each.effort.id,
            months=sent.facts["months"],
            verdict=verdict.value,
            text=sent.answers[f"reached.{each.effort.id}"],
            person_id=sent.who.id,
            at=sent.now,
        )
    )
    if verdict in ENDS:
        move(unit, each.effort, ENDS[verdict], sent)
    return each.effort.id, ENDS.get(verdict, each.state).value


async def _tell(unit: Unit, round_: Round, sent: Completion) -> None:
    """In everyone's channel; where there is none, to each who works there."""
    params = {
        "round": round_.id,
        "months": sent.facts["months"],
        "line": sent.answers.get("line", ""),
    }
    place = await people.place_for(unit, round_.workplace_id, "everyone")
    there = place is not None and not place.unreachable
    here = [] if there else await people.of_workplace(unit, round_.workplace_id, sent.today)
    for person_id in (each.id for each in here):
        outbox.queue(unit, _mail(params, sent, person_id=person_id))
    if place is not None and there:
        outbox.queue(unit, _mail(params, sent, place_id=place.id))


def _mail(
    params: dict[str, object],
    sent: Completion,
    *,
    person_id: str | None = None,
    place_id: str | None = None,
) -> Mail:
    return Mail(
        message="followup_told",
        key=f"followup:{params['round']}:{params['months']}:{person_id or place_id}",
        due_at=sent.now,
        person_id=person_id,
        place_id=place_id,
        params=params,
        about=f"board:{params['round']}",
        lane=Lane.BROADCAST,
    )


async def told(reads: Snapshot, hearing: Hearing) -> Card | None:
    """What becomes of each effort, and the group's own line: nothing of what was written of it."""
    round_id, months = str(hearing.params["round"]), int(hearing.params["months"])
    found = await boards.board(reads, round_id)
    made = await boards.follow_ups(reads, round_id)
    verdicts = {each.effort_id: each.verdict for each in made if each.months == months}
    rows = tuple(_rows(found, verdicts, hearing.say))
    if not rows:
        return None
    say, line = hearing.say, str(hearing.params["line"])
    words = (say("followup/group"), Quote(line)) if line else ()
    see = Button(label=say("followup/board"), value=write(Do("board", round_id)))
    return Card(
        title=say("followup/told_title"),
        body=(say("followup/told_intro", months=months), Rows(rows), *words),
        buttons=(see,) if hearing.who else (),
    )


def _rows(
    found: Iterable[OnBoard], verdicts: dict[str, str], say: Speaker
) -> Iterable[tuple[str, str]]:
    for each in found:
        if verdict := verdicts.get(each.effort.id):
            yield each.effort.title, say(f"followup/verdict_{verdict}")


FOLLOWUP = Dialog(
    name="followup",
    pages=(
        Page(
            "efforts",
            (
                Repeat(
                    over=efforts,
                    steps=(
                        Text("reached", max_length=REACHED, personal=False),
                        Pick("verdict", options=VERDICTS),
                    ),
                ),
            ),
            body=_so_far,
        ),
        Page("line", (Text("line", required=False, max_length=LINE, personal=False),)),
    ),
    load=load,
    done=save,
    roomy=True,
)
