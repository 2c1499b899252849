"""Forty workplaces in five areas live the whole round, from HR's frame to the main committee.

Most begin together; two are late, one is outside the half-year, one asks HR for help first, one
calls its dialogue off, one meets in three teams, and one does everything on paper.
"""

from __future__ import annotations

import json
import logging
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from dialogs.core.cards import Table, as_text
from storage import rounds, sittings
from storage.tables import Decision, Report, Round, Sitting
from tests import forty_ladder as ladder
from tests import town as plot
from tests.forty import AREAS, COMMITTEE, COORDINATION, HR, PLACES, Place, someone
from tests.forty_days import (
    CALLED_OFF,
    CONFLICT,
    IN_TEAMS,
    LATE,
    NEW_DAY,
    ON_PAPER,
    OUTSIDE,
    days_of,
    held_on,
)
from tests.forty_people import (
    GROUP,
    HOUSE,
    MARK,
    OWN,
    REASON,
    Heard,
    Room,
    colleagues,
    everyone,
    room,
)
from tests.forty_year import Act, begin, live
from tests.talk import Talker, Town, a_town
from tests.voting import rows

NAMES = {
    "none": ("Ikke i gang", "ikke i gang"),
    "themes": ("Finder temaer", "finder temaer"),
    "before": ("Før dialogen", "før dialogen"),
    "after": ("Laver plan", "laver plan"),
    "late": ("Over fristen", "over fristen"),
    "sent": ("Sendt", ""),
}
LOOKED = (
    date(2026, 8, 11),
    date(2026, 8, 28),
    date(2026, 9, 30),
    date(2026, 10, 14),
    date(2026, 10, 27),
    date(2026, 12, 3),
)
ORDERED = (LATE[0], CONFLICT, CALLED_OFF, IN_TEAMS, COMMITTEE)
PLAN_DUE = date(2026, 11, 30)
_LEADER = """deadline.dialogue deadline.plan listening followup leader.again step.first_meeting
step.reflection step.leader_feedback"""
_CONTACT = "step.invite step.groups step.under_way selection.reminder"
_GROUP = "step.practical step.inform step.action_plan step.report_back examples.reminder"
"""Who is reminded of what: the rules by the role that has it."""


