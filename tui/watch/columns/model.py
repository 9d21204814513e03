"""What a column is: the properties that it reads, how they read on the screen, and what they sort and filter by. Pure.

A column is a function of the values of a few properties, not of a row: of 100,000 rows that came as bytes only the
properties of one column are taken out to sort by it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv6Address
from socket import inet_aton
from typing import Any

from routerboard.language.items import Row, is_true
from routerboard.language.values import (
    format_bytes,
    format_count,
    format_duration,
    format_rate,
    parse_duration,
    parse_rate,
)


class Kind(StrEnum):
    """What the values of a column mean."""

    TEXT = "text"
    FLAGS = "flags"
    ADDRESS = "address"
    TIME = "time"
    NUMBER = "number"
    BYTES = "bytes"
    RATE = "rate"

    @property
    def counts(self) -> bool:
        """Whether more of it is what one looks for first: sorting begins with the largest."""
        return self in (Kind.BYTES, Kind.RATE)


@dataclass(frozen=True)
class Column:
    """One column of a table.

    width    cells that it takes at most
    props    the properties that it reads
    form     their values, "" where absent, as the screen shows them
    key      their values as what they sort by; as its kind does where None
    letters  of flags: each letter with its meaning
    fixed    shown however narrow the screen is, empty or not; others only where they fit while they are empty
    shown    whether it is there before somebody chooses columns
    named    what it is called in filters, files and choices; from its title where ""
    """

    title: str
    width: int
    props: tuple[str, ...]
    form: Callable[..., str]
    kind: Kind = Kind.TEXT
    key: Callable[..., Any] | None = None
    right: bool = False
    fixed: bool = False
    shown: bool = True
    letters: tuple[tuple[str, str], ...] = ()
    named: str = ""

    @property
    def name(self) -> str:
        """What it is called where there is no room for a title: `src-address`, `flags`."""
        return self.named or "-".join(self.words) or "flags"

    @property
    def words(self) -> list[str]:
        """The words of its title, by whose beginnings a filter knows it."""
        return re.findall(r"[a-z0-9#]+", self.title.lower())

    def text(self, row: Row) -> str:
        """What the screen shows of a row."""
        return self.form(*[row.get(name, "") for name in self.props])

    def order(self, *values: str) -> Any:
        """What these values sort by; all of one column compare with each other."""
        return self.key(*values) if self.key is not None else _KEYS[self.kind](self, *values)


@dataclass(frozen=True)
class TableForm:
    """A table: its menu and columns, what makes a row faint, and what is said of the row under the cursor."""

    menu: str
    columns: tuple[Column, ...]
    faint: Callable[[Row], bool] = lambda row: is_true(row.get("disabled"))
    remark: Callable[[Row], str] = lambda row: row.get("comment", "")

    @property
    def standard(self) -> tuple[str, ...]:
        """The names of the columns that are there before somebody chooses."""
        return tuple(one.name for one in self.columns if one.shown)


# making columns


def text(title: str, width: int, name: str, *, fixed: bool = False, shown: bool = True) -> Column:
    """A property as it is."""
    return Column(title, width, (name,), str, fixed=fixed, shown=shown)


def count(title: str, width: int, name: str, *, shown: bool = True) -> Column:
    """A property that is a number, as it is."""
    return Column(title, width, (name,), str, Kind.NUMBER, right=True, shown=shown)


def grouped(title: str, width: int, name: str, *, shown: bool = True) -> Column:
    """A count with its thousands apart, "" where there is none."""
    return Column(title, width, (name,), _grouped, Kind.NUMBER, right=True, shown=shown)


def address(title: str, width: int, name: str, *, shown: bool = True) -> Column:
    """An address with or without its mask."""
    return Column(title, width, (name,), str, Kind.ADDRESS, shown=shown)


def time(title: str, width: int, name: str, *, shown: bool = True) -> Column:
    """A duration as Winbox's lists have it."""
    return Column(title, width, (name,), duration, Kind.TIME, shown=shown)


def size(title: str, name: str, *, shown: bool = True) -> Column:
    """Bytes."""
    return Column(title, 11, (name,), _bytes, Kind.BYTES, right=True, shown=shown)


def rate(title: str, name: str) -> Column:
    """Bits a second that the screen worked out from counters, "" until there are two readings."""
    return Column(title, 11, (name,), _rated, Kind.RATE, right=True)


def pair(title: str, one: str, other: str, kind: Kind) -> Column:
    """Two counters as Winbox writes them, `4.8 kbps/9.9 kbps`; it sorts by their sum."""
    form = format_rate if kind is Kind.RATE else format_bytes
    return Column(title, 21, (one, other), lambda a, b: f"{form(number(a))}/{form(number(b))}", kind, named=str(kind))


def flags(*letters: tuple[str, str]) -> Column:
    """The flags: each letter where its property is true."""
    known = tuple(letter for letter, _ in letters)

    def form(*values: str) -> str:
        return "".join(letter for letter, value in zip(known, values, strict=True) if is_true(value))

    return Column("", max(2, min(len(letters), 6)), tuple(name for _, name in letters), form, Kind.FLAGS,
                  letters=letters)  # fmt: skip


COMMENT = text("Comment", 40, "comment")


# reading values


def number(text: str) -> int:
    """A number, 0 where it is absent or none; older versions print rates as `9.9kbps`."""
    try:
        return int(text or 0)
    except ValueError:
        return _rate(text)


def _rate(text: str) -> int:
    try:
        return parse_rate(text)
    except ValueError:
        return 0


def duration(text: str) -> str:
    """`23:59:17`; what is no time stays as it is."""
    try:
        return format_duration(parse_duration(text))
    except ValueError:
        return text


def seconds(text: str) -> float:
    """A duration in seconds, below 0 where there is none: `never` stands before all."""
    try:
        return parse_duration(text)
    except ValueError:
        return -1.0


_V6, _OTHER = 1 << 60, 1 << 200


def place(text: str, port: str = "") -> int:
    """An address with its port or mask as a number: IPv4, then IPv6, then what is neither, then nothing."""
    if text.count(".") == 3:
        host, _, rest = text.partition(":" if ":" in text else "/")
        try:
            after = rest or port
            return int.from_bytes(inet_aton(host), "big") << 17 | (int(after) if after.isdecimal() else 0)
        except OSError:
            pass
    try:
        return _V6 + int(IPv6Address(text.partition("/")[0].partition("]")[0].removeprefix("[")))
    except ValueError:
        return _OTHER * 2 if not text else _OTHER + int.from_bytes(text[:16].encode()[:20].ljust(20, b"\0"), "big")


_DIGITS = re.compile(r"\d+")


def natural(text: str) -> str:
    """Text as people sort it: ether2 before ether10, nothing last."""
    lower = text.lower()
    return _DIGITS.sub(lambda found: found[0].zfill(10), lower) if lower else "\U0010ffff"


def _summed(_: Column, *values: str) -> int:
    return sum(map(number, values))


def _grouped(text: str) -> str:
    return format_count(number(text)) if text else ""


def _bytes(text: str) -> str:
    return format_bytes(number(text)) if text else ""


def _rated(text: str) -> str:
    return format_rate(number(text)) if text else ""


_KEYS: dict[Kind, Callable[..., Any]] = {
    Kind.TEXT: lambda column, *values: natural(column.form(*values)),
    Kind.FLAGS: lambda column, *values: column.form(*values),
    Kind.ADDRESS: lambda column, *values: place(*values),
    Kind.TIME: lambda column, *values: seconds(*values),
    Kind.NUMBER: _summed,
    Kind.BYTES: _summed,
    Kind.RATE: _summed,
}
