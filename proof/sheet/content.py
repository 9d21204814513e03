"""What a hand-over sheet says, before it has a form: sections of sentences, tables and bars. Pure.

The three forms show the same content, so no figure is in one of them only. A figure that was not measured is a dash.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from proof.results import Balance, Drill, LineFacts, Speed, Verdict, Verification
from routerboard.language.controls import plain

DASH = "–"
VERDICTS: dict[Verdict, str] = {"good": "good", "weak": "weak", "bad": "not good", "unknown": "not judged"}
"""A verdict in a word; no form says it by colour alone."""
WAYS = {"unplugged": "cable out", "dead": "Internet dead"}
"""How a line was taken out; where the Internet is dead, the modem still answers."""


@dataclass(frozen=True)
class Judged:
    """A verdict and the sentence that explains it."""

    verdict: Verdict
    words: str


@dataclass(frozen=True)
class Table:
    """Rows under heads; the first column names the row."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Bar:
    """One bar: its length in the unit of its chart, the figure as text, and whether it stands out."""

    name: str
    value: float
    text: str
    strong: bool = False


@dataclass(frozen=True)
class Chart:
    """Bars that share a scale, from zero to `top`."""

    title: str
    bars: tuple[Bar, ...]

    @property
    def top(self) -> float:
        """The longest bar, never zero."""
        return max((bar.value for bar in self.bars), default=0.0) or 1.0


@dataclass(frozen=True)
class Section:
    """One part of the sheet."""

    title: str
    judged: Judged | None = None
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A whole sheet: title, what the site is, and its sections; nothing in it is a control character."""

    title: str
    about: tuple[tuple[str, str], ...]
    practice: bool
    sections: tuple[Section, ...]


def sheet_of(found: Verification) -> Sheet:
    """What the sheet says of a verification."""
    speed, balance = found.speed, found.balance
    sections = (
        _dated(_lines(found.facts), [one.ended for one in found.facts], found.taken),
        _dated(_speed(speed), [speed.ended] if speed else [], found.taken),
        _dated(_drills(found.drills), [one.ended for one in found.drills], found.taken),
        _dated(_balance(balance), [balance.ended] if balance else [], found.taken),
    )
    told = (
        Section("Not measured", sentences=(UNMEASURED,)) if speed is None and not found.drills else None,
        Section("What the router does", sentences=_clean(found.rules)) if found.rules else None,
        Section("What is not covered", sentences=_clean(found.uncovered)) if found.uncovered else None,
    )
    return Sheet(
        title=plain(found.site),
        about=_about(found),
        practice=found.practice,
        sections=tuple(one for one in (*sections, *told) if one is not None),
    )


UNMEASURED = "Neither the speed of these lines nor their fail-over has been measured."


def _dated(section: Section | None, moments: Sequence[str], taken: str) -> Section | None:
    """The section with the moment of what was measured on another day than the sheet's."""
    first = min(filter(None, moments), default="")
    if section is None or not first or first[:10] == taken[:10]:
        return section
    return replace(section, sentences=(f"Measured on {moment(first)}.", *section.sentences))


def _about(found: Verification) -> tuple[tuple[str, str], ...]:
    router = " · ".join(
        part for part in (found.router, found.board, found.version and f"RouterOS {found.version}") if part
    )
    pairs = (
        ("Router", router),
        ("Method", METHOD_WORDS.get(found.method, found.method)),
        ("Lines", ", ".join(one.name for one in found.facts)),
        ("Date", moment(found.taken)),
        ("Technician", found.technician),
        ("Installation", found.install),
    )
    return tuple((name, plain(value)) for name, value in pairs if value)


BEHIND = {"private": "behind a private address", "CGNAT": "behind the operator's NAT (CGNAT)"}
METHOD_WORDS = {
    "pcc": "connections are spread over the lines (PCC)",
    "ecmp": "connections take turns over equal routes (ECMP)",
    "nth": "connections take turns (Nth)",
    "failover": "one line works, the others wait",
}


def _clean(sentences: Sequence[str]) -> tuple[str, ...]:
    return tuple(plain(" ".join(one.split())) for one in sentences)


