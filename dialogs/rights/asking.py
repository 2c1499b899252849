"""`privatliv`, further on: get everything about oneself, and ask for one's own to be erased."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Part
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Hearing, Request
from dialogs.core.paper import DataFile
from dialogs.rights import stays
from dialogs.rights.readable import collect, readable
from dialogs.rounds.links import to_paper
from storage import admins, due, outbox, people, wishes
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import Wish
from storage.unit_of_work import Unit

FILE, ASKED, ERASED_NOW, REMIND = "all_mine", "wish_asked", "erased_now", "wish.remind"
OPENS = timedelta(hours=1)
"""Shorter than other papers: whoever has the link can open it."""
REMINDED = (timedelta(days=14), timedelta(days=25))
"""So long after a wish whoever runs kombot hears of it again, while nobody has met it."""
YES, NO = "yes", "no"


async def all_mine(unit: Unit, request: Request) -> Card:
    """Where nothing is served there is no link, and whoever runs kombot makes the file."""
    say = request.say
    link = to_paper(
        say("rights/get"),
        FILE,
        str(int(request.now.timestamp())),
        house=request.house,
        person_id=request.who.id,
        now=request.now,
    )
    if link:
        body: tuple[Part, ...] = (say("rights/get_body"), say("rights/get_care"))
        return Card(title=say("rights/get_title"), body=body, buttons=(*link, *_ways_on(request)))
    return await _asks(unit, request, wishes.EXPORT)


async def file(reads: Snapshot, request: Request) -> DataFile | Refusal:
    made = request.subject
    if not (made.isascii() and made.isdigit()):
        return Refusal("not_there")
    if request.now >= datetime.fromtimestamp(int(made), UTC) + OPENS:
        return Refusal("not_there")
    all_ = await collect(reads, request.who.id, now=request.now, house=request.house)
    return readable(all_, request.say) if all_ else Refusal("not_there")


async def erase_me(unit: Unit, request: Request) -> Card:
    """First what it means; `yes` asks for it, and `no` takes that back."""
    say = request.say
    waits = await wishes.open_of(unit, request.who.id, wishes.ERASE)
    if request.subject == YES:
        return await _asks(unit, request, wishes.ERASE)
    if request.subject == NO and waits:
        wishes.take_back(unit, waits)
        due.cancel(unit, rule=REMIND, subject=waits.id)
        return Card(title=say("rights/taken_back"), buttons=_ways_on(request))
    if waits:
        return _waits(request, waits)
    ask = Button(label=say("rights/erase_yes"), value=write(Do("erase_me", YES)), style="danger")
    body = (
        say("rights/erase_goes"),
        *await stays.parts(unit, request.house, request.who, request.now, say),
        say("rights/erase_who"),
    )
    return Card(title=say("rights/erase_title"), body=body, buttons=(ask, *_ways_on(request)))


async def _asks(unit: Unit, request: Request, what: str) -> Card:
    """Once, however often it is pressed."""
    waits = await wishes.open_of(unit, request.who.id, what)
    if waits is None:
        waits = wishes.ask(unit, person_id=request.who.id, what=what, now=request.now)
        await tell(unit, waits, organisation_id=request.who.organisation_id, request=request)
    return _waits(request, waits)


async def tell(unit: Unit, wish: Wish, *, organisation_id: str, request: Request) -> None:
    """Those who run kombot hear of it now, and again while it waits."""
    for each in await admins.here(unit, organisation_id, request.today):
        outbox.queue(unit, mail_to(each.id, wish, request.now))
    calendar = request.house.calendar
    again = calendar.next_open(request.now + REMINDED[0])
    due.plan(unit, rule=REMIND, subject=wish.id, due_at=again)


def mail_to(admin_id: str, wish: Wish, now: datetime) -> Mail:
    day = now.date().isoformat()
    key = f"{ASKED}:{wish.id}:{admin_id}:{day}"
    return Mail(message=ASKED, key=key, due_at=now, person_id=admin_id, params={"wish": wish.id})


def _waits(request: Request, wish: Wish) -> Card:
    say = request.say
    body = (say(f"rights/asked_{wish.what}", by=wishes.deadline(wish), at=wish.asked_at),)
    back: tuple[Button, ...] = ()
    if wish.what == wishes.ERASE:
        back = (Button(label=say("rights/take_back"), value=write(Do("erase_me", NO))),)
    buttons = (*back, *_ways_on(request))
    return Card(title=say("rights/asked_title"), body=body, buttons=buttons)


async def wish_asked(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To whoever runs kombot; nothing where it has been met or taken back since."""
    wish = await wishes.find(reads, hearing.params["wish"])
    whose = await people.person(reads, wish.person_id) if wish else None
    if wish is None or wish.done_at is not None or whose is None or hearing.who is None:
        return None
    say = hearing.say
    body = (
        say(f"rights/told_{wish.what}", name=whose.name, at=wish.asked_at),
        say("rights/told_by", by=wishes.deadline(wish)),
    )
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(title=say("rights/told_title"), body=body, buttons=(home,))


async def erased_now(reads: Snapshot, hearing: Hearing) -> Card | None:
    """The receipt: that it is done, and what is kept all the same (GDPR, article 12 (4))."""
    say, who = hearing.say, hearing.who
    if who is None:
        return None
    kept = await stays.parts(reads, hearing.house, who, hearing.now, say)
    body = (say("rights/erased_body"), *kept)
    privacy = Button(label=say("rights/privacy"), value=write(Do("privacy")))
    return Card(title=say("rights/erased_title"), body=body, buttons=(privacy,))


def _ways_on(request: Request) -> tuple[Button, ...]:
    say = request.say
    privacy = Button(label=say("rights/privacy"), value=write(Do("privacy")))
    home = Button(label=say("common/home"), value=write(Do("home")))
    return privacy, home
