"""The console's script language, read into a tree."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routerboard.language.console import (
    Argument,
    Binary,
    Block,
    Braces,
    Command,
    Probe,
    ScriptError,
    Text,
    Unary,
    Var,
    global_commands,
    parse,
    parse_array,
)
from routerboard.language.version import Version

MENUS = {
    ("ip",),
    ("ip", "route"),
    ("ip", "firewall"),
    ("ip", "firewall", "mangle"),
    ("system",),
    ("system", "script"),
    ("system", "identity"),
    ("log",),
}


def is_menu(words: tuple[str, ...]) -> bool:
    return words in MENUS


def only(source: str) -> Command:
    (command,) = parse(source, is_menu).commands
    return command


def bare(text: str) -> Text:
    return Text((text,), bare=True)


@pytest.mark.parametrize(
    "source", ["/ip route add gateway=1.2.3.4", "/ip/route/add gateway=1.2.3.4", "/ip route\nadd gateway=1.2.3.4"]
)
def test_one_command_in_its_three_spellings(source: str) -> None:
    command = only(source)
    assert (command.menu, command.verb) == (("ip", "route"), "add")
    assert command.arguments == (Argument("gateway", bare("1.2.3.4")),)


def test_the_menu_of_a_line_holds_until_the_next() -> None:
    commands = parse("/ip firewall mangle\nadd a=1\nadd a=2\n/ip route\nadd a=3", is_menu).commands
    assert [command.menu[-1] for command in commands] == ["mangle", "mangle", "route"]


def test_find_inside_brackets_belongs_to_the_command_around_it() -> None:
    command = only('/ip route remove [find comment="x" and !disabled]')
    (inner,) = command.positional
    assert isinstance(inner, Command)
    assert (inner.menu, inner.verb) == (("ip", "route"), "find")
    assert inner.condition == Binary(
        "and", Probe("comment", "=", Text(("x",))), Unary("!", Probe("disabled", "=", bare("true")))
    )


def test_code_is_read_as_code_and_other_braces_are_kept() -> None:
    command = only(":if ($a = 1) do={ :log info x } else={ :error no }")
    assert command.positional == (Binary("=", Var("a"), bare("1")),)
    assert isinstance(command.argument("do"), Block)
    assert isinstance(command.argument("else"), Block)
    script = only("/system script add name=a source={ :put 1; }")
    assert script.argument("source") == Braces(" :put 1; ", 1)


def test_strings_hold_escapes_variables_commands_and_joined_lines() -> None:
    command = only(r'''/ip route add comment="a \"b\" \$c \D0\96 $d $[/system identity get name] e \
        f"''')
    value = command.argument("comment")
    assert isinstance(value, Text)
    assert value.parts[0] == 'a "b" $c Ж '
    assert value.parts[1] == Var("d")
    assert isinstance(value.parts[3], Command)
    assert value.parts[4] == " e f"


def test_variables_with_dashes_and_keys() -> None:
    command = only(':put ($"gateway-address" . $row->"name"->3)')
    assert command.positional == (Binary(".", Var("gateway-address"), Var("row", (Text(("name",)), bare("3")))),)


def test_operators_bind_as_the_console_binds_them() -> None:
    command = only(":put (1 + 2 * 3 > 6 && !$a or 1)")
    product = Binary("+", bare("1"), Binary("*", bare("2"), bare("3")))
    assert command.positional == (
        Binary("or", Binary("and", Binary(">", product, bare("6")), Unary("!", Var("a"))), bare("1")),
    )


def test_arrays_with_and_without_keys() -> None:
    (value,) = only(':put {1;"k"=2;{3}}').positional
    assert isinstance(value, Braces)
    assert parse_array(value, is_menu) == (
        (None, bare("1")),
        (Text(("k",)), bare("2")),
        (None, Braces("3", 1, ((None, bare("3")),))),
    )


def test_commands_of_the_root_may_stand_without_a_colon() -> None:
    command = only("do { put 1 } on-error={ }")
    assert (command.menu, command.verb) == ((), ":do")
    (body,) = command.positional
    assert isinstance(body, Block)
    assert [inner.verb for inner in body.commands] == [":put"]


def test_a_menu_may_stand_before_braces_and_ends_with_them() -> None:
    block, put = parse("/ip route { add a=1; .. firewall mangle; add b=2 }\n:put 1", is_menu).commands
    (body,) = block.positional
    assert isinstance(body, Block)
    assert [command.menu for command in body.commands] == [("ip", "route"), ("ip", "firewall", "mangle")]
    assert put.verb == ":put"


@pytest.mark.parametrize(
    ("source", "same"),
    [
        (":for i from 1 to 9 do { :put $i }", ":for i from=1 to=9 do={ :put $i }"),
        (":do { :put 1 } while ($a < 3)", ":do { :put 1 } while=($a < 3)"),
        (':put message="x"', ':put "x"'),
        (":foreach k, v in={1} do={}", ":foreach k,v in={1} do={}"),
        ("/ip route add comment= x distance=1", "/ip route add comment=x distance=1"),
        ("/ip route add \\\n   distance=1", "/ip route add distance=1"),
        (":if (1=1) do={}\n  else={}", ":if (1=1) do={} else={}"),
        (":put 1 # said", ":put 1"),
        (":type 1", ":typeof 1"),
        ('/ip route print where dynamic && (comment~"x" or !disabled)',) * 2,
    ],
)
def test_other_spellings_of_the_same(source: str, same: str) -> None:
    one, other = only(source), only(same)
    assert (one.menu, one.verb, one.condition) == (other.menu, other.verb, other.condition)
    assert [argument.name for argument in one.arguments] == [argument.name for argument in other.arguments]


def test_conditions_join_and_bind_as_they_are_written() -> None:
    condition = only("/ip route find where a=1 b~x or !(c in 10.0.0.0/8 and .id=*1)").condition
    inner = Binary("and", Probe("c", "in", bare("10.0.0.0/8")), Probe(".id", "=", bare("*1")))
    assert condition == Binary(
        "or", Binary("and", Probe("a", "=", bare("1")), Probe("b", "~", bare("x"))), Unary("!", inner)
    )


def test_names_of_variables_end_where_the_router_ends_them() -> None:
    (value,) = only(':put "$a_b"').positional
    assert value == Text((Var("a"), "_b"))
    with pytest.raises(ScriptError) as caught:
        parse(":local MAX_ACTIONS 200", is_menu)
    assert str(caught.value) == "expected end of command (line 1 column 11)"


def test_what_a_version_lacks_is_no_command_of_it() -> None:
    old, new = (global_commands(Version.parse(version)) for version in ("6.49.10", "7.13"))
    source = ":onerror e in={ :put 1 } do={ :put $e }"
    assert parse(source, is_menu, new).commands[0].verb == ":onerror"
    with pytest.raises(ScriptError, match="bad command name onerror"):
        parse(source, is_menu, old)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("/ip route add gateway=1.1.1.1 bogus=1", "expected end of command (line 1 column 31)"),
        ("/ip route add bogus", "expected end of command (line 1 column 15)"),
        ("/ip route set [find] !bogus", "expected end of command (line 1 column 22)"),
        (":put 1\n:do { /ip route bogus } on-error={}", "bad command name bogus (line 2 column 17)"),
    ],
)
def test_a_router_reads_its_menus_before_anything_runs(source: str, message: str) -> None:
    def knows(menu: str, verb: str, argument: str) -> bool:
        return verb in ("add", "set", "find") and argument in ("", "gateway")

    parse("/ip route add gateway=1.1.1.1; /ip route set [find] !gateway", is_menu, knows=knows)
    with pytest.raises(ScriptError) as caught:
        parse(source, is_menu, knows=knows)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("foo bar", "bad command name foo (line 1 column 1)"),
        (":fooo", "bad command name fooo (line 1 column 2)"),
        ("/ip route\nadd gateway=[", "syntax error (line 2 column 14)"),
        ("}", "syntax error (line 1 column 1)"),
        (":if (1 do={}", "syntax error (line 1 column 8)"),
        ('/ip route add comment="x', "syntax error (line 1 column 25)"),
        ("{ :put 1", "syntax error (line 1 column 9)"),
        (r':put "\q"', r"syntax error (line 1 column 8)"),
        (":put {1", "syntax error (line 1 column 8)"),
        (":put {1 2}", "syntax error (line 1 column 9)"),
        (":put 1 2", "expected end of command (line 1 column 8)"),
        (":put x=1", "expected end of command (line 1 column 7)"),
        ("/nonsense/command", "bad command name nonsense (line 1 column 2)"),
        ("/ip nonsense/command", "syntax error (line 1 column 13)"),
        ("/system note= show-at-login=yes", "bad command name note (line 1 column 9)"),
        ("/ip route add note= show-at-login=yes", "expected end of command (line 1 column 34)"),
        (":local x (1 +)", "syntax error (line 1 column 14)"),
    ],
)
def test_what_is_no_script_is_refused_with_its_place(source: str, message: str) -> None:
    with pytest.raises(ScriptError) as caught:
        parse(source, is_menu)
    assert str(caught.value) == message


@pytest.mark.parametrize("opening", ["{", "[", "(", ":put (", ":if (1) do={", ':put "$[', "!(", "/ip route { ", "{{;"])
def test_depth_is_limited(opening: str) -> None:
    with pytest.raises(ScriptError):
        parse(opening * 5000, is_menu)


_WORDS = """{ } [ ] ( ) ; " $ $x $"a-b" : :if :do :foreach :local :set :put :len :onerror x in= do= on-error= while=
 else= = != ~ + . , -> ! and or 1 "a" 10s 10.0.0.1 /ip route find where print comment=x [find] .. # \\ \\n"""
_TOKENS = _WORDS.split()
_SCRIPT = (
    ':do { /ip route set [find where comment="x y" and !disabled] gateway=$gw } on-error={ :log error "n: $[:len $a]" }'
)


@given(st.lists(st.sampled_from([*_TOKENS, "\n"]), max_size=40).map(" ".join))
def test_any_words_are_read_or_refused(source: str) -> None:
    with suppress(ScriptError):
        assert isinstance(parse(source, is_menu), Block)


@given(st.integers(0, len(_SCRIPT)), st.integers(0, 20), st.sampled_from(_TOKENS), st.integers(1, 30))
def test_a_script_with_a_fault_is_read_or_refused(at: int, cut: int, token: str, times: int) -> None:
    with suppress(ScriptError):
        assert isinstance(parse(_SCRIPT[:at] + token * times + _SCRIPT[at + cut :], is_menu), Block)


@given(st.text(alphabet='ab :;{}[]()="$\\/\n#!~.', max_size=40))
def test_any_text_is_read_or_refused_and_never_hangs(source: str) -> None:
    with suppress(ScriptError):
        assert isinstance(parse(source, is_menu), Block)
