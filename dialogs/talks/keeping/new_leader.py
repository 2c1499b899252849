"""Somebody has a new leader: what may they read from before? The person alone says (X-02)."""

from __future__ import annotations

from datetime import datetime

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.messages import Hearing
from dialogs.core.steps import Answers, Facts, Pick
from dialogs.talks import news
from dialogs.talks.kom_access import first_name
from storage import audit, consents, handover, kom, outbox
from storage.database import Snapshot
from storage.handover import Before
from storage.outbox import Mail
from storage.tables import Consent
from storage.unit_of_work import Unit

YES, NO = "yes", "no"
MESSAGE, READER = "new_leader", "new_leader_may_read"


def ask(unit: Unit, *, person_id: str, leader_id: str, at: datetime) -> None:
    """Once: whoever leaves it unanswered has let nobody read anything."""
    audit.record(
        unit,
        at=at,
        actor_id=audit.NOBODY,
        about_id=person_id,
        what=handover.ASKED,
        subject=leader_id,
    )
    outbox.queue(
        unit,
        Mail(
            message=MESSAGE,
            key=f"{MESSAGE}:{person_id}:{leader_id}",
            due_at=at,
            person_id=person_id,
            params={"leader": leader_id},
            about=f"new_leader:{person_id}",
        ),
    )


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    leader_id = visit.who.leader_id or ""
    if visit.subject != leader_id:
        return Refusal("not_your_leader")
    before = await handover.before(unit, visit.who.id, leader_id)
    if not before:
        return Refusal("nothing_from_before")
    return {"before": before, "leader": await first_name(unit, leader_id)}


def has_plan(facts: Facts, _answers: Answers) -> bool:
    before: Before = facts["before"]
    return before.plan is not None or bool(before.goals)


def has_minutes(facts: Facts, _answers: Answers) -> bool:
    before: Before = facts["before"]
    return before.minutes is not None


async def save(unit: Unit, sent: Completion) -> Card:
    before: Before = sent.facts["before"]
    kom.expect_leads(unit, leader_id=sent.subject, person_id=sent.who.id)
    may = [kind for kind in consents.KINDS if sent.answers.get(kind) == YES]
    if consents.PLAN in may:
        await _hand_over_goals(unit, sent)
    for kind in may:
        row = before.plan if kind == consents.PLAN else before.minutes
        if row is not None and not await _stands(unit, row.conversation_id, kind, sent.subject):
            handover.let_read(unit, row, leader_id=sent.subject, now=sent.now)
    audit.record(
        unit,
        at=sent.now,
        actor_id=sent.who.id,
        about_id=sent.who.id,
        what="consent-given" if may else "consent-withheld",
        subject=sent.subject,
    )
    if may:
        _tell_leader(unit, sent)
    key = "some" if may else "nothing"
    buttons = (
        Button(label=sent.say("consent/see"), value=write(Do("consents"))),
        Button(label=sent.say("common/home"), value=write(Do("home"))),
    )
    leader = sent.facts["leader"]
    return Card(
        title=sent.say(f"new_leader/{key}", leader=leader),
        body=(sent.say(f"new_leader/{key}_how", leader=leader),),
        buttons=buttons,
    )


async def _hand_over_goals(unit: Unit, sent: Completion) -> None:
    before: Before = sent.facts["before"]
    handover.hand_over_goals(unit, person_id=sent.who.id, leader_id=sent.subject)
    talk_id = await handover.last_talk(unit, sent.who.id, sent.subject)
    if before.plan is not None or talk_id is None:
        return
    if not await _stands(unit, talk_id, consents.PLAN, sent.subject):
        handover.let_follow_up(unit, talk_id, leader_id=sent.subject, now=sent.now)


async def _stands(unit: Unit, talk_id: str, kind: str, leader_id: str) -> Consent | None:
    return await consents.standing(unit, talk_id, kind, leader_id)


def _tell_leader(unit: Unit, sent: Completion) -> None:
    mail = Mail(
        message=READER,
        key=f"{READER}:{sent.session_id}",
        due_at=sent.now,
        person_id=sent.subject,
        params={"person": sent.who.id},
        about=f"new_leader:{sent.who.id}",
    )
    news.tell_today(unit, mail, sent.who.id)


async def asked(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To the person: their new leader sees nothing from before unless they say so."""
    who, say = hearing.who, hearing.say
    leader_id = hearing.params["leader"]
    if who is None or who.leader_id != leader_id:
        return None
    if not await handover.before(reads, who.id, leader_id):
        return None
    leader = await first_name(reads, leader_id)
    begin = Button(
        label=say("new_leader/begin"), value=write(Open("new_leader", leader_id)), style="primary"
    )
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(
        title=say("new_leader/asked", leader=leader),
        body=(say("new_leader/asked_how", leader=leader),),
        buttons=(begin, home),
    )


async def may_read(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To the new leader: that there is something to read."""
    say, name = hearing.say, await first_name(reads, hearing.params["person"])
    if hearing.who is None or not name:
        return None
    see = Button(label=say("consent/see"), value=write(Do("consents")), style="primary")
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(
        title=say("new_leader/may_read", name=name),
        body=(say("new_leader/may_read_how", name=name),),
        buttons=(see, home),
    )


NEW_LEADER = Dialog(
    name="new_leader",
    pages=(
        Page(
            "from_before",
            (
                Pick("plan", options=(YES, NO), when=has_plan),
                Pick("minutes", options=(YES, NO), when=has_minutes),
            ),
        ),
    ),
    load=load,
    done=save,
    review=False,
)
