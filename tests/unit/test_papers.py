"""Papers as files: a PDF that says the words literally, and a calendar that Outlook takes."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from bot.papers.calendars import ics
from bot.papers.links import OPENS, PATH, Asked, SealedLinks
from bot.papers.printing import print_pdf, print_png
from bot.papers.signs import printable
from dialogs.core.cards import Facts, Heading, Quote, Series, Table
from dialogs.core.paper import (
    CalendarFile,
    Columns,
    Entry,
    Lines,
    NewPage,
    Paper,
    PaperPart,
    Rating,
    Sector,
    Signs,
    Ticks,
    Wheel,
)
from storage.keys import Keyring, new_key

NOW = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
MARKUP = '#panic() *stjerner* $x$ ["citat"] \\ <etiket> @nogen // væk'
EVERY_PART: tuple[PaperPart, ...] = (
    MARKUP,
    Heading(MARKUP),
    Quote(MARKUP),
    Facts(((MARKUP, MARKUP),)),
    Table(("Hvem", "Hvad"), ((MARKUP, "æøå"),)),
    Ticks(((MARKUP, "en forklaring"), ("uden", ""))),
    Lines("Hvad tager vi med?", 3),
    Columns(((MARKUP, (MARKUP, Lines("", 2))), ("Handlinger", ()))),
    Rating(MARKUP, MARKUP, ""),
    Series(title=MARKUP, points=((MARKUP, 0), ("juni", 10)), low=0, high=10, alt=MARKUP),
    Wheel(
        sectors=(Sector(MARKUP, MARKUP, (MARKUP,)), Sector("b", "", ()), Sector("c", "", ())),
        middle=(MARKUP, Rating("", "", ""), Ticks(((MARKUP, ""),))),
        left=(Heading(MARKUP),),
        right=(Lines(MARKUP, 1),),
    ),
    NewPage(),
    Signs((("Gruppe 1", ("Trivsel", MARKUP)), ("Gruppe 2", ()))),
)


def paper(*parts: PaperPart) -> Paper:
    return Paper(name="proeve", title="Udviklingsdialog", subtitle="Solsikken", parts=parts)


def links() -> SealedLinks:
    return SealedLinks(keyring=Keyring.parse(new_key()), url="http://127.0.0.1:8000")


@pytest.mark.parametrize("part", EVERY_PART, ids=lambda part: type(part).__name__)
def test_words_that_look_like_markup_are_only_words(part: PaperPart) -> None:
    assert print_pdf(paper(part), "da").startswith(b"%PDF-")


def test_a_new_page_is_a_page_and_table_cards_stand_two_on_each() -> None:
    assert len(print_png(paper("et", NewPage(), "to"), "da")) == 2
    four = tuple((f"Gruppe {number}", ()) for number in range(1, 5))
    assert len(print_png(paper(NewPage(), Signs(four)), "da")) == 3


def test_signs_that_no_font_has_are_left_out_and_every_letter_stays() -> None:
    assert (
        printable("Fed 🌱 tak 😀 ☐ → æøå Żółć العربية 漢") == "Fed  tak 😀 ☐ → æøå Żółć العربية 漢"
    )


def test_equal_papers_are_equal_files() -> None:
    assert print_pdf(paper(*EVERY_PART), "da") == print_pdf(paper(*EVERY_PART), "da")


def test_every_part_in_either_language_makes_one_paper() -> None:
    danish, english = (print_pdf(paper(*EVERY_PART), each) for each in ("da", "en"))
    assert danish != english  # The language is in the file, for whoever hears it read aloud.


def entry(*, cancelled: bool = False) -> Entry:
    return Entry(
        uid="sitting-1@kombot",
        sequence=2,
        starts=NOW,
        ends=NOW + timedelta(hours=3),
        title="Udviklingsdialog",
        place="Salen, 1. sal; mødelokale",
        text="Tag et eksempel med,\ngodt eller svært.",
        cancelled=cancelled,
    )


def test_a_calendar_file_says_when_where_and_what_and_takes_the_earliers_place() -> None:
    # TAL-39
    file = CalendarFile(name="dialog", entries=(entry(),))
    event = Calendar.from_ical(ics(file, now=NOW)).events[0]
    assert event.decoded("dtstart") == NOW
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(hours=3)
    assert (str(event["uid"]), event.decoded("sequence")) == ("sitting-1@kombot", 2)
    assert str(event["location"]) == "Salen, 1. sal; mødelokale"
    assert str(event["description"]) == "Tag et eksempel med,\ngodt eller svært."
    assert str(event["status"]) == "CONFIRMED"


def test_a_dialogue_that_is_called_off_leaves_the_calendar() -> None:
    file = CalendarFile(name="dialog", entries=(entry(cancelled=True),))
    calendar = Calendar.from_ical(ics(file, now=NOW))
    assert str(calendar["method"]) == "CANCEL"
    assert str(calendar.events[0]["status"]) == "CANCELLED"


def test_a_calendar_file_is_written_as_outlook_reads_it() -> None:
    lines = ics(CalendarFile(name="dialog", entries=(entry(),)), now=NOW).split(b"\r\n")
    assert lines[-1] == b""
    assert max(len(line) for line in lines) <= 75


def test_a_link_opens_what_it_was_made_for_until_it_ends() -> None:
    known = links()
    token = known.to("ballot", "round-1", "p-kirsten", now=NOW).split(PATH)[1]
    asked = Asked(paper="ballot", subject="round-1", person_id="p-kirsten")
    assert known.asked(token, now=NOW) == asked
    assert known.asked(token, now=NOW + OPENS - timedelta(seconds=1)) == asked
    assert known.asked(token, now=NOW + OPENS) is None


@pytest.mark.parametrize("token", ["", "x", "ø", "A" * 5000, "!!", "AAAA"])
def test_what_kombot_did_not_seal_opens_nothing(token: str) -> None:
    assert links().asked(token, now=NOW) is None


def test_a_changed_link_and_one_of_another_house_open_nothing() -> None:
    known = links()
    token = known.to("ballot", "round-1", "p-kirsten", now=NOW).split(PATH)[1]
    changed = token[:-2] + ("AA" if token[-2:] != "AA" else "BB")
    assert known.asked(changed, now=NOW) is None
    assert links().asked(token, now=NOW) is None
