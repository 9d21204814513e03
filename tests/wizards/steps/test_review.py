"""The last step: every answer in a sentence."""

from __future__ import annotations

from routerboard.language.survey import Survey
from routerboard.language.version import Version
from wizards.site import Dns, Env, Lan, Site, Speed, Wan
from wizards.steps import review

ROUTER = Survey(Version.parse("6.49.18"))


def test_every_answer_is_told() -> None:
    site = Site(
        "Hotel",
        (
            Wan("Wan1", "ether1", "static", "192.168.30.2/24", "192.168.30.1", speed=Speed(20_000_000, 5_000_000)),
            Wan("Wan2", "ether2", "dhcp", speed=Speed(10_000_000, 2_000_000)),
            Wan("Wan3", "ether3", "pppoe", user="u@isp", password=Env("P"), speed=Speed(10_000_000, 2_000_000)),
        ),
        Lan("bridge", "192.168.88.1/24", hotspot=True, also=("vlan20",)),
        dns=Dns(("1.1.1.1",)),
    )
    assert review.told(ROUTER, site) == (
        ("Site", "Hotel"),
        ("Wan1", "ether1, fixed 192.168.30.2/24, modem 192.168.30.1, 20M/5M"),
        ("Wan2", "ether2, DHCP, 10M/2M"),
        ("Wan3", "ether3, PPPoE as u@isp, 10M/2M"),
        ("LAN", "bridge and vlan20, 192.168.88.1/24, HotSpot"),
        ("Method", "Balance with PCC, both-addresses"),
        ("Shares", "Of 100 new connections, 50 use Wan1, 25 use Wan2, 25 use Wan3."),
        ("Health", "Ping the modem"),
        ("DNS", "1.1.1.1"),
    )


def test_without_name_servers_each_provider_answers() -> None:
    told = dict(review.told(ROUTER, Site("Hotel", (Wan("Wan1", "ether1"),), method="failover")))
    assert told["DNS"] == "each provider's own servers"
    assert told["Method"] == "Fail-over only"
