"""Console text: quoting for any name, and plans as scripts that real routers' schema and a second judge accept."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routerboard.language.change import Change, Plan
from routerboard.language.console import Text, parse
from routerboard.language.controls import has_controls
from routerboard.language.export import read_export
from routerboard.language.script import find, line, quote, to_rsc, unquote
from routerboard.language.version import Version

V6, V7 = Version.parse("6.49.18"), Version.parse("7.20.8")


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("ether1", "ether1"),
        ("both-addresses:2/0", "both-addresses:2/0"),
        ("!local", "!local"),
        ("", '""'),
        ("two words", '"two words"'),
        ('say "hi"', '"say \\"hi\\""'),
        ("$1 \\ ?", '"\\$1 \\\\ \\?"'),
        ("a\nb\tc", '"a\\nb\\tc"'),
        ("\x01", '"\\01"'),
        ("Приймальня №1", '"Приймальня №1"'),
        ("a;b", '"a;b"'),
        ("[x]", '"[x]"'),
        ("#", '"#"'),
    ],
)
def test_values_are_quoted_as_the_console_needs(text: str, quoted: str) -> None:
    assert quote(text) == quoted


@given(st.text())
def test_any_text_comes_back_from_its_quotes(text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    assert unquote(quote(text)) == text


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_the_console_reads_what_we_quote(text: str) -> None:
    (command,) = parse(
        f"/ip route add comment={quote(text)}", lambda words: words[0] == "ip" and len(words) < 3
    ).commands
    value = command.argument("comment")
    assert isinstance(value, Text)
    assert "".join(map(str, value.parts)) == text


@pytest.mark.parametrize("broken", ['"', '"abc', '"a\\q"'])
def test_broken_quotes_are_refused(broken: str) -> None:
    with pytest.raises(ValueError, match=r"closed|escape"):
        unquote(broken)


def test_one_line_of_each_verb() -> None:
    ours = {"comment": "simplifi:route:Wan1:main"}
    assert line(Change("/routing/table", "add", {"name": "to_Wan1", "fib": ""}), V7) == "add name=to_Wan1 fib"
    assert (
        line(Change("/ip/route", "set", {"gateway": "1.1.1.1"}, match=ours), V7)
        == 'set [find comment="simplifi:route:Wan1:main"] gateway=1.1.1.1'
    )
    assert line(Change("/ip/settings", "set", {"rp-filter": "no"}), V7) == "set rp-filter=no"
    assert line(Change("/ip/route", "remove", match=ours), V6) == 'remove [find comment="simplifi:route:Wan1:main"]'
    before = Change("/ip/firewall/mangle", "move", match=ours, place_before={"comment": "x y"})
    assert line(before, V6) == 'move [find comment="simplifi:route:Wan1:main"] destination=[find comment="x y"]'
    removed = Change("/ip/firewall/mangle", "remove", match=ours, place_before={"comment": "x"})
    assert "destination" not in line(removed, V6)


@pytest.mark.parametrize("version", [V6, V7], ids=str)
@pytest.mark.parametrize(
    ("path", "name", "words"),
    [
        ("/ip/firewall/filter", "connection-mark", "!connection-mark"),
        ("/ip/firewall/mangle", "src-address-list", "!src-address-list"),
        ("/ip/route", "check-gateway", "!check-gateway"),
        ("/ip/route", "comment", 'comment=""'),
        ("/ip/dns", "servers", 'servers=""'),
        ("/ip/dhcp-client", "add-default-route", "add-default-route=yes"),
    ],
)
def test_what_a_set_clears_is_written_as_its_menu_takes_it(version: Version, path: str, name: str, words: str) -> None:
    assert line(Change(path, "set", {name: ""}), version) == f"set {words}"


def test_a_flag_is_taken_away_by_its_name() -> None:
    assert line(Change("/ip/route", "set", {"blackhole": "no"}, match={"gateway": "a"}), V7).endswith("] !blackhole")


@pytest.mark.parametrize(
    ("value", "sought"),
    [
        ("ether1", "ether1"),
        ("0.0.0.0/0", "0.0.0.0/0"),
        ("!LAN", '"!LAN"'),
        ("established,related", '"established,related"'),
        ("a:b", '"a:b"'),
        ("$x", '"\\$x"'),
        ("", '""'),
    ],
)
def test_what_could_be_an_operator_is_quoted_in_a_search(value: str, sought: str) -> None:
    assert find({"a": value}) == f"[find a={sought}]"


def test_escaped_bytes_are_utf_8_or_of_windows() -> None:
    assert unquote('"\\D0\\96"') == "Ж"
    assert unquote('"caf\\E9 \\80"') == "café €"


def pcc(version: Version) -> Plan:
    v7 = version.can("routing-tables")
    table = {"routing-table": "to_Wan1"} if v7 else {"routing-mark": "to_Wan1"}
    tables = (
        (Change("/routing/table", "add", {"name": "to_Wan1", "fib": "", "comment": "simplifi:table:Wan1"}),)
        if v7
        else ()
    )
    marks = {
        "chain": "prerouting",
        "in-interface": "bridge",
        "new-connection-mark": "Wan1_conn",
        "connection-mark": "no-mark",
    }
    return Plan(
        'Hotel "Acacia" $1',
        version,
        (
            *tables,
            Change("/ip/route", "add", {"dst-address": "0.0.0.0/0", "gateway": "192.168.30.1", **table}, "why: a\nb"),
            Change(
                "/ip/firewall/mangle",
                "add",
                {**marks, "action": "mark-connection", "per-connection-classifier": "both-addresses:2/0"},
                place_before={"comment": "foreign rule"},
            ),
            Change("/interface/bridge/port", "remove", match={"interface": "ether2", "bridge": "bridge"}),
            Change("/ip/dns", "set", {"servers": "1.1.1.1,9.9.9.9"}),
        ),
    )


@pytest.mark.parametrize("version", [V6, V7], ids=str)
def test_a_plan_is_a_script_that_real_routers_schema_accepts(version: Version, tmp_path: Path) -> None:
    checker = Path(__file__).resolve().parents[4] / "shared" / "tools" / "roscheck.py"
    if not checker.exists():
        pytest.skip("the schema of real routers is not beside this clone")
    script = tmp_path / "plan.rsc"
    script.write_text(to_rsc(pcc(version)), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(checker), "--ros", str(version), str(script)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_a_plan_for_routeros_7_satisfies_the_language_server(tmp_path: Path) -> None:
    script = tmp_path / "plan.rsc"
    script.write_text(to_rsc(pcc(V7)), encoding="utf-8")
    done = subprocess.run(
        [str(Path(sys.executable).with_name("routeros-lsp")), "check", "--strict", str(script)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


ARGS = st.dictionaries(
    st.sampled_from(["comment", "chain", "new-connection-mark", "log-prefix"]),
    st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=40),
    min_size=1,
)
CHANGES = st.one_of(
    st.builds(Change, st.just("/ip/firewall/mangle"), st.just("add"), ARGS, st.text(max_size=20)),
    st.builds(Change, st.just("/ip/firewall/nat"), st.just("set"), ARGS, st.text(max_size=20), match=ARGS),
    st.builds(Change, st.just("/ip/firewall/raw"), st.sampled_from(["remove", "move"]), match=ARGS),
)


@pytest.mark.parametrize("version", [V6, V7], ids=str)
@given(changes=st.lists(CHANGES, min_size=1, max_size=5))
def test_a_plan_is_read_back_from_its_script(version: Version, changes: list[Change]) -> None:
    read = read_export(to_rsc(Plan("site", version, tuple(changes))))
    assert [(found.menu, found.verb, found.args, found.find) for found in read.commands] == [
        (change.menu, change.verb, change.args, change.match) for change in changes
    ]


def test_a_place_is_read_back_as_it_is_written() -> None:
    added = Change("/ip/firewall/nat", "add", {"chain": "srcnat"}, place_before={"comment": "a ] b"})
    (command,) = read_export(to_rsc(Plan("", V7, (added,)))).commands
    assert command.args == {"chain": "srcnat", "place-before": '[find comment="a ] b"]'}


def test_reasons_hold_no_control_characters() -> None:
    change = Change("/ip/route", "add", args={"comment": "a\x1bb\x9b"}, why="a\x1b[31mb\x9bc\x85\nd")
    text = to_rsc(Plan("H\x1b", Version(7, 20), (change,)))
    assert "# a[31mbc d" in text.splitlines()
    assert text.startswith("# H: ")
    assert not any(map(has_controls, text.splitlines()))
    assert unquote(quote("a\x1bb\x9b")) == "a\x1bb\x9b"


def test_reasons_are_comments_on_one_line() -> None:
    assert "# why: a b\nadd dst-address" in to_rsc(pcc(V7))
