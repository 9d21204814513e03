"""The parts of a form: fields, answers that cannot be read, and the faults that belong to a field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wizards.site import Site
from wizards.validity import Fault, faults

Option = tuple[str, str]
"""A value and how it reads."""


@dataclass(frozen=True)
class Field:
    """One question with its present answer.

    key      its place in the site file, `wans[1].gateway`: a fault there belongs to this field
    also     further places whose faults belong here
    options  the answers to choose from; none for free text
    sample   what a right answer looks like; secret answers are not shown
    """

    key: str
    label: str
    value: str
    options: tuple[Option, ...] = ()
    sample: str = ""
    help: str = ""
    secret: bool = False
    also: tuple[str, ...] = ()


class AnswerError(ValueError):
    """An answer that is no value of its field at all; its text says what would be right."""


def faults_of(site: Site, fields: Sequence[Field]) -> Mapping[str, str]:
    """The faults that belong to one of these fields: key -> what is wrong and what would be right."""
    owners = {place: field.key for field in fields for place in (field.key, *field.also)}
    return {key: said(fault) for fault in reversed(faults(site)) if (key := owner(fault.key, owners))}


def owner(place: str, owners: Mapping[str, str]) -> str:
    """The field that a fault belongs to: that of its own place, or of the nearest one around it; "" where none is."""
    while place and place not in owners:
        place = place[: max(place.rfind("."), place.rfind("["), 0)]
    return owners.get(place, "")


def said(fault: Fault) -> str:
    """A fault as a sentence: what is wrong, then what would be right."""
    return f"{fault.what}: {fault.remedy}"


def blocking(site: Site, prefixes: Sequence[str]) -> tuple[Fault, ...]:
    """The faults of one step: those whose place starts with one of the prefixes."""
    return tuple(fault for fault in faults(site) if fault.key.startswith(tuple(prefixes)))
