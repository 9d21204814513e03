"""What each line is: addresses, whose it is, what passes whole, and how far away things are.

The router pings the gateway and a host beyond it by this line alone (`aims`). The laptop, pinned to the line, asks a
server which address it sees, and whether somebody on the way answers name questions that were put to nobody.
"""

from __future__ import annotations

import asyncio
import secrets
import struct
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, ip_address

from proof.aims import aim_at
from proof.pin import by_line, pinned
from proof.results import LineFacts
from proof.stamp import stamp
from proof.streams import Clock, Server, opened, seen_as
from routerboard.language.items import Row
from routerboard.language.survey import Survey
from routerboard.language.values import parse_duration
from routerboard.link.errors import RouterRefused
from routerboard.link.session import Session
from wizards import addresses
from wizards.hosts import answers_names
from wizards.lines import Job, Line, lease

SIZES = (1500, 1492, 1480, 1472, 1460, 1452, 1440, 1420, 1400, 1358, 1280)
"""Packet sizes that lines are known to have, in bytes, the largest first."""
NOBODY = "192.0.2.53"
"""Nobody lives at this address (RFC 5737): whoever answers questions to it stands on the way."""
RESOLVER = "9.9.9.9"
"""A public resolver that tells the truth about names that do not exist."""
_PINGS = 5
_LASTING = 90.0
_DNS_WAIT = 1.0


@dataclass(frozen=True)
class Trips:
    """What pings found: the median of what they say is the average, in seconds, and the share that was lost."""

    seconds: float | None = None
    lost: float | None = None


async def facts_of(
    session: Session,
    job: Job,
    line: Line,
    laptop: str,
    servers: Sequence[Server],
    clock: Clock,
    host: str = "",
) -> LineFacts:
    """Everything about one line; what cannot be had stays unknown. `host` is what is pinged beyond the gateway."""
    found = known(job.survey, line)
    aim = aim_at(job, line, host)
    beyond, way = aim.host, aim.words
    async with pinned(session, laptop, (*by_line(line.mark), *aim.rules), _LASTING):
        near = await ping(session, job, found.gateway, {} if line.session else {"interface": line.interface})
        far = await ping(session, job, beyond, way)
        mtu = await largest(session, job, beyond, way) if far.seconds is not None else None
        public, isp = await _asked(session, servers)
        asks = session.local_address == laptop and not answers_names(job.survey)
        dns = await hijacked() if asks else None
    return replace(
        found,
        public=public or ("" if found.private else found.address),
        isp=isp or found.isp,
        isp_from="the speed test server" if isp else found.isp_from,
        mtu=mtu,
        dns=dns,
        to_gateway=near.seconds,
        to_gateway_lost=near.lost,
        beyond=far.seconds,
        beyond_lost=far.lost,
        ended=stamp(),
    )


def known(survey: Survey, line: Line) -> LineFacts:
    """What the router tells without asking anybody; the operator by the realm of the account."""
    rows = [row for row in survey.rows("/ip/address") if row.get("interface") == line.interface]
    own = next((row.get("address", "").partition("/")[0] for row in rows), "")
    own = own or lease(survey, line.interface).get("address", "").partition("/")[0]
    remote = next((row.get("network", "") for row in rows), "") if line.session else line.neighbour
    realm = line.wan.user.partition("@")[2]
    return LineFacts(
        line.name,
        interface=line.interface,
        address=own,
        gateway=remote if remote != own else "",
        private=kind_of(own),
        isp=realm,
        isp_from="the account's name" if realm else "",
    )


def kind_of(address: str) -> str:
    """`private` or `CGNAT` for an address that somebody further out translates again; "" for a public one."""
    found = addresses.address(address)
    if found is None:
        return ""
    if found in addresses.SHARED:
        return "CGNAT"
    return "private" if any(found in one for one in addresses.PRIVATE) else ""


async def ping(session: Session, job: Job, host: str, way: Row, **more: str) -> Trips:
    """So many pings by the router."""
    if not host:
        return Trips()
    command = "/ping" if job.version.can("root-ping") else "/tool/ping"
    asked = {"address": host, "count": str(_PINGS), "interval": "200ms", **way, **more}
    try:
        return read_pings(await session.call(command, asked))
    except RouterRefused:
        return Trips()


def read_pings(rows: Sequence[Mapping[str, str]]) -> Trips:
    """What the last row of a ping says of all of them."""
    if not rows or not rows[-1].get("sent"):
        return Trips()
    last = rows[-1]
    lost = 1 - int(last.get("received") or 0) / int(last["sent"])
    trip = None
    with suppress(ValueError):
        trip = parse_duration(last.get("avg-rtt", ""))
    return Trips(trip, lost)


async def largest(session: Session, job: Job, host: str, way: Row) -> int | None:
    """The largest of the known packet sizes that passes whole, in bytes; None where none of them does."""
    for size in SIZES:
        found = await ping(session, job, host, way, size=str(size), count="2", **{"do-not-fragment": ""})
        if found.lost is not None and found.lost < 1:
            return size
    return None


async def _asked(session: Session, servers: Sequence[Server]) -> tuple[str, str]:
    """Our public address and whose it is, by the first server that answers."""
    async with opened(session.local_address) as client:
        for server in servers[:2]:
            address, isp = await seen_as(client, server)
            with suppress(ValueError):
                return str(ip_address(address)), isp
    return "", ""


# Names


async def hijacked(
    ask: Callable[[str, str], Awaitable[bytes]] | None = None, nobody: str = NOBODY, resolver: str = RESOLVER
) -> str | None:
    """What is wrong with names on this way: "" where nobody answers in another's place, and nothing is invented.

    None where not even the resolver answers, so that nothing is known.
    """
    missing = f"{secrets.token_hex(8)}.example.com"
    put = ask or _put
    stranger, truth = await asyncio.gather(put(nobody, missing), put(resolver, missing))
    if stranger:
        return "somebody on the way answers name questions that were put to another"
    if truth and answers(truth):
        return "names that do not exist get an address"
    return "" if truth else None


def question(name: str, number: int) -> bytes:
    """A question for the IPv4 address of a name (RFC 1035)."""
    labels = b"".join(bytes((len(part),)) + part.encode() for part in name.split("."))
    return struct.pack(">HHHHHH", number, 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack(">HH", 1, 1)


def answers(reply: bytes) -> int:
    """How many answers a reply has; 0 for what is none."""
    return int(struct.unpack(">H", reply[6:8])[0]) if len(reply) >= 12 else 0


class _Reply(asyncio.DatagramProtocol):
    def __init__(self, number: int) -> None:
        self._number = number
        self.heard: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    def datagram_received(self, data: bytes, _: tuple[str, int]) -> None:
        """The first reply to our question."""
        if len(data) >= 12 and struct.unpack(">H", data[:2])[0] == self._number and not self.heard.done():
            self.heard.set_result(data)

    def error_received(self, exc: Exception) -> None:
        """Nobody is there; so nobody answers."""


async def _put(server: str, name: str, port: int = 53) -> bytes:
    """What comes back from a name server, b"" for nothing."""
    number = secrets.randbelow(65536)
    loop = asyncio.get_running_loop()
    try:
        transport, protocol = await loop.create_datagram_endpoint(
            lambda: _Reply(number), remote_addr=(str(IPv4Address(server)), port)
        )
    except OSError:
        return b""
    try:
        transport.sendto(question(name, number))
        async with asyncio.timeout(_DNS_WAIT):
            return await protocol.heard
    except (TimeoutError, OSError):
        return b""
    finally:
        transport.close()
