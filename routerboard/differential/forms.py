"""What an answer looks like. Pure.

Of a row that is not ours only the forms of its values are kept: nothing that somebody has configured is in an answer.
Of our own rows, of errors and of what is counted, the values are kept too, but for what must differ: ids, times,
counters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Sentence = tuple[str, ...]

_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("nothing", r""),
        ("true or false", r"true|false"),
        ("yes or no", r"yes|no"),
        ("id", r"\*[0-9A-F]+(,\*[0-9A-F]+)*"),
        ("number", r"-?\d+"),
        ("number with a fraction", r"-?\d+\.\d+"),
        ("time", r"(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+(\.\d+)?s)?(\d+ms)?(\d+us)?"),
        ("clock", r"(\d+w)?(\d+d)?\d\d:\d\d:\d\d(\.\d+)?"),
        ("ISO date", r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?"),
        ("date by month", r"[a-z]{3}/\d\d(/\d{4})?( \d\d:\d\d:\d\d)?"),
        ("address", r"\d+(\.\d+){3}"),
        ("address:port", r"\d+(\.\d+){3}:\d+"),
        ("address%interface", r"\d+(\.\d+){3}%.+"),
        ("prefix", r"\d+(\.\d+){3}/\d+"),
        ("range", r"\d+(\.\d+){3}-\d+(\.\d+){3}"),
        ("IPv6", r"[0-9a-f]*:[0-9a-f:]+(%.+)?(/\d+)?"),
        ("MAC", r"([0-9A-F]{2}:){5}[0-9A-F]{2}"),
        ("rate", r"\d+(\.\d+)?[kMG]?(bps)"),
        ("pair", r"[^/\s]+/[^/\s]+"),
        ("list", r"[^,\s]+(,[^,\s]+)+"),
    )
)
_VOLATILE = frozenset({
    ".id", ".nextid", "bytes", "packets", "creation-time", "last-modified", "last-started", "last-seen", "next-run",
    "started", "since", "status", "run-count", "time", "uptime", "size", "owner", "by", "rate", "total-bytes",
    "total-packets", "packet-rate", "queued-bytes", "queued-packets", "dropped", "user", "done-tests", "start-date",
    "failed-tests", "start-time", "response-count", "avg-rtt", "min-rtt", "max-rtt", "ret", "policy",
})  # fmt: skip
"""Properties whose values differ from router to router, or from moment to moment."""


@dataclass(frozen=True)
class Answer:
    """One answer by its form.

    said   the kinds of its sentences in order, one for all rows: `!re !done`, `!trap !done`, `skipped`
    error  category and text of a refusal; ret   the form of what was returned, the value where it is ours
    rows   of our rows, each with its properties in order and their values; else of all rows together, each property
           with the forms that its values have, `table` is which of both
    often  the properties that all rows have
    """

    said: str
    error: str = ""
    ret: str = ""
    rows: tuple[tuple[tuple[str, str], ...], ...] = ()
    table: bool = False
    often: frozenset[str] = frozenset()


def form_of(value: str) -> str:
    """`number`, `address`, `ISO date` …; `text` for anything else."""
    return next((name for name, pattern in _FORMS if pattern.fullmatch(value)), "text")


def answer(heard: Sequence[Sentence], *, ours: bool, mask: Sequence[str] = ()) -> Answer:
    """The form of the sentences that were heard; `mask` are the ids that stand for themselves in errors."""
    rows = [_properties(sentence) for sentence in heard if sentence[0] == "!re"]
    errors = [dict(_properties(sentence)) for sentence in heard if sentence[0] in ("!trap", "!fatal")]
    bare = [word for sentence in heard if sentence[0] == "!fatal" for word in sentence[1:] if word[:1] not in "=."]
    returned = [dict(_properties(sentence)).get("ret") for sentence in heard if sentence[0] == "!done"]
    ret = next((value for value in returned if value is not None), None)
    return Answer(
        said=" ".join(_kinds(heard)),
        error="; ".join([*(_error(one, mask) for one in errors), *bare]),
        ret="" if ret is None else ret if ours and form_of(ret) != "id" else form_of(ret),
        rows=tuple(map(_ours, rows)) if ours else (_together(rows),) if rows else (),
        table=not ours,
        often=frozenset.intersection(*(frozenset(dict(row)) for row in rows)) if rows else frozenset(),
    )


def _kinds(heard: Iterable[Sentence]) -> list[str]:
    found: list[str] = []
    for sentence in heard:
        if found[-1:] != ["!re"] or sentence[0] != "!re":
            found.append(sentence[0])
    return found


def _properties(sentence: Sentence) -> tuple[tuple[str, str], ...]:
    words = (word[1:].partition("=") for word in sentence[1:] if word.startswith("="))
    return tuple((name, value) for name, _, value in words)


def _error(found: dict[str, str], mask: Sequence[str]) -> str:
    text = found.get("message", "")
    for known in mask:
        text = text.replace(known, "*")
    category = f"{found['category']}: " if "category" in found else ""
    return category + re.sub(r"\*[0-9A-F]+", "*", text)


def _ours(row: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple((name, f"<{form_of(value)}>" if name in _VOLATILE else value) for name, value in row)


def _together(rows: Sequence[tuple[tuple[str, str], ...]]) -> tuple[tuple[str, str], ...]:
    """Each property of any of the rows with the forms of its values, in the order of the longest rows first."""
    forms: dict[str, set[str]] = {}
    for row in sorted(rows, key=len, reverse=True):
        for name, value in row:
            forms.setdefault(name, set()).add(form_of(value))
    return tuple((name, " | ".join(sorted(found))) for name, found in forms.items())
