"""A plan of somebody who has left is to be filed before it is deleted here (NOR-29)."""

from __future__ import annotations

from dialogs.concepts import TalkConcept
from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card
from dialogs.core.messages import Hearing
from storage import people, talk_plans, unfiled
from storage.database import Snapshot
from storage.tables import TalkPlan

MESSAGE = "plan_unfiled"


def is_to_be_filed(pack: TalkConcept, plan: TalkPlan | None) -> bool:
    """Both have said yes to it, the concept wants it filed, and it is not."""
    wants = any(each.artefact == "plan" and each.until == "filed" for each in pack.keeping)
    return wants and plan is not None and talk_plans.agreed(plan) and plan.filed_at is None


async def plan_unfiled(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To whoever files it: what is to be done, and until when there is time."""
    plan = await talk_plans.find(reads, hearing.params["plan"])
    person = await people.person(reads, plan.person_id) if plan else None
    if plan is None or person is None or person.left_on is None or hearing.who is None:
        return None
    today = hearing.house.calendar.local_date(hearing.now)
    filers = await unfiled.filers(reads, person, today)
    if hearing.who.id not in filers or plan.filed_at is not None:
        return None
    say = hearing.say
    facts = {
        "name": person.name,
        "day": person.left_on + unfiled.HELD,
    }
    see = Button(
        label=say("keeping/see_plan"),
        value=write(Do("talk_plan", plan.conversation_id)),
        style="primary",
    )
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(
        title=say("keeping/unfiled", **facts),
        body=(say("keeping/unfiled_how", **facts),),
        buttons=(see, home),
    )
