"""The short evaluation when the day ends (TAL-50): nameless, and shown from five on.

While it can be sent there is a list of who has not; nothing leads from a person to what they wrote
once it is in, and when no more are taken in all of them are written anew. Nothing is shown before
that, or the one who comes next could be read from what is new.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dialogs import planning
from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Heading, Part, Quote
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.messages import Hearing, Request
from dialogs.core.steps import Facts, Pick, Text
from dialogs.core.texts import Speaker
from dialogs.rounds.held.running import Found, find, latest_held
from dialogs.rounds.state import in_group
from dialogs.rules.ballots import LEAST, Ranked, gate
from storage import evaluations, outbox, rounds, sittings
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import Evaluation
from storage.unit_of_work import Unit

LENGTH = 500
YES, NO = "yes", "no"
READY = "evaluation_ready"


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    found = await find(unit, visit.subject, visit.who, visit.today)
    if found is None:
        return Refusal("not_there")
    if found.sitting.evaluated_at is not None:
        return Refusal("evaluation_closed")
    if not await evaluations.is_asked(unit, found.sitting.id, visit.who.id):
        return Refusal("evaluation_not_asked")
    return {"sitting": found.sitting, "today": visit.today}


async def save(unit: Unit, sent: Completion) -> Card | Refusal:
    evaluation = Evaluation(
        sitting_id=sent.facts["sitting"].id,
        good=sent.answers.get("good") or None,
        adjust=sent.answers.get("adjust") or None,
        soon=sent.answers["soon"] == YES,
    )
    evaluations.give(unit, evaluation, sent.who.id)
    home = Button(label=sent.say("common/home"), value=write(Do("home")))
    body = (sent.say("evaluation/kept"),)
    return Card(title=sent.say("evaluation/done"), body=body, buttons=(home,))


EVALUATION = Dialog(
    name=evaluations.DIALOG,
    pages=(
        Page(
            "evaluation",
            (
                Text("good", max_length=LENGTH, required=False),
                Text("adjust", max_length=LENGTH, required=False),
                Pick("soon", options=(NO, YES)),
            ),
        ),
    ),
    load=load,
    done=save,
    review=False,
)


async def evaluate_now(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To everybody who was there; not to who has been quicker, nor when it is too late."""
    sitting = await sittings.find(reads, hearing.params["sitting"])
    if sitting is None or hearing.who is None or sitting.evaluated_at is not None:
        return None
    if not await evaluations.is_asked(reads, sitting.id, hearing.who.id):
        return None
    say, value = hearing.say, write(Open(EVALUATION.name, sitting.id))
    begin = Button(label=say("evaluation/begin"), value=value, style="primary")
    return Card(title=say("evaluation/now_title"), body=(say("evaluation/now"),), buttons=(begin,))


async def close(unit: Unit, sitting_id: str, now: datetime) -> bool:
    """No more are taken in, and the planning group is told; False where that has been done."""
    sitting = await sittings.find(unit, sitting_id)
    round_ = await rounds.find(unit, sitting.round_id) if sitting else None
    if sitting is None or round_ is None or sitting.evaluated_at is not None:
        return False
    await evaluations.close(unit, sitting, now, least=_least(round_.minimum))
    for person in await planning.group(unit, round_.workplace_id, now.date()):
        mail = Mail(
            message=READY,
            key=f"{READY}:{sitting.id}:{person.id}",
            due_at=now,
            person_id=person.id,
            params={"sitting": sitting.id},
            about=f"day:{sitting.id}",
        )
        outbox.queue(unit, mail)
    return True


def _least(minimum: int) -> int:
    return max(minimum, LEAST)


async def ready(reads: Snapshot, hearing: Hearing) -> Card | None:
    if hearing.who is None:
        return None
    today = hearing.now.date()
    found = await find(reads, hearing.params["sitting"], hearing.who, today)
    if found is None or not in_group(hearing.who, found.round):
        return None
    return await _card(reads, found, hearing.say)


async def show(unit: Unit, request: Request) -> Card | Refusal:
    """`do:evaluations:SITTING`: for the planning group, and only once no more can come."""
    found = await find(unit, request.subject, request.who, request.today, chosen=latest_held)
    if found is None:
        return Refusal("not_there")
    if not in_group(request.who, found.round):
        return Refusal("not_for_you")
    if found.sitting.evaluated_at is None:
        return Refusal("evaluation_not_yet")
    return await _card(unit, found, request.say)


async def _card(reads: Snapshot, found: Found, say: Speaker) -> Card:
    sent = await evaluations.of(reads, found.sitting.id)
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(
        title=say("evaluation/of", day=found.sitting.held_on),
        body=tuple(shown(sent, say, minimum=_least(found.round.minimum))),
        buttons=(home,),
    )


def shown(sent: Sequence[Evaluation], say: Speaker, *, minimum: int = LEAST) -> list[Part]:
    """Through the gate: figures and words from the minimum on, else nothing at all.

    The two answers of one person stand in orders of their own, so that nothing joins them.
    """
    counts = {YES: sum(each.soon for each in sent), NO: sum(not each.soon for each in sent)}
    if not isinstance(gate(counts, order=(YES, NO), minimum=minimum), Ranked):
        return [say("evaluation/too_few", least=minimum)]
    parts: list[Part] = [say("evaluation/count", count=len(sent))]
    if counts[YES]:
        parts += [say("evaluation/soon", count=counts[YES]), say("evaluation/staff_meeting")]
    for heading, words in (
        ("good", [each.good for each in sent]),
        ("adjust", [each.adjust for each in sent]),
    ):
        written = sorted(word for word in words if word)
        parts.append(Heading(say(f"evaluation/{heading}")))
        parts += [Quote(word) for word in written] or [say("evaluation/nothing")]
    return parts
