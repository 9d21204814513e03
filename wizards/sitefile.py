"""The site file: YAML in and out. Reading collects every fault with its line, key and remedy."""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

from wizards.reader import Reader
from wizards.schema import read_site, site_data
from wizards.site import Site
from wizards.validity import Fault, faults, key_of

LARGEST = 64 * 1024
"""A site file of more characters than this is no site file."""

DEEPEST = 12


@dataclass(frozen=True)
class Problem:
    """One fault of a site file: its line (from 1), the key, what is wrong, what would be right."""

    line: int
    key: str
    what: str
    remedy: str

    def __str__(self) -> str:
        place = f"line {self.line}" + (f", {self.key}" if self.key else "")
        return f"{place}: {self.what} ({self.remedy})"


class SiteErrors(Exception):  # noqa: N818 - it holds several
    """A site file that cannot be used; `problems` has all of them, in the order of the lines."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def load_site(text: str) -> Site:
    """The site that a file describes; SiteErrors with every problem of the file otherwise."""
    reader = Reader(_root(text))
    site = read_site(reader)
    found = [*reader.faults, *_further(faults(site), reader)]
    if found:
        raise SiteErrors(tuple(sorted((_problem(fault, reader) for fault in found), key=lambda one: one.line)))
    return site


def line_of(text: str, key: str) -> int:
    """The line of a site file in which this key stands, or what it would stand in; for a file that `load_site` took."""
    reader = Reader(_root(text))
    read_site(reader)
    places = reader.places
    while key and key not in places:
        key = re.sub(r"(^|[.\[])[^.\[]*$", "", key)
    return places.get(key, 1)


def dump_site(site: Site, *, ascii_only: bool = False) -> str:
    """The site as a file that `load_site` reads back to the same site.

    ascii_only   other characters are escaped, and no value is spread over lines for its length
    """
    width = LARGEST if ascii_only else 100
    return yaml.safe_dump(site_data(site), sort_keys=False, allow_unicode=not ascii_only, width=width)


def _further(judged: tuple[Fault, ...], reader: Reader) -> list[Fault]:
    """Faults of what was said; where the form was already wrong, one complaint is enough."""
    spoiled = {fault.path for fault in reader.faults}
    return [fault for fault in judged if not any(fault.path[: len(path)] == path for path in spoiled)]


def _problem(fault: Fault, reader: Reader) -> Problem:
    return Problem(reader.line(fault.path), key_of(fault.path), fault.what, fault.remedy)


class _Loader(yaml.SafeLoader):
    """Builds nodes, and stops at what no site file has: deep nesting, references that multiply."""

    _depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """One node; SiteErrors where it is a reference, or too deep."""
        event: yaml.Event = self.peek_event()  # type: ignore[no-untyped-call]
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            raise SiteErrors((Problem(line, "", "references (`*name`) are not read here", "write the value out"),))
        self._depth += 1
        if self._depth > DEEPEST + 1:
            raise SiteErrors((Problem(line, "", "the file is nested too deeply", "see the example of a site file"),))
        node: yaml.Node | None = super().compose_node(parent, index)
        self._depth -= 1
        return node


def _root(text: str) -> yaml.MappingNode:
    if len(text) > LARGEST:
        raise SiteErrors((Problem(1, "", "the file is far too large for a site", f"at most {LARGEST} characters"),))
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise SiteErrors((_broken(error),)) from error
    if node is None:
        raise SiteErrors((Problem(1, "", "the file is empty", "start with `version: 1`"),))
    if not isinstance(node, yaml.MappingNode):
        line = node.start_mark.line + 1
        raise SiteErrors((Problem(line, "", "this is no site file", "keys with values, such as `site: Hotel Acacia`"),))
    return node


def _broken(error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = mark.line + 1 if mark else 1
    what = " ".join(str(getattr(error, "problem", None) or error).split())
    tab = "'\\t'" in what
    return Problem(line, "", f"this is not YAML: {what}", "indent with spaces, not tabs" if tab else "mend this line")
