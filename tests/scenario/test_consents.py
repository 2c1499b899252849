"""Somebody beyond the two reads something of a conversation: only with both consents (HER-09)."""

from pathlib import Path

import pytest
from sqlmodel import update

from dialogs.core.actions import Do, Open, write
from storage.tables import Audit, Consent, Goal, Minutes, TalkPlan
from tests import town as plot
from tests.keeping import (
    AGREED,
    HANNE,
    JONAS,
    METTE,
    SECRET,
    a_kept_town,
    agreed_plan,
    changes_leader,
    held_last_week,
)
from tests.kom import keep, kept
from tests.talk import Town, a_town

KIRSTEN = plot.id_of(plot.CONTACT)


async def _asks(town: Town, name: str = "Jonas", *, what: str = "minutes") -> None:
    await held_last_week(town)
    if what == "plan":
        await keep(town, agreed_plan("talk-1"))
        await keep(
            town,
            Goal(
                person_id=JONAS,
                leader_id=METTE,
                title="Maalet om at lede møder",
                agreed_on=town.now.date(),
                plan_id="plan-talk-1",
            ),
        )
    await town[name].presses(write(Open("wider", "talk-1")))
    await town[name].answers(what=what, reader=HANNE)
    await town.settles()


async def _consent(town: Town) -> Consent:
    (found,) = await kept(town, Consent)
    return found


@pytest.mark.parametrize(("asker", "other"), [("Jonas", "Mette"), ("Mette", "Jonas")])
async def test_either_may_ask_and_nobody_reads_before_both_have_said_yes(
    tmp_path: Path, asker: str, other: str
) -> None:
    async with a_town(tmp_path) as town:  # HER-09, X-03
        await _asks(town, asker)
        hanne = town["Hanne"]
        await hanne.presses(write(Do("read_along", (await _consent(town)).id)))
        assert SECRET not in hanne.text
        assert not hanne.messages
        town[other].sees("Må Hanne Riis læse med?")
        await town[other].clicks("Ja, det er i orden")
        await town.settles()
        hanne.sees("Du må læse noget fra Jonas Friis")
        assert not any(SECRET in each for each in hanne.messages)
        await hanne.clicks("Læs det")
        hanne.sees(SECRET)
        hanne.sees("Giv det ikke videre")
        town[asker].sees("Hanne Riis må nu læse jeres referat")


