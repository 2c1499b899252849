"""All the packs that an installation has: the product's, and the municipality's own beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import TypeVar

from dialogs.concepts.loading import Base, ConceptError, read, tables
from dialogs.concepts.model import Concept, LearningConcept, RoundConcept, TalkConcept
from dialogs.concepts.overrides import EXTENDS, Table, merge

HERE = Path(__file__).parent


@cache
def names_in(folder: Path) -> tuple[str, ...]:
    """The packs that lie there, by name: a file more is a municipality more."""
    return tuple(sorted(path.stem for path in folder.glob("*.toml")))


NAMES = names_in(HERE)
"""The product's own packs."""
LEARNING = "learning_forms"
STANDARD = (HERE / "standard.txt").read_text("utf-8").strip()
"""The one that conversations are held after where nobody has chosen: a file says which."""
Kind = TypeVar("Kind", RoundConcept, TalkConcept, LearningConcept)


@dataclass(frozen=True)
class Packs:
    """By name. The product's own are read the first time that somebody asks for them."""

    own: Mapping[str, Concept] = field(default_factory=dict)
    product: Path = HERE
    _found: dict[str, Concept] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def names(self) -> tuple[str, ...]:
        return (*names_in(self.product), *self.own)

    def talks(self) -> Mapping[str, TalkConcept]:
        return self._talks

    @cached_property
    def _talks(self) -> Mapping[str, TalkConcept]:
        found = {name: self.find(name) for name in self.names}
        return {name: each for name, each in found.items() if isinstance(each, TalkConcept)}

    @property
    def languages(self) -> tuple[str, ...]:
        """What the conversations here are named in, Danish and English apart."""
        found = {more for each in self.talks().values() for more, _ in each.names.talk.more}
        return tuple(sorted(found))

    def find(self, name: str) -> Concept:
        """Raises ConceptError where there is none of that name, or the product's own is bad."""
        # Every click asks, and to look among files would take longer than all that it then says.
        if name not in self._found:
            self._found[name] = self._look_for(name)
        return self._found[name]

    def _look_for(self, name: str) -> Concept:
        if name in self.own:
            return self.own[name]
        if name not in names_in(self.product):
            known = ", ".join(self.names)
            raise ConceptError(f"{name}.toml", (f"no such pack: use one of {known}",))
        return _product(self.product / f"{name}.toml")

    def talk(self, name: str) -> TalkConcept:
        """As `find`, for a pack that conversations are built from."""
        return _of(TalkConcept, self.find(name), "talk")

    def round(self, name: str) -> RoundConcept:
        """As `find`, for a pack that a round of theme voting is built from."""
        return _of(RoundConcept, self.find(name), "round")

    def learning(self) -> LearningConcept:
        """The municipality's own ways to learn where it has a file of them, else the product's."""
        own = [each for each in self.own.values() if isinstance(each, LearningConcept)]
        return own[0] if own else _of(LearningConcept, self.find(LEARNING), "learning")


def _of(kind: type[Kind], concept: Concept, name: str) -> Kind:
    if isinstance(concept, kind):
        return concept
    raise ConceptError(f"{concept.key}.toml", (f'is no {name}: it needs kind = "{name}"',))


@cache
def _product(path: Path) -> Concept:
    return read(path)


def packs_in(folder: Path) -> Packs:
    """The product's packs and those of a folder. Raises ConceptError with all that is wrong.

    A file there may build on a pack of the product or on another file there (`extends`), and has a
    name that no pack of the product has: nobody is to wonder which one is meant.
    """
    if not folder.is_dir():
        raise ConceptError(str(folder), ("there is no such folder: make it, or mend the path",))
    files = {path.stem: path for path in sorted(folder.glob("*.toml"))}
    own: dict[str, Concept] = {}
    bad: list[ConceptError] = []
    for name, path in files.items():
        try:
            own[name] = _own(path, _base(files))
        except ConceptError as error:
            bad.append(error)
    bad += _more_than_one(own)
    if bad:
        raise _together(bad, folder)
    return Packs(own)


def _more_than_one(own: Mapping[str, Concept]) -> list[ConceptError]:
    """Nobody chooses between several catalogues of ways to learn."""
    _, *others = [name for name, each in own.items() if isinstance(each, LearningConcept)] or [""]
    what = 'another file has kind = "learning": bring them together in one of them'
    return [ConceptError(f"{name}.toml", (what,)) for name in others]


def _own(path: Path, base: Base) -> Concept:
    if path.stem in NAMES:
        what = 'the product has a pack of that name: rename the file and say extends = "…" in it'
        raise ConceptError(path.name, (what,))
    return read(path, base)


def _together(bad: Sequence[ConceptError], folder: Path) -> ConceptError:
    """Whoever mends them wants to see them all at once."""
    if len(bad) == 1:
        return bad[0]
    told = tuple(f"{each.file}, {problem}" for each in bad for problem in each.problems)
    return ConceptError(str(folder), told)


def read_alone(path: Path) -> Concept:
    """One file as it would be read in its folder, for whoever is writing it."""
    files = {each.stem: each for each in path.parent.glob("*.toml") if each.stem not in NAMES}
    return read(path, _base(files))


def _base(files: Mapping[str, Path], asked: tuple[str, ...] = ()) -> Base:
    """Finds what a file builds on; one that builds on itself in the end finds nothing."""

    def find(name: str) -> Table | None:
        path = HERE / f"{name}.toml" if name in NAMES else files.get(name)
        if path is None or name in asked:
            return None
        own = tables(path)
        if EXTENDS not in own:
            return own
        below = _base(files, (*asked, name))(str(own[EXTENDS]))
        return None if below is None else merge(below, own).data

    return find
