"""Help from HR: before a round where there is serious conflict, and whenever the group wants it.

HR is told that help is wanted, and never why (TAL-11..13, 103). Nothing of the question is kept.
"""

from __future__ import annotations

from collections.abc import Sequence

from dialogs import planning
from dialogs.concepts import load_round
from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Facts, Part
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.messages import Hearing, Request
from dialogs.core.steps import Answers, Pick
from dialogs.core.steps import Facts as Known
from dialogs.core.texts import Speaker
from dialogs.theme_names import CONCEPT
from storage import frames, outbox, people
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import Person, RoleName, Workplace
from storage.unit_of_work import Unit

AGREED, DISAGREED = "agreed", "disagreed"
HELPS_WITH = ("planning", "ideas", "themes", "strained", "changes")
"""What HR helps with, in this order (TAL-11, TAL-12)."""


def is_ready(request: Request, where: str) -> Card:
    """Asked before a round is opened (TAL-103)."""
    say = request.say
    beforehand = load_round(CONCEPT).safety.beforehand.in_(request.who.language)
    on = Button(label=say("hr_help/ready"), value=write(Open("round", where)), style="primary")
    first = Button(label=say("hr_help/help_first"), value=write(Open("hr_help", where)))
    return Card(
        title=say("hr_help/question"),
        body=(beforehand, say("hr_help/not_kept")),
        buttons=(on, first),
    )


async def load(unit: Unit, visit: Visit) -> Known | Refusal:
    workplace_id = planning.workplace_of(visit.who, visit.subject)
    workplace = await people.workplace(unit, workplace_id) if workplace_id else None
    if workplace is None:
        return Refusal("not_for_you")
    above = await _above(unit, workplace, visit)
    return {
        "today": visit.today,
        "workplace": workplace,
        "hr": await _hr(unit, workplace, visit),
        "above": above,
        "above_names": [each.name for each in above],
    }


async def _hr(reads: Snapshot, workplace: Workplace, visit: Visit) -> list[Person]:
    """Those of the workplace; where it has none of its own, the organisation's."""
    near = await people.with_role(reads, workplace.id, RoleName.HR)
    if near:
        return near
    every = [RoleName.HR.value]
    return await frames.with_roles(reads, workplace.organisation_id, every, visit.today)


async def _above(reads: Snapshot, workplace: Workplace, visit: Visit) -> list[Person]:
    """The leader's own leader, and the MED coordination group (TAL-13)."""
    leaders = await people.with_role(reads, workplace.id, RoleName.LEADER)
    ids = [each.leader_id for each in leaders if each.leader_id]
    above = await people.people(reads, ids)
    group = await people.with_role(reads, workplace.id, RoleName.COORDINATION)
    found = {each.id: each for each in (*above.values(), *group)}
    here = [each for each in found.values() if each.left_on is None or each.left_on > visit.today]
    return sorted(here, key=lambda person: person.name)


def what_it_is(facts: Known, _answers: Answers, say: Speaker) -> tuple[Part, ...]:
    """What HR helps with, who decides, and where it goes where they cannot agree."""
    helps = tuple((say(f"hr_help/{each}_name"), say(f"hr_help/{each}")) for each in HELPS_WITH)
    names: Sequence[str] = facts["above_names"]
    where = say("hr_help/goes_to", names=names) if names else say("hr_help/goes_up")
    return (Facts(helps), say("hr_help/decides"), where)


async def save(unit: Unit, sent: Completion) -> Card:
    facts, say = sent.facts, sent.say
    workplace: Workplace = facts["workplace"]
    planning.expect_member(unit, sent.who, workplace.id)
    agreed = sent.answers["agree"] == AGREED
    message = "help_wanted" if agreed else "help_disputed"
    whom: Sequence[Person] = facts["hr"] if agreed else facts["above"]
    for person in whom:
        if person.id != sent.who.id:
            outbox.queue(unit, _mail(message, workplace, person, sent))
    home = Button(label=say("common/home"), value=write(Do("home")))
    names = [each.name for each in whom]
    if not names:
        title = say("hr_help/nobody_hr" if agreed else "hr_help/nobody_above")
        return Card(title=title, buttons=(home,))
    body = say(f"hr_help/told_{'hr' if agreed else 'above'}", names=names)
    return Card(title=say("hr_help/done"), body=(body,), buttons=(home,))


def _mail(message: str, workplace: Workplace, person: Person, sent: Completion) -> Mail:
    """Once a day, however often it is asked."""
    return Mail(
        message=message,
        key=f"{message}:{workplace.id}:{sent.today.isoformat()}:{person.id}",
        due_at=sent.now,
        person_id=person.id,
        params={"workplace": workplace.id, "by": sent.who.id},
        about=f"help:{workplace.id}",
    )


async def help_wanted(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To HR: which workplace, and whom to call."""
    return await _asks(reads, hearing, "wanted")


async def help_disputed(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To the level above: they do not agree whether to ask for help, and somebody has to decide."""
    return await _asks(reads, hearing, "disputed")


async def _asks(reads: Snapshot, hearing: Hearing, key: str) -> Card | None:
    workplace = await people.workplace(reads, hearing.params["workplace"])
    by = await people.person(reads, hearing.params["by"])
    if workplace is None or by is None:
        return None
    say, facts = hearing.say, {"workplace": workplace.name, "name": by.name}
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(
        title=say(f"hr_help/{key}_title", **facts),
        body=(say(f"hr_help/{key}", **facts), say("hr_help/never_why")),
        buttons=(home,),
    )


HR_HELP = Dialog(
    name="hr_help",
    pages=(Page("agree", (Pick("agree", options=(AGREED, DISAGREED)),), body=what_it_is),),
    load=load,
    done=save,
    review=False,
)