async def test_a_no_is_kind_and_the_reader_never_hears_of_it(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:  # HER-09
        await _asks(town)
        await town["Mette"].clicks("Nej tak")
        await town.settles()
        town["Jonas"].sees("Hanne Riis kommer ikke til at læse med")
        assert not town["Hanne"].messages
        await town["Mette"].presses(write(Do("consent_yes", (await _consent(town)).id)))
        await town["Hanne"].presses(write(Do("read_along", (await _consent(town)).id)))
        town["Hanne"].sees("Det kan du ikke læse")


@pytest.mark.parametrize("who", ["Jonas", "Mette"])
async def test_either_takes_it_back_at_once_and_the_reader_is_told(
    tmp_path: Path, who: str
) -> None:
    async with a_town(tmp_path) as town:  # HER-09
        await _asks(town)
        await town["Mette"].clicks("Ja, det er i orden")
        await town[who].writes("samtykke")
        await town[who].clicks("Tag det tilbage: Hanne Riis")
        town[who].sees("Hanne Riis kan ikke læse det mere")
        hanne = town["Hanne"]
        await hanne.presses(write(Do("read_along", (await _consent(town)).id)))
        hanne.sees("Det kan du ikke læse")
        assert SECRET not in hanne.text
        await town.settles()
        assert any("Du har ikke gjort noget forkert" in each for each in hanne.messages)
        assert not any("Du må læse noget" in each for each in hanne.messages)


async def test_whoever_asked_cannot_say_yes_for_the_other(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:  # HER-09
        await _asks(town)
        asked = write(Do("consent_yes", (await _consent(town)).id))
        for name in ("Jonas", "Hanne", "Kirsten"):
            await town[name].presses(asked)
        made = await _consent(town)
        assert made.leader_ok_at is None
        await town["Hanne"].presses(write(Do("read_along", made.id)))
        town["Hanne"].sees("Det kan du ikke læse")


async def test_the_plan_is_read_under_its_own_headings_and_the_minutes_are_not(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        await _asks(town, what="plan")
        await town["Mette"].clicks("Ja, det er i orden")
        await town.settles()
        await town["Hanne"].clicks("Læs det")
        town["Hanne"].sees(AGREED)
        town["Hanne"].sees("Maalet om at lede møder")
        assert SECRET not in town["Hanne"].text


async def test_only_the_one_who_is_named_reads_it(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:  # HER-09
        await _asks(town)
        await town["Mette"].clicks("Ja, det er i orden")
        for name in ("Kirsten", "Sofie", "Ali"):
            await town[name].presses(write(Do("read_along", (await _consent(town)).id)))
            town[name].sees("Det kan du ikke læse")
            await town[name].presses(write(Open("wider", "talk-1")))
            town[name].sees("Det kan kun de to")


async def test_every_reading_and_every_yes_stands_in_the_trail_without_a_word(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        await _asks(town)
        await town["Mette"].clicks("Ja, det er i orden")
        await town.settles()
        await town["Hanne"].clicks("Læs det")
        await town["Jonas"].presses(write(Do("consent_off", (await _consent(town)).id)))
        trail = [(each.actor_id, each.what, each.about_id) for each in await kept(town, Audit)]
        assert sorted(trail) == sorted(
            [
                (JONAS, "consent-asked", JONAS),
                (METTE, "consent-given", JONAS),
                (HANNE, "read-along", JONAS),
                (JONAS, "consent-withdrawn", JONAS),
            ]
        )


async def _changes_leader(town: Town) -> None:
    await changes_leader(town, KIRSTEN)
    await town.passes(days=2)


async def test_a_leader_who_leads_somebody_no_longer_can_neither_read_nor_let_read(
    tmp_path: Path,
) -> None:
    async with a_kept_town(tmp_path) as town:  # X-02, HER-06
        await _asks(town)
        asked = await _consent(town)
        await _changes_leader(town)
        mette = town["Mette"]
        for value in (
            write(Do("consent_yes", asked.id)),
            write(Open("wider", "talk-1")),
            write(Do("read", "talk-1")),
            write(Do("people", JONAS)),
        ):
            await mette.presses(value)
            assert SECRET not in mette.text
        assert (await _consent(town)).leader_ok_at is None
        await town["Jonas"].presses(write(Open("wider", "talk-1")))
        town["Jonas"].sees("Mette Holm er ikke længere din leder")


async def test_the_new_leader_sees_nothing_from_before_until_the_employee_says_so(
    tmp_path: Path,
) -> None:
    async with a_kept_town(tmp_path) as town:
        await _asks(town, what="plan")
        await _changes_leader(town)
        jonas, kirsten = town["Jonas"], town["Kirsten"]
        assert len([each for each in jonas.messages if "Kirsten er din leder nu" in each]) == 1
        await kirsten.presses(write(Do("people", JONAS)))
        assert "Maalet om at lede møder" not in kirsten.text
        await jonas.clicks("Vælg, hvad der må ses")
        await jonas.answers(plan="yes", minutes="no")
        await town.settles()
        kirsten.sees("Jonas lader dig se noget fra før")
        await kirsten.presses(write(Do("people", JONAS)))
        kirsten.sees("Maalet om at lede møder")
        await kirsten.writes("samtykke")
        await kirsten.clicks("Læs: Jonas Friis, 3. august")
        kirsten.sees(AGREED)
        assert not kirsten.has_seen(SECRET)


async def test_minutes_pass_to_a_new_leader_only_with_a_yes_that_can_be_taken_back(
    tmp_path: Path,
) -> None:
    async with a_kept_town(tmp_path) as town:
        await held_last_week(town)
        await _changes_leader(town)
        jonas, kirsten = town["Jonas"], town["Kirsten"]
        await jonas.clicks("Vælg, hvad der må ses")
        await jonas.answers(minutes="yes")
        await kirsten.writes("samtykke")
        await kirsten.clicks("Læs: Jonas Friis, 3. august")
        kirsten.sees(SECRET)
        await jonas.writes("samtykke")
        await jonas.clicks("Tag det tilbage: Kirsten Dahl")
        await kirsten.presses(write(Do("read_along", (await _consent(town)).id)))
        kirsten.sees("Det kan du ikke læse")
        assert len(await kept(town, Minutes)) == 1


async def test_a_no_to_the_new_leader_is_not_asked_again(tmp_path: Path) -> None:
    async with a_kept_town(tmp_path) as town:
        await held_last_week(town)
        await _changes_leader(town)
        await town["Jonas"].clicks("Vælg, hvad der må ses")
        await town["Jonas"].answers(minutes="no")
        await town.passes(days=40)
        assert not await kept(town, Consent)
        asked = [each for each in town["Jonas"].messages if "er din leder nu" in each]
        assert len(asked) == 1


async def _says(town: Town, *, jonas: bool, mette: bool, what: str = "minutes") -> None:
    """Which of the two have said yes to what they wrote."""
    table = Minutes if what == "minutes" else TalkPlan
    oks = {"person_ok_at": town.now if jonas else None, "leader_ok_at": town.now if mette else None}
    async with town.store.unit() as unit:
        unit.update(update(table).values(oks))
        await unit.commit()


@pytest.mark.parametrize("what", ["minutes", "plan"])
@pytest.mark.parametrize(("jonas", "mette"), [(True, False), (False, True)])
async def test_a_draft_is_not_let_out_and_a_change_closes_it_until_both_agree_again(
    tmp_path: Path, *, what: str, jonas: bool, mette: bool
) -> None:
    async with a_town(tmp_path) as town:  # HER-09
        words = SECRET if what == "minutes" else AGREED
        await _asks(town, what=what)
        await town["Mette"].clicks("Ja, det er i orden")
        read, hanne = write(Do("read_along", (await _consent(town)).id)), town["Hanne"]
        await _says(town, jonas=jonas, mette=mette, what=what)
        await town.settles()
        await hanne.presses(read)
        hanne.sees("Det kan du ikke læse")
        await hanne.writes("samtykke")
        hanne.sees("Ingen andre læser noget")
        assert not hanne.has_seen(words)
        await _says(town, jonas=True, mette=True, what=what)
        await hanne.presses(read)
        hanne.sees(words)


async def test_nobody_can_be_let_read_what_the_two_have_not_agreed_on(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:  # HER-09
        await held_last_week(town)
        await _says(town, jonas=True, mette=False)
        await town["Jonas"].presses(write(Open("wider", "talk-1")))
        town["Jonas"].sees("når I begge har sagt ja til det, I skrev")
        await town["Jonas"].writes("samtykke")
        assert "Lad en mere læse med" not in town["Jonas"].text
        assert not await kept(town, Consent)


async def test_what_the_leader_before_never_agreed_on_is_not_handed_over(tmp_path: Path) -> None:
    async with a_kept_town(tmp_path) as town:  # HER-09, X-02
        await held_last_week(town)
        await _says(town, jonas=True, mette=False)
        await _changes_leader(town)
        await town["Jonas"].presses(write(Open("new_leader", KIRSTEN)))
        assert not any("er din leder nu" in each for each in town["Jonas"].messages)
        assert not await kept(town, Consent)