@pytest.mark.timeout(900)
async def test_an_organisation_lives_the_whole_round(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    # TAL-04
    # TAL-05
    # TAL-20
    # TAL-67
    #
    #
    with caplog.at_level(logging.ERROR):
        async with a_town(tmp_path) as town:
            heard, acts = await begin(town)
            for day in LOOKED:
                await live(town, acts, until=day)
                await _each_level_sees_how_far_they_are(town, day)
            await _those_who_differ_got_through(town)
            await _plans_go_up(town, acts)
            await live(town, acts, until=date(2027, 3, 1))
            assert acts == []
            await _all_have_followed_up(town)
            await _who_was_reminded(town)
            await _nothing_strayed(town, heard)
    assert caplog.messages == []


def stage_of(place: Place, day: date) -> str:
    """As the workplaces have planned it."""
    days = days_of(place)
    due = PLAN_DUE if place != OUTSIDE else date.max
    if day < days.opens:
        return "none"
    if days.tells <= day:
        return "sent"
    if due < day:
        return "late"
    if day < days.chosen:
        return "themes"
    return "before" if day <= held_on(place) else "after"


async def _each_level_sees_how_far_they_are(town: Town, day: date) -> None:
    """HR and the committee by area, a coordination group its own eight, a leader one alone."""
    # TAL-107
    for name in (HR, COMMITTEE.contact):
        table = await _workplaces(someone(town, name))
        shown = {row[0]: row[1:] for row in table.rows}
        for area in AREAS:
            stages = Counter(stage_of(each, day) for each in PLACES if each.area == area)
            others = [f"{stages[key]} {NAMES[key][1]}" for key in NAMES if stages[key]]
            others = [each for each in others if each.strip() != str(stages["sent"])]
            assert shown[area] == (f"{stages['sent']} af 8", ", ".join(others) or "–"), (day, area)
    for area, place in COORDINATION.items():
        table = await _workplaces(someone(town, place.contact))
        expected = {p.name: NAMES[stage_of(p, day)][0] for p in PLACES if p.area == area}
        assert {row[0]: row[1] for row in table.rows} == expected
    leader = someone(town, LATE[0].leader)
    table = await _workplaces(leader)
    assert [row[:2] for row in table.rows] == [(LATE[0].name, NAMES[stage_of(LATE[0], day)][0])]


async def _workplaces(reader: Talker) -> Table:
    await reader.writes("arbejdspladser")
    (table,) = [part for part in reader.screen[-1].body if isinstance(part, Table)]
    return table


async def _those_who_differ_got_through(town: Town) -> None:
    # TAL-05
    # TAL-11
    # TAL-22
    # TAL-103
    #
    wanted = [m for m in someone(town, HR).messages if "vil gerne have hjælp fra HR" in m]
    assert [CONFLICT.name in message for message in wanted] == [True]
    assert (await _round(town, OUTSIDE)).frame_id is None
    assert (await _round(town, LATE[0])).frame_id is not None
    for name in everyone(CALLED_OFF):
        told = "\n".join(someone(town, name).messages)
        assert "aflyst" in told
        assert "20. oktober" in told
    assert [each.held_on for each in await _sittings(town, CALLED_OFF)] == [NEW_DAY]
    assert len({each.held_on for each in await _sittings(town, IN_TEAMS)}) == 3
    counted = "\n".join(town.place(room(ON_PAPER, Room.PLANNING)))
    assert "7 af 7 har svaret." in counted
    usual = "\n".join(town.place(room(PLACES[0], Room.PLANNING)))
    assert "6 af 7 har svaret." in usual


async def _round(town: Town, place: Place) -> Round:
    async with town.store.snapshot() as reads:
        found = await rounds.latest(reads, place.id)
    assert found is not None
    return found


async def _sittings(town: Town, place: Place) -> list[Sitting]:
    async with town.store.snapshot() as reads:
        return await sittings.of_round(reads, (await _round(town, place)).id)


async def _plans_go_up(town: Town, acts: list[Act]) -> None:
    """What each level reads is what came from below; the late ones come when all is summed up."""
    # TAL-63
    ladder.the_day_has_passed(town)
    await ladder.the_areas_sum_up(town)
    await ladder.hr_sums_up(town)
    await ladder.the_committee_reads(town)
    await ladder.answers_come_back(town, (await _round(town, PLACES[4])).id)
    await live(town, acts, until=date(2026, 12, 9))
    for place in LATE:
        reader = someone(town, COORDINATION[place.area].contact)
        await reader.writes("planer")
        reader.sees("Der er kommet planer fra 8 af 8 arbejdspladser.")


async def _all_have_followed_up(town: Town) -> None:
    # TAL-59
    assert len({each.round_id for each in await rows(town, Report) if each.round_id}) == len(PLACES)
    for place in PLACES:
        told = "\n".join(town.place(room(place, Room.EVERYONE)))
        assert "Vi har fulgt op på vores indsatser" in told, place.name
        assert "Det går den rigtige vej" in told, place.name


async def _who_was_reminded(town: Town) -> None:
    """Whoever has it; of nothing twice a day; and colleagues of one thing a day."""
    sent = [each for each in await rows(town, Decision) if each.verdict == "sent"]
    whom: defaultdict[str, set[str]] = defaultdict(set)
    for each in sent:
        whom[each.rule].add(each.person_id or "")
    leaders, contacts = _ids(p.leader for p in PLACES), _ids(p.contact for p in PLACES)
    group = leaders | contacts | _ids(colleagues(p)[0] for p in PLACES)
    for rules, allowed in ((_LEADER, leaders), (_CONTACT, contacts), (_GROUP, group)):
        for rule in rules.split():
            assert whom[rule] <= allowed, rule
    assert max(Counter((e.rule, e.person_id, e.local_date) for e in sent).values()) == 1
    a_day = Counter((e.person_id, e.local_date) for e in sent)
    assert {person for (person, _), count in a_day.items() if count > 1} <= group
    assert max(a_day.values()) <= 2
    _who_was_reminded_to_vote(town)


def _ids(names: Iterable[str]) -> set[str]:
    return {plot.id_of(name) for name in names}


def _who_was_reminded_to_vote(town: Town) -> None:
    """Those alone who had not."""
    for place in PLACES:
        late = set() if place == ON_PAPER else {colleagues(place)[-1]}
        asked = {
            name
            for name in everyone(place)
            if any("Der er stadig tid til at stemme" in m for m in someone(town, name).messages)
        }
        assert asked == late, place.name


async def _nothing_strayed(town: Town, heard: Heard) -> None:
    """What was written stayed where it was shared, and below the plan nothing went up."""
    #
    heard.look_around()
    assert heard.strays(PLACES) == []
    seen = dict.fromkeys((HOUSE, GROUP, REASON, OWN), False)
    for viewer, found in heard.marks.items():
        for kind, writer in found:
            seen[kind] |= viewer != writer or kind in (OWN, GROUP)
    assert all(seen.values()), seen
    for report in await rows(town, Report):
        assert not MARK.search(json.dumps(report.body, ensure_ascii=False))


@pytest.mark.timeout(600)
async def test_it_is_the_same_for_all_above_whoever_acts_first(tmp_path: Path) -> None:
    assert await _seen_above(tmp_path / "first", 0) == await _seen_above(tmp_path / "again", 1)


async def _seen_above(folder: Path, seed: int) -> list[str]:
    """What HR, the committee and a leader are shown on each day, and all that HR is told."""
    folder.mkdir()
    async with a_town(folder) as town:
        _, acts = await begin(town, places=ORDERED, seed=seed)
        seen = []
        for day in LOOKED:
            await live(town, acts, until=day)
            for name in (HR, COMMITTEE.contact, LATE[0].leader):
                reader = someone(town, name)
                for words in ("arbejdspladser", "planer"):
                    await reader.writes(words)
                    seen.append(_without_links(as_text(reader.screen[-1])))
        return [*seen, *sorted(map(_without_links, someone(town, HR).messages))]


def _without_links(shown: str) -> str:
    """Each is sealed anew."""
    return "\n".join(line for line in shown.splitlines() if "http" not in line)
