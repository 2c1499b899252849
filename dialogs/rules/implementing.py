"""When an area's own way of holding conversations may take effect (HER-02, HER-03)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Hindrance(StrEnum):
    NOT_AN_AREA = "not_an_area"
    NO_COMMITTEE = "no_committee"
    NOT_PUT_BEFORE = "not_put_before"
    PUT_BEFORE_LATE = "put_before_late"
    NOT_TOLD = "not_told"
    TOLD_EARLY = "told_early"
    TOLD_LATE = "told_late"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What somebody wants to hold from a day on; without an area for the whole organisation."""

    holds_from: date
    area: str = ""
    committee: str = ""
    put_before_on: date | None = None
    informed_on: date | None = None


def hindrance(wanted: Wanted, *, areas: Collection[str]) -> Hindrance | None:
    """`areas` are those that the concept names, none where it names none.

    An area's own way is put before its committee before it takes effect, and the main committee is
    told at the same time; what holds for everybody needs neither.
    """
    if not wanted.area:
        return None
    if areas and wanted.area not in areas:
        return Hindrance.NOT_AN_AREA
    return _of_the_committee(wanted)


def _of_the_committee(wanted: Wanted) -> Hindrance | None:
    put, told = wanted.put_before_on, wanted.informed_on
    if not wanted.committee.strip():
        return Hindrance.NO_COMMITTEE
    if put is None:
        return Hindrance.NOT_PUT_BEFORE
    if put > wanted.holds_from:
        return Hindrance.PUT_BEFORE_LATE
    if told is None:
        return Hindrance.NOT_TOLD
    if told < put:
        return Hindrance.TOLD_EARLY
    return Hindrance.TOLD_LATE if told > wanted.holds_from else None
