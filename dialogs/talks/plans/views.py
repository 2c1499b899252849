"""The plan on a card, the yes to it, its way to the personnel file, and the yes to help."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Facts, Part
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.rounds.links import to_paper
from dialogs.talks.plans import mail
from dialogs.talks.plans.bond import has_gone, planned_of
from dialogs.talks.plans.papers import DOCX, PDF, paper_of
from dialogs.talks.plans.saving import says_yes
from dialogs.talks.plans.whole import Whole, whole_of
from storage import audit, kom, people, talk_plans, unfiled
from storage.tables import TalkPlan
from storage.unit_of_work import Unit

YES = "yes"


async def talk_plan(unit: Unit, request: Request) -> Card | Open | Refusal:
    """By its conversation; without an argument one's own newest."""
    request = await _own(unit, request)
    if not request.subject:
        return Refusal("no_plan_yet")
    found = await planned_of(unit, request)
    if isinstance(found, Refusal):
        return Open("plan", request.subject) if found.key == "no_plan_yet" else found
    whole = await whole_of(unit, request.house, found)
    if request.who.id != whole.plan.written_by:
        _noted(unit, request, whole, "plan-read")
    return _card(request, whole, _state(whole))


async def _own(unit: Unit, request: Request) -> Request:
    if request.subject:
        return request
    plan = await talk_plans.latest(unit, request.who.id)
    talk = await kom.latest_conversation(unit, request.who.id, request.now)
    subject = plan.conversation_id if plan else talk.id if talk else ""
    return replace(request, subject=subject)


def _state(whole: Whole) -> str:
    if whole.agreed:
        return "filed" if whole.plan.filed_at else "agreed"
    return "waits_for_you" if _mine_is_open(whole) else "waits_for_other"


def _mine_is_open(whole: Whole) -> bool:
    return getattr(whole.plan, f"{whole.bond.mine}_ok_at") is None


def _card(request: Request, whole: Whole, state: str) -> Card:
    say, facts = request.say, _facts(request, whole)
    body: tuple[Part, ...] = (say(f"plan/state_is_{state}", **facts), *whole.parts(say))
    if not whole.agreed and whole.talk.held:
        body = (say("plan/not_complete", **facts), *body)
    title = say("plan/heading", **facts)
    return Card(title=title, body=body, buttons=tuple(_buttons(request, whole)))


def _facts(request: Request, whole: Whole) -> dict[str, object]:
    language = request.say.language
    return {
        "plan_name": whole.pack.names.plan.in_(language),
        "kom": whole.pack.names.talk.in_(language),
        "name": whole.bond.person.name,
        "other": whole.bond.other.name.split()[0],
        "day": whole.plan.filed_at,
    }


def _buttons(request: Request, whole: Whole) -> list[Button]:
    say, at = request.say, f"{whole.talk.id}:{whole.plan.turn}"
    found = []
    if _mine_is_open(whole) and (whole.inside.goals or whole.carried):
        label = say("plan/say_yes")
        found.append(Button(label=label, value=write(Do("plan_yes", at)), style="primary"))
    if _may_change(request, whole):
        found.append(Button(label=say("plan/change"), value=write(Open("plan", whole.talk.id))))
    for label, paper in (("plan/print", PDF), ("plan/word", DOCX)):
        found += to_paper(
            say(label),
            paper,
            whole.talk.id,
            house=request.house,
            person_id=request.who.id,
            now=request.now,
        )
    if _may_let_read(request, whole):
        found.append(Button(label=say("wider/title"), value=write(Open("wider", whole.talk.id))))
    if _may_file(whole):
        found.append(Button(label=say("plan/file"), value=write(Do("plan_file", at))))
    return [*found, Button(label=say("common/home"), value=write(Do("home")))]


def _may_change(request: Request, whole: Whole) -> bool:
    """The two themselves: whoever files the plan of somebody who has left files it as it stands."""
    bond = whole.bond
    is_one_of_them = request.who.id in (bond.person.id, bond.leader.id)
    return is_one_of_them and not has_gone(bond.person, request.today)


def _may_let_read(request: Request, whole: Whole) -> bool:
    """Either of the two asks for it, and the other has to say yes as well (HER-09, X-03)."""
    bond = whole.bond
    is_one_of_them = request.who.id in (bond.person.id, bond.leader.id)
    return is_one_of_them and whole.agreed and bond.person.left_on is None


