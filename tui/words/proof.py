"""Measurements as lines and sentences. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from proof.results import Balance, LineFacts, LineSpeed, Speed
from proof.sheet.content import percent, summed
from proof.speedtest import Progress, capacity, part

BAR = 48
VERDICTS = {"good": "✓", "weak": "!", "bad": "✗", "unknown": "·"}
PHASES = {
    "servers": "looking for the nearest servers",
    "latency": "round trips",
    "down": "download",
    "up": "upload",
    "facts": "addresses, latency, packet size",
    "done": "done",
}
LIMITS = {
    "router": "the router's processor was the limit",
    "server": "the servers were the limit",
    "data": "measured briefly; `speed:` in the site allows it more data",
}


def megabits(rate: float | None) -> str:
    """`19.4 Mbps`; `–` for what was not measured."""
    return "–" if rate is None else f"{rate / 1e6:.1f} Mbps"


def milliseconds(seconds: float | None) -> str:
    """`31 ms`; `–` for what was not measured."""
    return "–" if seconds is None else f"{seconds * 1000:.0f} ms"


def megabytes(size: int) -> str:
    """`214 MB`."""
    return f"{max(1, round(size / 1e6))} MB"


def data_words(size: int, lines: int) -> str:
    """What a speed test takes, before it is begun."""
    each = "the line" if lines == 1 else f"each of the {lines} lines, then all together"
    return (
        f"The speed test loads {each}, down and up, and needs up to {megabytes(size)} of data. "
        "Meanwhile one temporary rule keeps this laptop on the line that is measured; the router takes it away."
    )


def progress_words(progress: Progress) -> str:
    """Where the test is."""
    where = progress.line or ("all lines" if progress.phase in ("down", "up") else "")
    return f"{where}: {PHASES[progress.phase]}" if where else PHASES[progress.phase]


def gauge(progress: Progress, best: float) -> str:
    """Where the test is, with a bar of the rate now beside the best so far."""
    words = f"{progress_words(progress)}"
    if progress.phase not in ("down", "up"):
        return f"{words} …"
    seen = f"\nthe router counts {megabits(progress.router)}" if progress.router is not None else ""
    full = round(BAR * min(1.0, progress.rate / best)) if best else 0
    return f"{words}\n{'▓' * full}{'░' * (BAR - full)} {megabits(progress.rate)}{seen}"


def speed_lines(speed: Speed) -> list[str]:
    """The speed test as a table: what each line carried, for us and for others, as the hand-over sheet has it."""
    whole = [capacity(one) for one in speed.lines]
    lines = [f"{'SPEED':<15}{'down':>11}{'up':>12}   {'idle / busy':<17}{'router saw':>11}"]
    lines += [text for one in speed.lines for text in _line(one)]
    if len(speed.lines) > 1:
        down, up = sum(one[0] for one in whole), sum(one[1] for one in whole)
        lines.append(f"{'sum':<15}{megabits(down):>11}{megabits(up):>12}")
    reached = part(speed)
    if reached is not None:
        words = f"{round(100 * reached)} % of the sum, {speed.streams} streams"
        lines.append(f"{'all together':<15}{_rates(speed)}   {words}")
        lines += _others(speed)
    lines.append(f"{VERDICTS[speed.verdict]} {speed.words} Used {megabytes(speed.spent)}.")
    return lines


def _line(one: LineSpeed) -> Iterable[str]:
    trips = f"{milliseconds(one.idle)} / {milliseconds(one.loaded)}"
    yield f"{one.name + ' alone':<15}{_rates(one)}   {trips:<17}{megabits(one.router_down):>11}"
    yield from _others(one)
    if why := one.trouble or LIMITS.get(one.limit, ""):
        yield f"{'':<15}{why}"


def _rates(one: LineSpeed | Speed) -> str:
    down, up = summed([one.down, one.others_down]), summed([one.up, one.others_up])
    return f"{megabits(down):>11}{megabits(up):>12}"


def _others(one: LineSpeed | Speed) -> Iterable[str]:
    if one.others_down or one.others_up:
        others = f"{megabits(one.others_down)} down, {megabits(one.others_up)} up"
        yield f"{'':<15}of which other users had {others}"


def balance_lines(balance: Balance) -> list[str]:
    """Each line's share beside what is expected of it and what chance allows, and the verdict."""
    lines = [f"{'BALANCE':<15}{'expected':>11}{'measured':>12}   chance allows"]
    for one in balance.lines:
        allowed = f"{percent(one.low)} to {percent(one.high)}"
        lines.append(f"{one.name:<15}{percent(one.expected):>11}{percent(one.seen):>12}   {allowed}")
    return [*lines, f"{VERDICTS[balance.verdict]} {balance.words}."]


def facts_lines(facts: Iterable[LineFacts]) -> list[str]:
    """What each line is."""
    return [text for one in facts for text in _facts(one)]


def _facts(one: LineFacts) -> Iterable[str]:
    own = f"{one.address or 'no address'}{f' ({one.private})' if one.private else ''}"
    public = f", public {one.public}" if one.public and one.public != one.address else ""
    yield f"{one.name:<8} {one.interface}: {own}{public}{f', {one.isp}' if one.isp else ''}"
    near = f"gateway {one.gateway or '–'} {_trip(one.to_gateway, one.to_gateway_lost)}"
    size = f"up to {one.mtu} bytes" if one.mtu else "packet size not known"
    yield f"{'':<8} {near}, beyond {_trip(one.beyond, one.beyond_lost)}, {size}"
    if one.dns:
        yield f"{'':<8} {one.dns}"


def _trip(seconds: float | None, lost: float | None) -> str:
    if lost is None:
        return "not asked"
    return (
        f"{milliseconds(seconds)}{f', {round(100 * lost)} % lost' if lost else ''}" if lost < 1 else "does not answer"
    )
