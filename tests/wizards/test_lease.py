"""The lease's script, run by the practice board's console."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from routerboard.language.items import Row
from routerboard.practice.interpreter import output_of, run
from wizards.lease import script
from wizards.lines import Job


@dataclass
class Console:
    """A router with three routes, which notes what is written."""

    routes: tuple[Row, ...] = (
        {".id": "*1", "gateway": "192.0.2.1", "comment": "simplifi:route:Wan1:main", "disabled": "true"},
        {".id": "*2", "gateway": "192.0.2.1", "comment": "simplifi:route:Wan2:main", "disabled": "true"},
        {".id": "*3", "gateway": "10.0.0.9", "comment": "somebody's", "disabled": "false"},
    )
    written: list[tuple[str, str, Mapping[str, str]]] = field(default_factory=list)

    def is_menu(self, words: tuple[str, ...]) -> bool:
        return words in {("ip",), ("ip", "route")}

    def rows(self, menu: str) -> Sequence[Row]:
        return self.routes

    def write(self, menu: str, verb: str, arguments: Mapping[str, str]) -> str:
        self.written.append((menu, verb, dict(arguments)))
        return ""

    def log(self, topic: str, text: str) -> None:
        raise AssertionError(text)


def wrote(text: str, bound: str) -> list[tuple[str, str, Mapping[str, str]]]:
    console = Console()
    output_of(run(text, console, {"bound": bound, "gateway-address": "10.0.2.1", "interface": "ether2"}))
    return console.written


@pytest.mark.parametrize(("bound", "writes"), [("1", 1), ("0", 0)])
def test_a_lease_fills_the_routes_of_its_line_in_and_nothing_else(a_site, factory, bound, writes) -> None:
    job = Job(factory("7.20.8"), a_site("dhcp", 2))
    found = wrote(script(job, job.lines[1]), bound)
    assert len(found) == writes
    for menu, verb, arguments in found:
        assert (menu, verb) == ("/ip/route", "set")
        assert "*2" in arguments.values()
        assert (arguments["gateway"], arguments["disabled"]) == ("10.0.2.1%ether2", "no")


def test_alike_modems_are_told_apart_by_their_socket(a_site, a_wan, factory) -> None:
    name = 'a "b" $c'
    clients = [{"interface": one, "status": "bound", "gateway": "10.0.2.1"} for one in ("ether1", name)]
    site = a_site(wans=(a_wan("dhcp", 1), a_wan("dhcp", 2, interface=name)))
    job = Job(factory("7.20.8", {"/ip/dhcp-client": clients}), site)
    assert [arguments["gateway"] for _, _, arguments in wrote(script(job, job.lines[1]), "1")] == [f"10.0.2.1%{name}"]