def _may_file(whole: Whole) -> bool:
    """Where the concept says that it goes into the personnel file, and both have agreed to it."""
    goes = any(each.artefact == "plan" and each.until == "filed" for each in whole.pack.keeping)
    return goes and whole.bond.mine == "leader" and whole.agreed and whole.plan.filed_at is None


async def plan_yes(unit: Unit, request: Request) -> Card | Refusal:
    """One party's yes, to what they have read: `CONVERSATION:TURN`."""
    whole = await _asked(unit, request)
    if isinstance(whole, Refusal):
        return whole
    if not _is_as_read(request, whole.plan):
        return _card(_of(request), whole, "changed")
    if not _mine_is_open(whole):
        return _card(_of(request), whole, _state(whole))
    kom.expect_leads(unit, leader_id=whole.bond.leader.id, person_id=whole.bond.person.id)
    both = await says_yes(unit, whole.bond, whole.plan, whole.inside, now=request.now)
    said = {f"{whole.bond.mine}_ok_at": request.now}
    plan = TalkPlan(**{**whole.plan.model_dump(), **said})
    return _card(_of(request), replace(whole, plan=plan), "agreed" if both else "waits_for_other")


async def plan_file(unit: Unit, request: Request) -> Card | Refusal:
    """The leader has put the printed plan into the personnel file: a receipt to both (NOR-29)."""
    whole = await _asked(unit, request)
    if isinstance(whole, Refusal):
        return whole
    if not _is_as_read(request, whole.plan) or not _may_file(whole):
        return _card(_of(request), whole, _state(whole))
    paper = paper_of(whole, request.say)
    digest = sha256(await request.house.prints(paper, request.say.language)).hexdigest()
    unfiled.expect_leader(unit, whole.bond.person)
    talk_plans.hand_over(unit, whole.plan, by=request.who.id, now=request.now, digest=digest)
    mail.filed(unit, whole.plan, by=request.who.id, now=request.now)
    _noted(unit, request, whole, "plan-filed")
    home = Button(label=request.say("common/home"), value=write(Do("home")))
    return Card(
        title=request.say("plan/is_filed", **_facts(request, whole)),
        body=(request.say("plan/is_filed_how"), _receipt(request, digest)),
        buttons=(home,),
    )


def _receipt(request: Request, digest: str) -> Facts:
    return Facts(((request.say("plan/digest"), digest),))


async def _asked(unit: Unit, request: Request) -> Whole | Refusal:
    found = await planned_of(unit, _of(request))
    return found if isinstance(found, Refusal) else await whole_of(unit, request.house, found)


def _of(request: Request) -> Request:
    return replace(request, subject=request.subject.partition(":")[0])


def _is_as_read(request: Request, plan: TalkPlan) -> bool:
    return request.subject.partition(":")[2] == str(plan.turn)


def _noted(unit: Unit, request: Request, whole: Whole, what: str) -> None:
    audit.record(
        unit,
        at=request.now,
        actor_id=request.who.id,
        about_id=whole.bond.person.id,
        what=what,
        subject=whole.plan.id,
    )


async def plan_help(unit: Unit, request: Request) -> Card | Refusal:
    """A colleague says yes or no to what they were asked for: `GOAL:WISH:yes`."""
    goal_id, wish, answer = (*request.subject.split(":"), "", "")[:3]
    asked = await talk_plans.helper(unit, goal_id, request.who.id)
    plan = await talk_plans.of_goal(unit, goal_id)
    if asked is None or plan is None or mail.wish_of(asked) != wish:
        return Refusal("not_asked_now")
    person = await people.person(unit, plan.person_id)
    name = person.name.split()[0] if person else ""
    home = Button(label=request.say("common/home"), value=write(Do("home")))
    if answer == YES and asked.agreed_at is None:
        talk_plans.helps(unit, plan, asked, request.now)
    elif answer != YES:
        talk_plans.helps_not(unit, asked)
    if answer != YES or asked.agreed_at is None:
        mail.answered(unit, plan.id, asked, to=plan.person_id, yes=answer == YES, now=request.now)
    key = "helps" if answer == YES else "helps_not"
    title, body = request.say(f"plan/{key}", name=name), request.say(f"plan/{key}_how", name=name)
    return Card(title=title, body=(body,), buttons=(home,))
