"""What a board is plugged into, in namespaces: modems with shaped lines, an Internet behind them, a LAN of guests.

    lan ── board ── modem 1 ── Internet     modem N has 100.64.N.2 outside, the Internet's end of its line is popN
                 ── modem 2 ──┘

A modem translates what goes out, leads what comes in to the board, and drops what it does not know, as real ones do.
The board's own LTE modem is one, too: what it calls `lte1` is a wire of its own into it, without neighbours. A line on
a VLAN is a wire that carries tagged frames only. Further LANs have each a namespace of their own, so that what guests
of one send to guests of another passes the board.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from pathlib import Path

from routerboard.practice.kernel.namespace import Namespace
from routerboard.practice.kernel.numbering import device
from routerboard.practice.kernel.servers import PORT, Servers
from routerboard.practice.kernel.tagging import Tagger
from routerboard.practice.scenery import Modem

NET_LAN = "lan0"
OUTSIDERS = tuple(f"203.0.113.{host}" for host in range(10, 20))
"""Addresses in the Internet from which connections to the board may be opened."""

NOBODY = "192.0.2.0/24"
"""Addresses at which nobody lives, on any Internet (RFC 5737)."""

_BRIDGED = "net/bridge/bridge-nf-call-iptables"
"""Linux may show bridged packets to the IP firewall, and then never sends one back by the port it came in by. RouterOS
does not, unless `use-ip-firewall` is on.
"""

_TRUNK = "trunk"
"""A modem's end of a wire whose frames are tagged."""

_BURST = "16kb"
_LATENCY = "150ms"
_QUIET = {
    "net/ipv4/ip_forward": "1",
    "net/ipv4/tcp_congestion_control": "reno",
    "net/ipv4/conf/all/rp_filter": "0",
}


def _wire(near: str, far: str, there: Namespace) -> list[str]:
    """A cable from here to there; one segment a packet, so that shapers and counters see what a router's would."""
    path = f"/proc/{os.getpid()}/fd/{there.fd}"
    return [f"link add {near} gso_max_segs 1 type veth peer name {far} gso_max_segs 1 netns {path}"]


def _session(near: str, far: str, there: Namespace, mac: str) -> list[str]:
    """A wire to one neighbour only: both ends have one MAC address and ask nobody for another, so that what one sends
    is for the other, as in a PPPoE session or on an LTE modem's interface.
    """
    path = f"/proc/{os.getpid()}/fd/{there.fd}"
    both = f"address {mac} gso_max_segs 1"
    return [f"link add {near} {both} type veth peer name {far} {both} netns {path}", f"link set {near} arp off up"]


