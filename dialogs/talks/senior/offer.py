"""A talk about the late career, held with the next conversation (NOR-23, NOR-22).

It is offered by a flag that HR sets, or asked for by the employee: there is no birth date and no
age (X-11). Only the person sees the offer; the leader is told once they have said yes.
"""

from __future__ import annotations

from dialogs.concepts.talks import Variant
from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card
from dialogs.core.dialog import Refusal, Visit
from dialogs.core.messages import Hearing, Request
from dialogs.talks import news
from dialogs.talks.kom_access import first_name
from dialogs.talks.packs import names_of, pack_at
from storage import outbox, people, senior
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import RoleName
from storage.unit_of_work import Unit

OFFERED, WISHED, COMMAND, OFFERS = "senior_offered", "senior_wished", "senior", "senior_offers"


async def variant_at(reads: Snapshot, visit: Visit, workplace_id: str) -> Variant | None:
    pack = await pack_at(reads, visit.house, workplace_id, today=visit.today)
    return pack.senior


async def talk(unit: Unit, request: Request) -> Card | Refusal:
    """`do:senior`, and `do:senior:yes` or `:no`: one's own answer, which can be changed."""
    variant = await variant_at(unit, request, request.who.workplace_id)
    if variant is None and not may_offer(request):
        return Refusal("no_senior_talk")
    says = request.subject
    before = await senior.offer(unit, request.who.id)
    stands = before.answer if before else ""
    if variant is not None and says in {senior.YES, senior.NO} and says != stands:
        senior.answer(unit, request.who.id, says, before)
        tell_leader(unit, request, says)
        stands = says
    return await _card(unit, request, variant, stands)


def may_offer(visit: Visit) -> bool:
    return visit.who.has(RoleName.HR)


async def _card(unit: Unit, request: Request, variant: Variant | None, stands: str) -> Card:
    say = request.say
    home = Button(label=say("common/home"), value=write(Do("home")))
    offer = Button(label=say("senior/offer"), value=write(Open(OFFERS)))
    offers = (offer,) if may_offer(request) else ()
    if variant is None:
        return Card(title=say("senior/hr"), body=(say("senior/hr_how"),), buttons=(*offers, home))
    leader = await first_name(unit, request.who.leader_id)
    name = variant.name.in_(say.language)
    key = {senior.YES: "wanted", senior.NO: "declined"}.get(stands, "open")
    return Card(
        title=name,
        body=(variant.about.in_(say.language), say(f"senior/{key}", leader=leader)),
        buttons=(*_answers(request, stands), *offers, home),
    )


def _answers(asked: Request | Hearing, stands: str) -> tuple[Button, ...]:
    say = asked.say
    yes = Button(label=say("senior/yes"), value=write(Do(COMMAND, senior.YES)), style="primary")
    no = Button(label=say("senior/no"), value=write(Do(COMMAND, senior.NO)))
    both = ((senior.YES, yes), (senior.NO, no))
    return tuple(button for answer, button in both if answer != stands)


def tell_leader(unit: Unit, request: Request, says: str) -> None:
    """That it is wished for, and nothing else; one who changes their mind in time told nothing."""
    about = f"senior:{request.who.id}"
    outbox.withdraw(unit, message=WISHED, about=about)
    news.take_back(unit, WISHED, request.who.id)
    if says != senior.YES or request.who.leader_id is None:
        return
    mail = Mail(
        message=WISHED,
        key=f"{WISHED}:{request.who.id}:{request.now:%Y-%m-%dT%H:%M:%S}",
        due_at=request.now,
        person_id=request.who.leader_id,
        params={"person": request.who.id},
        about=about,
    )
    news.tell_today(unit, mail, request.who.id)


async def offered(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To the person alone, as long as they have said neither yes nor no."""
    if hearing.who is None:
        return None
    today = hearing.now.date()
    pack = await pack_at(reads, hearing.house, hearing.who.workplace_id, today=today)
    found = await senior.offer(reads, hearing.who.id)
    if pack.senior is None or found is None or found.answer:
        return None
    say = hearing.say
    facts = {"name": pack.senior.name.in_(say.language), **names_of(pack, say.language)}
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(
        title=say("senior/offered", **facts),
        body=(pack.senior.about.in_(say.language), say("senior/private", **facts)),
        buttons=(*_answers(hearing, ""), home),
    )


async def wished(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To the leader whom they have now, while they still wish it."""
    person = await people.person(reads, str(hearing.params["person"]))
    if person is None or hearing.who is None or person.leader_id != hearing.who.id:
        return None
    if not await senior.is_wanted(reads, person.id):
        return None
    today = hearing.now.date()
    pack = await pack_at(reads, hearing.house, person.workplace_id, today=today)
    if pack.senior is None:
        return None
    say = hearing.say
    facts = {
        "person": person.name.split()[0],
        "name": pack.senior.name.in_(say.language),
        **names_of(pack, say.language),
    }
    book = Button(
        label=say("senior/book"), value=write(Open("conversation", person.id)), style="primary"
    )
    home = Button(label=say("common/home"), value=write(Do("home")))
    body = (say("senior/wished_how", **facts),)
    return Card(title=say("senior/wished", **facts), body=body, buttons=(book, home))
