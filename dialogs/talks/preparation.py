"""Preparing a conversation: the year's themes, the four main tracks, own theme, topics, goals.

It is the employee's alone. The leader reads what the employee shares, and nothing else.
"""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

from dialogs.concepts import TalkConcept
from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Details, Part, Quote
from dialogs.core.dialog import Completion, Dialog, Page, Pages, Refusal, Repeat, Visit
from dialogs.core.steps import SHORT, Answers, Facts, Option, Pick, Text
from dialogs.core.texts import Speaker
from dialogs.talks.extras import brought, with_extras
from dialogs.talks.kom_access import first_name, grace_ends, is_over, own_talk
from dialogs.talks.kom_mail import tell_leader
from dialogs.talks.packs import cycle_of, name_of, pack_of
from dialogs.talks.questions import EARLIER, PICK, SCALE, Section, alone, left, sections
from storage import audit, boards, due, kom, talks, years
from storage.tables import Conversation, OwnTheme, Preparation, Scope
from storage.unit_of_work import Unit

SCOPES = tuple(scope.value for scope in Scope)


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    talk = await own_talk(unit, visit)
    if isinstance(talk, Refusal):
        return talk
    if is_over(talk, visit):
        kom.forget_preparing(unit, talk.id)
        return Refusal("talk_over", {"at": talk.at})
    await kom.expire_preparing(unit, talk, grace_ends(talk, visit))
    cycle = await cycle_of(unit, visit.house, talk)
    pack, language = pack_of(visit.house, talk), visit.who.language
    asks = sections(pack, await talks.guide(unit, talk, cycle), language)
    return {
        "pack": pack,
        "kom": name_of(pack, talk.kind, language),
        "tracks_name": pack.names.tracks.in_(language),
        "sections": await with_extras(unit, pack, talk, asks, language),
        "brought": await brought(unit, talk),
        "talk": talk,
        "at": talk.at,
        "leader": await first_name(unit, talk.leader_id),
        "purpose": (cycle.purpose or "") if cycle else "",
        "themes": tuple(as_option(theme) for theme in cycle.themes) if cycle else (),
        "efforts": await boards.titles_at(unit, visit.who.workplace_id),
        "made": await kom.preparation(unit, talk.id),
        "own": await years.own_theme(unit, cycle.id, visit.who.id) if cycle else None,
        "language": language,
    }


def as_option(theme: str) -> Option:
    """A theme by its wording: an answer never ends up under a theme that was changed meanwhile."""
    return Option(sha256(theme.encode()).hexdigest()[:12], label=theme)


def themes(facts: Facts) -> tuple[Option, ...]:
    found: tuple[Option, ...] = facts["themes"]
    return found


def written_on_themes(answers: Answers) -> dict[str, str]:
    """What was written, by the theme's key."""
    return {
        name.removeprefix("theme."): raw
        for name, raw in answers.items()
        if name.startswith("theme.") and raw
    }


def prefill(facts: Facts) -> Answers:
    made: Preparation | None = facts["made"]
    if made is not None:
        return {**made.answers, "sharing": made.shared}
    own: OwnTheme | None = facts["own"]
    theme = {"own_name": own.name, "own_why": own.why} if own else {}
    return {**theme, **facts["brought"]}


def arrange(pages: tuple[Page, ...], facts: Facts, answers: Answers) -> tuple[Page, ...]:
    """The track that the person wants to begin with stands before the others."""
    pages = _with_left(pages, facts, answers)
    names = [f"section.{each.key}" for each in facts["pack"].tracks]
    first = f"section.{answers.get('begin', '')}"
    chosen = [page for page in pages if page.name == first and first in names]
    if not chosen:
        return pages
    rest = [page for page in pages if page.name != first]
    at = next((number for number, page in enumerate(rest) if page.name in names), len(rest))
    return (*rest[:at], *chosen, *rest[at:])


def _with_left(pages: tuple[Page, ...], facts: Facts, answers: Answers) -> tuple[Page, ...]:
    """What else has lost its question since it was written (a theme's, an older concept's)."""
    asked = {step.name for page in pages for step in page.all_steps(facts)}
    lost = tuple(
        _lost(name, answers)
        for name, raw in answers.items()
        if raw and name not in asked and _is_written(name)
    )
    if not lost:
        return pages
    known = tuple(step for page in pages if page.name == EARLIER for step in page.steps)
    rest = [page for page in pages if page.name != EARLIER]
    return (*rest[:-1], Page(EARLIER, (*known, *lost)), rest[-1])


def _lost(name: str, answers: Answers) -> Text:
    """What was written on a theme is read with its wording; without a question, by nobody."""
    if name.startswith("theme."):
        return left(name, answers.get(f"about.{name.removeprefix('theme.')}", ""))
    return alone(name)


def _is_written(name: str) -> bool:
    """An answer in somebody's own words, to one question among others."""
    return "." in name and name.partition(".")[0] not in {SCALE, PICK, "about"}


