"""The kernel's connection tracking: its entries read, and single ones deleted."""

from __future__ import annotations

import re
import socket
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from routerboard.packetflow.addresses import number
from routerboard.packetflow.packet import Connection, Flow
from routerboard.practice.kernel.namespace import Namespace
from routerboard.practice.kernel.numbering import FASTTRACKED, Numbers

_FILE = "/proc/thread-self/net/nf_conntrack"
_PAIR = re.compile(r"(\w+)=(\S+)")
_NAMES = {1: "icmp", 2: "igmp", 6: "tcp", 17: "udp", 47: "gre"}
_AF_NETLINK, _NETLINK_NETFILTER = 16, 12
_DELETE = 1 << 8 | 2
_REQUEST_ACK = 1 | 4
_NESTED = 0x8000


@dataclass(frozen=True)
class Tracked:
    """One entry: protocol by number, both directions' ends, the mark, and packets and bytes of each direction."""

    protocol: int
    original: Flow
    reply: Flow
    mark: int
    answered: bool
    state: str
    timeout: int
    packets: tuple[int, int]
    bytes: tuple[int, int]
    icmp: tuple[int, int, int] = (0, 0, 0)

    def connection(self, numbers: Numbers) -> Connection:
        """The entry as packetflow has it."""
        return Connection(
            self.original, self.reply, _NAMES.get(self.protocol, str(self.protocol)),
            mark=numbers.connection_name(self.mark), seen_reply=self.answered, fasttrack=bool(self.mark & FASTTRACKED),
        )  # fmt: skip


def tracked(namespace: Namespace) -> list[Tracked]:
    """All entries of IPv4."""
    return [_read(line) for line in namespace.read(_FILE).splitlines() if line.startswith("ipv4")]


def _read(line: str) -> Tracked:
    words = line.split()
    protocol = int(words[3])
    timeout, state = int(words[4]), words[5] if protocol == 6 else ""
    found: dict[str, list[str]] = {}
    for name, value in _PAIR.findall(line):
        found.setdefault(name, []).append(value)
    original, reply = (_flow(found, at) for at in (0, 1))
    icmp = tuple(int(found.get(name, ["0"])[0]) for name in ("type", "code", "id"))
    return Tracked(
        protocol, original, reply, int(found.get("mark", ["0"])[0]), "[UNREPLIED]" not in line, state, timeout,
        _pair(found, "packets"), _pair(found, "bytes"), (icmp[0], icmp[1], icmp[2]),
    )  # fmt: skip


def _flow(found: dict[str, list[str]], at: int) -> Flow:
    ports = [int(found[name][at]) if name in found else 0 for name in ("sport", "dport")]
    return Flow(number(found["src"][at]), ports[0], number(found["dst"][at]), ports[1])


def _pair(found: dict[str, list[str]], name: str) -> tuple[int, int]:
    values = [int(value) for value in found.get(name, ["0", "0"])]
    return values[0], values[1]


def forget(namespace: Namespace, entries: Iterable[Tracked]) -> int:
    """Delete entries; how many were still there."""
    wanted = list(entries)
    if not wanted:
        return 0
    with namespace.do(lambda: socket.socket(_AF_NETLINK, socket.SOCK_RAW, _NETLINK_NETFILTER)) as netlink:
        netlink.bind((0, 0))
        return sum(_delete(netlink, entry) for entry in wanted)


def _delete(netlink: socket.socket, entry: Tracked) -> bool:
    body = struct.pack("!BBH", socket.AF_INET, 0, 0) + b"".join(_tuple(entry))
    netlink.send(struct.pack("=IHHII", 16 + len(body), _DELETE, _REQUEST_ACK, 1, 0) + body)
    (error,) = struct.unpack_from("=i", netlink.recv(4096), 16)
    return bool(error == 0)


def _tuple(entry: Tracked) -> Iterator[bytes]:
    one = entry.original
    hosts = _attribute(1, struct.pack("!I", one.source)) + _attribute(2, struct.pack("!I", one.destination))
    protocol = _attribute(1, bytes([entry.protocol]))
    if entry.protocol == 1:
        kind, code, session = entry.icmp
        protocol += (
            _attribute(4, struct.pack("!H", session)) + _attribute(5, bytes([kind])) + _attribute(6, bytes([code]))
        )
    else:
        protocol += _attribute(2, struct.pack("!H", one.source_port))
        protocol += _attribute(3, struct.pack("!H", one.destination_port))
    yield _attribute(1 | _NESTED, _attribute(1 | _NESTED, hosts) + _attribute(2 | _NESTED, protocol))


def _attribute(kind: int, payload: bytes) -> bytes:
    size = 4 + len(payload)
    return struct.pack("=HH", size, kind) + payload + b"\0" * (-size % 4)