class ModemBox:
    """One modem in its namespace: number N of the line, its faults, and whom it leads what comes in to."""

    def __init__(
        self, number: int, modem: Modem, router: Namespace, internet: Namespace, tagger: Tagger, *, translates: bool
    ) -> None:
        self.number = number
        self.outside = f"100.64.{number}.2"
        self._translates = translates
        self._internet = internet
        self.namespace = Namespace()
        self.namespace.set(_QUIET)
        self._mac = f"02:00:64:00:00:{number:02x}"
        self._plug = _TRUNK if modem.vlan else "lan"
        near = device(modem.interface)
        if modem.lte:
            router.ip(_session(near, "lan", self.namespace, self._mac))
        else:
            router.ip(_wire(near, self._plug, self.namespace))
        if modem.vlan:
            self.namespace.ip([f"link set {_TRUNK} up"])
            tagger.join("lan", self.namespace, modem.vlan, _TRUNK, self.namespace)
        internet.ip(_wire(f"pop{number}", "wan", self.namespace))
        without = "arp off " if modem.lte else ""
        self.namespace.ip([
            "link set lo up", f"address add {self.outside}/30 dev wan", f"link set lan {without}up", "link set wan up",
        ])  # fmt: skip
        internet.ip([f"address add 100.64.{number}.1/30 dev pop{number}", f"link set pop{number} up"])
        self._shape(self.namespace, "wan", modem.up)
        self._shape(internet, f"pop{number}", modem.down)
        self.become(modem)

    def become(self, modem: Modem) -> None:
        """Have this modem's addresses on the board's side; whatever was wrong is well again."""
        self.modem = modem
        self.inside = IPv4Interface(modem.address)
        self.namespace.ip(["address flush dev lan"])
        self.heal()
        if not self._translates:
            self._internet.ip([f"route replace {net} via {self.outside}" for net in self._nets])
        self.aim("")

    @property
    def _nets(self) -> list[str]:
        """The networks on the board's side: its own, and what it leases of others; of an LTE modem one address."""
        if self.modem.lte:
            return [f"{self.modem.local}/32"]
        alone = IPv4Interface(self.modem.leased).ip if self.modem.leased else self.inside.ip
        return [str(self.inside.network), *([f"{alone}/32"] if alone not in self.inside.network else [])]

    @staticmethod
    def _shape(namespace: Namespace, interface: str, rate: int) -> None:
        shaper = ("tbf", "rate", f"{rate}bit", "burst", _BURST, "latency", _LATENCY)
        namespace.run("tc", "qdisc", "replace", "dev", interface, "root", *shaper)

    def dial(self, router: Namespace, interface: str) -> None:
        """Let a PPPoE session come up: an interface of the board whose other end is here."""
        router.ip(_session(device(interface), "ppp", self.namespace, self._mac))
        self.namespace.ip(
            [f"address add {self.modem.remote} peer {self.modem.local} dev ppp", "link set ppp arp off up"]
        )

    def aim(self, address: str) -> None:
        """Lead what comes in from outside to this address of the board; "" for nobody."""
        leads = f'iifname "wan" ip daddr {self.outside} dnat to {address}' if address and self._translates else ""
        masquerade = 'oifname "wan" masquerade' if self._translates else ""
        self.namespace.nft(f"""
            add table ip modem
            flush table ip modem
            table ip modem {{
                chain m_forward {{ type filter hook forward priority 0; policy accept;
                    ct state invalid drop
                    iifname "lan" ip saddr != {{ {", ".join(self._nets)} }} drop
                    iifname "ppp" ip saddr != {self.modem.local} drop
                }}
                chain m_in {{ type nat hook prerouting priority -100; policy accept;
                    {leads}
                }}
                chain m_out {{ type nat hook postrouting priority 100; policy accept;
                    {masquerade}
                }}
            }}
        """)

    def die(self) -> None:
        """Answer nothing any more, though the link stays."""
        self.heal()
        self.namespace.nft("""
            table netdev dead {
                chain d_lan { type filter hook ingress device "lan" priority 0; policy drop; }
                chain d_wan { type filter hook ingress device "wan" priority 0; policy drop; }
            }
        """)

    def lose_isp(self) -> None:
        """Answer as ever, with no Internet behind."""
        self.heal()
        self.namespace.nft("table ip isp {\nchain i_all { type filter hook forward priority -10; policy drop; }\n}\n")

    def pull_cable(self) -> None:
        """Let the board lose its carrier."""
        self.namespace.ip([f"link set {self._plug} down"])

    def heal(self) -> None:
        """All is well again, the cable too."""
        self.namespace.nft("add table netdev dead\ndelete table netdev dead\nadd table ip isp\ndelete table ip isp\n")
        own = self.modem.remote if self.modem.lte else str(self.inside)
        self.namespace.ip([
            f"link set {self._plug} up", f"address replace {own} dev lan",
            *(f"route replace {net} dev lan" for net in self._nets[0 if self.modem.lte else 1 :]),
            f"route replace default via 100.64.{self.number}.1",
        ])  # fmt: skip

    def sees(self, source: str) -> bool:
        """Whether a packet that reached the Internet with this source came by this line."""
        return source == self.outside or any(IPv4Address(source) in IPv4Network(net) for net in self._nets)

    def close(self) -> None:
        """Take it away."""
        self.namespace.close()