def track_options(facts: Facts) -> tuple[Option, ...]:
    pack: TalkConcept = facts["pack"]
    return tuple(Option(each.key, label=each.name.in_(facts["language"])) for each in pack.tracks)


def _sections(facts: Facts) -> tuple[Page, ...]:
    found: tuple[Section, ...] = facts["sections"]
    return tuple(section.page() for section in found)


def _begin(facts: Facts, answers: Answers, say: Speaker) -> tuple[Part, ...]:
    names = [theme.label for theme in themes(facts)]
    key = "preparation/years_themes" if names else "preparation/no_themes"
    aim = (say("preparation/years_purpose"), Quote(facts["purpose"])) if facts["purpose"] else ()
    efforts = (say("preparation/efforts", names=facts["efforts"]),) if facts["efforts"] else ()
    changed = () if names else _changed(facts, answers, say)
    return (say(key, names=names), *aim, *efforts, *changed)


def _changed(facts: Facts, answers: Answers, say: Speaker) -> tuple[Part, ...]:
    """Themes that the leader has changed since: what was written about them is not lost."""
    now = {theme.key for theme in themes(facts)}
    earlier = [raw for key, raw in written_on_themes(answers).items() if key not in now]
    return (say("preparation/theme_changed"), *map(Quote, earlier)) if earlier else ()


def _helping(facts: Facts, _answers: Answers, say: Speaker) -> tuple[Part, ...]:
    questions = "\n".join(each.text.in_(facts["language"]) for each in facts["pack"].goal_questions)
    return (Details(title=say("preparation/goal_questions"), text=questions),)


async def save(unit: Unit, sent: Completion) -> Card:
    talk: Conversation = sent.facts["talk"]
    scope = Scope(sent.answers["sharing"])
    kept = Preparation(
        conversation_id=talk.id,
        person_id=sent.who.id,
        answers=_kept(sent),
        shared=scope.value,
        shared_at=None if scope is Scope.NOTHING else sent.now,
    )
    kom.expect_planned(unit, talk)
    kom.keep(unit, kept, sent.facts["made"])
    due.cancel(unit, rule="prepare.reminder", subject=talk.id)
    if own := sent.facts["own"]:
        years.forget_own_theme(unit, own.cycle_id, own.person_id)
    tell_leader(unit, sent, talk, scope)
    noted(unit, sent, sent.facts["made"], scope)
    return saved(sent, scope)


def noted(unit: Unit, sent: Completion, before: Preparation | None, scope: Scope) -> None:
    """In the trail, for the one whose it is: when what was shared, and when that was taken back."""
    was = Scope(before.shared) if before else Scope.NOTHING
    if scope is not was:
        what, who = f"shared-{scope.value}", sent.who.id
        talk: Conversation = sent.facts["talk"]
        audit.record(unit, at=sent.now, actor_id=who, about_id=who, what=what, subject=talk.id)


def _kept(sent: Completion) -> dict[str, str]:
    """The answers, and the wording of the themes that they are about."""
    answers = {name: raw for name, raw in sent.answers.items() if name != "sharing"}
    named = {f"about.{theme.key}": theme.label for theme in themes(sent.facts)}
    made: Preparation | None = sent.facts["made"]
    earlier = {
        name: label
        for name, label in (made.answers if made else {}).items()
        if name.startswith("about.") and answers.get(f"theme.{name.removeprefix('about.')}")
    }
    return {**answers, **earlier, **named}


def saved(sent: Completion, scope: Scope) -> Card:
    say = sent.say
    share = Open("sharing", sent.subject)
    buttons = (
        Button(label=say("preparation/choose_again"), value=write(share)),
        Button(label=say("talk_papers/offer"), value=write(Do("sheets", sent.subject))),
        Button(label=say("common/home"), value=write(Do("home"))),
    )
    said = say(f"preparation/kept_{scope.value}", leader=sent.facts["leader"])
    return Card(title=say("preparation/done"), body=(said,), buttons=buttons)


PREPARATION = Dialog(
    name=kom.PREPARING,
    pages=(
        Page("begin", (Pick("begin", required=False, options=track_options),), body=_begin),
        Page(
            "themes",
            (Repeat(over=themes, steps=(Text("theme", required=False),)),),
            body=_changed,
        ),
        Pages(_sections, others=(SCALE, PICK)),
        Page(
            "own_theme",
            (
                Text("own_name", required=False, max_length=SHORT, multiline=False),
                Text("own_why", required=False),
            ),
        ),
        Page("topics", (Text("topics", required=False),)),
        Page(
            "goals",
            (Text("goal_1", required=False), Text("goal_2", required=False)),
            body=_helping,
        ),
        Page("sharing", (Pick("sharing", options=SCOPES),)),
    ),
    load=load,
    done=save,
    prefill=prefill,
    arrange=arrange,
    roomy=True,
    expires_after=timedelta(days=60),
)
