"""Console scripts as the practice board runs them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from routerboard.language.items import Row
from routerboard.practice.interpreter import Failure, Scope, Value, output_of, run, text_of

MENUS = {("ip",), ("ip", "route"), ("system",), ("system", "identity"), ("log",)}


@dataclass
class Host:
    """Two routes, one identity, and a memory of what was done."""

    routes: list[dict[str, str]] = field(
        default_factory=lambda: [
            {
                ".id": "*1",
                "gateway": "10.0.0.1",
                "comment": "simplifi:route:Wan1",
                "distance": "1",
                "disabled": "false",
            },
            {".id": "*2", "gateway": "10.0.1.1", "comment": "", "distance": "2", "disabled": "true"},
        ]
    )
    done: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    said: list[tuple[str, str]] = field(default_factory=list)

    def is_menu(self, words: tuple[str, ...]) -> bool:
        return words in MENUS

    def rows(self, menu: str) -> Sequence[Row]:
        return self.routes if menu == "/ip/route" else [{"name": "hotel"}]

    def write(self, menu: str, verb: str, arguments: Mapping[str, str]) -> str:
        if "bad" in arguments:
            raise Failure("unknown parameter bad")
        self.done.append((menu, verb, dict(arguments)))
        return "*9" if verb == "add" else ""

    def log(self, topic: str, text: str) -> None:
        self.said.append((topic, text))


@pytest.fixture
def host() -> Host:
    return Host()


def said(host: Host, source: str, **variables: Value) -> list[str]:
    output_of(run(source, host, variables))
    return [text for _, text in host.said]


@pytest.mark.parametrize(
    ("expression", "printed"),
    [
        ("(1 + 2 * 3)", "7"),
        ("(7 / 2)", "3"),
        ('("a" . 1 . true)', "a1true"),
        ("(10s + 1m)", "00:01:10"),
        ("1d2h", "1d02:00:00"),
        ('("abc" ~ "^a.c")', "true"),
        ("(1 < 2 && !(2 <= 1))", "true"),
        ('("1" = 1)', "true"),
        ('{1;2;"k"=3}', "1;2;k=3"),
        ('({"a"=5;"b"=6}->"b")', "6"),
        ("(1,2,3)", "1;2;3"),
        ("[:len {1;2;3}]", "3"),
        ('[:pick "abcdef" 1 3]', "bc"),
        ('[:find "abc" "c"]', "2"),
        ('[:typeof [:find "abc" "x"]]', "nothing"),
        ("[:typeof 10s]", "time"),
        ('[:tonum "12"]', "12"),
        ("[:len [/ip route find]]", "2"),
        ("[/ip route get [find distance=2] gateway]", "10.0.1.1"),
        ("[/system identity get name]", "hotel"),
        ("$missing", ""),
        ("(2 in {1;2})", "true"),
    ],
)
def test_expressions(host: Host, expression: str, printed: str) -> None:
    assert said(host, f":put {expression}") == [printed]


def test_loops_and_branches(host: Host) -> None:
    source = """
    :local total 0
    :foreach n in={1;2;3} do={ :if ($n > 1) do={ :set total ($total + $n) } else={ :put "skip $n" } }
    :for i from=3 to=1 do={ :set total ($total + $i) }
    :while ($total < 20) do={ :set total ($total + 1) }
    :put $total
    """
    assert said(host, source) == ["skip 1", "20"]


def test_functions_take_arguments_and_return(host: Host) -> None:
    assert said(host, ':global twice do={ :return ($1 * 2) }\n:put [$twice 21]\n:local f [:parse ":put hi"]; $f') == [
        "42",
        "hi",
    ]


def test_find_set_and_remove_reach_the_host(host: Host) -> None:
    output_of(
        run(
            '/ip route set [find comment~"^simplifi:" and disabled=no] gateway=1.1.1.1; '
            "/ip/route/remove [find disabled]",
            host,
        )
    )
    assert host.done == [
        ("/ip/route", "set", {"numbers": "*1", "gateway": "1.1.1.1"}),
        ("/ip/route", "remove", {"numbers": "*2"}),
    ]


def test_a_property_with_a_mark_before_it_is_cleared(host: Host) -> None:
    output_of(run("/ip route set [find distance=1] !check-gateway distance=3", host))
    assert host.done == [
        ("/ip/route", "set", {"numbers": "*1", "distance": "3"}),
        ("/ip/route", "unset", {"numbers": "*1", "value-name": "check-gateway"}),
    ]


def test_a_find_without_rows_writes_nothing(host: Host) -> None:
    output_of(run('/ip route remove [find comment="gone"]', host))
    assert host.done == []


def test_bare_words_reach_the_host_as_they_are_written(host: Host) -> None:
    output_of(run("/ip route add blackhole comment=no distance=010 dst-address=1.1.1.1/32", host))
    assert host.done == [
        ("/ip/route", "add", {"comment": "no", "distance": "010", "dst-address": "1.1.1.1/32", "blackhole": ""})
    ]


def test_on_error_catches_what_the_router_refuses_and_goes_on(host: Host) -> None:
    assert said(host, ":do { /ip route add bad=1; :put never } on-error={ :put caught }; :put after") == [
        "caught",
        "after",
    ]


def test_without_on_error_a_refusal_ends_the_script(host: Host) -> None:
    with pytest.raises(Failure, match="unknown parameter bad"):
        said(host, ":put before\n/ip route add bad=1\n:put after")
    assert host.said == [("put", "before")]


def test_delays_are_told_and_nothing_behind_them_has_happened_yet(host: Host) -> None:
    script = run(":put a; :delay 2m; :put b", host)
    assert next(script) == 120.0
    assert host.said == [("put", "a")]
    assert output_of(script) == (None, 0.0)
    assert host.said[-1] == ("put", "b")


def test_locals_end_with_their_block_and_globals_stay(host: Host) -> None:
    globals_ = Scope()
    source = ':global keep 1; { :local x 5; :put $x }; :put "<$x>"; :set keep 2'
    output_of(run(source, host, scope=globals_))
    assert [text for _, text in host.said] == ["5", "<>"]
    assert globals_.names["keep"] == 2


def test_lease_script_changes_only_the_gateway(host: Host) -> None:
    script = """:if ($bound=1) do={
      :local gw $"gateway-address"
      :foreach r in=[/ip route find where comment~"^simplifi:route:Wan1"] do={
        :if ([/ip route get $r gateway]!=$gw) do={ /ip route set $r gateway=$gw }
      }
    }"""
    output_of(run(script, host, {"bound": "1", "gateway-address": "10.9.9.1"}))
    assert host.done == [("/ip/route", "set", {"numbers": "*1", "gateway": "10.9.9.1"})]
    host.done.clear()
    output_of(run(script, host, {"bound": "1", "gateway-address": "10.0.0.1"}))
    assert host.done == []


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (":put (1 / 0)", "division by zero"),
        (":if 5 do={}", "conditional not boolean"),
        ("$nothing 1", "expected command name"),
        (":error stop", "stop"),
        (":resolve example.org", "bad command name resolve"),
        ("/ip route get *77 gateway", "no such item"),
        (":while (true) do={ :nothing }", "too many commands"),
        (':put [:parse "}"]', "syntax error"),
    ],
)
def test_failures_have_the_routers_words(host: Host, source: str, message: str) -> None:
    with pytest.raises(Failure, match=message):
        said(host, source)


def test_text_of_nothing_is_empty() -> None:
    assert text_of(None) == ""
