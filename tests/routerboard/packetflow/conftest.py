from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from routerboard.language.items import Row
from routerboard.language.version import Version
from routerboard.packetflow import Journey, Memory, Packet, Ruleset, journey

V6 = Version.parse("6.49.10")
V7 = Version.parse("7.20.6")
LAN = "bridge"


def _numbered(menu: str, rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple({".id": f"*{at:X}", **row} for at, row in enumerate(rows, start=1))


def _base() -> dict[str, list[dict[str, str]]]:
    """A factory-like router with two lines of static addresses and a LAN of three ports."""
    return {
        "/interface": [
            {"name": name, "type": kind}
            for name, kind in (
                ("ether1", "ether"), ("ether2", "ether"), ("ether3", "ether"), ("ether4", "ether"), (LAN, "bridge"),
            )
        ],
        "/interface/bridge/port": [{"interface": "ether3", "bridge": LAN}, {"interface": "ether4", "bridge": LAN}],
        "/interface/list": [{"name": "WAN"}, {"name": "LAN"}],
        "/interface/list/member": [
            {"list": "WAN", "interface": "ether1"},
            {"list": "WAN", "interface": "ether2"},
            {"list": "LAN", "interface": LAN},
        ],
        "/ip/address": [
            {"address": "192.168.88.1/24", "interface": LAN},
            {"address": "192.168.30.2/24", "interface": "ether1"},
            {"address": "192.168.42.2/24", "interface": "ether2"},
        ],
        "/ip/firewall/address-list": [
            {"list": "local", "address": "192.168.88.0/24"},
            {"list": "local", "address": "192.168.30.0/24"},
            {"list": "local", "address": "192.168.42.0/24"},
        ],
        "/ip/firewall/nat": [{"chain": "srcnat", "action": "masquerade", "out-interface-list": "WAN",
                              "ipsec-policy": "out,none"}],
        "/ip/firewall/filter": [
            {"chain": "input", "action": "accept", "connection-state": "established,related,untracked"},
            {"chain": "input", "action": "drop", "in-interface-list": "!LAN"},
            {"chain": "forward", "action": "accept", "connection-state": "established,related,untracked"},
            {"chain": "forward", "action": "drop", "connection-state": "new", "connection-nat-state": "!dstnat",
             "in-interface-list": "WAN"},
        ],
    }  # fmt: skip


def _pcc_mangle(classifier: str, remainders: tuple[int, int]) -> list[dict[str, str]]:
    """The marks of a two-line PCC; `remainders` are the weights of the lines."""
    total = sum(remainders)
    lines = ["Wan1"] * remainders[0] + ["Wan2"] * remainders[1]
    new = {"chain": "prerouting", "action": "mark-connection", "connection-state": "new", "connection-mark": "no-mark"}
    steer = {"action": "mark-routing", "passthrough": "no"}
    return [
        {"chain": "prerouting", "action": "accept", "dst-address-list": "local", "in-interface": LAN},
        *(
            {**new, "in-interface": interface, "new-connection-mark": f"{line}_conn", "passthrough": "no"}
            for interface, line in (("ether1", "Wan1"), ("ether2", "Wan2"))
        ),
        *(
            {**new, "in-interface": LAN, "dst-address-type": "!local", "new-connection-mark": f"{line}_conn",
             "per-connection-classifier": f"{classifier}:{total}/{at}", "passthrough": "yes"}
            for at, line in enumerate(lines)
        ),
        *(
            {**steer, "chain": chain, "connection-mark": f"{line}_conn", "new-routing-mark": f"to_{line}", **entry}
            for chain, entry in (("prerouting", {"in-interface": LAN}), ("output", {}))
            for line in ("Wan1", "Wan2")
        ),
    ]  # fmt: skip


def _pcc_routes(version: Version) -> list[dict[str, str]]:
    table = "routing-table" if version.major >= 7 else "routing-mark"
    first, second = "192.168.30.1", "192.168.42.1"
    return [
        {"gateway": first, table: "to_Wan1", "distance": "1", "check-gateway": "ping"},
        {"gateway": second, table: "to_Wan1", "distance": "2", "check-gateway": "ping"},
        {"gateway": second, table: "to_Wan2", "distance": "1", "check-gateway": "ping"},
        {"gateway": first, table: "to_Wan2", "distance": "2", "check-gateway": "ping"},
        {"gateway": first, "distance": "1", "check-gateway": "ping"},
        {"gateway": second, "distance": "2", "check-gateway": "ping"},
    ]


@pytest.fixture
def base() -> Callable[[], dict[str, list[dict[str, str]]]]:
    return _base


@pytest.fixture
def pcc() -> Callable[..., dict[str, list[dict[str, str]]]]:
    def menus(
        version: Version, classifier: str = "both-addresses", weights: tuple[int, int] = (1, 1), fasttrack: str = "off"
    ) -> dict[str, list[dict[str, str]]]:
        rows = _base()
        rows["/ip/firewall/mangle"] = _pcc_mangle(classifier, weights)
        rows["/ip/route"] = _pcc_routes(version)
        if fasttrack != "off":
            rule = {"chain": "forward", "action": "fasttrack-connection", "connection-state": "established,related"}
            rows["/ip/firewall/filter"].insert(
                2, rule | ({"connection-mark": "no-mark"} if fasttrack == "safe" else {})
            )
        return rows

    return menus


@pytest.fixture
def build() -> Callable[..., Ruleset]:
    def made(menus: dict[str, list[dict[str, str]]], version: Version = V7) -> Ruleset:
        return Ruleset.build({menu: _numbered(menu, rows) for menu, rows in menus.items()}, version)

    return made


@pytest.fixture(params=[V6, V7], ids=["v6", "v7"])
def version(request: pytest.FixtureRequest) -> Version:
    found: Version = request.param
    return found


@pytest.fixture
def send() -> Callable[..., Journey]:
    def sent(
        ruleset: Ruleset, source: str, destination: str, *, by: str = LAN, protocol: str = "tcp",
        memory: Memory | None = None,
    ) -> Journey:  # fmt: skip
        packet = Packet.of(source, destination, protocol=protocol, in_interface=by)
        return journey(ruleset, packet, memory=memory)

    return sent
