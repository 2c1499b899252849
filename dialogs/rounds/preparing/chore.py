"""One practical thing: its owner, its day, and whether it is done. Or one more on the list."""

from __future__ import annotations

from datetime import date

from dialogs import planning
from dialogs.core.cards import Card, Part
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.messages import Request
from dialogs.core.steps import SHORT, Answers, Day, Facts, Option, Pick, Problem, Text
from dialogs.core.texts import Speaker
from dialogs.rounds.preparing.chores import MOST, NEW, about_of, card_of, finish, name_of
from dialogs.rounds.state import in_group
from storage import chores, due, outbox, people, rounds
from storage.database import Snapshot
from storage.ids import new_id
from storage.outbox import Mail
from storage.tables import Chore, Person, Round
from storage.unit_of_work import Unit

NOBODY, OPEN, DONE = "nobody", "open", "done"
MINE, THEIRS = "mine", "theirs"
READ_AT = "read_at"
"""The turn that was there when the form was opened, kept beside the answers."""
MOST_NAMES = 90
"""A platform's list takes a hundred; at a larger workplace the planning group alone is offered."""


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    is_new = visit.subject.startswith(NEW)
    chore = None if is_new else await chores.find(unit, visit.subject)
    round_id = visit.subject.removeprefix(NEW) if is_new else chore.round_id if chore else ""
    round_ = await rounds.find(unit, round_id)
    if round_ is None:
        return Refusal("not_there")
    if not in_group(visit.who, round_):
        return Refusal("not_for_you")
    if is_new and len(await chores.of_round(unit, round_.id)) >= MOST:
        return Refusal("chores_enough", {"most": MOST})
    language = visit.who.language
    return {
        "round": round_,
        "chore": chore,
        "name": name_of(chore, language) if chore else "",
        "about": about_of(chore, language) if chore else "",
        "today": visit.today,
        "me": visit.who.id,
        "soon": visit.house.calendar.next_working_day(visit.today),
        "owners": await _owners(unit, round_, chore, visit.today),
        **await _last_change(unit, chore),
    }


async def _owners(
    reads: Snapshot, round_: Round, chore: Chore | None, today: date
) -> tuple[Option, ...]:
    """The planning group, the colleagues, and whoever has it already."""
    group = await planning.group(reads, round_.workplace_id, today)
    here = await people.of_workplace(reads, round_.workplace_id, today)
    colleagues = here if len(here) + len(group) <= MOST_NAMES else []
    has_it = await people.person(reads, chore.owner_id) if chore and chore.owner_id else None
    found: dict[str, Person] = {each.id: each for each in (*group, *colleagues)}
    if has_it is not None:
        found.setdefault(has_it.id, has_it)
    return tuple(Option(each.id, label=each.name) for each in found.values())


async def _last_change(reads: Snapshot, chore: Chore | None) -> Facts:
    """Who changed it last, and when, for whoever comes second."""
    by = await people.person(reads, chore.changed_by) if chore and chore.changed_by else None
    owner = await people.person(reads, chore.owner_id) if chore and chore.owner_id else None
    return {
        "changed_by": by.name if by else "",
        "changed_at": chore.changed_at if chore else None,
        "owner_now": owner.name if owner else "",
    }


def prefill(facts: Facts) -> Answers:
    chore: Chore | None = facts["chore"]
    if chore is None:
        due_on: date = min(facts["soon"], facts["round"].dialogue_on)
        return {"owner": facts["me"], "due_on": due_on.isoformat()}
    return {
        "owner": chore.owner_id or NOBODY,
        "due_on": chore.due_on.isoformat(),
        "state": OPEN if chore.done_at is None else DONE,
        READ_AT: str(chore.turn),
    }


def owners(facts: Facts) -> tuple[Option, ...]:
    found: tuple[Option, ...] = facts["owners"]
    return (Option(NOBODY), *found)


def is_new(facts: Facts, _answers: Answers) -> bool:
    return facts["chore"] is None


def is_known(facts: Facts, _answers: Answers) -> bool:
    return facts["chore"] is not None


