"""What an invitation says: the same in the chat, on paper and in a calendar (TAL-39)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from dialogs import planning
from dialogs.core.calendar import WorkCalendar
from dialogs.core.cards import Facts, Heading, Quote, part_text
from dialogs.core.house import House
from dialogs.core.paper import CalendarFile, Entry, Paper
from dialogs.core.texts import Speaker
from dialogs.theme_names import chosen_name, list_name
from storage import inviting, people, rounds
from storage.database import Snapshot
from storage.tables import Round, Selection, Sitting, ThemeList

LASTS = timedelta(minutes=180)
"""The guide's programme with its break (TAL-42)."""
PURPOSES = ("purpose_change", "purpose_overview")
PREPARING = ("prepare", "prepare_either", "prepare_constructive")
PROGRAMME = ("programme_welcome", "programme_wellbeing", "programme_leadership", "programme_end")
START = time(9)
Said: TypeAlias = str | Heading | Quote | Facts
"""What can be read in a chat and on paper alike."""


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """All that annex 3 asks for. `team` is empty where the whole workplace meets.

    `sequence` grows when the day, the time or the place changes. `values` is the municipality's own
    statement, or empty. `signed` are the names of the planning group.
    """

    sitting_id: str
    sequence: int
    workplace: str
    team: str
    held_on: date
    starts_at: str
    place: str
    chosen: Mapping[ThemeList, Selection]
    values: str
    signed: tuple[str, ...]
    calendar: WorkCalendar

    @property
    def starts(self) -> datetime:
        return starts(self.held_on, self.starts_at, self.calendar)

    @property
    def ends(self) -> datetime:
        return self.starts + LASTS

    def at(self, starts_at: str, place: str) -> Invitation:
        """As it would be with another time and place."""
        return replace(self, starts_at=starts_at, place=place)

    def who(self) -> str:
        return f"{self.workplace}, {self.team}" if self.team else self.workplace

    def parts(self, say: Speaker) -> tuple[Said, ...]:
        return (
            self.when_and_where(say),
            say("invitation/what"),
            say("invitation/values"),
            Quote(self.values or say("invitation/own_values")),
            Heading(say("invitation/purposes")),
            *_listed(PURPOSES, say),
            Heading(say("invitation/themes")),
            Facts(self._themes(say)),
            Heading(say("invitation/preparing")),
            *(say(f"invitation/{key}") for key in PREPARING),
            Heading(say("invitation/programme")),
            *_numbered(PROGRAMME, say),
            say("invitation/signed", names=list(self.signed)),
        )

    def when_and_where(self, say: Speaker) -> Facts:
        when = say("invitation/from_to", starts=self.starts, ends=self.ends)
        return Facts(((say("invitation/when"), when), (say("invitation/where"), self.place)))

    def _themes(self, say: Speaker) -> tuple[tuple[str, str], ...]:
        return tuple(
            (list_name(which, say.language), chosen_name(self.chosen[which], say.language))
            for which in ThemeList
            if which in self.chosen
        )

    def paper(self, say: Speaker) -> Paper:
        return Paper(
            name=say("invitation/file_name"),
            title=say("invitation/title_paper"),
            subtitle=self.who(),
            parts=self.parts(say),
        )

    def calendar_file(self, say: Speaker) -> CalendarFile:
        text = "\n".join(part_text(part) for part in self.parts(say)[1:])
        entry = entry_of(
            self.sitting_id, self.sequence, self.starts, title=say("invitation/title_calendar")
        )
        return CalendarFile(
            name=say("invitation/calendar_file_name"),
            entries=(replace(entry, place=self.place, text=text),),
        )


async def invitation_of(
    reads: Snapshot, round_: Round, sitting: Sitting, *, house: House, today: date
) -> Invitation:
    workplace = await people.workplace(reads, round_.workplace_id)
    group = await planning.group(reads, round_.workplace_id, today)
    organisation_id = workplace.organisation_id if workplace else ""
    return Invitation(
        sitting_id=sitting.id,
        sequence=sitting.changes,
        workplace=workplace.name if workplace else "",
        team=sitting.name,
        held_on=sitting.held_on,
        starts_at=sitting.starts_at,
        place=sitting.place,
        chosen=await rounds.selections(reads, round_.id),
        values=await inviting.values_of(reads, organisation_id),
        signed=tuple(person.name for person in group),
        calendar=house.calendar,
    )


def starts(held_on: date, starts_at: str, calendar: WorkCalendar) -> datetime:
    try:
        moment = time.fromisoformat(starts_at)
    except ValueError:
        moment = START
    return calendar.at(held_on, moment)


def entry_of(sitting_id: str, sequence: int, begins: datetime, *, title: str) -> Entry:
    return Entry(
        uid=f"{sitting_id}@kombot",
        sequence=sequence,
        starts=begins,
        ends=begins + LASTS,
        title=title,
    )


def _listed(keys: Sequence[str], say: Speaker) -> tuple[str, ...]:
    return tuple(say("invitation/point", text=say(f"invitation/{key}")) for key in keys)


def _numbered(keys: Sequence[str], say: Speaker) -> tuple[str, ...]:
    return tuple(
        say("invitation/item", number=number, text=say(f"invitation/{key}"))
        for number, key in enumerate(keys, start=1)
    )
