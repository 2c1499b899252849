"""One of everything that a channel can be asked to show, with the longest and most hostile texts.

`CARDS` is what every renderer is held against: its output must keep to the platform's limits.
"""

from __future__ import annotations

from dialogs.core.actions import Do, Move, Open, Turn, write
from dialogs.core.cards import (
    JPEG,
    AnyField,
    Button,
    Card,
    Choice,
    ChoiceField,
    Content,
    DateField,
    Details,
    Facts,
    Form,
    Heading,
    Image,
    PhotoField,
    PlaceField,
    Quote,
    ScaleField,
    Series,
    Table,
    TextField,
    TimeField,
)
from tests.picture import png

SESSION = "abcdefghijklmnop"
HOSTILE = (
    "<!channel> <!here> @everyone @channel <@U0123456789> <#C0123456789> "
    "<http://evil.example|click> "
    "[a](http://evil.example) http://evil.example &lt;b&gt; &amp; *x* _x_ ~x~ `x` ```x``` > x # x "
    "<at>x</at> <script>alert(1)</script> {{7*7}} {% raw %} ${x} \\u202e \u202eabc\u202c "
    "a\u200bb\u200dc \u0645\u0631\u062d\u0628\u0627 \u5e78\u305b "
    "\U0001f9d1\u200d\U0001f33e \U0001f600 æøå"
)
LONG = ("Vi hjælper hinanden i hverdagen, også når det brænder på. " * 40)[:2000]
EMOJI = "\U0001f600" * 2000
ONE_WORD = "x" * 2000
LINES = "\n".join(f"{number}. linje" for number in range(1, 200))[:2000]


def button(label: str, move: Move = Move.NEXT, page: str = "first") -> Button:
    return Button(label=label, value=write(Turn(session_id=SESSION, turn=3, move=move, page=page)))


SEND = Button(label="Gem og gå videre", value=button("x").value, style="primary")
OUT = (button("Tilbage", Move.BACK), button("Gem og fortsæt senere", Move.PAUSE))
IMAGE = Image(png=png(), alt="Kollegial støtte 5 stemmer, faglig udvikling 3.", name="tally.png")
CHART = Image(
    png=png(),
    alt="Søjler. Kollegial støtte: 5, Faglig udvikling: 3.",
    title="Trivselstema: antal stemmer",
    bars=(("Kollegial støtte", 5), ("Faglig udvikling", 3)),
)
SERIES = Series(
    title="Din trivsel",
    points=(("marts", 6), ("juni", 8), ("september", 10), ("december", 1)),
    low=1,
    high=10,
    alt="Fra 6 i marts til 10 i september og 1 i december.",
)


def choices(count: int, hint: str = "") -> tuple[Choice, ...]:
    return tuple(
        Choice(key=f"choice_{number}", label=f"Valg {number}", hint=hint)
        for number in range(1, count + 1)
    )


def form(*fields: AnyField, title: str = "Dit tema", notice: str = "") -> Form:
    return Form(
        title=title,
        progress="2 af 5",
        body=("Vælg ét tema.",),
        fields=fields,
        submit=SEND,
        buttons=OUT,
        session_id=SESSION,
        turn=3,
        notice=notice,
    )


def card(*body: str, title: str = "Hjem") -> Card:
    return Card(title=title, body=body)


def text(name: str = "why", **given: str) -> TextField:
    return TextField(
        name=name,
        label=given.get("label", "Hvorfor?"),
        hint=given.get("hint", ""),
        value=given.get("value", ""),
        error=given.get("error", ""),
        required="required" in given,
        max_length=2000,
        multiline=True,
    )