def overtaken(facts: Facts, answers: Answers) -> bool:
    """Somebody else of the group changed it while the form was open."""
    chore: Chore | None = facts["chore"]
    return chore is not None and answers.get(READ_AT) != str(chore.turn)


def above(facts: Facts, answers: Answers, say: Speaker) -> tuple[Part, ...]:
    """What it takes; and how it stands now, where somebody else was quicker."""
    told: list[Part] = [facts["about"]] if facts["about"] else []
    if overtaken(facts, answers):
        chore: Chore = facts["chore"]
        how = "done" if chore.done_at else "open" if chore.owner_id else "free"
        told.append(say("chore/overtaken", **facts))
        told.append(say(f"chore/now_{how}", day=chore.due_on, name=facts["owner_now"]))
    return tuple(told)


def day_fits(facts: Facts, answers: Answers) -> dict[str, Problem]:
    """Ahead of us, unless it was passed before and is only being finished; not after the day."""
    chore: Chore | None = facts["chore"]
    day = date.fromisoformat(answers["due_on"])
    if chore is not None and day == chore.due_on:
        return {}
    if day < facts["today"]:
        return {"due_on": Problem("in_the_past")}
    held: date = facts["round"].dialogue_on
    late = day > held >= facts["today"]
    return {"due_on": Problem("chore_after_dialogue", {"day": held})} if late else {}


async def save(unit: Unit, sent: Completion) -> Card | Refusal:
    round_: Round = sent.facts["round"]
    before: Chore | None = sent.facts["chore"]
    found = await chores.of_round(unit, round_.id)
    request = _as_request(sent)
    if before is not None and sent.answers.get("other") == THEIRS:
        return await card_of(unit, round_, found, request)
    planning.expect_member(unit, sent.who, round_.workplace_id)
    owner_before = before.owner_id if before else None
    chore = _answered(sent, request)
    if before is None:
        chores.add(unit, chore)
    else:
        chores.change(unit, chore, chore.turn)
    if chore.owner_id not in {None, owner_before, sent.who.id} and chore.done_at is None:
        outbox.queue(unit, _news(chore, sent))
    due.plan(unit, rule="round.plan", subject=round_.id, due_at=sent.now)
    others = [each for each in found if each.id != chore.id]
    return await card_of(unit, round_, chores.in_order([*others, chore]), request)


def _as_request(sent: Completion) -> Request:
    return Request(who=sent.who, subject=sent.subject, now=sent.now, house=sent.house, say=sent.say)


def _answered(sent: Completion, request: Request) -> Chore:
    """The chore as it was answered."""
    answers, round_ = sent.answers, sent.facts["round"]
    chore: Chore = sent.facts["chore"] or Chore(
        id=new_id(),
        round_id=round_.id,
        title=answers["title"],
        due_on=round_.dialogue_on,
        set_for=round_.dialogue_on,
    )
    owner = answers["owner"]
    chore.owner_id = None if owner == NOBODY else owner
    chore.due_on = date.fromisoformat(answers["due_on"])
    chore.set_for = round_.dialogue_on
    chore.changed_by, chore.changed_at = sent.who.id, sent.now
    if answers.get("state") == DONE and chore.done_at is None:
        finish(chore, request)
    elif answers.get("state") == OPEN:
        chore.done_at = chore.done_by = None
    return chore


def _news(chore: Chore, sent: Completion) -> Mail:
    return Mail(
        message="chore_given",
        key=f"chore:{chore.id}:{chore.owner_id}:{sent.session_id}",
        due_at=sent.now,
        person_id=chore.owner_id,
        params={"chore": chore.id},
        about=rounds.afterwards(chore.round_id),
    )


CHORE = Dialog(
    name="chore",
    pages=(
        Page(
            "chore",
            (
                Text("title", max_length=SHORT, multiline=False, personal=False, when=is_new),
                Pick("owner", options=owners),
                Day("due_on", future=False),
                Pick("state", options=(OPEN, DONE), when=is_known),
                Pick("other", options=(MINE, THEIRS), when=overtaken),
            ),
            body=above,
            check=day_fits,
        ),
    ),
    load=load,
    prefill=prefill,
    done=save,
    review=False,
)
