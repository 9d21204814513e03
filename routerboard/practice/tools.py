"""Commands that take time: monitors, ping, fetch. Each yields rows, and the seconds to wait before the next."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from ipaddress import AddressValueError, IPv4Address
from itertools import count
from typing import TypeAlias
from urllib.parse import urlsplit

from routerboard.language.items import is_true
from routerboard.language.values import parse_duration
from routerboard.language.version import Version
from routerboard.practice.errors import (
    failure,
    invalid_value,
    no_such_command,
    no_such_value,
    out_of_range,
)
from routerboard.practice.printing import Printed
from routerboard.practice.replies import Call, Reply, Streaming

Timed: TypeAlias = "Callable[[Call], Iterator[Printed | float]]"

_PING_WORDS = (
    "address", "count", "interval", "size", "ttl", "src-address", "interface", "dscp", "do-not-fragment", "arp-ping",
)  # fmt: skip


_CHOOSING = Version.parse("7.19")
"""From where on monitors and fetch take a `proplist`."""
_CHANGES_TOLD = Version.parse("7.21")
_FETCH_WORDS: Mapping[str, str] = {
    **dict.fromkeys((
        "address", "ascii", "certificate", "check-certificate", "dst-path", "duration", "host", "http-data",
        "http-header-field", "http-method", "keep-result", "mode", "once", "output", "password", "port", "src-address",
        "src-path", "upload", "url", "user", "as-value",
    ), "6.0"),
    "idle-timeout": "7.15", "http-auth-scheme": "7.15", "http-content-encoding": "7.15",
    "http-max-redirect-count": "7.17", "proplist": "7.19", ".proplist": "7.19", "http-percent-encoding": "7.21",
    "http-version": "7.22", "ip-type": "7.24",
}  # fmt: skip
"""Argument -> the first version that takes it."""
_NO_NAMES = "ERROR: could not resolve dns name"
_FETCH_WAIT = 10.0
"""Seconds until a connection counts as failed."""


# Traffic


def _monitor_traffic(call: Call) -> Iterator[Printed | float]:
    call.only("interface", "numbers", ".id", "once", "duration", "interval", ".proplist", "proplist")
    names = _interfaces(call, call.needed("interface", "numbers", ".id"))
    yield from _frames(call, lambda: [{"name": name, **_rates(call, name)} for name in names])


def _interfaces(call: Call, wanted: str) -> list[str]:
    rows = call.router.store.rows("/interface")
    known = {key: row.values["name"] for row in rows for key in (row.id, row.values["name"])}
    names = []
    for part in filter(None, wanted.split(",")):
        if part != "aggregate" and part not in known:
            raise no_such_value("interface")
        names.append(known.get(part, part))
    return names


def _rates(call: Call, name: str) -> Printed:
    world = call.router.world
    if name != "aggregate":
        return world.monitor(name)
    every = [world.monitor(row.values["name"]) for row in call.router.store.rows("/interface")]
    return {key: str(sum(int(one[key]) for one in every)) for key in every[0]} if every else {}


def _proplist(call: Call) -> tuple[str, ...]:
    return ("proplist", ".proplist") if call.router.version >= _CHOOSING else ()


def _monitor_ethernet(call: Call) -> Iterator[Printed | float]:
    call.only("numbers", ".id", "once", "duration", "interval", *_proplist(call))
    rows = [call.row(part) for part in call.needed("numbers", ".id").split(",")]
    yield from _frames(call, lambda: [{"name": row.values["name"], **_link(row.state)} for row in rows])


def _link(state: Mapping[str, str]) -> Printed:
    if not is_true(state.get("running")):
        return {"status": "no-link", "auto-negotiation": "done"}
    return {"status": "link-ok", "auto-negotiation": "done", "rate": "1Gbps", "full-duplex": "true",
            "tx-flow-control": "false", "rx-flow-control": "false"}  # fmt: skip


def _monitor_pppoe(call: Call) -> Iterator[Printed | float]:
    call.only("numbers", ".id", "once", "duration", "interval", *_proplist(call))
    rows = [call.row(part) for part in call.needed("numbers", ".id").split(",")]
    yield from _frames(call, lambda: [{"name": row.values["name"], "status": _dialled(row.state)} for row in rows])


def _monitor_resource(call: Call) -> Iterator[Printed | float]:
    call.only("once", "duration", "interval", *_proplist(call))
    yield from _frames(call, lambda: [_load(row) for row in call.router.rows(call.path)])


def _load(row: Mapping[str, str]) -> Printed:
    load, cores = row["cpu-load"], int(row["cpu-count"])
    return {"cpu-used": load, "cpu-used-per-cpu": ",".join([load] * cores),
            "free-memory": str(int(row["free-memory"]) // 1024)}  # fmt: skip


def _check_for_updates(call: Call) -> Iterator[Printed | float]:
    """Nobody tells the practice Internet what the latest version is."""
    told = ("fetch-changelog",) if call.router.version >= _CHANGES_TOLD else ()
    call.only("once", "duration", "interval", *told, *_proplist(call))
    (known,) = call.router.rows(call.path)
    frames = ({**known, "status": status} for status in ("finding out latest version...", _NO_NAMES))
    if "once" in call.arguments:
        yield next(frames)
        return
    for number, frame in enumerate(frames):
        yield {**frame, ".section": str(number)}
        yield 1.0


def _dialled(state: Mapping[str, str]) -> str:
    return "connected" if is_true(state.get("running")) else "dialing..."


def _frames(call: Call, look: Callable[[], Sequence[Printed]]) -> Iterator[Printed | float]:
    """What a monitor sees, once or again and again, then with the number of each frame."""
    if "once" in call.arguments:
        yield from look()
        return
    interval = _seconds(call, "interval", 1.0)
    duration = _seconds(call, "duration", float("inf"))
    for number in count():
        yield from ({**row, ".section": str(number)} for row in look())
        if (number + 1) * interval > duration:
            return
        yield interval


def _seconds(call: Call, name: str, otherwise: float) -> float:
    try:
        return parse_duration(call.arguments[name]) if name in call.arguments else otherwise
    except ValueError:
        raise invalid_value(name) from None


# Ping


def _root_ping(call: Call) -> Iterator[Printed | float]:
    if not call.router.version.can("root-ping"):
        raise no_such_command()
    yield from _ping(call)


def _ping(call: Call) -> Iterator[Printed | float]:
    seven = call.router.version.can("routing-tables")
    call.only(*_PING_WORDS, "vrf" if seven else "routing-table", *(("proplist", ".proplist") if seven else ()))
    address = _address(call, "address", call.needed("address"))
    source = _address(call, "src-address", call.arguments.get("src-address", ""))
    interface = _way(call)
    times: list[float] = []
    size = _size(call)
    large = "do-not-fragment" in call.arguments and size > call.router.world.mtu(
        address, interface=interface, source=source
    )
    for sent in range(_count(call)):
        if sent:
            yield _seconds(call, "interval", 1.0)
        found = None if large else call.router.world.ping(address, interface=interface, source=source)
        times += [] if found is None else [found]
        yield _answer(call, address, sent, found, times)


def _address(call: Call, name: str, text: str) -> str:
    try:
        return str(IPv4Address(text)) if text else ""
    except AddressValueError:
        raise invalid_value(name) from None


def _count(call: Call) -> int:
    text = call.arguments.get("count", str(2**31))
    if not text.isdigit():
        raise invalid_value("count")
    if not 1 <= int(text) <= 2**32:
        raise out_of_range("count", 1, 2**32)
    return int(text)


def _size(call: Call) -> int:
    text = call.arguments.get("size", "56")
    if not text.isdigit():
        raise invalid_value("size")
    if not 14 <= int(text) <= 65535:
        raise out_of_range("size", 14, 65535)
    return int(text)


def _way(call: Call) -> str:
    """The interface by which the ping must leave, "" where the routes decide."""
    if call.arguments.get("interface"):
        return _interfaces(call, call.arguments["interface"])[0]
    table = call.arguments.get("routing-table", "main")
    if table == "main":
        return ""
    rows = (row for row in call.router.store.rows("/ip/route") if row.values.get("routing-mark") == table)
    status = next((row.state.get("gateway-status", "") for row in rows if is_true(row.state.get("active"))), "")
    return status.rpartition("  ")[2] if "reachable via" in status else ""


def _answer(call: Call, address: str, sent: int, found: float | None, times: Sequence[float]) -> Printed:
    row = {"seq": str(sent), "host": address}
    if found is None:
        row["status"] = "timeout"
    else:
        row |= {"size": call.arguments.get("size", "56"), "ttl": "64", "time": _round_trip(call, found)}
    lost = round(100 * (1 - len(times) / (sent + 1)))
    row |= {"sent": str(sent + 1), "received": str(len(times)), "packet-loss": str(lost)}
    if times:
        shown = (min(times), sum(times) / len(times), max(times))
        names = ("min-rtt", "avg-rtt", "max-rtt")
        row |= {name: _round_trip(call, value) for name, value in zip(names, shown, strict=True)}
    return row


def _round_trip(call: Call, seconds: float) -> str:
    if not call.router.version.can("routing-tables"):
        return f"{round(seconds * 1000)}ms"
    whole, rest = divmod(round(seconds * 1_000_000), 1000)
    return (f"{whole}ms" if whole else "") + (f"{rest}us" if rest or not whole else "")


# Fetch


def _fetch(call: Call) -> Iterator[Printed | float]:
    """Nobody serves files in the practice Internet: names stay unknown, and no address takes the connection."""
    call.only(*(name for name, since in _FETCH_WORDS.items() if call.router.version >= Version.parse(since)))
    host = urlsplit(call.needed("url", "address")).hostname or call.arguments.get("address", "")
    if not host:
        raise invalid_value("url")
    try:
        IPv4Address(host)
    except AddressValueError:
        resolved(call, host)
    yield _FETCH_WAIT
    raise failure("connection timeout")


def resolved(call: Call, name: str) -> str:
    """The address of a name that the router itself has; TrapError for others, as where no DNS server answers."""
    try:
        return str(IPv4Address(name))
    except AddressValueError:
        pass
    for row in call.router.store.rows("/ip/dns/static"):
        if row.values.get("name") == name and row.values.get("address") and not is_true(row.values.get("disabled")):
            return row.values["address"]
    raise failure("dns server failure")


COMMANDS: Mapping[str, Timed] = {
    "/interface/monitor-traffic": _monitor_traffic,
    "/interface/ethernet/monitor": _monitor_ethernet,
    "/interface/pppoe-client/monitor": _monitor_pppoe,
    "/ping": _root_ping,
    "/system/package/update/check-for-updates": _check_for_updates,
    "/system/resource/monitor": _monitor_resource,
    "/tool/fetch": _fetch,
    "/tool/ping": _ping,
}
"""Command -> what it answers, over time."""


def streaming(timed: Timed) -> Streaming:
    """The same for somebody who waits for it by the board's clock.

    What comes again and again keeps its times, also where they lie closer together than the clock moves; what is
    much later than that is not made up for.
    """

    async def answer(call: Call) -> AsyncIterator[Reply]:
        clock = call.router.clock
        due = clock.now
        for step in timed(call):
            if not isinstance(step, float):
                yield step
                continue
            late = clock.now - due
            due = due + step if late < 2 * step else clock.now + step
            if due > clock.now or not step:
                await clock.sleep(due - clock.now)

    return answer
