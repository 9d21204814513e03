"""Weights that follow from what was measured, and where a verification is kept."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from proof import store, weights
from proof.results import LineSpeed, ResultsError, Speed, Verification
from proof.verifying import begun, keeps_one_line, url_of
from routerboard.language.survey import Survey
from routerboard.language.version import Version
from wizards.site import Site, SpeedTest, Wan
from wizards.site import Speed as Known

SITE = Site("Hotel", (Wan("Wan1", "ether1"), Wan("Wan2", "ether2")))
SEEN = Survey(Version.parse("7.20.8"), identity="Hotel", menus={})


def _speed(*downs: float | None) -> Speed:
    return Speed(tuple(LineSpeed(f"Wan{at}", down=down, up=2.04e6) for at, down in enumerate(downs, 1)))


@pytest.mark.parametrize(
    ("downs", "ratio"), [((7.65e6, 11.48e6), (2, 3)), ((9.8e6, 10.1e6), (1, 1)), ((19.4e6, 9.7e6), (2, 1))]
)
def test_the_smallest_ratio_within_five_percent(downs: tuple[float, float], ratio: tuple[int, int]) -> None:
    found = weights.measured(SITE, _speed(*downs))
    assert found is not None
    assert weights.ratio(found) == ratio
    assert found.wans[0].speed == Known(round(downs[0] / 1e5) * 100_000, 2_000_000)


def test_what_others_had_counts_for_the_line() -> None:
    speed = Speed((LineSpeed("Wan1", down=5e6, others_down=15e6, up=1e6), LineSpeed("Wan2", down=10e6, up=1e6)))
    found = weights.measured(SITE, speed)
    assert found is not None
    assert weights.ratio(found) == (2, 1)


@pytest.mark.parametrize("speed", [_speed(5e6), _speed(5e6, None)])
def test_without_every_line_there_are_no_weights(speed: Speed) -> None:
    assert weights.measured(SITE, speed) is None


def test_there_are_shares_where_lines_carry_together() -> None:
    assert weights.useful(SITE)
    assert not weights.useful(replace(SITE, method="failover"))
    assert not weights.useful(replace(SITE, wans=SITE.wans[:1]))


def test_a_verification_is_kept_and_read_again(tmp_path: Path) -> None:
    path = store.path_of(tmp_path, SEEN, "192.168.88.1:8728")
    assert store.load(path) is None
    made = replace(begun(SEEN, SITE, "2026-11-28T03:00:00+00:00"), speed=_speed(1e6, 2e6))
    store.save(path, made)
    assert store.load(path) == made
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    path.write_text(json.dumps({"simplifi-verification": 99}), encoding="utf-8")
    with pytest.raises(ResultsError, match="form 99"):
        store.load(path)


def test_earlier_figures_stay_for_the_same_site_only() -> None:
    earlier = Verification("Hotel", method="pcc", speed=_speed(1e6, 2e6), taken="before", technician="Ann")
    same = begun(SEEN, SITE, "now", earlier)
    assert (same.speed, same.taken, same.technician) == (earlier.speed, "now", "Ann")
    assert begun(SEEN, replace(SITE, name="Other"), "now", earlier).speed is None
    assert begun(SEEN, replace(SITE, method="nth"), "now", earlier).speed is None
    more = replace(SITE, wans=(*SITE.wans, Wan("Wan3", "ether3")))
    assert begun(SEEN, more, "now", earlier).speed is None, "it is of other lines"


def test_what_nobody_has_measured_is_what_the_router_tells() -> None:
    told = begun(SEEN, SITE, "now").facts
    assert [(one.name, one.interface) for one in told] == [(wan.name, wan.interface) for wan in SITE.wans]
    assert {(one.dns, one.mtu, one.beyond, one.ended) for one in told} == {(None, None, None, "")}


def test_who_keeps_one_line_is_known() -> None:
    assert not keeps_one_line(SITE)
    assert keeps_one_line(replace(SITE, classifier="src-address"))
    assert keeps_one_line(replace(SITE, method="nth", sticky=True))


def test_servers_are_the_sites_else_beside_the_practice_board_else_public() -> None:
    assert url_of(replace(SITE, speed_test=SpeedTest("http://x/")), "127.0.0.1", 8728) == "http://x/"
    assert url_of(SITE, "127.0.0.1", 8728) == "http://127.0.0.1:18728/servers.json"
    assert url_of(SITE, "localhost", 60000).startswith("http://127.0.0.1:")
    assert url_of(SITE, "192.168.88.1", 8728).startswith("https://librespeed.org/")
