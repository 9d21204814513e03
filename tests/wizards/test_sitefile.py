from __future__ import annotations

import string
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizards.site import (
    CLASSIFIERS,
    ECMP_CLASSIFIERS,
    Dns,
    Env,
    ExceptionRule,
    Forward,
    Health,
    Lan,
    Site,
    Speed,
    SpeedTest,
    Wan,
)
from wizards.sitefile import SiteErrors, dump_site, line_of, load_site

GOOD = """\
version: 1
site: Hotel Acacia
method: pcc
classifier: both-addresses
wans:
  - name: Wan1
    interface: ether1
    kind: static
    address: 192.168.30.2/24
    gateway: 192.168.30.1
    weight: 2
  - {name: Wan2, interface: ether2, kind: dhcp}
  - {name: Wan3, interface: ether3, kind: pppoe, user: hotel@isp, password: {env: WAN3_PASSWORD}}
lan: {interface: bridge, address: 192.168.88.1/24, hotspot: false, also: []}
health: {check: probe, hosts: {Wan1: [8.8.4.4, 208.67.222.222]}}
exceptions:
  - {to: 203.0.113.0/24, via: Wan1, note: bank}
forwards:
  - {protocol: tcp, port: 443, to: 192.168.88.10, to-port: 443}
dns: {servers: [1.1.1.1, 9.9.9.9]}
speed-test: {url: "http://speed.example/"}
"""


def problems(text: str) -> list[tuple[int, str]]:
    with pytest.raises(SiteErrors) as caught:
        load_site(text)
    assert all(one.what and one.remedy for one in caught.value.problems)
    return [(one.line, one.key) for one in caught.value.problems]


def test_the_whole_grammar_is_read() -> None:
    site = load_site(GOOD)
    assert [wan.name for wan in site.wans] == ["Wan1", "Wan2", "Wan3"]
    assert site.wans[0] == Wan("Wan1", "ether1", "static", "192.168.30.2/24", "192.168.30.1", weight=2)
    assert site.wans[2].password == Env("WAN3_PASSWORD")
    assert site.health == Health("probe", {"Wan1": ("8.8.4.4", "208.67.222.222")})
    assert site.exceptions == (ExceptionRule("Wan1", to="203.0.113.0/24", note="bank"),)
    assert site.forwards == (Forward("tcp", "443", "192.168.88.10", "443"),)
    assert load_site(dump_site(site)) == site