def _lines(facts: Sequence[LineFacts]) -> Section | None:
    if not facts:
        return None
    heads = ("Line", "Port", "Address", "Seen outside as", "Operator", "Packet", "Gateway", "Beyond", "Names")
    rows = tuple(
        (
            one.name,
            one.interface or DASH,
            one.address or DASH,
            (
                f"{one.public} ({BEHIND.get(one.private, one.private)})"
                if one.private and one.public
                else one.public or one.private
            )
            or DASH,
            (f"{one.isp} ({one.isp_from})" if one.isp and one.isp_from else one.isp) or DASH,
            f"{one.mtu} B" if one.mtu is not None else DASH,
            _latency(one.to_gateway, one.to_gateway_lost),
            _latency(one.beyond, one.beyond_lost),
            DASH if one.dns is None else one.dns or "as they should",
        )
        for one in facts
    )
    return Section("The lines", tables=(Table(heads, _plain(rows)),))


def _speed(speed: Speed | None) -> Section | None:
    """Rates are what a line carried in all: ours, and what other users had meanwhile by the router's counters."""
    if speed is None:
        return None
    heads = ("", "Download", "Upload", "Of which others", "Idle / busy", "Router saw", "Held back by")
    rows = [
        (
            f"{one.name} alone",
            rate(summed([one.down, one.others_down])),
            rate(summed([one.up, one.others_up])),
            _pair(one.others_down, one.others_up),
            f"{latency(one.idle)} / {latency(one.loaded)}",
            _pair(one.router_down, one.router_up),
            one.trouble or LIMITS.get(one.limit, one.limit),
        )
        for one in speed.lines
    ]
    total = summed([one.down for one in speed.lines] + [one.others_down for one in speed.lines])
    if len(speed.lines) > 1:
        up = summed([one.up for one in speed.lines] + [one.others_up for one in speed.lines])
        both = rate(summed([speed.down, speed.others_down])), rate(summed([speed.up, speed.others_up]))
        rows.append(("sum of the lines", rate(total), rate(up), "", "", "", ""))
        rows.append(("all together", *both, _pair(speed.others_down, speed.others_up), "", "", ""))
    return Section(
        "Speed",
        judged=Judged(speed.verdict, plain(speed.words)),
        charts=_speed_charts(speed),
        tables=(Table(heads, _plain(tuple(rows))),),
        sentences=_clean(_speed_words(speed, total)),
    )


LIMITS = {"router": "the router's processor", "server": "the server", "data": "the agreed data: measured briefly"}
SHOWN_SERVERS = 3


def _pair(down: float | None, up: float | None) -> str:
    return f"{rate(down)} / {rate(up)}" if down or up else DASH


def _speed_words(speed: Speed, total: float | None) -> list[str]:
    words = []
    together = summed([speed.down, speed.others_down])
    if speed.down is not None and together is not None and total:
        words.append(f"All lines together carry {round(100 * together / total)} % of the sum of the lines.")
    if len(speed.lines) > 1:
        words.append("One download uses one line; many guests, or one program with many connections, use them all.")
    if speed.carried:
        words.append(f"The router showed these lines carrying at once: {', '.join(speed.carried)}.")
    if speed.turns:
        words.append("Alone this laptop keeps to one line here, so its streams took turns by a temporary rule.")
    if speed.streams:
        words.append(f"{speed.streams} streams in the common run; {size(speed.spent)} were spent on the whole test.")
    if speed.servers:
        more = len(speed.servers) - SHOWN_SERVERS
        named = ", ".join(speed.servers[:SHOWN_SERVERS])
        words.append(f"Measured against {named}{f' and {more} more' if more > 0 else ''}.")
    return words


def _speed_charts(speed: Speed) -> tuple[Chart, ...]:
    found = [(one.name, summed([one.down, one.others_down])) for one in speed.lines if one.down is not None]
    bars = [Bar(plain(name), value, rate(value)) for name, value in found if value is not None]
    together = summed([speed.down, speed.others_down])
    if speed.down is not None and together is not None and len(speed.lines) > 1:
        bars.append(Bar("all", together, rate(together), strong=True))
    return (Chart("Download", tuple(bars)),) if bars else ()