class Neighbourhood:
    """All of it, and the board's own namespace with its sockets. OSError or CommandError where it cannot be had."""

    def __init__(
        self, interfaces: Sequence[str], modems: Iterable[Modem], lan_port: str, *, translate: bool = True
    ) -> None:
        self._namespaces: list[Namespace] = []
        self.router, self.internet, self.lan = (self._namespace() for _ in range(3))
        self.router.set({**_QUIET, "net/netfilter/nf_conntrack_acct": "1", "net/ipv4/conf/default/rp_filter": "0"})
        self.internet.set({**_QUIET, "net/ipv4/tcp_slow_start_after_idle": "0"})
        if self.router.do(Path("/proc/sys", _BRIDGED).exists):
            self.router.set({_BRIDGED: "0"})
        self.lan.set({"net/ipv4/tcp_congestion_control": "reno"})
        for one in (self.router, self.internet, self.lan):
            one.ip(["link set lo up"])
        self.servers, self.tagger = Servers(), Tagger()
        self._build_internet()
        self.modems = {
            modem.interface: ModemBox(number, modem, self.router, self.internet, self.tagger, translates=translate)
            for number, modem in enumerate(modems, 1)
        }
        for box in self.modems.values():
            self.servers.listen(box.namespace, 80)
        self._plug_in(interfaces, lan_port)

    def _namespace(self) -> Namespace:
        self._namespaces.append(Namespace())
        return self._namespaces[-1]

    def _build_internet(self) -> None:
        """Every public address answers there, on every port; nobody has a private one."""
        self.internet.ip([*(f"address add {one}/32 dev lo" for one in OUTSIDERS), "route add local default dev lo"])
        self.internet.nft(f"""
            table ip internet {{
                chain i_in {{ type nat hook prerouting priority -100; policy accept;
                    ip daddr {{ 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, {NOBODY} }} drop
                    iifname "pop*" meta l4proto {{ 6, 17 }} redirect to :{PORT}
                }}
            }}
        """)
        self.servers.listen(self.internet, PORT)
        self.servers.answer(self.internet, PORT)

    def _plug_in(self, interfaces: Sequence[str], lan_port: str) -> None:
        """The other sockets: one leads to the guests, the rest are empty until a further LAN needs them."""
        free = [name for name in interfaces if name not in self.modems]
        self._ends = {name: NET_LAN if name == lan_port else f"empty{at}" for at, name in enumerate(free)}
        self.router.ip([line for name in free for line in _wire(device(name), self._ends[name], self.lan)])
        self._lans: dict[str, Namespace] = {}
        if lan_port in self._ends:
            self.lan.ip([f"link set {NET_LAN} up"])

    def lan_of(self, name: str) -> Namespace:
        """Where the guests of a LAN are; of one that is not a further LAN, with all others."""
        return self._lans.get(name, self.lan)

    def further_lan(self, name: str, port: str, tag: int = 0) -> Namespace:
        """A LAN behind this socket, or with a tag the VLAN on its wire, in a namespace of its own."""
        if name not in self._lans:
            there, end = self._namespace(), self._ends[port]
            self.lan.ip([f"link set {end} up"])
            if tag:
                self.tagger.join(NET_LAN, there, tag, end, self.lan)
            else:
                self.lan.ip([f"link set {end} netns /proc/{os.getpid()}/fd/{there.fd} name {NET_LAN}"])
            there.ip(["link set lo up", f"link set {NET_LAN} up"])
            there.set({"net/ipv4/tcp_congestion_control": "reno"})
            self._lans[name] = there
        return self._lans[name]

    @property
    def lans(self) -> Mapping[str, Namespace]:
        """The further LANs by name."""
        return self._lans

    def silence(self, hosts: Iterable[str]) -> None:
        """Let these public addresses answer nobody, and all others again."""
        listed = ", ".join(hosts)
        drop = f"ip daddr {{ {listed} }} drop" if listed else ""
        self.internet.nft(f"""
            add table ip silent
            flush table ip silent
            table ip silent {{
                chain s_in {{ type filter hook prerouting priority -300; policy accept;
                    {drop}
                }}
            }}
        """)

    def settle_lan(self, addresses: Iterable[str], gateway: str, name: str = "") -> None:
        """Let the guests of a LAN have these addresses (with their length) and this gateway."""
        self.lan_of(name).ip([
            f"address flush dev {NET_LAN}", *(f"address replace {one} dev {NET_LAN}" for one in addresses),
            *([f"route replace default via {gateway}"] if gateway else []),
        ])  # fmt: skip

    def line(self, source: str) -> int:
        """Which line a packet came by that the Internet saw with this source; 0 for none."""
        return next((box.number for box in self.modems.values() if box.sees(source)), 0)

    def close(self) -> None:
        """Take everything away."""
        self.servers.close()
        self.tagger.close()
        for box in self.modems.values():
            box.close()
        for one in self._namespaces:
            one.close()
