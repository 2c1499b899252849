"""A page that stands by itself: no script, no picture, nothing that is fetched from anywhere."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup, escape

from dialogs.core.cards import Facts, Heading
from dialogs.core.paper import DataFile

STYLE = Markup(
    "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;"
    "color:#1b1b1b;background:#fff}h2{margin-top:2.5rem;border-bottom:1px solid #bbb}"
    "dl{display:grid;grid-template-columns:minmax(8rem,14rem) 1fr;gap:.2rem 1rem;"
    "padding:.6rem 0;margin:0;border-bottom:1px dotted #ccc}dt{color:#555}"
    "dd{margin:0;white-space:pre-line;overflow-wrap:anywhere}"
)


def html(page: DataFile, language: str) -> bytes:
    body = Markup("\n").join(_parts(page))
    return (
        Markup(
            '<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width"><title>{title}</title>'
            "<style>{style}</style></head><body><main><h1>{title}</h1>\n{body}\n</main></body></html>\n"
        )
        .format(language=language, title=page.title, style=STYLE, body=body)
        .encode("utf-8")
    )


def _parts(page: DataFile) -> Iterator[Markup]:
    for part in page.parts:
        match part:
            case Heading():
                yield Markup("<h2>{}</h2>").format(part.text)
            case Facts():
                rows = (Markup("<dt>{}</dt><dd>{}</dd>").format(*row) for row in part.rows)
                yield Markup("<dl>{}</dl>").format(Markup("").join(rows))
            case str():
                yield Markup("<p>{}</p>").format(escape(part))