@pytest.mark.parametrize(
    ("old", "new", "line", "key"),
    [
        ("gateway: 192.168.30.1", "gateway: 192.168.30.2", 10, "wans[0].gateway"),
        ("gateway: 192.168.30.1", "gateway: 192.168.31.1", 10, "wans[0].gateway"),
        ("gateway: 192.168.30.1", "gateway: 192.168.30.255", 10, "wans[0].gateway"),
        ("    gateway: 192.168.30.1\n", "", 6, "wans[0].gateway"),
        ("address: 192.168.30.2/24", "address: 192.168.30.2", 9, "wans[0].address"),
        ("address: 192.168.30.2/24", "address: 192.168.30.0/24", 9, "wans[0].address"),
        ("address: 192.168.30.2/24", "address: 192.168.300.2/24", 9, "wans[0].address"),
        ("address: 192.168.30.2/24", "address: 192.168.30.2/33", 9, "wans[0].address"),
        ("interface: ether2", "interface: ether1", 12, "wans[1].interface"),
        ("interface: ether2", "interface: bridge", 12, "wans[1].interface"),
        ("name: Wan2", "name: Wan1", 12, "wans[1].name"),
        ("name: Wan2", "name: wan1", 12, "wans[1].name"),
        ("name: Wan2", "name: 'Wan 2'", 12, "wans[1].name"),
        ("name: Wan2", "name: Wän2", 12, "wans[1].name"),
        ("kind: dhcp", "kind: dchp", 12, "wans[1].kind"),
        ("kind: dhcp", "kind: dhcp, address: 10.0.0.2/24", 12, "wans[1].address"),
        ("kind: dhcp", "kind: dhcp, user: me", 12, "wans[1].user"),
        ("user: hotel@isp, ", "", 13, "wans[2].user"),
        ("{env: WAN3_PASSWORD}", "{env: 3PASSWORD}", 13, "wans[2].password"),
        ("weight: 2", "weight: 0", 11, "wans[0].weight"),
        ("weight: 2", "weight: 101", 11, "wans[0].weight"),
        ("weight: 2", "weight: two", 11, "wans[0].weight"),
        ("weight: 2", "weihgt: 2", 11, "wans[0].weihgt"),
        ("version: 1", "version: 2", 1, "version"),
        ("version: 1\n", "", 1, "version"),
        ("method: pcc", "method: magic", 3, "method"),
        ("classifier: both-addresses", "classifier: both", 4, "classifier"),
        ("192.168.88.1/24, hotspot", "192.168.30.1/24, hotspot", 9, "wans[0].address"),
        ("hotspot: false", "hotspot: maybe", 14, "lan.hotspot"),
        ("also: []", "also: [bridge]", 14, "lan.also[0]"),
        ("check: probe", "check: guess", 15, "health.check"),
        ("hosts: {Wan1:", "hosts: {Wan9:", 15, "health.hosts.Wan9"),
        ("[8.8.4.4,", "[1.1.1.1,", 15, "health.hosts.Wan1"),
        ("via: Wan1", "via: Wan7", 17, "exceptions[0].via"),
        ("to: 203.0.113.0/24", "to: the-bank", 17, "exceptions[0].to"),
        ("port: 443, to:", "port: 70000, to:", 19, "forwards[0].port"),
        ("protocol: tcp, port", "protocol: sctp, port", 19, "forwards[0].protocol"),
        ("[1.1.1.1, 9.9.9.9]", "[1.1.1.1, one]", 20, "dns.servers[1]"),
        ("http://speed", "ftp://speed", 21, "speed-test.url"),
        ("http://speed", "http://tech:secret@speed", 21, "speed-test.url"),
        ("site: Hotel Acacia", "site:", 2, "site"),
    ],
)
def test_each_mistake_names_its_line_and_key(old: str, new: str, line: int, key: str) -> None:
    assert old in GOOD
    assert (line, key) in problems(GOOD.replace(old, new, 1))


def test_all_mistakes_are_told_at_once() -> None:
    text = GOOD.replace("gateway: 192.168.30.1", "gateway: 192.168.30.2").replace("kind: dhcp", "kind: dchp")
    text = text.replace("hotspot: false", "hotsopt: false")
    assert problems(text) == [(10, "wans[0].gateway"), (12, "wans[1].kind"), (14, "lan.hotsopt")]


def test_a_password_in_clear_is_refused_and_not_repeated() -> None:
    with pytest.raises(SiteErrors) as caught:
        load_site(GOOD.replace("{env: WAN3_PASSWORD}", "tr0ub4dor"))
    assert [one.key for one in caught.value.problems] == ["wans[2].password"]
    with pytest.raises(SiteErrors) as misplaced:
        load_site(GOOD.replace("{env: WAN3_PASSWORD}", "{env: tr0ub4dor!}"))
    assert "tr0ub4dor" not in str(misplaced.value)
    assert "tr0ub4dor" not in str(caught.value)


def test_a_misspelt_key_is_guessed() -> None:
    with pytest.raises(SiteErrors, match="did you mean `gateway`"):
        load_site(GOOD.replace("gateway:", "gatewya:"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing\n",
        "[]",
        "just a text",
        "version: 1\n\tsite: x\n",
        "a: [1",
        "--- 1\n--- 2\n",
        "a: &x [1]\nb: [*x, *x]",
        "[" * 5000,
        "x: " + "y" * 70_000,
        "? [a, b]\n: c\n",
        "wans: &w [*w]",
        "\x00",
    ],
)
def test_what_is_no_site_file_is_refused_with_a_line(text: str) -> None:
    assert all(line >= 1 for line, _ in problems(text))


@pytest.mark.parametrize(
    "text", ["null", "wans: 1\nlan: 2\nhealth: 3\nexceptions: {}\ndns: []", "version: [1]\nwans: [1, [2], {}]"]
)
def test_wrong_shapes_are_problems_not_crashes(text: str) -> None:
    assert problems(text)


