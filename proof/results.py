"""What was measured at a site, as plain data, and its JSON. Pure: who measures is elsewhere.

Rates are bits a second, times are seconds, moments are ISO 8601 with their offset. None means not measured; a figure
that could not be had is never written as zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

Verdict = Literal["good", "weak", "bad", "unknown"]
Way = Literal["unplugged", "dead"]
"""How a line is taken out: its cable, or the Internet beyond a modem that stays alive."""


@dataclass(frozen=True)
class LineFacts:
    """What one line is, looked at from the laptop while it is pinned to that line, and from the router.

    public    the address that a server saw, "" where none could be asked; `private` names what it is where the
              line's own address is not public ("private", "CGNAT"), else ""
    isp       the operator's name, "" where it is not known; `isp_from` says who said so
    mtu       the largest packet in bytes that passes whole
    dns       "" where names resolve as they should, else what is wrong; None where nobody could be asked
    to_gateway, beyond    latency in seconds and the share of probes that were lost (0 to 1)
    ended     the moment at which all this was known, "" for what the router told by itself
    """

    name: str
    interface: str = ""
    address: str = ""
    gateway: str = ""
    public: str = ""
    private: str = ""
    isp: str = ""
    isp_from: str = ""
    mtu: int | None = None
    dns: str | None = None
    to_gateway: float | None = None
    to_gateway_lost: float | None = None
    beyond: float | None = None
    beyond_lost: float | None = None
    ended: str = ""


@dataclass(frozen=True)
class LineSpeed:
    """One line's figures while the laptop was pinned to it.

    down, up                  what the laptop measured
    router_down, router_up    what the router's counters of that line said meanwhile, others' traffic included
    others_down, others_up    what other users had of it, by the router's counters
    idle, loaded              latency in seconds without and with load
    limit                     what held it back where it was not the line: "router", "server", the agreed "data" or ""
    """

    name: str
    down: float | None = None
    up: float | None = None
    router_down: float | None = None
    router_up: float | None = None
    others_down: float | None = None
    others_up: float | None = None
    idle: float | None = None
    loaded: float | None = None
    limit: str = ""
    trouble: str = ""


@dataclass(frozen=True)
class Speed:
    """A whole speed test: each line by itself, then all together.

    carried    the lines that the router showed carrying in the common run
    streams    parallel streams of the common run; `spent` is the data used in bytes
    cpu        the router's load in percent at its highest in the common run
    others_down, others_up    what other users had meanwhile, by the router's counters
    turns      whether the laptop's streams took turns by a temporary rule, since alone it keeps to one line here
    ended      the moment at which it was over
    """

    lines: tuple[LineSpeed, ...] = ()
    down: float | None = None
    up: float | None = None
    carried: tuple[str, ...] = ()
    streams: int = 0
    spent: int = 0
    cpu: int | None = None
    servers: tuple[str, ...] = ()
    verdict: Verdict = "unknown"
    words: str = ""
    others_down: float | None = None
    others_up: float | None = None
    turns: bool = False
    ended: str = ""


@dataclass(frozen=True)
class Drill:
    """One line taken out and put back, timed by the laptop's probes.

    detected         until the router left the line; `outage_new` until a new connection got through, `outage_running`
                     until a running one went on (None where it never did)
    returned         until the line carried again after it was put back
    survived, ran    running connections before the drill that lived on, of how many
    silent, pings    how long the line itself carried nothing, by so many pings of the router
    ended            the moment at which it was over
    target           the longest outage in seconds that is good enough
    same             whether the router's configuration was byte for byte the same afterwards
    """

    line: str
    way: Way
    detected: float | None = None
    outage_new: float | None = None
    outage_running: float | None = None
    returned: float | None = None
    survived: int = 0
    ran: int = 0
    probes: int = 0
    target: float = 0.0
    same: bool | None = None
    verdict: Verdict = "unknown"
    words: str = ""
    silent: float | None = None
    pings: int = 0
    ended: str = ""


@dataclass(frozen=True)
class LineShare:
    """A line's share of the guests' connections: what is expected, the interval that chance allows, what was seen."""

    name: str
    expected: float
    low: float
    high: float
    seen: float | None = None


@dataclass(frozen=True)
class Balance:
    """How the connections spread over the lines, judged for this classifier and this number of guests.

    ended   the moment of the last look
    """

    lines: tuple[LineShare, ...] = ()
    connections: int = 0
    guests: int = 0
    verdict: Verdict = "unknown"
    words: str = ""
    ended: str = ""


@dataclass(frozen=True)
class Verification:
    """All that was proven at a site on one evening; what the sheet is made of.

    install    the id that also stands in the router's comment
    taken      the moment of the last measurement; what was measured earlier has its own
    rules      what the router does, a sentence each; `uncovered` what is not covered, a sentence each
    """

    site: str
    router: str = ""
    version: str = ""
    board: str = ""
    method: str = ""
    install: str = ""
    technician: str = ""
    taken: str = ""
    practice: bool = False
    facts: tuple[LineFacts, ...] = ()
    speed: Speed | None = None
    drills: tuple[Drill, ...] = ()
    balance: Balance | None = None
    rules: tuple[str, ...] = ()
    uncovered: tuple[str, ...] = ()


FORM = 1
"""The form of the JSON; a reader refuses a later one."""


class ResultsError(ValueError):
    """What was read is no verification of ours; the text says what is wrong with it."""


def as_json(verification: Verification) -> dict[str, Any]:
    """The verification as plain values for `json.dumps`."""
    return {"simplifi-verification": FORM, **asdict(verification)}


def from_json(values: object) -> Verification:
    """The verification that `as_json` wrote; ResultsError for anything else."""
    if not isinstance(values, Mapping) or "simplifi-verification" not in values:
        raise ResultsError("this is no verification: it lacks the key simplifi-verification")
    form = values["simplifi-verification"]
    if form != FORM:
        raise ResultsError(f"a verification of form {form!r}; this program reads form {FORM}")
    return _read(Verification, {key: value for key, value in values.items() if key != "simplifi-verification"}, "")


_Data = TypeVar("_Data")


def _read(kind: type[_Data], values: object, where: str) -> _Data:
    if not isinstance(values, Mapping):
        raise ResultsError(f"{where or 'verification'}: an object is expected")
    assert is_dataclass(kind)
    known = {one.name for one in fields(kind)}
    if strange := sorted(set(map(str, values)) - known):
        raise ResultsError(f"{where or 'verification'}: unknown: {', '.join(strange)}")
    hints = get_type_hints(kind)
    read = {str(key): _value(hints[str(key)], value, f"{where}.{key}".lstrip(".")) for key, value in values.items()}
    try:
        return kind(**read)
    except TypeError as error:
        raise ResultsError(f"{where or 'verification'}: {error}") from error


def _value(hint: Any, value: object, where: str) -> Any:
    """The value in the form that its type asks for."""
    if get_origin(hint) is tuple:
        if not isinstance(value, (list, tuple)):
            raise ResultsError(f"{where}: a list is expected")
        return tuple(_value(get_args(hint)[0], one, f"{where}[{at}]") for at, one in enumerate(value))
    if get_origin(hint) is Literal:
        if value not in get_args(hint):
            raise ResultsError(f"{where}: one of {', '.join(get_args(hint))} is expected, not {value!r}")
        return value
    if options := [one for one in get_args(hint) if one is not type(None)]:
        return None if value is None else _value(options[0], value, where)
    if is_dataclass(hint):
        return _read(hint, value, where)  # type: ignore[arg-type]
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, hint) or (hint is int and isinstance(value, bool)):
        raise ResultsError(f"{where}: {hint.__name__} is expected, not {value!r}")
    return value
