"""Walks a YAML node tree, collecting faults of form and the line of every key.

Values stay text as they were typed: a line may be called `no` or `on`, which YAML 1.1 would turn into a boolean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import TypeVar

import yaml

from wizards.validity import Fault, Path, key_of

T = TypeVar("T")
_TRUE = ("true", "yes", "on")
_FALSE = ("false", "no", "off")


class Reader:
    """One site file being read: `faults` grows, `line` tells where each place of it is."""

    def __init__(self, root: yaml.MappingNode) -> None:
        self.root = root
        self.faults: list[Fault] = []
        self._lines: dict[Path, int] = {(): root.start_mark.line + 1}

    def line(self, path: Path) -> int:
        """The line of this place, or of what it would stand in."""
        while path not in self._lines:
            path = path[:-1]
        return self._lines[path]

    @property
    def places(self) -> Mapping[str, int]:
        """Every place of the file that was read, as text, and its line."""
        return {key_of(path): line for path, line in self._lines.items()}

    def fault(self, path: Path, what: str, remedy: str) -> None:
        """Note that something there is wrong."""
        self.faults.append(Fault(path, what, remedy))

    def mapping(self, node: yaml.Node | None, path: Path, known: Iterable[str]) -> Mapping[str, yaml.Node]:
        """The keys of a mapping; unknown and repeated keys are faults. {} where it is absent or no mapping."""
        if node is None or _is_null(node):
            return {}
        if not isinstance(node, yaml.MappingNode):
            self.fault(path, "keys with values are wanted here", f"such as {{{next(iter(known))}: …}}")
            return {}
        return self._keys(node, path, tuple(known))

    def open_mapping(self, node: yaml.Node | None, path: Path) -> Mapping[str, yaml.Node]:
        """As `mapping`, where any key may come."""
        names = tuple(str(key.value) for key, _ in node.value) if isinstance(node, yaml.MappingNode) else ("Wan1",)
        return self.mapping(node, path, names)

    def _keys(self, node: yaml.MappingNode, path: Path, known: tuple[str, ...]) -> dict[str, yaml.Node]:
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
            place = (*path, name)
            if name in found:
                again = key.start_mark.line + 1
                self.fault(place, f"`{name}` is given twice (again on line {again})", "keep one of them")
                continue
            self._lines[place] = key.start_mark.line + 1
            found[name] = value
            if name not in known:
                self.fault(place, f"there is no key `{name}`", _suggestion(name, known))
        return found

    def sequence(self, node: yaml.Node | None, path: Path) -> Iterator[tuple[Path, yaml.Node]]:
        """The elements of a list, with their places; nothing where it is absent or no list."""
        if node is None or _is_null(node):
            return
        if not isinstance(node, yaml.SequenceNode):
            self.fault(path, "a list is wanted here", "one `- …` for each, or [ … , … ]")
            return
        for index, child in enumerate(node.value):
            place = (*path, index)
            self._lines[place] = child.start_mark.line + 1
            yield place, child

    def text(self, node: yaml.Node | None, path: Path, default: str = "") -> str:
        """A scalar exactly as it was typed; the default where it is absent or empty."""
        if node is None or _is_null(node):
            return default
        if not isinstance(node, yaml.ScalarNode):
            self.fault(path, "one value is wanted here", "a single text or number")
            return default
        return str(node.value)

    def texts(self, node: yaml.Node | None, path: Path) -> tuple[str, ...]:
        """A list of scalars."""
        return tuple(self.text(child, place) for place, child in self.sequence(node, path))

    def read(self, node: yaml.Node | None, path: Path, parse: Callable[[str], T | None], wanted: str) -> T | None:
        """A scalar through a parser; None where it is absent or the parser does not take it, which is a fault."""
        text = self.text(node, path)
        if not text:
            return None
        value = parse(text)
        if value is None:
            self.fault(path, f"`{text}` is not {wanted}", f"{wanted}")
        return value


def boolean(text: str) -> bool | None:
    """`true` or `false`, and the other ways of saying it; None for anything else."""
    lower = text.lower()
    return True if lower in _TRUE else False if lower in _FALSE else None


def whole(text: str) -> int | None:
    """A whole number of at most six digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else None


def _is_null(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null" and node.style is None


def _suggestion(name: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(name, known, n=1)
    return f"did you mean `{near[0]}`?" if near else f"known here: {', '.join(known)}"