SCALE = ScaleField(
    name="trivsel",
    label="Hvordan trives du?",
    low=1,
    high=10,
    low_label="Dårligt",
    high_label="Godt",
)
WIDE = ScaleField(
    name="progress.goal1",
    label="Hvor langt er du?",
    value="0",
    low=0,
    high=10,
    low_label=LONG[:200],
    high_label=HOSTILE[:200],
)
EVERYTHING = Card(
    title="Hvad skal vi tale om i år?",
    body=(
        "Vi holder Udviklingsdialog den 9. september.",
        Heading("Trivselstemaer"),
        Quote("Jeg vil gerne have mere ro."),
        Facts((("Frist", "torsdag kl. 12"), ("Svar", "3 af 14"))),
        Table(("Tema", "Stemmer"), (("Kollegial støtte", "5"), ("Faglig udvikling", "3"))),
        IMAGE,
        SERIES,
        Details(title="Kollegial støtte", text=LONG),
    ),
    buttons=(
        Button(label="Stem på temaer", value=write(Open("theme_vote", "round1")), style="primary"),
        Button(label="Mind mig om det i morgen", value=write(Do("snooze", "tomorrow"))),
        Button(label="Ja, slet det", value=write(Do("stop")), style="danger"),
    ),
)

LINK = "http://127.0.0.1:8000/papers/" + "Ab_-" * 60
CARDS: dict[str, Content] = {
    "a link": Card(
        title="Invitation",
        body=("Klar til at printe.",),
        buttons=(Button(label="Åbn PDF", value=write(Do("home")), style="primary", url=LINK),),
    ),
    "everything": EVERYTHING,
    "title alone": Card(title="Gemt. Tak!"),
    "nothing at all": Card(title=""),
    "empty parts": Card(
        title=" ",
        body=("", Heading(""), Quote(""), Facts(()), Facts((("", ""),)), Table((), ())),
    ),
    "empty series": Card(
        title="Trivsel",
        body=(Series(title="", points=(), low=1, high=10, alt=""), Details(title="", text="")),
    ),
    "long title": Card(title=LONG, body=(LONG,)),
    "long words": Card(
        title="Lange ord", body=(ONE_WORD, Quote(ONE_WORD), Heading(ONE_WORD), Quote(EMOJI))
    ),
    "many lines": Card(title="Linjer", body=(LINES, Quote(LINES))),
    "thirteen buttons": Card(
        title="Overblik",
        buttons=tuple(button(f"Ret: side {number}", Move.EDIT) for number in range(13)),
    ),
    "thirty long buttons": Card(
        title="Overblik", buttons=tuple(button(LONG[:200], Move.EDIT) for _ in range(30))
    ),
    "long table": Card(
        title="Stemmer",
        body=(Table(("Tema", "Stemmer"), tuple((f"Tema {row}", str(row)) for row in range(12))),),
    ),
    "wide table": Card(
        title="Stemmer",
        body=(Table(("Tema", "Hvorfor", "Stemmer"), ((HOSTILE, LONG, "5"),) * 12),),
    ),
    "long facts": Card(title="Svar", body=(Facts(((LONG[:200], LONG), ("", EMOJI)) * 6),)),
    "long series": Card(
        title="Trivsel",
        body=(
            Series(
                title=HOSTILE,
                points=tuple((f"uge {week}", week % 10 + 1) for week in range(52)),
                low=1,
                high=10,
                alt=LONG,
            ),
        ),
    ),
    "series off its scale": Card(
        title="Trivsel",
        body=(Series(title="x", points=(("a", -5), ("b", 99)), low=4, high=4, alt="x"),),
    ),
    "sixty paragraphs": Card(title="Langt", body=tuple(f"Afsnit {number}" for number in range(60))),
    "a hundred and fifty reasons": Card(
        title="Begrundelser", body=tuple(Quote(f"Fordi {number}") for number in range(150))
    ),
    "twenty long quotes": Card(title="Begrundelser", body=(Quote(LONG),) * 20),
    "hostile": Card(
        title=HOSTILE,
        body=(
            HOSTILE,
            Heading(HOSTILE),
            Quote(HOSTILE),
            Facts(((HOSTILE, HOSTILE),)),
            Table((HOSTILE,), ((HOSTILE,),)),
            Details(title=HOSTILE, text=HOSTILE),
            Image(png=png(), alt=HOSTILE),
        ),
        buttons=(Button(label=HOSTILE, value=write(Do("home"))),),
    ),
    "bars": Card(title="Stemmer", body=(CHART,)),
    "bars beside a table": Card(
        title="Stemmer",
        body=(
            Table(("Tema", "Stemmer"), (("Kollegial støtte", "5"), ("Faglig udvikling", "3"))),
            CHART,
        ),
    ),
    "long bars": Card(
        title="Stemmer",
        body=(
            Image(
                png=b"\x89PNG" * 9_000,
                alt=LONG,
                title=HOSTILE,
                bars=tuple((f"{number} {HOSTILE}", number) for number in range(12)),
            ),
            Image(png=b"\x89PNG" * 3_000, alt=LONG, title="", bars=(("", 0),)),
            Image(png=b"\x89PNG" * 3_000, alt=LONG, title="", bars=(("x", 1),)),
        ),
    ),
    "long picture": Card(title="x", body=(Image(png=png(), alt=LONG * 2),)),
    "four photos": Card(
        title="Gruppe 1", body=(Image(png=JPEG + b"x" * 8_998, alt="Billede af planchen"),) * 4
    ),
    "photo form": form(
        PhotoField(name="photo", label=LONG, hint=LONG, error=HOSTILE, instead=HOSTILE, most=4)
    ),
    "text form": form(text(), text("own", value="Mere ro", hint="Kort", label="Dit eget tema")),
    "choice form": form(
        ChoiceField(name="theme", label="Tema", value="choice_2", choices=choices(10, LONG[:300]))
    ),
    "short choices": form(ChoiceField(name="theme", label="Tema", choices=choices(3, "Kort"))),
    "one choice": form(ChoiceField(name="theme", label="Tema", value="gone", choices=choices(1))),
    "many choices": form(ChoiceField(name="person", label="Hvem?", choices=choices(120))),
    "long choices": form(
        ChoiceField(
            name="theme",
            label=LONG,
            choices=tuple(Choice(key=f"k{n}", label=LONG[:300], hint=HOSTILE) for n in range(11)),
        )
    ),
    "scale form": form(SCALE, WIDE),
    "day and time": form(
        DateField(name="day", label="Dag", value="2026-09-04"),
        TimeField(name="time", label="Tid", value="09:30"),
        DateField(name="other_day", label="Dag", value="i morgen"),
        TimeField(name="other_time", label="Tid", value="25:00"),
        PlaceField(name="place", label="Kanal", value="C0PLANNING"),
        PlaceField(name="other_place", label="Kanal", value="planning"),
    ),
    "form with errors": form(
        text(value=LONG, error="Det ligner et CPR-nummer. Tag det ud, så gemmer jeg resten."),
        ChoiceField(name="theme", label="Tema", error="Vælg et tema.", choices=choices(3)),
        notice="Ret det, der er markeret.",
    ),
    "form without fields": form(title=LONG[:140]),
    "long form": form(
        *(text(f"why_{n}", label=LONG, hint=LONG, value=EMOJI, error=LONG) for n in range(10)),
        title=LONG,
        notice=LONG,
    ),
    "hostile form": form(
        text(label=HOSTILE, hint=HOSTILE, value=HOSTILE, error=HOSTILE),
        ChoiceField(
            name="theme", label=HOSTILE, choices=(Choice(key="a", label=HOSTILE, hint=HOSTILE),)
        ),
        title=HOSTILE,
        notice=HOSTILE,
    ),
    "form with everything above": Form(
        title="Trivsel",
        progress="1 af 3",
        body=EVERYTHING.body,
        fields=(SCALE, text()),
        submit=Button(label=LONG[:100], value=SEND.value, style="primary"),
        buttons=(*OUT, *(button(f"Mere {number}") for number in range(13))),
        session_id=SESSION,
        turn=12,
    ),
}
"""Every card and form by what is special about it."""
