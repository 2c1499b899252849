"""What goes up, as it is kept and as it is read.

Themes, efforts with their periods, and what the organisation is asked for: no notes, no votes, no
ratings, no action plans and no names (X-03).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from dialogs.concepts import FREE
from dialogs.core.cards import Facts, Heading, Part, Quote
from dialogs.core.texts import Speaker
from dialogs.rules import across
from dialogs.rules.ladder import EFFORTS
from dialogs.theme_names import list_name, themes_of
from storage import reports, rounds
from storage.database import Snapshot
from storage.tables import Contribution, Effort, Report, Round, Selection, ThemeList

Body = Mapping[str, Any]
WORKPLACES_OF_A_WORD, WORDS = 6, 8
"""So many are named beside a word, and so many words are shown."""


async def body_of(reads: Snapshot, round_: Round, workplace: str, scope: str) -> Body:
    """What a workplace would send now."""
    chosen = await rounds.selections(reads, round_.id)
    asked = await reports.asked_of_others(reads, round_.id)
    found = await reports.efforts(reads, round_.id)
    return {
        "workplace": workplace,
        "scope": scope,
        "themes": [_theme(chosen[which]) for which in ThemeList if which in chosen],
        "efforts": [
            _effort(each, asked.get(each.id))
            for each in found
            if scope != EFFORTS or needs_others(each, asked)
        ],
    }


def needs_others(effort: Effort, asked: Mapping[str, Contribution]) -> bool:
    return effort.shared_up or effort.id in asked


def _theme(chosen: Selection) -> dict[str, str | None]:
    return {"list": chosen.list, "theme": chosen.theme, "wording": chosen.wording}


def _effort(effort: Effort, asked: Contribution | None) -> dict[str, str | bool | None]:
    return {
        "title": effort.title,
        "part": effort.part,
        "first_on": effort.first_on.isoformat() if effort.first_on else None,
        "last_on": effort.last_on.isoformat() if effort.last_on else None,
        "up": effort.shared_up or asked is not None,
        "needs": asked.text if asked else None,
        "whom": asked.whom if asked else None,
    }


def texts_of(body: Body) -> list[str]:
    """Everything in it that somebody wrote."""
    themes = [each.get("wording") for each in body.get("themes", ())]
    efforts = [each[key] for each in body.get("efforts", ()) for key in ("title", "needs", "whom")]
    return [text for text in (*themes, *efforts, body.get("text")) if text]


def theme_name(which: str, key: str, language: str) -> str:
    return themes_of(ThemeList(which)).theme(key).name.in_(language)


def plan_parts(body: Body, say: Speaker) -> Iterator[Part]:
    """A workplace's plan, as it is read above it."""
    themes = tuple(
        (
            list_name(ThemeList(each["list"]), say.language),
            each["wording"] or theme_name(each["list"], each["theme"], say.language),
        )
        for each in body["themes"]
    )
    if themes:
        yield Facts(themes)
    yield Heading(say("reporting/efforts" if body["scope"] != EFFORTS else "reporting/only"))
    rows = tuple((each["title"], _period(each, say)) for each in body["efforts"])
    yield Facts(rows) if rows else say("reporting/no_efforts")
    yield from asked_parts(body, say)


def _period(effort: Mapping[str, Any], say: Speaker) -> str:
    """In short: "1. oktober – 1. marts", or what of it is known."""
    days = {
        key: date.fromisoformat(effort[key]) if effort[key] else None
        for key in ("first_on", "last_on")
    }
    return say("reporting/period", **days)


def asked_parts(body: Body, say: Speaker) -> Iterator[Part]:
    """What efforts need from others, each with whom and, in a summary, who asks."""
    asked = [each for each in body["efforts"] if each["up"]]
    if not asked:
        return
    yield Heading(say("reporting/asked"))
    yield Facts(tuple((_who_asks(each), asks(each, say)) for each in asked))


def _who_asks(effort: Mapping[str, Any]) -> str:
    where = effort.get("workplace")
    return f"{where}: {effort['title']}" if where else str(effort["title"])


def asks(effort: Mapping[str, Any], say: Speaker) -> str:
    return say("reporting/asks", whom=effort["whom"] or "", needs=effort["needs"] or "")


def summary_parts(body: Body, say: Speaker) -> Iterator[Part]:
    """What a rung sums up for the next one."""
    yield say("reporting/came", came=body["came"], of=body["of"])
    yield from across_parts(themes_in([body]), body["words"], say)
    yield from asked_parts(body, say)
    if body["text"]:
        yield Heading(say("reporting/text"))
        yield Quote(body["text"])


def report_parts(report: Report, say: Speaker) -> tuple[Part, ...]:
    drawn = plan_parts if report.round_id else summary_parts
    return tuple(drawn(report.body, say))


def across_parts(
    themes: Sequence[tuple[str, str, int]],
    words: Sequence[tuple[str, Sequence[str]]],
    say: Speaker,
) -> Iterator[Part]:
    """The themes and the words that several have; nothing where nobody shares any."""
    shared = [each for each in themes if each[2] > 1]
    if shared:
        yield Heading(say("reporting/themes"))
        yield Facts(
            tuple(
                (theme_name(which, key, say.language), say("reporting/workplaces", count=count))
                for which, key, count in shared
            )
        )
    if words:
        yield Heading(say("reporting/words"))
        yield say("reporting/words_how")
        yield Facts(tuple((word, _named(whose, say)) for word, whose in words))


def _named(whose: Sequence[str], say: Speaker) -> str:
    shown, more = whose[:WORKPLACES_OF_A_WORD], len(whose) - WORKPLACES_OF_A_WORD
    return say("reporting/whose", names=shown, more=max(0, more))


def themes_in(bodies: Iterable[Body]) -> list[tuple[str, str, int]]:
    """How many workplaces chose each theme, the most first; a theme of one's own counts for none.

    A summary brings along the counts of those whom it sums up.
    """
    counted: Counter[tuple[str, str]] = Counter()
    for body in bodies:
        for each in body["themes"]:
            if each["theme"] != FREE:
                counted[each["list"], each["theme"]] += each.get("count", 1)
    order = sorted(counted.items(), key=lambda each: (-each[1], each[0]))
    return [(which, key, count) for (which, key), count in order]


def words_in(found: Sequence[Report]) -> list[tuple[str, tuple[str, ...]]]:
    """The words that titles of several share, with whose they are."""
    titles: dict[str, list[str]] = {}
    for report in found:
        for effort in report.body["efforts"]:
            whose = effort.get("workplace") or report.body.get("workplace", "")
            titles.setdefault(whose, []).append(effort["title"])
    return across.common(titles)[:WORDS]


def summary_body(found: Sequence[Report], *, of: int, text: str) -> Body:
    """What a rung sends on of all that it has got: counts, what cuts across, and what is asked.

    An effort that needs nobody else stays below.
    """
    return {
        "came": came(found),
        "of": of,
        "themes": [
            {"list": which, "theme": key, "count": count}
            for which, key, count in themes_in(each.body for each in found)
        ],
        "words": words_in(found),
        "efforts": [
            {**effort, "workplace": effort.get("workplace") or report.body["workplace"]}
            for report in found
            for effort in report.body["efforts"]
            if effort["up"]
        ],
        "text": text,
    }


def came(found: Iterable[Report]) -> int:
    """How many workplaces' plans are in it."""
    return sum(1 if report.round_id else report.body["came"] for report in found)