def test_tabs_are_named() -> None:
    with pytest.raises(SiteErrors, match="indent with spaces"):
        load_site("version: 1\nlan:\n\tinterface: bridge\n")


def test_a_repeated_key_is_a_mistake() -> None:
    assert (3, "method") in problems(GOOD + "method: failover\n")


def test_a_classifier_needs_pcc() -> None:
    text = GOOD.replace("method: pcc", "method: failover").replace("    weight: 2\n", "")
    assert problems(text) == [(4, "classifier")]


@pytest.mark.parametrize(
    ("method", "rest", "wrong"),
    [
        ("ecmp", "classifier: both-addresses", []),
        ("ecmp", "classifier: both-addresses-and-ports", []),
        ("ecmp", "classifier: src-address", [(4, "classifier")]),
        ("nth", "sticky: true", []),
        ("nth", "sticky: false", []),
        ("nth", "sticky: often", [(4, "sticky")]),
        ("nth", "classifier: both-addresses", [(4, "classifier")]),
        ("pcc", "sticky: true", [(4, "sticky")]),
        ("ecmp", "sticky: true", [(4, "sticky")]),
        *(("pcc", f"classifier: {one}", []) for one in CLASSIFIERS),
    ],
)
def test_what_a_method_may_be_told(method: str, rest: str, wrong: list[tuple[int, str]]) -> None:
    text = GOOD.replace("method: pcc", f"method: {method}").replace("classifier: both-addresses", rest)
    assert problems(text) == wrong if wrong else load_site(text).method == method


@pytest.mark.parametrize(("hotspot", "usual"), [("true", "src-address"), ("false", "both-addresses")])
def test_what_guests_are_spread_by_where_the_file_does_not_say(hotspot: str, usual: str) -> None:
    silent = GOOD.replace("classifier: both-addresses\n", "").replace("hotspot: false", f"hotspot: {hotspot}")
    assert load_site(silent).classifier == usual
    assert load_site(GOOD.replace("hotspot: false", f"hotspot: {hotspot}")).classifier == "both-addresses"


def test_lines_may_have_names_that_yaml_takes_for_booleans() -> None:
    site = load_site(GOOD.replace("name: Wan2", "name: no").replace("name: Wan3", "name: on").replace("Wan1", "010"))
    assert [wan.name for wan in site.wans] == ["010", "no", "on"]
    assert load_site(dump_site(site)) == site


@pytest.mark.parametrize(("lines", "fine"), [(0, False), (1, True), (8, True), (9, False)])
def test_one_to_eight_lines(lines: int, fine: bool) -> None:
    wans = "".join(f"  - {{name: W{n}, interface: ether{n}, kind: dhcp}}\n" for n in range(lines)) or "  []\n"
    text = f"version: 1\nsite: S\nwans:\n{wans}lan: {{interface: bridge, address: 10.0.0.1/24}}\n"
    if fine:
        assert len(load_site(text).wans) == lines
    else:
        assert problems(text) == [(3, "wans")]


TWO = "version: 1\nsite: S\nwans:\n{}lan: {{interface: bridge, address: 10.0.0.1/24}}\n"
LINE = "  - {{name: W{n}, interface: ether{n}, kind: static, address: {a}, gateway: {g}}}\n"


@pytest.mark.parametrize(
    ("first", "second", "fine"),
    [
        (("192.168.1.2/24", "192.168.1.1"), ("192.168.1.3/24", "192.168.1.1"), True),
        (("192.168.1.2/24", "192.168.1.1"), ("192.168.1.2/24", "192.168.1.1"), False),
        (("192.168.1.2/24", "192.168.1.1"), ("192.168.1.3/24", "192.168.1.254"), True),
        (("192.168.1.2/24", "192.168.1.1"), ("192.168.0.3/16", "192.168.1.1"), False),
        (("192.168.1.2/24", "192.168.1.1"), ("192.168.2.2/24", "192.168.2.1"), True),
    ],
)
def test_two_modems_may_share_a_subnet_but_no_address_and_no_half_of_one(
    first: tuple[str, str], second: tuple[str, str], fine: bool
) -> None:
    text = TWO.format("".join(LINE.format(n=n, a=a, g=g) for n, (a, g) in enumerate((first, second), 1)))
    if fine:
        assert len(load_site(text).wans) == 2
    else:
        assert problems(text) == [(5, "wans[1].address")]


