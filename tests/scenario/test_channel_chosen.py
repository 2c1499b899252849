"""Choosing the channels in a dialog, and what comes when others join the planning group's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlmodel import select

from dialogs.core.actions import Open, write
from dialogs.readers import outsiders
from storage.tables import Address, Organisation, Outbox, Person, Place, Workplace
from tests import town as plot
from tests.nudged import does
from tests.scenario.test_place import no_place_yet, planning_place
from tests.spots import spot
from tests.talk import Talker, Town, a_town
from tests.voting import opens, votes

NEW = "C0GROUP"
TOLD = "Der er andre med i planlægningsgruppens kanal"
CHOOSE = write(Open("place", "planning"))


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        town.spots = {NEW: spot(NEW)}
        yield town


@pytest.fixture
def kirsten(town: Town) -> Talker:
    return town["Kirsten"]


async def chooses(person: Talker, channel: str = NEW, **more: str) -> None:
    await person.presses(CHOOSE)
    await person.answers(channel=channel, **more)


def asked(person: Talker) -> str:
    """The name of the question that the page has about who reads along."""
    return next(each.name for each in person.form.fields if each.name.startswith("may_read"))


async def agrees(person: Talker, answer: str = "yes", channel: str = NEW) -> None:
    fields = {"channel": channel, asked(person): answer}
    await person.presses(person.form.submit.value, **fields)


async def chosen(town: Town, purpose: str = "planning") -> Place:
    async with town.store.snapshot() as reads:
        return await reads.one(select(Place).where(Place.purpose == purpose))


async def test_the_group_alone_in_a_channel_needs_no_question(town: Town, kirsten: Talker) -> None:
    await no_place_yet(town)
    await kirsten.writes("hjem")
    kirsten.sees("Planlægningsgruppen har ikke valgt en kanal endnu.")
    await kirsten.clicks("Vælg kanal")
    await kirsten.answers(channel=NEW)
    kirsten.sees("Så skriver jeg til planlægningsgruppen i den kanal.")
    assert (await chosen(town)).external_id == NEW
    await kirsten.writes("hjem")
    assert "Vælg kanal" not in kirsten.text


async def test_others_in_it_are_named_and_it_takes_a_yes_to_just_them(
    town: Town, kirsten: Talker
) -> None:
    town.spots = {NEW: spot(NEW, "Jonas", "Xenia")}
    await chooses(kirsten)
    kirsten.sees("I kanalen er også Jonas Friis og en anden. Det er ikke folk fra planlægnings")
    assert not any(each.error for each in kirsten.form.fields)
    assert (await chosen(town)).external_id == "planning"
    await agrees(kirsten, "no")
    kirsten.sees("Vælg en anden kanal her")
    await agrees(kirsten)
    kirsten.sees("Med i kanalen er også Jonas Friis og en anden.")
    place = await chosen(town)
    assert (place.external_id, place.reference["accepted"]) == (NEW, ["p-jonas", "p-xenia"])


async def test_whoever_joins_between_two_looks_is_asked_about(town: Town, kirsten: Talker) -> None:
    town.spots = {NEW: spot(NEW, "Jonas")}
    await chooses(kirsten)
    town.spots = {NEW: spot(NEW, "Jonas", "Sofie")}
    await agrees(kirsten)
    kirsten.sees("I kanalen er også Jonas Friis og Sofie Krag.")
    assert (await chosen(town)).external_id == "planning"
    await agrees(kirsten)
    assert (await chosen(town)).external_id == NEW


@pytest.mark.parametrize(
    ("about", "told"),
    [
        ({"known": False}, "Jeg kunne ikke se, hvem der er med i kanalen."),
        ({"member": False}, "Skriv /invite @kombot i kanalen"),
        ({"public": True}, "Alle kan læse den kanal"),
        ({"foreign": True}, "Kanalen er delt med folk uden for jeres egen organisation."),
        ({"archived": True}, "Kanalen er arkiveret."),
        ({"more": True}, "Der er for mange i den kanal"),
    ],
)
async def test_what_is_wrong_with_a_channel_is_said_where_it_was_chosen(
    town: Town, kirsten: Talker, about: dict[str, bool], told: str
) -> None:
    town.spots = {NEW: spot(NEW, "Jonas", **about)}
    await chooses(kirsten)
    (channel,) = kirsten.form.fields
    assert told in channel.error
    assert channel.value == NEW
    town.spots = {NEW: spot(NEW)}
    await kirsten.answers(channel=NEW)
    assert (await chosen(town)).external_id == NEW


async def test_a_channel_that_was_not_looked_at_is_not_trusted(town: Town, kirsten: Talker) -> None:
    town.spots = {"C0OTHER": spot("C0OTHER")}
    await chooses(kirsten, "C0FORGED")
    kirsten.sees("Prøv igen om lidt.")
    assert (await chosen(town)).external_id == "planning"


async def test_the_channel_there_is_already_is_not_chosen_again(
    town: Town, kirsten: Talker
) -> None:
    town.spots = {"planning": spot("planning", "Jonas")}
    await chooses(kirsten, "planning")
    kirsten.sees("Den kanal har I allerede valgt.")


async def test_everyones_may_be_open_to_all_and_gets_the_invitation(
    town: Town, kirsten: Talker
) -> None:
    town.spots = {"C0ALL": spot("C0ALL", "Jonas", public=True)}
    await opens(town)
    await kirsten.writes("kanal")
    await kirsten.answers(purpose="everyone", channel="C0ALL")
    kirsten.sees("Så skriver jeg til alle i den kanal.")
    await town.settles()
    (invited,) = town.place("C0ALL")
    assert "Hvad skal vi tale om i år?" in invited
    await votes(town, "Jonas")
    await town.passes(hours=2)
    assert town.place("C0ALL") == [invited]


async def test_the_invitation_for_all_opens_ones_own_vote(town: Town) -> None:
    await opens(town)
    await town.settles()
    (post,) = town.chat.seen_by("everyone")
    assert "Din stemme er hemmelig" in post.text
    for name in ("Jonas", "Sofie"):
        await town[name].presses(post.card.buttons[0].value)
        town[name].sees("Før du stemmer")
    await town["Mette"].presses(post.card.buttons[0].value)
    town["Mette"].sees("Der er ingen afstemning, du kan stemme i lige nu.")


async def test_only_the_contact_person_chooses(town: Town) -> None:
    await town["Ali"].presses(CHOOSE)
    town["Ali"].sees("Det er kontaktpersonen, der vælger kanalen.")
    await town["Jonas"].presses(CHOOSE)
    town["Jonas"].sees("Det kan din rolle ikke åbne.")


async def test_where_a_form_cannot_ask_for_a_channel_it_is_said_how(
    town: Town, kirsten: Talker
) -> None:
    town.spots = None
    await kirsten.writes("kanal")
    kirsten.sees("Her vælger I kanalen ved at skrive “@kombot her” i den.")


async def test_a_colleague_who_has_never_written_is_known_by_the_platforms_email(
    town: Town, kirsten: Talker
) -> None:
    met = spot(NEW)
    (first, *rest) = met.readers or ()
    unmet = type(first)(external_id="U0NEVERMET", email=plot.email_of("Mette").upper())
    town.spots = {NEW: type(met)(**{**vars(met), "readers": (unmet, *rest)})}
    await chooses(kirsten)
    kirsten.sees("Så skriver jeg til planlægningsgruppen i den kanal.")


async def test_a_tally_that_could_not_be_posted_is_posted_where_the_group_goes(
    town: Town, kirsten: Talker
) -> None:
    await opens(town)
    await votes(town, "Jonas")
    await town.passes(days=6)
    place = await planning_place(town)
    assert place
    town.chat.shut = {place.external_id}
    await town.passes(days=2)
    assert not [each for each in town.place("planning") if "Sådan" in each]
    await chooses(kirsten)
    await town.settles()
    (tally,) = town.place(NEW)
    assert "1 af 12 har svaret" in tally


async def test_what_was_given_up_before_is_posted_too(town: Town, kirsten: Talker) -> None:
    """As an earlier version left it: failed, and its key taken."""
    await no_place_yet(town)
    await opens(town)
    await votes(town, "Jonas")
    await town.passes(days=8)
    found = await planning_place(town)
    assert found is None
    async with town.store.snapshot() as reads:
        round_id = (await reads.all(select(Outbox.about)))[-1].split(":")[1]
    failed = Outbox(
        message="tally",
        dedupe_key=f"tally:{round_id}:",
        state="failed",
        reason="cannot-be-reached",
        due_at=town.now,
    )
    await does(town, failed)
    await chooses(kirsten)
    await town.settles()
    assert len(town.place(NEW)) == 1


async def test_nobody_of_another_organisation_is_named(town: Town) -> None:
    await does(
        town,
        Organisation(id="org-other", name="Nabokommunen"),
        Person(
            id="p-other",
            organisation_id="org-other",
            workplace_id=plot.WORKPLACE,
            name="Olga Nabo",
            email="olga@nabo.example",
        ),
        Address(person_id="p-other", channel="simulator", external_id="p-other"),
    )
    async with town.store.snapshot() as reads:
        workplace = await reads.one(select(Workplace).where(Workplace.id == plot.WORKPLACE))
        found = await outsiders(reads, workplace, spot(NEW, "Other"), town.now.date())
    assert found.facts() == {"names": [], "others": 1}
