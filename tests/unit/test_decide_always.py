from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.core.calendar import WorkCalendar
from schedules.core.decide import Absence, Due, Pause, Recipient, Rule, Send, Skip, Wait, decide

UNHURRIED = settings(deadline=None)  # A busy machine is no failure.
ZONE = "Europe/Copenhagen"
CALENDAR = WorkCalendar(ZONE)
RULE = Rule(name="minikom-due", kind="minikom")
LOUD = replace(RULE, quiet=False)
DIGEST = Rule(name="weekly-digest", kind="digest", digest=True)

near_days = st.dates(min_value=date(2026, 11, 1), max_value=date(2027, 1, 31))
near_instants = st.datetimes(
    min_value=datetime(2026, 11, 1), max_value=datetime(2027, 1, 31), timezones=st.just(UTC)
)
kinds = st.frozensets(st.sampled_from(["minikom", "digest", "deadlines"]))
rules = st.sampled_from([RULE, LOUD, DIGEST])
people = st.builds(
    Recipient,
    zone=st.sampled_from([ZONE, "America/Nuuk", "Australia/Lord_Howe"]),
    absences=st.lists(st.builds(Absence, near_days, st.none() | near_days), max_size=3).map(tuple),
    pauses=st.lists(st.builds(Pause, near_days, st.none() | kinds), max_size=2).map(tuple),
    in_dialog=st.booleans(),
)
dues = st.builds(
    Due,
    at=st.just(datetime(2026, 1, 1, tzinfo=UTC)),
    give_up_at=st.none() | near_instants,
    already_sent_on=st.frozensets(near_days, max_size=5),
    snoozed_until=st.none() | near_instants,
)


@UNHURRIED
@given(rules, people, dues, near_instants)
def test_nothing_is_ever_sent_against_a_known_fact(
    rule: Rule, person: Recipient, due: Due, now: datetime
) -> None:
    if not isinstance(decide(rule, person, due, now=now, calendar=CALENDAR), Send):
        return
    own = CALENDAR.for_zone(person.zone)
    day = own.local_date(now)
    assert not any(absence.covers(day) for absence in person.absences)
    assert not any(pause.covers(day, rule.kind) for pause in person.pauses)
    assert day not in due.already_sent_on
    assert due.snoozed_until is None or now >= due.snoozed_until
    assert due.give_up_at is None or now < due.give_up_at
    assert not person.in_dialog
    assert not rule.quiet or own.is_open(now)


@UNHURRIED
@given(rules, people, dues, near_instants)
def test_what_waited_is_sent_at_its_time_when_nothing_new_is_known(
    rule: Rule, person: Recipient, due: Due, now: datetime
) -> None:
    found = decide(rule, person, due, now=now, calendar=CALENDAR)
    if not isinstance(found, Wait):
        return
    assert found.until > now
    assert due.give_up_at is None or found.until < due.give_up_at
    own = CALENDAR.for_zone(person.zone)
    day = own.local_date(found.until)
    still_away = any(leave.end is None and leave.covers(day) for leave in person.absences)
    free = replace(person, in_dialog=False)
    again = decide(rule, free, due, now=found.until, calendar=CALENDAR)
    assert still_away or again == Send(day)


@UNHURRIED
@given(rules, people, dues, near_instants)
def test_a_nudge_is_too_late_exactly_when_waiting_would_pass_its_use(
    rule: Rule, person: Recipient, due: Due, now: datetime
) -> None:
    patient = decide(rule, person, replace(due, give_up_at=None), now=now, calendar=CALENDAR)
    at_earliest = patient.until if isinstance(patient, Wait) else now
    found = decide(rule, person, due, now=now, calendar=CALENDAR)
    too_late = due.give_up_at is not None and at_earliest >= due.give_up_at
    assert isinstance(found, Skip) == too_late
    assert too_late or found == patient
