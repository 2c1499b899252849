"""What is said about a consent: to the one who is asked, to the reader, and to who asked."""

from __future__ import annotations

from datetime import datetime

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card
from dialogs.core.house import House
from dialogs.core.messages import Hearing
from dialogs.core.texts import Speaker
from dialogs.talks import news
from dialogs.talks.kom_access import first_name
from dialogs.talks.packs import pack_of
from storage import consents, outbox, people
from storage.consents import Found
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import Consent, Conversation
from storage.unit_of_work import Unit

ASKED, MAY_READ, SETTLED, OVER = (
    "consent_asked",
    "consent_may_read",
    "consent_settled",
    "consent_over",
)


def tell(
    unit: Unit, consent: Consent, message: str, *, whom: str, talk: Conversation, now: datetime
) -> None:
    """Its leader hears of it with the rest of the day."""
    mail = Mail(
        message=message,
        key=f"{message}:{consent.id}:{whom}",
        due_at=now,
        person_id=whom,
        params={"consent": consent.id},
        about=f"consent:{consent.id}",
    )
    leads = whom == (consent.reader_id if consents.to_leader(consent) else talk.leader_id)
    if leads and message != MAY_READ:
        news.tell_today(unit, mail, consent.id)
    else:
        outbox.queue(unit, mail)


def what_of(house: House, talk: Conversation, consent: Consent, say: Speaker) -> str:
    """What the concept calls it, as it stands within a sentence."""
    names = pack_of(house, talk).names
    name = names.minutes if consent.what == consents.MINUTES else names.plan
    return name.in_(say.language)


async def facts_of(reads: Snapshot, house: House, found: Found, say: Speaker) -> dict[str, object]:
    """Names and a day, and nothing of what was written."""
    consent, talk = found
    known = await people.people(reads, [talk.person_id, talk.leader_id, consent.reader_id])
    return {
        "what": what_of(house, talk, consent, say),
        "person": known[talk.person_id].name,
        "leader": known[talk.leader_id].name,
        "reader": known[consent.reader_id].name,
        "by": await first_name(reads, consent.asked_by),
        "at": talk.at,
    }


async def _found(reads: Snapshot, hearing: Hearing) -> Found | None:
    return await consents.find(reads, hearing.params["consent"])


async def asked(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To the other party: who is to read what, and that a no is all right."""
    found = await _found(reads, hearing)
    if found is None or hearing.who is None or not consents.waits(found[0]):
        return None
    say, (consent, talk) = hearing.say, found
    if hearing.who.id not in (talk.person_id, talk.leader_id):
        return None
    facts = await facts_of(reads, hearing.house, found, say)
    yes = Button(
        label=say("consent/yes"), value=write(Do("consent_yes", consent.id)), style="primary"
    )
    no = Button(label=say("consent/no"), value=write(Do("consent_off", consent.id)))
    return Card(
        title=say("consent/asks", **facts),
        body=(say("consent/asks_what", **facts), say("consent/asks_how", **facts)),
        buttons=(yes, no),
    )


async def may_read(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To the reader, while it holds."""
    if hearing.who is None:
        return None
    found = await consents.let_read(reads, hearing.params["consent"], hearing.who.id)
    if found is None:
        return None
    say = hearing.say
    facts = await facts_of(reads, hearing.house, found, say)
    read = Button(
        label=say("consent/read"), value=write(Do("read_along", found[0].id)), style="primary"
    )
    return Card(
        title=say("consent/may_read", **facts),
        body=(say("consent/may_read_how", **facts),),
        buttons=(read, _home(say)),
    )


async def settled(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To who asked: what the other said."""
    found = await _found(reads, hearing)
    if found is None:
        return None
    say = hearing.say
    facts = await facts_of(reads, hearing.house, found, say)
    key = "agreed" if consents.holds(found[0]) else "declined"
    return Card(
        title=say(f"consent/{key}", **facts),
        body=(say(f"consent/{key}_how", **facts),),
        buttons=(_home(say),),
    )


async def over(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To the reader and the other party: it is taken back. Nobody has to say why."""
    found = await _found(reads, hearing)
    if found is None or hearing.who is None or found[0].withdrawn_at is None:
        return None
    say = hearing.say
    facts = await facts_of(reads, hearing.house, found, say)
    consent, _ = found
    reads_along = hearing.who.id == consent.reader_id
    key = "over" if reads_along else "over_other"
    # A later leader had the goals with the plan; of several in a letter the title alone is shown.
    with_goals = reads_along and consents.to_leader(consent) and consent.what == consents.PLAN
    return Card(
        title=say("consent/over_goals" if with_goals else f"consent/{key}", **facts),
        body=(say(f"consent/{key}_how", **facts),),
        buttons=(_home(say),),
    )


def _home(say: Speaker) -> Button:
    return Button(label=say("common/home"), value=write(Do("home")))
