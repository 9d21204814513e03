"""A change in a few words, as one would say it at the router: what it matches, what it does."""

from __future__ import annotations

from collections.abc import Mapping

from routerboard.language.change import Change
from routerboard.language.items import Row, role_of

MARKS: Mapping[str, str] = {"add": "+", "set": "~", "remove": "-", "move": "↕"}

ACTIONS: Mapping[str, str] = {"mark-connection": "mark-conn", "mark-routing": "mark-route"}

PHRASES: Mapping[str, str] = {
    "name": "{}",
    "action": "{}",
    "dst-address": "{}",
    "dst": "{}",
    "host": "{}",
    "blackhole": "black hole",
    "type": "black hole",
    "list": "{}",
    "interface": "{}",
    "bridge": "in {}",
    "in-interface": "{}",
    "in-interface-list": "{}",
    "out-interface": "out {}",
    "out-interface-list": "out {}",
    "src-address": "from {}",
    "dst-address-list": "to {}",
    "address": "{}",
    "connection-mark": "{}",
    "per-connection-classifier": "PCC {}",
    "nth": "Nth {}",
    "gateway": "via {}",
    "routing-table": "in {}",
    "routing-mark": "in {}",
    "table": "{}",
    "distance": "distance {}",
    "new-connection-mark": "→ {}",
    "new-routing-mark": "→ {}",
    "to-addresses": "→ {}",
    "user": "as {}",
    "servers": "{}",
    "dst-port": "port {}",
    "chain": "{}",
}
"""Property -> how it reads in a few words, in the order of reading. What is not here is told by the command itself."""

LONGEST = 60
"""A value of more characters is cut where a change is told in a few words."""


def short(change: Change) -> str:
    """The change in a few words."""
    if change.verb == "set":
        return f"{who({**change.before, **change.match})}  {_settings(change)}".strip()
    if change.verb == "remove":
        return phrase({**change.match, **change.before})
    return phrase({**change.match, **change.args})


def phrase(row: Row) -> str:
    """A row by its telling properties; by all of them where none tells."""
    told = [text.format(_value(name, row[name])) for name, text in PHRASES.items() if _telling(name, row)]
    return " ".join(told) or " ".join(f"{name}={_cut(value)}" for name, value in row.items() if name != "comment")


def _telling(name: str, row: Row) -> bool:
    """Whether the property is there and says something: that a new mark goes to what has none is no news."""
    if name == "blackhole":
        return row.get(name) in ("", "yes", "true")
    if name == "type":
        return row.get(name) == "blackhole"
    return bool(row.get(name)) and not (name == "connection-mark" and row[name] == "no-mark")


def _value(name: str, value: str) -> str:
    if name == "action":
        return ACTIONS.get(value, value)
    return value.rpartition(":")[2] if name == "per-connection-classifier" else value


def who(row: Row) -> str:
    """Whom a change is about: its name, else its comment, else what tells it from others; "" for a singleton menu."""
    named = row.get("name") or row.get("interface") or role_of(row) or row.get("comment", "")
    telling = {name: row[name] for name in ("chain", "action", "dst-address", "address") if row.get(name)}
    return named or phrase(telling)


def _settings(change: Change) -> str:
    return ", ".join(_setting(name, value, change.before.get(name, "")) for name, value in change.args.items())


def _setting(name: str, value: str, before: str) -> str:
    shown, before = _cut(value) or "(none)", _cut(before)
    return f"{name} {before} → {shown}" if before not in ("", shown) and len(before + shown) < 30 else f"{name}={shown}"


def _cut(value: str) -> str:
    """The beginning of a value that is long or has several lines, such as a script's source."""
    line = value.partition("\n")[0][:LONGEST]
    return line if line == value else f"{line.rstrip()} …"


def counts_text(counts: Mapping[str, int]) -> str:
    """`31 add  2 change  1 remove`, only what there is."""
    words = (("add", "add"), ("set", "change"), ("remove", "remove"), ("move", "move"))
    return "  ".join(f"{counts[verb]} {word}" for verb, word in words if counts.get(verb)) or "no change"