def test_weights_and_speeds_do_not_mix() -> None:
    line = "  - {{name: W{}, interface: e{}, kind: dhcp, {}}}\n"
    wans = line.format(1, 1, "speed: {down: 20M, up: 5M}") + line.format(2, 2, "weight: 2")
    assert (5, "wans[1].weight") in problems(TWO.format(wans))
    assert (4, "wans[0].speed.down") in problems(TWO.format(line.format(1, 1, "speed: {down: fast, up: 5M}")))


NAMES = st.text(string.ascii_letters + string.digits, min_size=1, max_size=8)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=12).filter(str.strip)
ENVS = st.from_regex(r"[A-Z_][A-Z0-9_]{0,8}", fullmatch=True)
RATES = st.integers(1, 2_000_000_000)


@st.composite
def wans(draw: st.DrawFn, number: int, name: str, measured: bool, weighted: bool) -> Wan:
    kind = draw(st.sampled_from(["static", "dhcp", "pppoe", "lte"]))
    third = f"10.{number}.{draw(st.integers(0, 255))}"
    return Wan(
        name=name,
        interface=f"{draw(TEXTS)}{number}",
        kind=kind,
        address=f"{third}.2/24" if kind == "static" else "",
        gateway=f"{third}.1" if kind == "static" else "",
        weight=1 if measured or not weighted else draw(st.integers(1, 100)),
        speed=Speed(draw(RATES), draw(RATES)) if measured else None,
        user=draw(TEXTS) if kind == "pppoe" else "",
        password=Env(draw(ENVS)) if kind == "pppoe" and draw(st.booleans()) else None,
    )


DECIDES = {"pcc": CLASSIFIERS, "ecmp": ECMP_CLASSIFIERS}


@st.composite
def sites(draw: st.DrawFn) -> Site:
    names = draw(st.lists(NAMES, min_size=1, max_size=8, unique_by=str.lower))
    method = draw(st.sampled_from(["pcc", "ecmp", "nth", "failover"]))
    measured = draw(st.booleans())
    ports = st.integers(1, 65535).map(str)
    return Site(
        name=draw(TEXTS),
        wans=tuple(draw(wans(n, name, measured, method != "failover")) for n, name in enumerate(names, 1)),
        lan=Lan("bridge", "192.168.88.1/24", draw(st.booleans()), draw(st.sampled_from([(), ("vlan10", "no")]))),
        method=method,
        classifier=draw(st.sampled_from(DECIDES.get(method, ("both-addresses",)))),
        sticky=method == "nth" and draw(st.booleans()),
        health=draw(st.sampled_from([Health(), Health("none"), Health("probe", {names[0]: ("8.8.4.4",)})])),
        exceptions=draw(st.sampled_from([(), (ExceptionRule(names[0], source="10.9.9.9", note="no"),)])),
        forwards=(Forward("udp", draw(ports), "192.168.88.9", "", draw(TEXTS)),) if draw(st.booleans()) else (),
        dns=Dns(draw(st.sampled_from([(), ("1.1.1.1",)]))),
        speed_test=draw(st.sampled_from([None, SpeedTest("http://x/y")])),
    )


@settings(deadline=None, max_examples=150)
@given(sites())
def test_what_is_written_is_read_back(site: Site) -> None:
    assert load_site(dump_site(site)) == site


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=200))
def test_any_text_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(SiteErrors) as caught:
        load_site(text)
    assert caught.value.problems


def test_the_example_of_the_design_is_read(tmp_path: Path) -> None:
    file = tmp_path / "site.yaml"
    file.write_text(GOOD, encoding="utf-8")
    assert load_site(file.read_text(encoding="utf-8")).name == "Hotel Acacia"


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("wans[0].interface", 7),
        ("wans[1].interface", 12),
        ("lan.interface", 14),
        ("method", 3),
        ("lan.nothing", 14),
        ("nowhere", 1),
    ],
)
def test_the_line_of_a_key(key: str, line: int) -> None:
    text = GOOD.splitlines()[line - 1]
    assert line_of(GOOD, key) == line, text
