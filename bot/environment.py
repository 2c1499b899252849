"""Read a table of variables out of an environment: every problem at once, and no secret in any.

The table is a pydantic model whose fields each carry a `Variable`. Messages are for whoever runs
kombot, so they are English and stand here; what the bot says to people stands in `words/`.
"""

import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.together import Together, complaints

PREFIX = "KOMBOT_"
FILE = "_FILE"
WIDTH = 98

Model = TypeVar("Model", bound=BaseModel)
ReadFile = Callable[[str], str]


class SettingsError(Exception):
    """`problems` are whole sentences, each with what to do about it."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Refused(ValueError):
    """A value that its check refuses, in words that follow the variable's name."""


@dataclass(frozen=True, kw_only=True)
class Variable:
    """`must` ends the sentence "NAME must …"; `together` is what this one is of use with."""

    name: str
    says: str
    must: str = "have a value"
    default: str | None = None
    required: bool = False
    secret: bool = False
    together: Together = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, self.name + FILE) if self.secret else (self.name,)


def read_text(path: str) -> str:
    return Path(path).read_text(encoding="utf-8")


def table(model: type[BaseModel]) -> dict[str, Variable]:
    """Each field's variable: kombot's own first, then the platforms', as they are written."""
    found = {
        name: next(mark for mark in field.metadata if isinstance(mark, Variable))
        for name, field in model.model_fields.items()
    }
    return dict(sorted(found.items(), key=lambda each: not each[1].name.startswith(PREFIX)))


def load(model: type[Model], env: Mapping[str, str], *, read_file: ReadFile = read_text) -> Model:
    """Blank counts as not set, as a line `NAME=` in an env file means nothing else.

    Raises SettingsError.
    """
    given = {name: value.strip() for name, value in env.items() if value.strip()}
    variables = table(model)
    problems: dict[str, str] = {}
    values: dict[str, str | None] = {}
    for name, variable in variables.items():
        try:
            values[name] = _value(variable, given, read_file=read_file)
        except ValueError as problem:
            problems[name] = str(problem)
            values[name] = None
    for name, told in _apart(variables, given):
        problems.setdefault(name, told)
    loaded = _validated(model, values, problems)
    in_order = [problems[name] for name in variables if name in problems]
    unknown = list(_unknown(given, variables))
    if loaded is None or in_order or unknown:
        raise SettingsError((*in_order, *unknown))
    return loaded


def _value(variable: Variable, given: Mapping[str, str], *, read_file: ReadFile) -> str | None:
    """Raise ValueError with the whole sentence."""
    name, found = variable.name, [each for each in variable.names if each in given]
    if len(found) > 1:
        raise ValueError(f"{name} and {name}{FILE} are both set: keep one of them.")
    if not found:
        if variable.required:
            raise ValueError(f"{name} is missing: it must {variable.must}.")
        return variable.default
    return given[name] if found == [name] else _from_file(name, given[name + FILE], read_file)


def _apart(
    variables: Mapping[str, Variable], given: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """What is set without what it is of use with, by field."""
    fields = {variable.name: field for field, variable in variables.items()}
    present = {each.name for each in variables.values() if not given.keys().isdisjoint(each.names)}
    for together in dict.fromkeys(variable.together for variable in variables.values()):
        for name, problem in complaints(together, present):
            yield fields[name], problem


def _from_file(name: str, path: str, read_file: ReadFile) -> str:
    try:
        text = read_file(path).strip()
    except UnicodeDecodeError:
        raise ValueError(f"{name}{FILE} names {path}, which is not text in UTF-8.") from None
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise ValueError(
            f"{name}{FILE} names {path}, which cannot be read ({why}): check the path and "
            "who may read the file."
        ) from None
    if not text:
        raise ValueError(f"{name}{FILE} names {path}, which is empty: write the value into it.")
    return text


def _validated(
    model: type[Model], values: Mapping[str, str | None], problems: dict[str, str]
) -> Model | None:
    """Add what is wrong with the values to the problems; a field's first problem stands."""
    try:
        return model.model_validate(values)
    except ValidationError as errors:
        for error in errors.errors():
            name = str(error["loc"][0])
            problems.setdefault(name, _sentence(table(model)[name], values[name], error))
    return None


def _sentence(variable: Variable, value: str | None, error: ErrorDetails) -> str:
    told = error.get("ctx", {}).get("error")
    if isinstance(told, Refused):
        return f"{variable.name} {told}."
    shown = "cannot be used" if variable.secret else f'is "{value}"'
    return f"{variable.name} {shown}: it must {variable.must}."


def _unknown(given: Mapping[str, str], variables: Mapping[str, Variable]) -> Iterator[str]:
    names = [name for variable in variables.values() for name in variable.names]
    known = [name.removeprefix(PREFIX) for name in names if name.startswith(PREFIX)]
    for name in sorted(given):
        rest = name.removeprefix(PREFIX)
        if rest != name and rest not in known:
            close = get_close_matches(rest, known, n=1)
            hint = f"did you mean {PREFIX}{close[0]}?" if close else "take it out."
            yield f"{name} is not a setting of kombot: {hint}"


def example(model: type[BaseModel], *, opening: str) -> str:
    """The text of an env file: what is commented out is optional and shows its default."""
    parts = [_comment(opening)]
    parts += [_comment(variable.says) + _line(variable) for variable in table(model).values()]
    return "\n".join(parts)


def _comment(text: str) -> str:
    return "".join(f"# {line}\n" for line in textwrap.wrap(text, WIDTH))


def _line(variable: Variable) -> str:
    mark = "" if variable.required else "# "
    return f"{mark}{variable.name}={variable.default or ''}\n"
