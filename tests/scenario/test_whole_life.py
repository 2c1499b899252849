"""A whole round, lived on each channel with a clock that moves.

What is asserted is what each person saw and what the store holds, not how a channel shows it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from storage.tables import Ballot, Participation, Selection, Session
from tests import town as plot
from tests.scenario.drivers import Driver, Life, Living, sees
from tests.scenario.living import on_each_channel, person

DEADLINE = datetime(2026, 8, 17, 10, 0, tzinfo=UTC)
INVITED = "Hvad skal vi tale om i år?"
REMINDED = "Der er stadig tid til at stemme"
EARLY = {
    "Jonas": "balance",
    "Sofie": "meaning",
    "Peter": "balance",
    "Fatima": "meaning",
    "Lars": "balance",
    "Ali": "meaning",
}
WHY = "Vi løber for stærkt om mandagen"
SUMMARY = "Flere ønsker mere ro om morgenen."
REASON = "Det giver os den bedste samtale."
LEADING = "Vi vil samme vej."


@on_each_channel
async def test_a_round_from_the_first_word_to_the_day_everyone_is_told(
    tmp_path: Path, living: Living
) -> None:  # TAL-14, 24..32, X-01, X-14
    async with living(tmp_path) as life:
        await chooses_the_channel(life)
        await opens(life)
        await everyone_who_may_vote_is_asked(life)
        await early_votes(life)
        await one_is_reminded_and_votes(life)
        await the_vote_is_counted(life)
        await the_words_are_summed_up(life)
        await the_themes_are_chosen(life)
        await nothing_tells_who_voted_what(life)


async def chooses_the_channel(life: Life) -> None:
    kirsten = life["Kirsten"]
    await kirsten.writes("her", place="planning")
    await kirsten.clicks("Ja, brug kanalen")
    sees(kirsten, "Så skriver jeg til planlægningsgruppen i den kanal.")


async def opens(life: Life) -> None:
    kirsten = life["Kirsten"]
    await kirsten.writes("runde")
    await kirsten.clicks("Ja, vi er klar")
    await kirsten.answers(dialogue_on="2026-09-09")
    await kirsten.answers(deadline_on="2026-08-17", deadline_at="12:00")
    await kirsten.answers()
    await kirsten.answers(mode="secret")
    await kirsten.clicks("Åbn afstemningen")
    sees(kirsten, "12")
    await life.settles()


async def everyone_who_may_vote_is_asked(life: Life) -> None:
    asked = {name for name in plot.EVERYONE if INVITED in person(life, name).seen}
    assert asked == set(plot.VOTERS)
    (running,) = life.room.place("planning")[-1:]
    assert "0 af 12 har svaret." in running


async def early_votes(life: Life) -> None:
    for name, theme in EARLY.items():
        await votes(life[name], wellbeing=theme, why=f"{WHY}, siger {name}")
    sofie = life["Sofie"]
    await sofie.writes("tema")
    await sofie.clicks("Ret: Dit trivselstema")
    await sofie.answers(wellbeing="balance")
    await sofie.clicks("Send min stemme")
    sees(sofie, "Tak, din stemme er gemt.")
    before = len(life.room.place("planning"))
    await life.passes(hours=2)
    posts = life.room.place("planning")
    assert len(posts) == before
    assert "6 af 12 har svaret." in posts[-1]
    assert not [name for name in EARLY if name in "".join(posts)]


async def votes(voter: Driver, *, wellbeing: str, why: str = "") -> None:
    await voter.clicks("Stem på temaer")
    sees(voter, "Din stemme er hemmelig")
    await voter.answers()
    await voter.answers(wellbeing=wellbeing)
    await voter.answers(wellbeing_why=why, wellbeing_helps="")
    await voter.answers(leadership="citizen")
    await voter.answers(leadership_why="", leadership_helps="")
    await voter.clicks("Send min stemme")
    sees(voter, "Tak, din stemme er gemt.")


async def one_is_reminded_and_votes(life: Life) -> None:
    """Three working days before; the one on leave is left in peace."""
    await life.until(datetime(2026, 8, 12, 16, 0, tzinfo=UTC))
    reminded = {name for name in plot.EVERYONE if REMINDED in person(life, name).seen}
    waiting = set(plot.VOTERS) - {plot.ON_LEAVE}
    assert reminded == {name for name in waiting if name.split()[0] not in EARLY}
    await votes(life["Camilla"], wellbeing="balance")


async def the_vote_is_counted(life: Life) -> None:
    await life.until(DEADLINE)
    tally = life.room.place("planning")[-1]
    for told in ("7 af 12 har svaret.", "Flest har valgt Balance og overskud: 5 stemmer."):
        assert told in tally
    assert WHY not in "".join(life.room.place("planning"))
    pictures = life.room.pictures("planning")
    assert any("Balance og overskud: 5, Mening og retning: 2." in each for each in pictures)


async def the_words_are_summed_up(life: Life) -> None:
    for name in ("Ali", "Birgit", "Kirsten"):
        assert "Vil du læse, hvad folk skrev?" in life[name].seen
    assert "Vil du læse, hvad folk skrev?" not in life["Mette"].seen
    kirsten = life["Kirsten"]
    await kirsten.clicks("Læs og skriv resumé")
    sees(kirsten, f"{WHY}, siger Peter")
    await kirsten.answers()
    await kirsten.answers(summary=SUMMARY)
    await kirsten.clicks("Send til planlægningsgruppen")
    sees(kirsten, "Tak, resuméet er gemt.")
    await life.settles()


async def the_themes_are_chosen(life: Life) -> None:
    """Another than the front runner, with a reason."""
    mette = life["Mette"]
    await mette.clicks("Læs og vælg temaer")
    sees(mette, SUMMARY, "Flest har valgt Balance og overskud: 5 stemmer.")
    await mette.answers()
    await mette.answers(wellbeing="meaning")
    await mette.answers(wellbeing_reason="")
    sees(mette, "Vælg eller skriv noget her")
    await mette.answers(wellbeing_reason=REASON)
    await mette.answers(leadership="direction")
    await mette.answers(leadership_reason=LEADING)
    await mette.clicks("Send til alle")
    sees(mette, "Temaerne er valgt.")
    await life.settles()
    told = ("Temaerne er valgt", "Mening og retning", REASON, "Fælles retning og mål", LEADING)
    for name in plot.EVERYONE:
        sees(person(life, name), *told) if name != plot.LEADER else None
        assert all(words in person(life, name).seen for words in told)
    for place in ("planning", "everyone"):
        assert all(words in life.room.place(place)[-1] for words in told)
    chosen = {each.list: each.theme for each in await life.rows(Selection)}
    assert chosen == {"wellbeing": "meaning", "leadership": "direction"}


async def nothing_tells_who_voted_what(life: Life) -> None:
    assert len(await life.rows(Ballot)) == 14
    assert await life.rows(Participation) == []
    assert [each.answers for each in await life.rows(Session)] == []
    kept = life.on_disk()
    assert not [words for words in (WHY, SUMMARY) if words.encode() in kept]
    for name in plot.EVERYONE:
        if name not in plot.REPRESENTATIVES and name.split()[0] not in EARLY:
            assert WHY not in person(life, name).seen
        for words in (WHY, SUMMARY):
            assert words not in person(life, name).kept
