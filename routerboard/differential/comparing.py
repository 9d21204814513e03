"""What differs between the answers of two routers. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from routerboard.differential.exchanges import Exchange
from routerboard.differential.forms import Answer

_ABSENT = Answer("not asked")


@dataclass(frozen=True)
class Difference:
    """One thing that a router does otherwise than its model: what was asked, in what it differs, and both sides."""

    exchange: str
    sentence: str
    point: str
    what: str
    router: str
    model: str


def differences(
    asked: tuple[Exchange, ...], router: Mapping[str, Answer], model: Mapping[str, Answer]
) -> tuple[Difference, ...]:
    """Every difference in form, in the order in which it was asked."""
    return tuple(
        Difference(one.name, " ".join(one.words), one.point, what, left, right)
        for one in asked
        for what, left, right in _between(router.get(one.name, _ABSENT), model.get(one.name, _ABSENT), one)
    )


def _between(router: Answer, model: Answer, asked: Exchange) -> Iterator[tuple[str, str, str]]:
    if _kinds(router, asked) != _kinds(model, asked):
        yield "kind of answer", _spoken(router), _spoken(model)
        return
    if router.error != model.error:
        yield "error", router.error, model.error
    if router.ret != model.ret:
        yield "returned", router.ret or "nothing", model.ret or "nothing"
    if router.table:
        yield from _tables(router, model)
    else:
        yield from _rows(router, model)


def _kinds(answer: Answer, asked: Exchange) -> str:
    """The kinds of sentences; where rows are not ours it does not count whether there are any."""
    if asked.ours or "!trap" in answer.said or not answer.table:
        return answer.said
    return answer.said.replace("!re ", "").replace("!empty ", "").replace("!re", "").strip() or "!done"


def _spoken(answer: Answer) -> str:
    return f"{answer.said} {answer.error}".strip()


def _tables(router: Answer, model: Answer) -> Iterator[tuple[str, str, str]]:
    """Rows of others: a property that all rows of one router have and no row of the other, forms, and order."""
    if not router.rows or not model.rows:
        return
    left, right = dict(router.rows[0]), dict(model.rows[0])
    if missing := [name for name in left if name in router.often and name not in right]:
        yield "properties that the model lacks", ", ".join(missing), ""
    if more := [name for name in right if name in model.often and name not in left]:
        yield "properties that the router lacks", "", ", ".join(more)
    for name in left:
        if name in right and not _alike(left[name], right[name]):
            yield f"form of {name}", left[name], right[name]
    common = router.often & model.often
    one, other = [[name for name in row if name in common] for row in (left, right)]
    if one != other:
        yield "order of properties", ", ".join(one), ", ".join(other)


_ANYTHING = frozenset({"text", "nothing", "list", "pair", "range"})


def _alike(left: str, right: str) -> bool:
    """Whether values may be of one kind: words and lists can be anything, numbers and times cannot."""
    one, other = frozenset(left.split(" | ")), frozenset(right.split(" | "))
    if one & other or "list" in one | other or {"nothing"} in (one, other):
        return True
    return bool(one & _ANYTHING and other & _ANYTHING)


def _rows(router: Answer, model: Answer) -> Iterator[tuple[str, str, str]]:
    """Rows of ours: the same ones, with the same properties and values."""
    if len(router.rows) != len(model.rows):
        yield "number of rows", str(len(router.rows)), str(len(model.rows))
        return
    for number, (one, other) in enumerate(zip(router.rows, model.rows, strict=True)):
        row = f" of row {number + 1}" if len(router.rows) > 1 else ""
        left, right = dict(one), dict(other)
        for name in (*left, *(name for name in right if name not in left)):
            if left.get(name) != right.get(name):
                yield f"{name}{row}", left.get(name, "absent"), right.get(name, "absent")
        common = left.keys() & right.keys()
        if [name for name in left if name in common] != [name for name in right if name in common]:
            yield f"order of properties{row}", ", ".join(left), ", ".join(right)
