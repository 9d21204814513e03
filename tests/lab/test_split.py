"""Which line connections take: the shares of each method, and what sticks to its line."""

from __future__ import annotations

from collections import defaultdict
from math import sqrt

import pytest

from routerboard.practice.kernel.guests import Call
from routerboard.practice.kernel.pings import Pings
from tests.lab.bench import CLIENTS, SERVERS, VERSIONS, Lab, shares
from tests.lab.measures import COUNT, SIGMAS
from tests.lab.recipes import KEYS, configured, plain_ecmp, sticky_nth

pytestmark = pytest.mark.lab


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("classifier", sorted(KEYS))
def test_a_classifier_keeps_what_it_looks_at_and_moves_the_rest(classifier: str, version: str) -> None:
    """Each pair of hosts is tried twice, from other ports: what the classifier looks at decides, and nothing else."""
    with Lab(version, 3) as lab:
        configured(lab, "pcc", classifier=classifier)
        calls = [*lab.calls(250), *lab.calls(250)]
        ways = lab.ways(calls)
        assert None not in ways
        by_key = defaultdict(set)
        for call, line in zip(calls, ways, strict=True):
            by_key[tuple(getattr(call, part) for part in KEYS[classifier])].add(line)
        assert all(len(lines) == 1 for lines in by_key.values())
        taken = [next(iter(lines)) for lines in by_key.values()]
        for line in (1, 2, 3):
            by = SIGMAS * sqrt(2 / 9 / len(by_key))
            assert abs(taken.count(line) / len(by_key) - 1 / 3) <= by
        moved = sum(ways[at] != ways[at + 250] for at in range(250))
        sticks = not any(part == "source_port" for part in KEYS[classifier])
        assert moved == 0 if sticks else 125 <= moved <= 205


@pytest.mark.parametrize("version", VERSIONS)
def test_pings_of_guests_are_balanced_too(version: str) -> None:
    """A classifier that looks at ports must not lose what has none."""
    with Lab(version, 2) as lab:
        configured(lab, "pcc", classifier="both-addresses-and-ports")
        pings = Pings(lab.ground.neighbourhood.lan)
        assert all(pings.ping(host, source=CLIENTS[0]) is not None for host in SERVERS)
        pings.close()
        marks = [row.get("connection-mark") for row in lab.world.connections() if row["src-address"] == CLIENTS[0]]
        assert {*marks} == {"Wan1_conn", "Wan2_conn"}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("lines", [2, 3, 5])
def test_sticky_nth_gives_each_guest_one_line_and_each_line_its_share(version: str, lines: int) -> None:
    with Lab(version, lines) as lab:
        configured(lab, "nth")
        with lab.at_once():
            sticky_nth(lab)
        lab.settled()
        ways: dict[str, set[int | None]] = defaultdict(set)
        for round_ in range(5):
            calls = [Call(client, 20000 + round_, SERVERS[(at + round_) % 40], 80) for at, client in enumerate(CLIENTS)]
            for call, line in zip(calls, lab.ways(calls), strict=True):
                ways[call.source].add(line)
        assert all(len(taken) == 1 for taken in ways.values())
        counted = shares([next(iter(taken)) for taken in ways.values()], lines)
        assert max(counted) - min(counted) <= 1
        listed = [lab.ground.packets.listed(f"Wan{line}_conn") for line in range(1, lines + 1)]
        assert tuple(map(len, listed)) == counted


@pytest.mark.parametrize("policy", ["l3", "l4"])
def test_the_hash_policy_of_version_7_says_what_keeps_a_line(policy: str) -> None:
    with Lab("7.20.8", 2) as lab:
        configured(lab, "ecmp")
        lab.say("/ip/settings/set", ipv4_multipath_hash_policy=policy)
        calls = [Call(CLIENTS[0], 21000 + at, SERVERS[0], 80) for at in range(100)]
        counted = shares(lab.ways(calls), 2)
        assert sorted(counted) == [0, 100] if policy == "l3" else min(counted) >= 25


def test_version_6_repeats_a_gateway_for_its_weight() -> None:
    with Lab("6.49.18", 2) as lab:
        plain_ecmp(lab)
        route = next(row for row in lab.rows("/ip/route") if "," in row.get("gateway", ""))
        one, two = route["gateway"].split(",")
        lab.say("/ip/route/set", _id=route[".id"], gateway=f"{one},{one},{one},{two}")
        counted = shares(lab.ways(lab.calls(COUNT)), 2)
        by = SIGMAS * sqrt(3 / 16 / COUNT) * COUNT
        assert abs(counted[0] - 375) <= by
