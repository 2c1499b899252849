"""Photos that are still on their way when a platform wants its answer.

Who sent them is promised a word before anything is waited for, so that a photo which never arrives,
because kombot was stopped meanwhile for one thing, is not simply gone. The word is taken back in
the unit that does something with them, or nobody would know whether to send them again.
"""

from __future__ import annotations

from datetime import timedelta

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card
from dialogs.core.messages import Hearing, Request
from dialogs.core.photos import CAME, WAITS, sending
from dialogs.core.registry import Registry
from storage import outbox
from storage.database import Snapshot
from storage.outbox import Mail
from storage.unit_of_work import Unit

MESSAGE = "photo_never_came"
SOON, USELESS = timedelta(minutes=5), timedelta(hours=12)


async def waits(unit: Unit, request: Request) -> Card:
    """`do:photo_waits:KEY`, where the key tells one sending from another."""
    mail = Mail(
        message=MESSAGE,
        key=f"{MESSAGE}:{request.who.id}:{request.subject}",
        due_at=request.now + SOON,
        person_id=request.who.id,
        about=_about(request.who.id, request.subject),
        give_up_at=request.now + USELESS,
    )
    outbox.queue(unit, mail)
    return Card(title=request.say("photo/fetching"))


async def came(unit: Unit, request: Request) -> Card:
    """`do:photo_came:KEY`: nothing came of it, which was told otherwise."""
    outbox.withdraw(unit, message=MESSAGE, about=_about(request.who.id, request.subject))
    return Card(title=request.say("photo/fetched"))


def are_here(unit: Unit, person_id: str, event_id: str) -> None:
    """Whatever is made of them is told at once, and committed together with this."""
    outbox.withdraw(unit, message=MESSAGE, about=_about(person_id, sending(event_id)))


def _about(person_id: str, key: str) -> str:
    return f"photo:{person_id}:{key}"


async def never_came(_reads: Snapshot, hearing: Hearing) -> Card | None:
    say = hearing.say
    again = Button(label=say("photo/to_notes"), value=write(Do("notes")), style="primary")
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(
        title=say("photo/never_came_title"), body=(say("photo/never_came"),), buttons=(again, home)
    )


WAITING = Registry(
    dialogs={},
    commands={WAITS: waits, CAME: came},
    messages={MESSAGE: never_came},
    words={},
)
