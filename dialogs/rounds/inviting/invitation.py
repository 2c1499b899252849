"""The planning group looks the invitation through and sends it to everyone (TAL-32, TAL-39)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from dialogs import planning
from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Heading, Part
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Repeat, Visit
from dialogs.core.house import House
from dialogs.core.steps import Answers, Facts, Notice, Option, Pick, Problem, Text, Time
from dialogs.core.texts import Speaker
from dialogs.rounds.inviting.invitation_mail import PRINTED, tell, tell_called_off, tell_moved
from dialogs.rounds.inviting.invited import Invitation, invitation_of
from dialogs.rounds.links import to_paper
from dialogs.rounds.opening.teams import PLACE
from dialogs.rounds.state import State, in_group, state_of
from storage import due, inviting, people, sittings, steps
from storage.database import Snapshot
from storage.tables import Sitting
from storage.unit_of_work import Unit

__all__ = ["INVITATION", "tell_called_off", "tell_moved"]

NAME = "invitation"
STEP = "invite"
A_MOMENT = timedelta(seconds=1)
READ_FROM = "read_from"
"""What was known when the looking began, kept beside the answers."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One dialogue as it is, and what its invitation says."""

    sitting: Sitting
    invitation: Invitation

    @property
    def place_of(self) -> str:
        return f"place.{self.sitting.id}"

    @property
    def time_of(self) -> str:
        return f"starts_at.{self.sitting.id}"

    def with_answers(self, answers: Answers) -> Invitation:
        return self.invitation.at(
            answers.get(self.time_of) or self.sitting.starts_at,
            answers.get(self.place_of) or self.sitting.place,
        )

    def is_changed(self, answers: Answers) -> bool:
        now = self.with_answers(answers)
        return (now.starts_at, now.place) != (self.sitting.starts_at, self.sitting.place)


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    state = await state_of(unit, visit.subject, visit.today)
    if state is None:
        return Refusal("not_there")
    if not in_group(visit.who, state.round):
        return Refusal("not_for_you")
    if not state.announced:
        return Refusal("themes_not_chosen")
    drafts = await _drafts(unit, state, visit.house)
    if not drafts:
        return Refusal("dialogue_over", {"day": state.round.dialogue_on})
    sent = state.steps.get(STEP)
    sender = await people.person(unit, sent.done_by) if sent and sent.done_by else None
    return {
        "state": state,
        "drafts": drafts,
        "teams": len(drafts) > 1,
        "again": all(each.sitting.invited_at for each in drafts),
        "sender": sender.name if sender else "",
        "sent_at": sent.done_at if sent else None,
        "known": _known(drafts),
    }


async def _drafts(reads: Snapshot, state: State, house: House) -> tuple[Draft, ...]:
    """Of the dialogues that are still to come."""
    ahead = [each for each in state.sittings if not each.ended_at and each.held_on >= state.today]
    return tuple(
        [
            Draft(
                sitting=each,
                invitation=await invitation_of(
                    reads, state.round, each, house=house, today=state.today
                ),
            )
            for each in ahead
        ]
    )


def _known(drafts: Sequence[Draft]) -> str:
    """Another word as soon as anybody sends or moves any of them."""
    return " ".join(f"{each.sitting.id}={_version(each.sitting)}" for each in drafts)


def _version(sitting: Sitting) -> str:
    invited = sitting.invited_at.isoformat() if sitting.invited_at else ""
    return f"{sitting.changes}@{invited}"


def prefill(facts: Facts) -> Answers:
    found = {READ_FROM: facts["known"]}
    for draft in facts["drafts"]:
        found[draft.time_of] = draft.sitting.starts_at
        if draft.sitting.place:
            found[draft.place_of] = draft.sitting.place
    return found


def dialogues(facts: Facts) -> tuple[Option, ...]:
    return tuple(
        Option(draft.sitting.id, label=draft.invitation.who()) for draft in facts["drafts"]
    )


