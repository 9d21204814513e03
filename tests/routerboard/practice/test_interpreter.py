"""Console scripts as the practice board runs them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routerboard.language.items import Row
from routerboard.language.version import Version
from routerboard.practice.interpreter import Delays, Failure, Scope, Stopped, Value, hurried, run, text_of
from routerboard.practice.interpreter.operators import OPERATORS

MENUS = {("ip",), ("ip", "route"), ("system",), ("system", "script"), ("system", "identity"), ("log",)}


def output_of(delays: Delays) -> tuple[Value, float]:
    """Run to the end in one go; what it returned, and the seconds that it would have waited."""
    left = hurried(delays)
    while True:
        try:
            next(left)
        except StopIteration as end:
            found: tuple[Value, float] = end.value
            return found


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
        ('[:typeof [:find "abc" "x"]]', "nil"),
        ("[:typeof 10s]", "time"),
        ('[:tonum "12"]', "12"),
        ("[:len [/ip route find]]", "2"),
        ("[/ip route get [find distance=2] gateway]", "10.0.1.1"),
        ("[/system identity get name]", "hotel"),
        ("$missing", ""),
        ("(2 in {1;2})", "true"),
        ("(7-2)", "5"),
        ("(-7 / 2)", "-3"),
        ("(-7 % 3)", "-1"),
        ("(9223372036854775807 + 1)", "-9223372036854775808"),
        ("(1 << 4 | 1)", "17"),
        ("(~0)", "-1"),
        ("(10.0.0.1 + 5)", "10.0.0.6"),
        ("(192.168.1.77 & 255.255.255.0)", "192.168.1.0"),
        ("(10.1.2.3 in 10.0.0.0/8)", "true"),
        ('("10.1.2.3" in 10.0.0.0/8)', "true"),
        ("(10.0.0.9 < 10.0.0.10)", "true"),
        ("(1d02:03:04 >= 1d2h3m4s)", "true"),
        ("(90s = 00:01:30)", "true"),
        ('("1d" < 25h)', "true"),
        ("(500ms + 500ms)", "00:00:01"),
        ('("9" < "10")', "true"),
        ("(yes = true)", "true"),
        ("[:typeof yes]", "str"),
        ("[:typeof 10.0.0.1]", "ip"),
        ("[:typeof 10.0.0.1/24]", "ip-prefix"),
        ("[:typeof ::1]", "ip6"),
        ("[:typeof *1F]", "id"),
        ("[:typeof $missing]", "nothing"),
        ("[:typeof [:toip nonsense]]", "nil"),
        ("[:typeof [:parse nothing]]", "code"),
        ("[:toip 3232235777]", "192.168.1.1"),
        ('[:totime "00:01:30"]', "00:01:30"),
        ("[:totime 90]", "00:01:30"),
        ("[:tobool yes]", "true"),
        ('[:len [:toarray "a,b,c"]]', "3"),
        ('[:toarray "a|b" delimiter="|"]', "a;b"),
        ('{"b"=1;"a"=2;7}', "7;a=2;b=1"),
        ('({"a"={"b"=5}}->"a"->"b")', "5"),
        ("({5;6}->1)", "6"),
        ('[:typeof ({5}->"x")]', "nothing"),
        ("[:pick {1;2;3} 1]", "2"),
        ("[:pick {1;2;3} 1 9]", "2;3"),
        ('[:pick "abc" 1]', "b"),
        ('[:find "abcabc" "a" 0]', "3"),
        ("[:find {4;5} 5]", "1"),
        (r'"a\_b\$c\41 $(1 + 1) $[:len "xyz"]"', "a b$cA 2 3"),
        ('[:serialize to=json {"a"={1;2};"b"=true}]', '{"a":[1,2],"b":true}'),
        ('([:deserialize from=json "{\\"a\\":[1,2]}"]->"a"->1)', "2"),
        ("[/ip route print count-only where disabled]", "1"),
        ("[:len [/ip route print as-value where !disabled]]", "1"),
        ('([/ip route print as-value where distance=2]->0->"gateway")', "10.0.1.1"),
        ('([/ip route get 1]->"gateway")', "10.0.1.1"),
        ("[/ip route get number=0 value-name=distance]", "1"),
        ("[/ip route get *2 disabled]", "true"),
        ("[/ip route find where gateway in 10.0.0.0/24]", "*1"),
        ('[/ip route find (comment="" || distance<1)]', "*2"),
        ("[/ip route find where gateway=$gateway]", "*1;*2"),
        ("[/ip route find where dynamic]", ""),
        ('[[:parse ":return 5"]]', "5"),
        ("[:onerror e in={ :error no } do={ :put $e }]", "true"),
    ],
)
def test_expressions(host: Host, expression: str, printed: str) -> None:
    assert said(host, f":put {expression}")[-1] == printed


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
        (":rndnum 1 2", "the practice board has no :rndnum"),
        ("/ip route get *77 gateway", "no such item"),
        ("/ip route get [find] gateway", "invalid internal item number"),
        ("/ip route get [find distance=9] gateway", "no such item"),
        ("/ip route set 7 distance=1", "no such item"),
        (":set unknown 1", r"syntax error \(line 1 column 1\)"),
        (":len", r"missing value\(s\) of argument\(s\) value"),
        (":pick abc", "missing value"),
        (':put ("abc" ~ "(")', "invalid regular expression"),
        (':put ("a" + 1)', "cannot convert to number"),
        (':local a 1; :set ($a->"k") 1', "cannot set element of non-array"),
        (':deserialize from=json "{"', "json"),
        (":while (true) do={ :nothing }", "too many commands"),
        (':put [:parse "}"]', "syntax error"),
    ],
)
def test_failures_have_the_routers_words(host: Host, source: str, message: str) -> None:
    with pytest.raises(Failure, match=message):
        said(host, source)


def test_errors_are_told_to_onerror_and_caught_by_loops(host: Host) -> None:
    source = """:onerror e in={ /ip route add bad=1 } do={ :put "caught $e" }
    :foreach i in={1;2} do={ :put $i; :error stop } on-error={ :put after }
    :retry max=3 delay=2s command={ :put try; :error no } on-error={ :put given-up }"""
    assert said(host, source) == ["caught unknown parameter bad", "1", "after", "try", "try", "try", "given-up"]


def test_loops_may_be_left(host: Host) -> None:
    source = ":for i from=1 to=9 do={ :if ($i = 2) do={ :continue }; :if ($i > 3) do={ :break }; :put $i }; :put end"
    assert said(host, source) == ["1", "3", "end"]


def test_do_runs_until_its_condition_fails(host: Host) -> None:
    assert said(host, ":local i 0; :do { :set i ($i + 1) } while ($i < 5); :put $i") == ["5"]


def test_time_is_what_was_waited(host: Host) -> None:
    assert said(host, ":put [:time { :delay 1500ms; :delay 00:00:02 }]") == ["00:00:03.500"]


def test_functions_see_their_arguments_and_no_locals_around_them(host: Host) -> None:
    source = """:local outer 1
    :local f do={ :put "$0 $1 $2 $name <$outer>" }
    $f a (1 + 1) name="x y"
    :local all {"g"=$f}; [($all->"g") z]"""
    assert said(host, source) == ["f a 2 x y <>", " z   <>"]


def test_globals_are_seen_where_they_are_named(host: Host) -> None:
    source = """:global shown 1
    { :put "<$shown>" }
    :local f do={ :put "<$shown>"; :global shown; :put "<$shown>"; :set shown 2 }
    $f; :put $shown; :environment print"""
    assert said(host, source) == ["<1>", "<>", "<1>", "2", "shown=2"]


def test_names_with_dashes_are_quoted(host: Host) -> None:
    assert said(host, ':local "a-b" 1; :set "a-b" ($"a-b" + 1); :put $"a-b"') == ["2"]


def test_arrays_are_copied_changed_and_cut(host: Host) -> None:
    source = """:local a {1;"k"={"x"=1}}; :local b $a
    :set ($a->"k"->"x") 2; :set ($a->[:len $a]) "last"; :set ($a->"new") 3
    :put $a; :put $b
    :set ($a->"k"); :set ($a->0); :put $a"""
    assert said(host, source) == ["1;last;k=x=2;new=3", "1;k=x=1", "last;new=3"]


@pytest.mark.parametrize(
    ("source", "done"),
    [
        ("set 0,1 distance=3", ("set", {"numbers": "*1,*2", "distance": "3"})),
        ("set *1 distance=3", ("set", {"numbers": "*1", "distance": "3"})),
        ("move 1 0", ("move", {"numbers": "*2", "destination": "*1"})),
        ("move [find distance=2] destination=[find distance=1]", ("move", {"numbers": "*2", "destination": "*1"})),
        ("move [find distance=2] [find distance=1]", ("move", {"numbers": "*2", "destination": "*1"})),
        ("add distance=3 place-before=0", ("add", {"distance": "3", "place-before": "*1"})),
        ("unset [find disabled] value-name=comment", ("unset", {"numbers": "*2", "value-name": "comment"})),
        ('comment 0 "x y"', ("set", {"numbers": "*1", "comment": "x y"})),
        ("disable [find !disabled]", ("disable", {"numbers": "*1"})),
        ('remove numbers=[find where comment="" and disabled=yes]', ("remove", {"numbers": "*2"})),
        ("set [find] gateway={1.1.1.1}", ("set", {"numbers": "*1,*2", "gateway": "1.1.1.1"})),
        (":local two {1.1.1.1;2.2.2.2}\n/ip route add gateway=$two", ("add", {"gateway": "1.1.1.1,2.2.2.2"})),
        ('add comment=({"a"=5}->"a")', ("add", {"comment": "5"})),
    ],
)
def test_rows_are_named_by_number_id_and_condition(host: Host, source: str, done: tuple[str, dict[str, str]]) -> None:
    output_of(run(f"/ip route\n{source}", host))
    assert host.done == [("/ip/route", *done)]


def test_a_script_in_a_script_keeps_its_quotes(host: Host) -> None:
    source = r"""/system script add name=a source=":put \"x \$y\"\n:log info \\\"" """
    output_of(run(source, host))
    assert host.done[0][2]["source"] == ':put "x $y"\n:log info \\"'


def test_what_is_asked_of_the_board_goes_to_it(host: Host) -> None:
    output_of(run(':execute { :delay 5s } as-string; :execute script=":put 1" file=x; :resolve example.org', host))
    assert host.done == [
        ("/", "execute", {"script": " :delay 5s ", "as-string": ""}),
        ("/", "execute", {"script": ":put 1", "file": "x"}),
        ("/", "resolve", {"domain-name": "example.org"}),
    ]


def test_the_log_and_the_screen_are_written_to(host: Host) -> None:
    output_of(run(':log warning "a b"; /log error message="c"; :put message=d; /ip route print where disabled', host))
    assert host.said == [
        ("warning", "a b"),
        ("error", "c"),
        ("put", "d"),
        ("put", " 0 gateway=10.0.1.1 comment= distance=2 disabled=true"),
    ]


@dataclass
class Nesting(Host):
    """A host whose scripts run others, that wait, and that is strict about its menus."""

    version: Version = field(default_factory=lambda: Version.parse("7.20"))

    def command(self, menu: str, verb: str, arguments: Mapping[str, str]) -> Delays | None:
        return run(arguments["numbers"], self) if verb == "run" else None

    def knows(self, menu: str, verb: str, argument: str) -> bool:
        return argument != "bogus"


def test_a_command_of_the_host_may_wait_and_fail() -> None:
    host = Nesting()
    script = run(
        ':put a; /ip route run ":delay 5s; :put b"; :do { /ip route run ":error c" } on-error={ :put d }', host
    )
    assert next(script) == 5.0
    assert [text for _, text in host.said] == ["a"]
    output_of(script)
    assert [text for _, text in host.said] == ["a", "b", "d"]


def test_a_script_that_runs_itself_is_stopped() -> None:
    source = ':global me ":global me; /ip route run \\$me"; /ip route run $me'
    host = Nesting()
    globals_ = Scope()
    host.command = lambda menu, verb, arguments: run(arguments["numbers"], host, scope=globals_)  # type: ignore[method-assign]
    with pytest.raises(Stopped):
        output_of(run(source, host, scope=globals_))


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (":put 1; /ip route add bogus=1", r"expected end of command \(line 1 column 23\)"),
        (":put 1; :break", r"bad command name break \(line 1 column 10\)"),
    ],
)
def test_a_strict_host_refuses_before_anything_runs(source: str, message: str) -> None:
    host = Nesting()
    with pytest.raises(Failure, match=message):
        output_of(run(source, host))
    assert host.said == []


@pytest.mark.parametrize(
    "source",
    [
        ":while (true) do={ :do { :error x } on-error={} }",
        ":do {} while=(true)",
        ":for i from=0 to=999999999999 do={}",
        ":while (true) do={ :delay 1ms }",
        ":while (true) do={ :delay 1s }",
        ":global f do={ :global f; :return [$f] }; $f",
        ":global f do={ :global f; $f }; $f",
        ':local s "x"; :while (true) do={ :set s ($s . $s) }',
        ':local s "x"; :while (true) do={ :set s "$s$s" }',
        ":local a {1}; :while (true) do={ :set a ($a , $a) }",
        ":local a {1}; :while (true) do={ :set a {$a} }",
        ":local a {1}; :while (true) do={ :set a {$a;$a} }",
        ":local a {1}; :while (true) do={ :set ($a->[:len $a]) $a }",
        ":put (" + "1 + " * 5_000 + "1)",
    ],
)
def test_what_would_take_too_much_is_stopped_and_nothing_catches_it(host: Host, source: str) -> None:
    with pytest.raises(Stopped):
        output_of(run(f":do {{ {source} }} on-error={{ :put caught }}", host))
    assert host.said == []


@pytest.mark.parametrize(
    "dear",
    [
        ":parse $text",
        ':put ($text ~ "(x|xx|xxx)*y")',
        ':do { /ip route find where gateway~"((1{9}){9}){9}" } on-error={}',
        ":tostr {$text; $text; $text}",
    ],
)
def test_what_takes_long_counts_for_many_commands(host: Host, dear: str) -> None:
    text = ':local text ":put x;"; :for i from=1 to=10 do={ :set text ($text . $text) }'
    with pytest.raises(Stopped):
        output_of(run(f"{text}; :for i from=1 to=1500 do={{ {dear} }}", host))


def test_who_waits_may_go_on_for_ever(host: Host) -> None:
    script = run(":while (true) do={ :for i from=1 to=5000 do={}; :delay 10s }", host)
    assert list(islice(filter(None, script), 30)) == [10.0] * 30


_SOME_VALUES = """1 -5 99999999999999999999 10s 10.0.0.1 10.0.0.0/8 ::1 *1 true nil "abc" "(a+)+b" {1;2} {"k"=1} $a
 $missing [] [/ip/route/find] "1,2" "{}" ({}) [$f]"""
_SOME_CALLS = "len typeof tostr tonum tobool totime toip toip6 toarray tolf pick find serialize range"
_VALUES = st.sampled_from(_SOME_VALUES.split())
_OPERATORS = st.sampled_from(sorted({*OPERATORS, "and", "or"} - {"->"}))
_CALLS = st.sampled_from(_SOME_CALLS.split())
_EXPRESSIONS = st.recursive(
    _VALUES,
    lambda inner: st.one_of(
        st.tuples(inner, _OPERATORS, inner).map(lambda parts: f"({' '.join(parts)})"),
        st.tuples(_CALLS, inner, inner).map(lambda parts: f"[:{' '.join(parts)}]"),
        st.tuples(_CALLS, inner).map(lambda parts: f"[:{' '.join(parts)}]"),
        st.tuples(st.sampled_from("!-~"), inner).map(lambda parts: f"({''.join(parts)})"),
    ),
    max_leaves=8,
)
_STATEMENTS = st.tuples(
    st.sampled_from(
        [
            ":put {}",
            ":set a {}",
            ":set (a->{}) 1",
            ":foreach k,v in={} do={{ :put $k; :set a $v }}",
            ":for i from={} to=3 do={{ :put $i }}",
            ":if ({} = 1) do={{ :put 1 }} else={{ :put 2 }}",
            ":delay {}",
            ":set f [:parse {}]",
            "/ip route set {} comment=x",
            "/ip route remove [find where comment~{}]",
            "/ip route get {} gateway",
            ":error {}",
        ]
    ),
    _EXPRESSIONS,
).map(lambda parts: ":do { " + parts[0].replace("(a", "($a").format(parts[1]) + " } on-error={}")


@given(st.lists(_STATEMENTS, min_size=1, max_size=6))
@settings(deadline=None)
def test_any_script_ends_by_itself_or_with_a_failure(statements: list[str]) -> None:
    source = "\n".join([":local a 1; :local f do={ :return $1 }", *statements])
    with suppress(Failure):
        output_of(run(source, Host()))


def test_text_of_nothing_is_empty() -> None:
    assert text_of(None) == ""
