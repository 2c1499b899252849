"""Messages about a plan, rendered when they are sent. None: there is nothing left to say."""

from __future__ import annotations

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Facts, Part, Quote
from dialogs.core.messages import Hearing
from dialogs.talks.kom_access import first_name
from dialogs.talks.packs import mini_months, names_of, pack_of
from dialogs.talks.plans.mail import wish_of
from storage import kom, people, talk_plans
from storage.database import Snapshot
from storage.tables import Conversation, Goal, TalkPlan

Found = tuple[Conversation, TalkPlan, tuple[Goal, ...]]


async def _found(reads: Snapshot, hearing: Hearing) -> Found | None:
    """To the two parties as they are now, and to nobody else: a leader for as long as they lead."""
    talk = await kom.conversation(reads, hearing.params["talk"])
    plan = await talk_plans.of_talk(reads, talk.id) if talk else None
    if hearing.who is None or talk is None or plan is None:
        return None
    if hearing.who.id != talk.person_id:
        person = await people.person(reads, talk.person_id)
        if hearing.who.id != talk.leader_id or person is None:
            return None
        if person.leader_id != hearing.who.id:
            return None
    return talk, plan, (await talk_plans.contents(reads, plan.id)).goals


async def plan_written(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To the other: what stands now, and the way to say yes to it."""
    found = await _found(reads, hearing)
    if found is None:
        return None
    talk, plan, goals = found
    say, facts = hearing.say, await _facts(reads, hearing, talk)
    mine = "person" if hearing.who and hearing.who.id == talk.person_id else "leader"
    ready = getattr(plan, "leader_ok_at" if mine == "person" else "person_ok_at") is not None
    body: list[Part] = [Quote(goal.title) for goal in goals]
    body.append(say("plan/other_ready" if ready else "plan/other_draft", **facts))
    return _card(hearing, talk, say("plan/other_wrote", **facts), tuple(body))


async def plan_approved(reads: Snapshot, hearing: Hearing) -> Card | None:
    """With both yeses it holds: what is agreed may begin (NYB-KOM-49)."""
    found = await _found(reads, hearing)
    if found is None:
        return None
    talk, plan, goals = found
    say, facts = hearing.say, await _facts(reads, hearing, talk)
    if not talk_plans.agreed(plan):
        return _card(hearing, talk, say("plan/other_yes", **facts), (say("plan/your_turn"),))
    body: list[Part] = [Quote(goal.title) for goal in goals]
    body += [say("plan/may_begin"), await _caller(reads, talk, plan, hearing)]
    return _card(hearing, talk, say("plan/holds", **facts), tuple(body))


async def _caller(reads: Snapshot, talk: Conversation, plan: TalkPlan, hearing: Hearing) -> str:
    who = talk.leader_id if plan.caller == "leader" else talk.person_id
    pack = pack_of(hearing.house, talk)
    facts = {
        **names_of(pack, hearing.say.language),
        "months": mini_months(hearing.house, pack),
        "day": plan.follow_up_on,
    }
    if hearing.who and who == hearing.who.id:
        return hearing.say("plan/you_call", **facts)
    return hearing.say("plan/other_calls", who=await first_name(reads, who), **facts)


async def plan_filed(reads: Snapshot, hearing: Hearing) -> Card | None:
    """The receipt: which file lies in the personnel file, since when and by whom (NOR-29)."""
    found = await _found(reads, hearing)
    at, digest = (found[1].filed_at, found[1].filed_digest) if found else (None, None)
    if found is None or at is None or digest is None:
        return None
    talk, plan, _ = found
    say, facts = hearing.say, await _facts(reads, hearing, talk)
    by = await first_name(reads, plan.filed_by)
    rows = ((say("plan/filed_on"), say.day(at)), (say("plan/digest"), digest))
    body: tuple[Part, ...] = (say("plan/filed_receipt", by=by, **facts), Facts(rows))
    return _card(hearing, talk, say("plan/is_filed", **facts), body)


async def help_asked(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To a colleague: what they are asked for, and not which goal it leads to (KL-21)."""
    who, say = hearing.who, hearing.say
    asked = await talk_plans.helper(reads, hearing.params["goal"], who.id) if who else None
    if asked is None or asked.agreed_at is not None:
        return None
    name = await first_name(reads, hearing.params["by"])
    at = f"{asked.goal_id}:{wish_of(asked)}"
    buttons = (
        Button(
            label=say("plan/help_yes"), value=write(Do("plan_help", f"{at}:yes")), style="primary"
        ),
        Button(label=say("plan/help_no"), value=write(Do("plan_help", f"{at}:no"))),
    )
    body = (Quote(asked.what), say("plan/help_how", name=name))
    return Card(title=say("plan/help_title", name=name), body=body, buttons=buttons)


async def help_answered(reads: Snapshot, hearing: Hearing) -> Card | None:
    say = hearing.say
    helper = await first_name(reads, hearing.params["helper"])
    key = "plan/helper_said_yes" if hearing.params["yes"] else "plan/helper_said_no"
    see = Button(label=say("plan/see_own"), value=write(Do("talk_plan")))
    body = () if hearing.params["yes"] else (say("plan/ask_another"),)
    return Card(title=say(key, name=helper), body=body, buttons=(see,))


async def _facts(reads: Snapshot, hearing: Hearing, talk: Conversation) -> dict[str, object]:
    other = talk.leader_id if hearing.who and hearing.who.id == talk.person_id else talk.person_id
    name = pack_of(hearing.house, talk).names.plan.in_(hearing.say.language)
    return {
        "plan_name": name,
        "name": await first_name(reads, talk.person_id),
        "other": await first_name(reads, other),
    }


def _card(hearing: Hearing, talk: Conversation, title: str, body: tuple[Part, ...]) -> Card:
    say = hearing.say
    see = write(Do("talk_plan", talk.id))
    buttons = (
        Button(label=say("plan/see_it"), value=see, style="primary"),
        Button(label=say("common/home"), value=write(Do("home"))),
    )
    return Card(title=title, body=body, buttons=buttons)