def is_during_the_day(facts: Facts, answers: Answers) -> dict[str, Problem]:
    """A dialogue ends on the day that it begins."""
    wrong = {}
    for draft in facts["drafts"]:
        found = draft.with_answers(answers)
        if found.calendar.local_date(found.ends - A_MOMENT) != found.held_on:
            wrong[draft.time_of] = Problem("ends_too_late")
    return wrong


def whole(facts: Facts, answers: Answers, say: Speaker) -> tuple[Part, ...]:
    """Each invitation as everyone will read it; of several the common parts once."""
    drafts: tuple[Draft, ...] = facts["drafts"]
    first, *others = [draft.with_answers(answers) for draft in drafts]
    parts: list[Part] = [Heading(first.who()), *first.parts(say)]
    for each in others:
        parts += [Heading(each.who()), each.when_and_where(say)]
    return tuple(parts)


def overtaken(facts: Facts, answers: Answers) -> bool:
    """Somebody sent it, or moved the day, while it was being looked through."""
    return bool(answers.get(READ_FROM)) and answers[READ_FROM] != facts["known"]


def what_others_did(facts: Facts, _answers: Answers, say: Speaker) -> tuple[Part, ...]:
    who, at = facts["sender"], facts["sent_at"]
    told: list[Part] = [say("invitation/sent_by", who=who, at=at)] if who and at else []
    return (*told, *(draft.invitation.when_and_where(say) for draft in facts["drafts"]))


async def save(unit: Unit, sent: Completion) -> Card | Refusal:
    state: State = sent.facts["state"]
    round_, told = state.round, 0
    planning.expect_member(unit, sent.who, round_.workplace_id)
    for draft in sent.facts["drafts"]:
        told += await _send(unit, draft, sent)
    steps.finish(unit, round_.id, STEP, person_id=sent.who.id, now=sent.now)
    due.plan(unit, rule="round.plan", subject=round_.id, due_at=sent.now)
    return _kept(sent, told)


async def _send(unit: Unit, draft: Draft, sent: Completion) -> int:
    """How many hear of it: nobody where it was sent already and nothing has changed."""
    state: State = sent.facts["state"]
    sitting, changed = draft.sitting, draft.is_changed(sent.answers)
    if sitting.invited_at and not changed:
        return 0
    found = draft.with_answers(sent.answers)
    if changed:
        sittings.move(
            unit, sitting, held_on=found.held_on, starts_at=found.starts_at, place=found.place
        )
    changes = sitting.changes + (1 if changed else 0)
    inviting.invited(unit, sitting, changes=changes, now=sent.now)
    return await tell(unit, sitting, state.round, changes=changes, now=sent.now)


def _kept(sent: Completion, told: int) -> Card:
    say = sent.say
    home = Button(label=say("common/home"), value=write(Do("home")))
    if not told:
        return Card(title=say("invitation/same"), buttons=(home,))
    body = (say("invitation/told", people=told), say("invitation/to_print"))
    return Card(title=say("invitation/done"), body=body, buttons=(home, *_papers(sent)))


def _papers(sent: Completion) -> tuple[Button, ...]:
    """To hang up, or to hand to whoever has no chat."""
    found: list[Button] = []
    for draft in sent.facts["drafts"]:
        found += to_paper(
            sent.say("invitation/print", team=draft.sitting.name),
            PRINTED,
            draft.sitting.id,
            house=sent.house,
            person_id=sent.who.id,
            now=sent.now,
        )
    return tuple(found)


INVITATION = Dialog(
    name=NAME,
    pages=(
        Page(
            "where",
            (
                Notice("where_read"),
                Repeat(
                    over=dialogues,
                    steps=(
                        Time("starts_at"),
                        Text("place", max_length=PLACE, multiline=False, personal=False),
                    ),
                ),
            ),
            check=is_during_the_day,
        ),
        Page("whole", (Notice("looked"),), body=whole),
        Page("other", (Pick("other", options=("mine",)),), when=overtaken, body=what_others_did),
    ),
    load=load,
    prefill=prefill,
    done=save,
    review=False,
    roomy=True,
)
