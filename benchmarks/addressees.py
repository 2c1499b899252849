"""Tens of thousands who are to be reminded of a vote, and a channel where its number stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, update
from sqlmodel import SQLModel, col, select

from benchmarks.town import AT_WORK, CHANNEL, ORGANISATION, TENANT, Voter
from storage import outbox, rounds
from storage.outbox import Mail
from storage.tables import (
    Address,
    Lane,
    Organisation,
    Outbox,
    OutboxState,
    Pace,
    Participation,
    Person,
    Place,
    Posted,
    Round,
    Workplace,
)
from storage.unit_of_work import Store, Unit

PLACE = "pl-planning"
CHUNK = 5000
NUDGE = "vote.reminder"
LANGUAGES = ("da", "en")


@dataclass(frozen=True)
class Town:
    """`people` of them are to be nudged; those at the last workplace vote meanwhile."""

    store: Store
    people: int
    now: datetime

    @property
    def first(self) -> Voter:
        return Voter(-(-self.people // AT_WORK) * AT_WORK)

    async def found(self) -> None:
        voters = [Voter(number) for number in range(self.first.number + AT_WORK)]
        heads = voters[::AT_WORK]
        await self._add(Organisation, [{"id": ORGANISATION, "name": "Solkommunen"}])
        await self._add(Workplace, [self._workplace(each) for each in heads])
        await self._add(Person, [self._person(each) for each in voters])
        await self._add(Address, [self._address(each) for each in voters])
        await self._add(Round, [self._round(each) for each in heads])
        await self._add(
            Participation,
            [{"round_id": each.round_id, "person_id": each.id} for each in voters],
        )
        async with self.store.unit() as unit:
            unit.insert(self._place())
            unit.insert(
                Posted(
                    target=PLACE,
                    slot=rounds.running_slot(self.first.round_id),
                    reference={"channel": "C0PLANNING", "ts": "1.0"},
                )
            )
            await unit.commit()

    async def queue(self) -> None:
        """Everybody is to be nudged now, and nobody has been."""
        async with self.store.unit() as unit:
            unit.delete(delete(Outbox))
            unit.delete(delete(Pace))
            unit.update(update(Participation).values(answered=False), expect=None)
            await unit.commit()
        await self._add(Outbox, [self._nudge(Voter(number)) for number in range(self.people)])

    async def votes(self, number: int) -> None:
        """One more has answered: the number that stands in the channel is another one."""

        async def vote(unit: Unit) -> None:
            voter = Voter(self.first.number + number)
            unit.update(
                update(Participation)
                .where(
                    col(Participation.round_id) == voter.round_id,
                    col(Participation.person_id) == voter.id,
                )
                .values(answered=True)
            )
            mail = Mail(
                message="vote_running",
                key="running",
                due_at=self.now,
                place_id=PLACE,
                params={"round": voter.round_id},
                slot=rounds.running_slot(voter.round_id),
                lane=Lane.UPDATE,
            )
            outbox.queue(unit, mail)

        await self.store.run(vote)

    async def left(self) -> int:
        async with self.store.snapshot() as reads:
            return await reads.count(
                select(Outbox.id).where(
                    Outbox.message == NUDGE, Outbox.state != OutboxState.SENT.value
                )
            )

    async def _add(self, table: type[SQLModel], rows: Sequence[dict[str, Any]]) -> None:
        """Many rows as one statement, with whatever a model fills in by itself."""
        whole = [table(**row).model_dump() for row in rows]
        for first in range(0, len(whole), CHUNK):
            await self.store.maintenance(_inserting(table, whole[first : first + CHUNK]))

    def _workplace(self, head: Voter) -> dict[str, Any]:
        name = f"Sted {head.number}"
        return {"id": head.workplace_id, "organisation_id": ORGANISATION, "name": name}

    def _person(self, voter: Voter) -> dict[str, Any]:
        return {
            "id": voter.id,
            "organisation_id": ORGANISATION,
            "workplace_id": voter.workplace_id,
            "name": f"Borger {voter.number}",
            "email": f"{voter.id}@solkommunen.example",
            "language": LANGUAGES[voter.number % len(LANGUAGES)],
        }

    def _address(self, voter: Voter) -> dict[str, Any]:
        """Everybody has a direct message with kombot already."""
        return {
            "person_id": voter.id,
            "channel": CHANNEL,
            "tenant": TENANT,
            "external_id": voter.external_id,
            "reference": {"channel": f"D{voter.number:09}"},
        }

    def _round(self, head: Voter) -> dict[str, Any]:
        return {
            "id": head.round_id,
            "workplace_id": head.workplace_id,
            "opened_by": head.id,
            "contact_id": head.id,
            "deadline": self.now + timedelta(days=10),
            "dialogue_on": (self.now + timedelta(days=20)).date(),
            "opened_at": self.now,
        }

    def _nudge(self, voter: Voter) -> dict[str, Any]:
        return {
            "person_id": voter.id,
            "whom": voter.id,
            "message": NUDGE,
            "params": {"subject": voter.round_id},
            "dedupe_key": f"bench:{voter.id}",
            "lane": int(Lane.BROADCAST),
            "due_at": self.now,
        }

    def _place(self) -> Place:
        return Place(
            id=PLACE,
            workplace_id=self.first.workplace_id,
            purpose="planning",
            channel=CHANNEL,
            tenant=TENANT,
            external_id="C0PLANNING",
            name="planning",
        )


def _inserting(
    table: type[SQLModel], rows: Sequence[dict[str, Any]]
) -> Callable[[Connection], None]:
    def job(connection: Connection) -> None:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")
        connection.execute(insert(table), list(rows))
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("COMMIT")

    return job