def _drills(drills: Sequence[Drill]) -> Section | None:
    if not drills:
        return None
    heads = ("Line", "Taken out", "Noticed", "New connections", "Good up to", "Running ones", "Back", "Verdict")
    rows = tuple(
        (
            one.line,
            WAYS[one.way],
            seconds(one.detected),
            f"{seconds(one.outage_new)} out" if one.outage_new is not None else DASH,
            seconds(one.target) if one.target else DASH,
            _running(one),
            seconds(one.returned),
            VERDICTS[one.verdict],
        )
        for one in drills
    )
    worst = min((one.verdict for one in drills), key=("bad", "unknown", "weak", "good").index)
    words = [f"{one.line}, {WAYS[one.way]}: {one.words}" for one in drills if one.words]
    words += [
        f"{one.line}, {WAYS[one.way]}: silent for {seconds(one.silent)} by {one.pings} pings of the router itself."
        for one in drills
        if one.silent is not None
    ]
    if any(one.same for one in drills) and all(one.same is not False for one in drills):
        words.append("Afterwards the router's configuration was byte for byte as before.")
    words += [f"{one.line}: the configuration was NOT as before." for one in drills if one.same is False]
    bars = tuple(
        Bar(
            plain(f"{one.line}, {WAYS[one.way]}"),
            one.outage_new,
            seconds(one.outage_new),
            strong=one.outage_new > one.target,
        )
        for one in drills
        if one.outage_new is not None
    )
    return Section(
        "Fail-over drill",
        judged=Judged(worst, "judged by the longest outage of new connections, by its worst line"),
        charts=(Chart("Until new connections went through again", bars),) if bars else (),
        tables=(Table(heads, _plain(rows)),),
        sentences=_clean(words),
    )


def _running(one: Drill) -> str:
    if not one.ran:
        return DASH
    lived = f"{one.survived} of {one.ran} lived on"
    return f"{lived}, {seconds(one.outage_running)} out" if one.outage_running is not None else lived


def _balance(balance: Balance | None) -> Section | None:
    if balance is None:
        return None
    rows = tuple(
        (one.name, percent(one.expected), f"{percent(one.low)} to {percent(one.high)}", percent(one.seen))
        for one in balance.lines
    )
    bars = tuple(Bar(plain(one.name), one.seen, percent(one.seen)) for one in balance.lines if one.seen is not None)
    return Section(
        "Balance",
        judged=Judged(balance.verdict, plain(balance.words)),
        charts=(Chart("Share of the connections", bars),) if bars else (),
        tables=(Table(("Line", "Expected", "Chance allows", "Measured"), _plain(rows)),),
        sentences=(f"Judged by {balance.connections} draws of the classifier.",) if not balance.words else (),
    )


def _plain(rows: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(plain(cell) for cell in row) for row in rows)


def summed(values: Sequence[float | None]) -> float | None:
    """The sum of those that are known; None where none is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def rate(bits: float | None) -> str:
    """Bits a second in words: `19.4 Mbit/s`."""
    if bits is None:
        return DASH
    if bits >= 1e9:
        return f"{bits / 1e9:.2f} Gbit/s"
    return f"{bits / 1e6:.1f} Mbit/s" if bits >= 1e5 else f"{bits / 1e3:.0f} kbit/s"


def size(count: int) -> str:
    """Bytes in words: `214 MB`."""
    return f"{count / 1e9:.2f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"


def seconds(time: float | None) -> str:
    """A time: `0.4 s`, from ten minutes on `12 min`."""
    if time is None:
        return DASH
    return f"{time:.1f} s" if time < 600 else f"{time / 60:.0f} min"


def latency(time: float | None) -> str:
    """A round trip: `31 ms`."""
    return DASH if time is None else f"{time * 1000:.0f} ms"


def percent(share: float | None) -> str:
    """A share of one: `67 %`."""
    return DASH if share is None else f"{share * 100:.0f} %"


def moment(text: str) -> str:
    """An ISO moment for eyes: the day and the minute, with its offset."""
    day, mark, rest = text.partition("T")
    if not mark:
        return text
    offset = next((rest[at:] for at, char in enumerate(rest) if char in "+-Z"), "")
    return f"{day} {rest[:5]}" + (" UTC" if offset in ("Z", "+00:00") else f" UTC{offset}" if offset else "")


def _latency(time: float | None, lost: float | None) -> str:
    if time is None:
        return "no answer" if lost == 1.0 else DASH
    return f"{latency(time)}, {percent(lost)} lost" if lost else latency(time)
