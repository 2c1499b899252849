"""Photos of a group's poster: sent by whoever writes for it, read by those who read its notes.

What is seen on one may be more than what was written: whoever sent it can take it away, and so can
those who write for the group.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Part
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.messages import Request
from dialogs.core.photos import photo_keys
from dialogs.core.steps import Answers, Facts, Option, Pick, Picture, Problem
from dialogs.core.texts import Speaker
from dialogs.rounds.held.notes import notes_card, own_table, photo_parts
from dialogs.rounds.held.tables import MOST_PHOTOS, Table, table_of, theme_of
from storage import day, photos
from storage.photos import Seen
from storage.tables import PosterPhoto
from storage.unit_of_work import Unit

AN_EVENING = timedelta(hours=12)
"""What is sent in a message later than that is not meant for a form that was left open."""


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    if visit.photos is None:
        return Refusal("photos_nowhere")
    table = await own_table(unit, visit)
    if isinstance(table, Refusal):
        return table
    if not table.free_slots:
        return Refusal("photos_full", {"most": MOST_PHOTOS})
    theme = await theme_of(unit, table.round.id, table.part, visit.who.language)
    return {
        "table": table,
        "number": table.number,
        "theme": theme,
        "left": len(table.free_slots),
        "photos": visit.photos,
    }


def not_too_many(facts: Facts, answers: Answers) -> Mapping[str, Problem]:
    many = len(photo_keys(answers.get("photo", "")))
    return (
        {"photo": Problem("photo_too_many", {"left": facts["left"]})}
        if many > facts["left"]
        else {}
    )


async def save(unit: Unit, sent: Completion) -> Card:
    table: Table = sent.facts["table"]
    keys = photo_keys(sent.answers["photo"])
    day.expect_unsorted(unit, table.round.id)
    kept = [
        _photo(table, slot, sent, key) for slot, key in zip(table.free_slots, keys, strict=False)
    ]
    for photo in kept:
        photos.keep(unit, photo)
    added = tuple(_seen(photo) for photo in kept)
    after = replace(
        table,
        photos=tuple(sorted((*table.photos, *added), key=lambda each: each.slot)),
        may_remove=table.may_remove | {photo.id for photo in added},
    )
    return await notes_card(unit, after, sent.say, notice=sent.say("photo/kept", count=len(kept)))


def _photo(table: Table, slot: int, sent: Completion, key: str) -> PosterPhoto:
    found = sent.facts["photos"][key]
    return PosterPhoto(
        sitting_id=table.sitting.id,
        part=table.part,
        number=table.number,
        slot=slot,
        sender_id=sent.who.id,
        thumb=found.thumb,
        jpeg=found.jpeg,
    )


def _seen(photo: PosterPhoto) -> Seen:
    return Seen(id=photo.id, slot=photo.slot, sender_id=photo.sender_id, thumb=photo.thumb)


PHOTO = Dialog(
    name="photo",
    pages=(Page("photo", (Picture("photo", most=MOST_PHOTOS),), check=not_too_many),),
    load=load,
    done=save,
    review=False,
    alone=True,
    expires_after=AN_EVENING,
)


async def for_what(_unit: Unit, request: Request) -> Card:
    """`do:photo_for_what:`: a photo came as a message, and no form is open that asks for one."""
    home = Button(label=request.say("common/home"), value=write(Do("home")))
    return Card(title=request.say("photo/for_what"), buttons=(home,))


# --- one that is to go ---------------------------------------------------------------------------


async def load_own(unit: Unit, visit: Visit) -> Facts | Refusal:
    table = await table_of(unit, visit.subject, visit)
    if isinstance(table, Refusal):
        return table
    return {"table": table} if table.may_remove else Refusal("photos_none")


def own(facts: Facts) -> tuple[Option, ...]:
    table: Table = facts["table"]
    return tuple(
        Option(each.id, label=str(each.slot))
        for each in table.photos
        if each.id in table.may_remove
    )


def looked_at(facts: Facts, _answers: Answers, say: Speaker) -> tuple[Part, ...]:
    table: Table = facts["table"]
    return tuple(photo_parts(table, say, only=table.may_remove))


async def remove(unit: Unit, sent: Completion) -> Card:
    table: Table = sent.facts["table"]
    gone = sent.answers["which"]
    photos.remove(unit, gone)
    after = replace(
        table,
        photos=tuple(each for each in table.photos if each.id != gone),
        may_remove=table.may_remove - {gone},
    )
    return await notes_card(unit, after, sent.say, notice=sent.say("photo_gone/done"))


PHOTO_GONE = Dialog(
    name="photo_gone",
    pages=(Page("which", (Pick("which", options=own),), body=looked_at),),
    load=load_own,
    done=remove,
    review=False,
)
