"""The planning group puts people into groups and tells everybody (TAL-37)."""

from collections import Counter
from pathlib import Path

from dialogs.core.actions import Do, Open, write
from storage import groups, steps
from storage.tables import RoundStep
from tests import town as plot
from tests.after_vote import all_screens
from tests.partitions import met
from tests.seated import (
    LEADERSHIP,
    WELLBEING,
    all_seats,
    announced,
    begins_again,
    fills_in,
    first_name,
    grow,
    opens_groups,
    proposes,
    seats,
    tells_everyone,
    the_sitting,
)
from tests.talk import Town, a_town
from tests.voting import the_round

COMING = 11
"""Of the twelve who are not paid by the hour one is on leave, and the leader sits in no group."""


async def test_the_contact_person_makes_groups_sees_how_good_they_are_and_tells_everybody(
    tmp_path: Path,
) -> None:  # TAL-37
    async with a_town(tmp_path) as town:
        await announced(town)
        kirsten = town["Kirsten"]
        await opens_groups(town, "Kirsten")
        kirsten.sees("11 kommer, og 1 bliver væk")
        kirsten.sees("Anne Vestergaard er meldt fra")
        await fills_in(town, "Kirsten")
        kirsten.sees("Forslag til grupper")
        kirsten.sees("2 par sidder sammen i begge runder. Færre kan det ikke blive")
        assert await all_seats(town) == []
        await tells_everyone(town)
        found = await seats(town)
        for part in (WELLBEING, LEADERSHIP):
            assert len(found[part]) == COMING
            assert sorted(Counter(found[part].values()).values()) == [3, 4, 4]
            assert not {"Mette", "Oliver", "Anne"} & set(found[part])
        assert kirsten.has_seen("Grupperne er meldt ud")


async def test_everybody_gets_their_own_two_groups_and_the_channel_the_whole_list(
    tmp_path: Path,
) -> None:  # TAL-37
    async with a_town(tmp_path) as town:
        await announced(town)
        await proposes(town)
        await tells_everyone(town)
        jonas, found = town["Jonas"], await seats(town)
        jonas.sees("Her er dine grupper")
        for part, heading in ((WELLBEING, "Runde 1: trivsel"), (LEADERSHIP, "Runde 2: ledelse")):
            jonas.sees(f"{heading}: Gruppe {found[part]['Jonas']} med ")
            others = [name for name in found[part] if found[part][name] == found[part]["Jonas"]]
            for name in others:
                jonas.sees(name if name != "Jonas" else "Gruppe")
        posted = town.place("everyone")[-1]
        for name in found[WELLBEING]:
            assert posted.count(name) == 2
        assert "Her er dine grupper" not in all_screens(town, "Mette")
        assert "Her er dine grupper" not in all_screens(town, "Oliver")
        assert (await _step(town)).done_at is not None
        await jonas.clicks("Se alle grupper")
        jonas.sees("Grupper til Udviklingsdialogen")


async def test_those_kept_apart_are_in_no_group_together_and_nobody_else_hears_of_it(
    tmp_path: Path,
) -> None:  # TAL-37
    async with a_town(tmp_path) as town:
        await announced(town)
        pairs = (("Jonas", "Sofie"), ("Peter", "Fatima"))
        await proposes(town, apart=pairs)
        town["Kirsten"].sees("Alle 2 ønsker om, hvem der ikke skal sidde sammen, er holdt")
        await tells_everyone(town)
        found = await seats(town)
        for one, other in pairs:
            for part in (WELLBEING, LEADERSHIP):
                assert found[part][one] != found[part][other]
        shown = [all_screens(town, name) for name in ("Jonas", "Sofie", "Lars", "Nadia")]
        shown += town.place("everyone")
        assert shown
        assert not any("ikke skal sidde sammen" in text for text in shown)
        await begins_again(town, "Ali")
        await town["Ali"].answers(away_1="")
        town["Ali"].sees("Jonas Friis – Sofie Krag")
        await town["Jonas"].presses(write(Open("groups", (await the_sitting(town)).id)))
        town["Jonas"].sees("Det kan din rolle ikke åbne")


