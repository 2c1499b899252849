"""Choosing again what the leader may read of a preparation: more, less, or nothing any longer."""

from __future__ import annotations

from dialogs.core.cards import Button, Card
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.steps import Facts, Pick
from dialogs.talks.kom_access import first_name, own_talk
from dialogs.talks.kom_mail import tell_leader
from dialogs.talks.preparation import SCOPES, noted, saved
from storage import consent, kom
from storage.tables import Preparation, Scope
from storage.unit_of_work import Unit


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    """It can be taken back at any time, also when the conversation has been held."""
    talk = await own_talk(unit, visit)
    if isinstance(talk, Refusal):
        return talk
    made = await kom.preparation(unit, talk.id)
    if made is None:
        return Refusal("nothing_to_share")
    leader = await first_name(unit, talk.leader_id)
    return {"talk": talk, "made": made, "leader": leader, "shared": made.shared, "at": talk.at}


async def save(unit: Unit, sent: Completion) -> Card:
    made: Preparation = sent.facts["made"]
    scope = Scope(sent.answers["scope"])
    consent.expect_same_leader(unit, sent.facts["talk"])
    kom.share(unit, made, scope, sent.now)
    noted(unit, sent, made, scope)
    if _opens(Scope(made.shared), scope) or scope is Scope.NOTHING:
        tell_leader(unit, sent, sent.facts["talk"], scope)
    if scope is Scope.NOTHING and made.shared != scope.value:
        title = sent.say("sharing/withdrawn", leader=sent.facts["leader"])
        return Card(title=title, body=(sent.say("sharing/has_been_read"),), buttons=_ways(sent))
    return saved(sent, scope)


def _ways(sent: Completion) -> tuple[Button, ...]:
    return saved(sent, Scope.NOTHING).buttons


def _opens(before: Scope, after: Scope) -> bool:
    """There is more to read than before."""
    order = list(Scope)
    return order.index(after) > order.index(before)


SHARING = Dialog(
    name="sharing",
    pages=(Page("scope", (Pick("scope", options=SCOPES),)),),
    load=load,
    done=save,
    review=False,
)
