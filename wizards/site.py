"""The answers about one site: which lines, which LAN, how to balance. Plain data; `validity` judges it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

METHODS = ("pcc", "ecmp", "nth", "failover")
KINDS = ("static", "dhcp", "pppoe", "lte")
CHECKS = ("probe", "gateway", "none")
ECMP_CLASSIFIERS = ("both-addresses", "both-addresses-and-ports")
"""What a router can spread equal routes by; the second from 7.16 on."""
CLASSIFIERS = (
    "both-addresses",
    "src-address",
    "dst-address",
    "both-addresses-and-ports",
    "both-ports",
    "src-address-and-port",
    "dst-address-and-port",
    "src-port",
    "dst-port",
)


@dataclass(frozen=True)
class Speed:
    """What a line carries, in bits per second."""

    down: int
    up: int


@dataclass(frozen=True)
class Env:
    """A secret that is not here: the name of the environment variable that holds it when a plan is applied."""

    name: str


@dataclass(frozen=True)
class Wan:
    """One Internet line.

    name        also names its marks and table: `Wan1_conn`, `to_Wan1`
    interface   the socket or port it is plugged into, a VLAN of it, or for LTE the modem's own name; for PPPoE the
                one that the session runs over
    address, gateway   static lines only: `192.168.30.2/24` and `192.168.30.1`
    far_gateway   on purpose: the gateway lies outside of the address, which is a single one; static and DHCP lines
    weight      shares it gets, 1 or more; ignored where `speed` is given on every line
    user, password     PPPoE only
    """

    name: str
    interface: str
    kind: str = "dhcp"
    address: str = ""
    gateway: str = ""
    far_gateway: bool = False
    weight: int = 1
    speed: Speed | None = None
    user: str = ""
    password: Env | None = None


@dataclass(frozen=True)
class Lan:
    """Where the guests are: an interface with the router's address on it, and further guest interfaces in `also`."""

    interface: str = "bridge"
    address: str = ""
    hotspot: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Health:
    """How a dead line is noticed: `gateway` pings the modem, `probe` hosts beyond it, `none` trusts the cable."""

    check: str = "gateway"
    hosts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class ExceptionRule:
    """Traffic that stays on one line: by destination, source, or port (which needs a protocol)."""

    via: str
    to: str = ""
    source: str = ""
    protocol: str = ""
    port: str = ""
    note: str = ""


@dataclass(frozen=True)
class Forward:
    """A port of every line that leads to a host of the LAN; `to_port` is empty where it is the same port."""

    protocol: str
    port: str
    to: str
    to_port: str = ""
    note: str = ""


@dataclass(frozen=True)
class Dns:
    """The name servers that the router asks; none means each provider's own."""

    servers: tuple[str, ...] = ()


@dataclass(frozen=True)
class SpeedTest:
    """Where speed is measured: an HTTP address."""

    url: str


@dataclass(frozen=True)
class Site:
    """Everything answered about one site; the order of `wans` is their priority.

    classifier   what PCC and ECMP decide by
    sticky       Nth only: guests take turns instead of their connections, and each keeps its line
    """

    name: str
    wans: tuple[Wan, ...]
    lan: Lan = field(default_factory=Lan)
    method: str = "pcc"
    classifier: str = "both-addresses"
    sticky: bool = False
    health: Health = field(default_factory=Health)
    exceptions: tuple[ExceptionRule, ...] = ()
    forwards: tuple[Forward, ...] = ()
    dns: Dns = field(default_factory=Dns)
    speed_test: SpeedTest | None = None


def usual_classifier(method: str, hotspot: bool) -> str:
    """What PCC decides by where nothing else is said: a guest of a HotSpot keeps one address for all it does."""
    return "src-address" if hotspot and method == "pcc" else "both-addresses"
