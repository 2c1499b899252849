"""What the planning group's channel sees: a number while the vote runs, then the tally."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs import planning
from dialogs.closing import COUNTED, Result, result
from dialogs.core.cards import Card, Heading, Image, Part, Table
from dialogs.core.messages import Hearing
from dialogs.core.texts import Speaker
from dialogs.pictures import Bar, bar_chart
from dialogs.rules.ballots import NamesOnly, Ranked, Shown, Withheld
from dialogs.theme_names import list_name, names
from storage import paper, people, rounds
from storage.database import Snapshot
from storage.rounds import Progress
from storage.tables import Mode, Phase, Round, ThemeList


async def running(reads: Snapshot, hearing: Hearing) -> Card | None:
    """How many have answered, never who; it stands in one place and is updated there."""
    round_ = await rounds.find(reads, hearing.params["round"])
    if round_ is None:
        return None
    progress, say = await rounds.progress(reads, round_), hearing.say
    facts = {"answered": progress.answered, "eligible": progress.eligible}
    if round_.phase in COUNTED:
        return Card(title=say("tally/over"), body=(say("tally/answered_in_time", **facts),))
    if round_.phase != Phase.VOTING.value or round_.deadline <= hearing.now:
        return None
    body = (
        await _so_far(reads, round_, progress, say),
        say("tally/open_until", deadline=round_.deadline),
        say("tally/hourly"),
    )
    return Card(title=say("tally/running"), body=body)


async def _so_far(reads: Snapshot, round_: Round, progress: Progress, say: Speaker) -> str:
    """Each way by itself (X-13): of the sum one could see whether a sheet took a vote's place."""
    found = await paper.ways(reads, round_.id)
    if found.paper and round_.mode == Mode.SECRET.value:
        return say("tally/answered_both", **vars(found))
    return say("tally/answered", answered=progress.answered, eligible=progress.eligible)


async def tally(reads: Snapshot, hearing: Hearing) -> Card | None:
    """The whole tally behind the gate, with a picture of each list that may be counted."""
    round_ = await rounds.find(reads, hearing.params["round"])
    if round_ is None or round_.phase not in COUNTED:
        return None
    found, say = await result(reads, round_), hearing.say
    seen = Seen(found, minimum=round_.minimum)
    parts: list[Part] = []
    for which in ThemeList:
        parts += seen.of_list(which, say)
        if isinstance(shown := found.lists[which], Ranked):
            parts.append(await picture(which, shown, say))
    after = await _after(reads, round_, found, hearing)
    body = (seen.answered(say), *parts, *seen.reasons_why(say), *after)
    return Card(title=say("tally/title"), body=body)


@dataclass(frozen=True)
class Seen:
    """A result in words: the same in the channel and in the dialog where themes are chosen."""

    result: Result
    minimum: int

    def parts(self, say: Speaker) -> tuple[Part, ...]:
        lists = [part for which in ThemeList for part in self.of_list(which, say)]
        return (self.answered(say), *lists, *self.reasons_why(say))

    def answered(self, say: Speaker) -> str:
        progress = self.result.progress
        return say("tally/answered", answered=progress.answered, eligible=progress.eligible)

    def of_list(self, which: ThemeList, say: Speaker) -> tuple[Part, ...]:
        heading = Heading(list_name(which, say.language))
        match self.result.lists[which]:
            case Ranked() as ranked:
                return (heading, first(which, ranked, say), table(which, ranked, say))
            case NamesOnly(themes):
                found = names(which, themes, say.language)
                return (heading, say("tally/names", themes=found))
            case Withheld():
                return ()

    def reasons_why(self, say: Speaker) -> tuple[str, ...]:
        """Why it is shown as it is, said once where both lists are shown alike."""
        kinds: list[Shown] = []
        for shown in self.result.lists.values():
            if not any(isinstance(shown, type(each)) for each in kinds):
                kinds.append(shown)
        return tuple(part for each in kinds for part in self._why(each, say))

    def _why(self, shown: Shown, say: Speaker) -> tuple[str, ...]:
        few_in_chat = 0 < (self.result.in_chat or 0) < self.minimum
        facts = {
            "ballots": self.result.progress.answered,
            "minimum": self.minimum,
            "few_in_chat": few_in_chat,
        }
        match shown:
            case Ranked():
                return (say("tally/why_ranked", **facts),)
            case NamesOnly():
                return (say("tally/why_names", **facts), say("tally/names_order"))
            case Withheld():
                return (say("tally/why_withheld", **facts), say("tally/instead"))


def first(which: ThemeList, ranked: Ranked, say: Speaker) -> str:
    """Who leads; several are said to share the first place."""
    front = names(which, ranked.front, say.language)
    count = ranked.places[0].count
    key = "tally/first" if len(front) == 1 else "tally/first_shared"
    return say(key, themes=front, count=count)


def table(which: ThemeList, ranked: Ranked, say: Speaker) -> Table:
    ranks = [place.rank for place in ranked.places]
    labels = names(which, [place.theme for place in ranked.places], say.language)
    rows = tuple(
        (label, str(place.count), _rank(place.rank, ranks, say))
        for label, place in zip(labels, ranked.places, strict=True)
    )
    head = tuple(say(f"tally/head_{name}") for name in ("theme", "count", "rank"))
    return Table(head, rows)


def _rank(rank: int, ranks: list[int], say: Speaker) -> str:
    key = "tally/rank_shared" if ranks.count(rank) > 1 else "tally/rank"
    return say(key, rank=rank)


async def picture(which: ThemeList, ranked: Ranked, say: Speaker) -> Image:
    """A bar chart, and the same figures in words."""
    keys = [place.theme for place in ranked.places]
    labels = names(which, keys, say.language)
    counts = [place.count for place in ranked.places]
    bars = tuple(zip(labels, counts, strict=True))
    title = say("tally/chart", list=list_name(which, say.language))
    png = await bar_chart(title, [Bar(label=label, count=count) for label, count in bars])
    alt = say("tally/chart_alt", title=title, rows=bars)
    return Image(png=png, alt=alt, name=f"{which.value}.png", title=title, bars=bars)


async def _after(
    reads: Snapshot, round_: Round, found: Result, hearing: Hearing
) -> tuple[str, ...]:
    """Who reads what people wrote, and what comes next (X-14)."""
    say = hearing.say
    return (await _reasons(reads, round_, found, hearing), say("tally/next"))


async def _reasons(reads: Snapshot, round_: Round, found: Result, hearing: Hearing) -> str:
    say = hearing.say
    counted = any(isinstance(shown, Ranked) for shown in found.lists.values())
    if round_.mode == Mode.NAMED.value:
        return say("tally/reasons_named" if counted else "tally/reasons_named_few")
    if not counted:
        return say("tally/reasons_few")
    near = await planning.representatives(reads, round_.workplace_id, hearing.now.date())
    if len(near) >= planning.ENOUGH_REPRESENTATIVES:
        return say("tally/reasons_representatives")
    contact = await people.person(reads, round_.contact_id)
    return say("tally/reasons_contact", contact=contact.name if contact else "")
