"""Variables, and where they are seen."""

from __future__ import annotations

from dataclasses import dataclass, field

from routerboard.practice.interpreter.values import Value


@dataclass
class Scope:
    """Variables of one block; `outer` is around it, the outermost holds the globals.

    As on a router a global variable is seen only where `:global` names it: `shared` are those names.
    """

    names: dict[str, Value] = field(default_factory=dict)
    outer: Scope | None = None
    shared: set[str] = field(default_factory=set)

    def owner(self, name: str) -> Scope | None:
        """The nearest scope that has the name, as it is seen from here."""
        scope: Scope = self
        while scope.outer is not None:
            if name in scope.names:
                return scope
            if name in scope.shared:
                return self.root
            scope = scope.outer
        return None

    def get(self, name: str) -> Value:
        """The value of a variable; nothing for an unknown one."""
        owner = self.owner(name)
        return None if owner is None else owner.names.get(name)

    @property
    def root(self) -> Scope:
        """The scope of the globals."""
        scope: Scope = self
        while scope.outer is not None:
            scope = scope.outer
        return scope
