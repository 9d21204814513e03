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
    parse,
    parse_array,
)

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
    assert parse_array(value, is_menu) == ((None, bare("1")), (Text(("k",)), bare("2")), (None, Braces("3", 1)))


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
    ],
)
def test_what_is_no_script_is_refused_with_its_place(source: str, message: str) -> None:
    with pytest.raises(ScriptError) as caught:
        parse(source, is_menu)
    assert str(caught.value) == message


@given(st.text(alphabet='ab :;{}[]()="$\\/\n#!~.', max_size=40))
def test_any_text_is_read_or_refused_and_never_hangs(source: str) -> None:
    with suppress(ScriptError):
        assert isinstance(parse(source, is_menu), Block)
