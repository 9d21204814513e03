"""The step of the lines: fields by kind, answers, faults at their field, lines more and fewer."""

from __future__ import annotations

import pytest

from routerboard.language.survey import Survey
from routerboard.language.version import Version
from wizards.site import Env, Site, Speed, Wan
from wizards.steps import lines
from wizards.steps.form import AnswerError, faults_of


def survey(*sockets: tuple[str, bool, str]) -> Survey:
    """A router with these sockets: name, whether plugged, bridge."""
    interfaces = tuple(
        {"name": name, "type": "ether", "running": "true" if running else "false"} for name, running, _ in sockets
    )
    ports = tuple({"interface": name, "bridge": bridge} for name, _, bridge in sockets if bridge)
    return Survey(
        Version.parse("7.20.8"),
        menus={"/interface": (*interfaces, {"name": "bridge", "type": "bridge"}), "/interface/bridge/port": ports},
    )


ROUTER = survey(("ether1", True, ""), ("ether2", True, "bridge"), ("ether3", False, "bridge"), ("ether4", True, ""))
SITE = Site("Hotel", (Wan("Wan1", "ether1"), Wan("Wan2", "ether2")))


def labels(site: Site, index: int = 0) -> list[str]:
    """The questions about one line."""
    return [field.label for field in lines.fields(ROUTER, site, index)]


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("dhcp", ["Name", "Socket", "Kind", "Share", "Gateway is"]),
        ("static", ["Name", "Socket", "Kind", "Address", "Gateway", "Share"]),
        ("pppoe", ["Name", "Socket", "Kind", "User", "Password", "Share"]),
        ("lte", ["Name", "Socket", "Kind", "Share"]),
    ],
)
def test_the_kind_decides_what_is_asked(kind: str, asked: list[str]) -> None:
    assert labels(lines.answer(SITE, "wans[0].kind", kind)) == asked


def test_a_kind_from_a_file_stays_an_answer() -> None:
    kind = next(
        field for field in lines.fields(ROUTER, Site("H", (Wan("Wan1", "lte1", "lte"),)), 0) if field.label == "Kind"
    )
    assert [value for value, _ in kind.options] == ["dhcp", "static", "pppoe", "lte"]


def test_fail_over_asks_for_no_share() -> None:
    assert "Share" not in labels(Site("Hotel", SITE.wans, method="failover"))


def test_a_line_that_is_not_there_has_no_questions() -> None:
    assert labels(Site("Hotel", ())) == []
    assert lines.sharing(Site("Hotel", ())) == "There is no line yet."


def test_sockets_of_other_lines_are_not_offered() -> None:
    socket = next(field for field in lines.fields(ROUTER, SITE, 0) if field.label == "Socket")
    assert [value for value, _ in socket.options] == ["ether1", "ether3", "ether4"]
    assert dict(socket.options)["ether3"] == "ether3  empty, in bridge"


def test_a_socket_that_the_router_lacks_stays_an_answer() -> None:
    site = lines.answer(SITE, "wans[0].interface", "sfp9")
    socket = next(field for field in lines.fields(ROUTER, site, 0) if field.label == "Socket")
    assert socket.options[0] == ("sfp9", "sfp9")


@pytest.mark.parametrize(
    ("text", "weight", "speed"),
    [
        ("3", 3, None),
        ("20M/5M", 1, Speed(20_000_000, 5_000_000)),
        ("20/5", 1, Speed(20_000_000, 5_000_000)),
        ("512k", 1, Speed(512_000, 512_000)),
        (" 1.5G/20M ", 1, Speed(1_500_000_000, 20_000_000)),
    ],
)
def test_a_share_is_a_weight_or_a_speed(text: str, weight: int, speed: Speed | None) -> None:
    wan = lines.answer(SITE, "wans[1].weight", text).wans[1]
    assert (wan.weight, wan.speed) == (weight, speed)


@pytest.mark.parametrize("text", ["", "fast", "20M/", "/5M", "20M/fast", "-1"])
def test_what_is_no_share_says_what_would_be_one(text: str) -> None:
    if text == "20M/":
        assert lines.answer(SITE, "wans[0].weight", text).wans[0].speed == Speed(20_000_000, 20_000_000)
        return
    with pytest.raises(AnswerError, match="20M/5M"):
        lines.answer(SITE, "wans[0].weight", text)


def test_a_changed_kind_takes_what_belonged_to_the_old_one() -> None:
    dialled = Site("Hotel", (Wan("Wan1", "ether1", "pppoe", user="u", password=Env("P"), weight=2),))
    assert lines.answer(dialled, "wans[0].kind", "dhcp").wans[0] == Wan("Wan1", "ether1", "dhcp", weight=2)


def test_a_fault_belongs_to_its_field() -> None:
    site = Site("Hotel", (Wan("Wan1", "ether1", "static", "192.168.30.2/24", "192.168.31.1"), Wan("Wan2", "ether2")))
    found = faults_of(site, lines.fields(ROUTER, site, 0))
    assert list(found) == ["wans[0].gateway"]
    assert "192.168.31.1 is not in 192.168.30.0/24" in found["wans[0].gateway"]


def test_a_speed_on_one_line_only_is_the_other_lines_fault() -> None:
    site = lines.answer(SITE, "wans[0].weight", "20M/5M")
    assert faults_of(site, lines.fields(ROUTER, site, 0)) == {}
    assert list(faults_of(site, lines.fields(ROUTER, site, 1))) == ["wans[1].weight"]


def test_another_line_takes_a_plugged_socket_outside_the_bridges_first() -> None:
    more = lines.add_line(ROUTER, SITE)
    assert more.wans[2] == Wan("Wan3", "ether4")
    most = lines.add_line(ROUTER, more)
    assert most.wans[3].interface == "ether3"
    with pytest.raises(AnswerError, match="no socket is left"):
        lines.add_line(ROUTER, most)


def test_a_name_that_was_freed_is_used_again() -> None:
    assert [wan.name for wan in lines.add_line(ROUTER, lines.remove_line(SITE, 0)).wans] == ["Wan2", "Wan1"]


def test_the_last_line_stays() -> None:
    with pytest.raises(AnswerError, match="one line must stay"):
        lines.remove_line(lines.remove_line(SITE, 1), 0)


def test_notes_tell_what_the_plan_will_do() -> None:
    assert lines.notes(ROUTER, SITE, 1) == ("ether2 is a LAN port now: the plan takes it out of bridge.",)
    empty = lines.answer(SITE, "wans[1].interface", "ether3")
    assert "Nothing is plugged into ether3." in lines.notes(ROUTER, empty, 1)


def test_sharing_in_a_sentence() -> None:
    assert lines.sharing(SITE) == "Of 100 new connections, 50 use Wan1, 50 use Wan2."
    assert lines.sharing(Site("Hotel", SITE.wans, method="failover")) == "All guests use Wan1; Wan2 when it dies."
    assert lines.sharing(Site("Hotel", SITE.wans[:1])) == "All guests use Wan1."


def test_the_variable_of_a_password_is_a_usable_name() -> None:
    assert lines.password_variable(Wan("Wan-3 b", "ether1")) == "WAN_3_B_PASSWORD"