async def test_what_cannot_be_done_is_said_with_whom_and_why_and_is_kept_to_be_mended(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        await announced(town)
        away = ("Nadia", "Henrik", "Camilla", "Lars")
        await proposes(town, away=away, apart=(("Jonas", "Sofie"), ("Sofie", "Peter")))
        kirsten = town["Kirsten"]
        kirsten.sees("Forslag til grupper")
        await begins_again(town, "Kirsten")
        await fills_in(town, "Kirsten", apart=(("Jonas", "Peter"),))
        kirsten.sees("Det går ikke op")
        kirsten.sees("I bliver højst 2 grupper")
        for pair in ("Jonas Friis – Sofie Krag", "Peter Nygaard – Sofie Krag"):
            kirsten.sees(pair)
        kirsten.sees("Grupperne er ikke ændret")
        await kirsten.clicks("Ret, hvem der kommer")
        await kirsten.answers(away_1="")
        await kirsten.answers(**{"pair.p-jonas_p-peter": "drop"})
        await kirsten.answers(spread="no")
        await kirsten.clicks("Lav grupper")
        kirsten.sees("Forslag til grupper")


async def test_professions_are_spread_where_it_counts(tmp_path: Path) -> None:  # TAL-37
    async with a_town(tmp_path) as town:
        await announced(town)
        nurses = ("Jonas", "Sofie", "Peter")
        await proposes(town, professions=dict.fromkeys(nurses, "Sygeplejerske"))
        kirsten = town["Kirsten"]
        kirsten.sees("Fagene er spredt, så godt det kan lade sig gøre")
        kirsten.sees("Færre kan det ikke blive")
        await tells_everyone(town)
        found = await seats(town)
        for part in (WELLBEING, LEADERSHIP):
            assert len({found[part][name] for name in nurses}) == 3
        assert "Sygeplejerske" not in "".join([*town.place("everyone"), *town["Jonas"].messages])


async def test_two_are_swapped_by_hand_and_lots_are_drawn_again(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await announced(town)
        await proposes(town)
        kirsten = town["Kirsten"]
        before = kirsten.text
        await kirsten.clicks("Træk lod igen")
        assert kirsten.text != before
        kirsten.sees("Færre kan det ikke blive")
        one, other = await _two_from_different_groups(town)
        await kirsten.clicks("Byt to")
        await kirsten.answers(part=WELLBEING, one=one, other=one)
        kirsten.sees("De to sidder i samme gruppe")
        await kirsten.answers(part=WELLBEING, one=one, other=other)
        kirsten.sees("Forslag til grupper")
        await tells_everyone(town)
        assert len(await all_seats(town)) == 2 * COMING


async def test_by_hand_nobody_is_put_together_who_shall_not_be(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        sitting_id = await announced(town)
        await proposes(town, apart=(("Jonas", "Sofie"),))
        kirsten = town["Kirsten"]
        first = (await _proposed(town))[0]
        with_sofie = next(group for group in first if plot.id_of("Sofie") in group)
        other = next(each for each in with_sofie if each != plot.id_of("Sofie"))
        await kirsten.presses(write(Open("group_swap", sitting_id)))
        await kirsten.answers(part=WELLBEING, one=plot.id_of("Jonas"), other=other)
        kirsten.sees("Så kom to til at sidde sammen, som I har valgt at holde hver for sig")


async def test_who_presses_what_has_been_overtaken_is_told_who_changed_it(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await announced(town)
        await proposes(town)
        ali = town["Ali"]
        await opens_groups(town, "Ali")
        await town["Kirsten"].clicks("Træk lod igen")
        await ali.clicks("Meld grupperne ud")
        ali.sees("Kirsten Dahl har ændret grupperne")
        assert await all_seats(town) == []
        await ali.clicks("Meld grupperne ud")
        await town.settles()
        assert len(await all_seats(town)) == 2 * COMING


async def test_five_are_one_group_in_both_rounds_and_it_says_so(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await announced(town)
        names = ("Jonas", "Sofie", "Peter", "Fatima", "Lars", "Camilla")
        await proposes(town, away=names[:4])
        await begins_again(town, "Kirsten")
        still = {f"still.{plot.id_of(each)}": "away" for each in ("Anne", *names[:4])}
        await fills_in(town, "Kirsten", away=names[4:], more=still)
        kirsten = town["Kirsten"]
        kirsten.sees("I er fem, så I er én gruppe i begge runder")
        await tells_everyone(town)
        found = await seats(town)
        assert set(found[WELLBEING].values()) == set(found[LEADERSHIP].values()) == {1}
        assert len(found[WELLBEING]) == 5


async def test_above_eight_groups_it_proposes_several_dialogues(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await grow(town, *(f"Ny{number} Nielsen" for number in range(22)))
        await announced(town)
        await proposes(town)
        town["Kirsten"].sees("9 grupper er mange")
        town["Kirsten"].sees("Hold hellere 2 dialoger")
        town["Kirsten"].sees("Ingen sidder sammen i begge runder")


async def test_a_crowd_for_which_no_plenary_would_do_is_asked_to_split(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await grow(town, *(f"Ny{number} Nielsen" for number in range(60)))
        await announced(town)
        await opens_groups(town, "Kirsten")
        town["Kirsten"].sees("I er 72 til den samme dialog")


async def test_one_in_each_group_writes_and_may_pass_it_on(tmp_path: Path) -> None:  # TAL-44
    async with a_town(tmp_path) as town:
        sitting_id = await announced(town)
        await proposes(town)
        await tells_everyone(town)
        writes = [each for each in await all_seats(town) if each.writes]
        assert Counter(each.part for each in writes) == {WELLBEING: 3, LEADERSHIP: 3}
        seat = next(each for each in writes if each.part == WELLBEING)
        writer = town[first_name(seat.person_id)]
        writer.sees("I runde 1 er det dig, der skriver for gruppen")
        await writer.clicks("Lad en anden skrive i runde 1")
        to = next(
            each
            for each in await all_seats(town)
            if (each.part, each.number) == (WELLBEING, seat.number) and not each.writes
        )
        await writer.clicks(_full(to.person_id))
        writer.sees("Nu er det")
        await town.settles()
        town[first_name(to.person_id)].sees("har bedt dig om at skrive for gruppen")
        now = [each.person_id for each in await all_seats(town) if each.writes]
        assert len(now) == 6
        assert to.person_id in now
        await writer.presses(write(Do("pass_pen", f"{sitting_id}.{WELLBEING}.{to.person_id}")))
        writer.sees("Det er en anden, der skriver for gruppen nu")


async def test_groups_wait_for_the_themes_and_end_with_the_dialogue(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        sitting_id = await announced(town)
        await town.passes(days=40)
        await opens_groups(town, "Kirsten")
        town["Kirsten"].sees("er holdt, så grupperne kan ikke ændres mere")
        await town["Jonas"].presses(write(Do("groups", sitting_id)))
        town["Jonas"].sees("Grupperne er ikke klar endnu")


async def test_the_reminder_leads_to_the_groups_and_stops_when_they_are_told(
    tmp_path: Path,
) -> None:  # TAL-37
    async with a_town(tmp_path) as town:
        await announced(town)
        due_on = (await _step(town)).due_on
        await town.passes(days=(due_on - town.now.date()).days)
        kirsten = town["Kirsten"]
        assert kirsten.has_seen("Sæt grupperne")
        reminded = len(kirsten.messages)
        await kirsten.clicks("Sæt grupperne")
        await fills_in(town, "Kirsten")
        await tells_everyone(town)
        await town.passes(days=3)
        later = kirsten.messages[reminded:]
        assert later
        assert not any("Alle skal have en plads" in text for text in later)


async def _step(town: Town) -> RoundStep:
    async with town.store.snapshot() as reads:
        return (await steps.of_round(reads, (await the_round(town)).id))["groups"]


async def _proposed(town: Town) -> tuple[tuple[tuple[str, ...], ...], ...]:
    async with town.store.snapshot() as reads:
        found = await groups.proposal(reads, (await the_sitting(town)).id)
    assert found is not None
    return tuple(tuple(map(tuple, each)) for each in (found.round_one, found.round_two))


async def _two_from_different_groups(town: Town) -> tuple[str, str]:
    first = (await _proposed(town))[0]
    assert not met((first[0],)) & met((first[1],))
    return first[0][0], first[1][0]


def _full(person_id: str) -> str:
    return next(name for name in plot.EVERYONE if plot.id_of(name) == person_id)
