"""The site as a picture in text: lines on the left, the router, the guests below, and how the lines share."""

from __future__ import annotations

from textual.content import Content

from wizards.rates import format_rate
from wizards.site import Site, Wan
from wizards.weights import percentages, shares

ROOMY = 4
"""Up to so many lines stand with a row between them."""

BOX = 10
BAR = 12


def picture(site: Site, guests: str = "") -> Content:
    """Some 34 columns wide; as tall as the lines need."""
    if not site.wans:
        return Content("no line yet").stylize("$quiet")
    return Content("\n").join([*_lines(site), *_lan(site, guests), Content(""), *_shares(site)])


def _lines(site: Site) -> list[Content]:
    count, step = len(site.wans), 2 if 1 < len(site.wans) <= ROOMY else 1
    height = max(3, (count - 1) * step + 1)
    top = (height - ((count - 1) * step + 1)) // 2
    at = {top + place * step: wan for place, wan in enumerate(site.wans)}
    rails = _rails(sorted(at), height, count)
    middle = top + (count - 1) * step // 2
    boxes = dict(enumerate(_box(site.name), start=middle - 1))
    return [
        Content.assemble(_line(site, at.get(row)), rails[row], _link(row == middle), (boxes.get(row, ""), "bold"))
        for row in range(height)
    ]


def _line(site: Site, wan: Wan | None) -> Content:
    if wan is None:
        return Content(" " * 20)
    waiting = site.method == "failover" and wan is not site.wans[0]
    wire = "──" if waiting else "══"
    return Content.assemble(
        (f" {wan.name:<6.6}", "bold"), f" {wire} ", (f"{wan.interface:<8.8}", "$secondary"), wire[0]
    )


def _rails(rows: list[int], height: int, count: int) -> list[str]:
    """The vertical rail that joins the lines, one character a row."""
    first, last = rows[0], rows[-1]
    if count == 1:
        return ["═" if row == first else " " for row in range(height)]
    middle = (first + last) // 2
    return [_rail(row, first, last, middle, row in rows) for row in range(height)]


def _rail(row: int, first: int, last: int, middle: int, line: bool) -> str:
    if not first <= row <= last:
        return " "
    ends = {first: "╗", last: "╝"}
    if row == middle:
        return {first: "╦", last: "╩"}.get(row, "╬" if line else "╠")
    return ends.get(row, "╣" if line else "║")


def _link(middle: bool) -> str:
    return "══" if middle else "  "


def _box(name: str) -> tuple[str, str, str]:
    return f"┌{'─' * BOX}┐", f"╡{name[:BOX]:^{BOX}}│", f"└{'─' * (BOX // 2)}┬{'─' * (BOX // 2 - 1)}┘"


def _lan(site: Site, guests: str) -> list[Content]:
    """The LAN hangs under the router."""
    place = f"{site.lan.interface} {site.lan.address.partition('/')[0]}".strip()
    words = [place, guests] if guests else [place]
    return [Content(" " * 29 + "│"), *(Content(f"{text:>34.34}").stylize("$secondary") for text in words)]


def _shares(site: Site) -> list[Content]:
    if site.method == "failover":
        order = " → ".join(wan.name for wan in site.wans)
        return [Content.assemble((" in use  ", "$quiet"), order)]
    parts = percentages(shares(site))
    return [_share(wan, part) for wan, part in zip(site.wans, parts, strict=True)]


def _share(wan: Wan, part: int) -> Content:
    full = max(1, round(BAR * part / 100))
    speed = f"{format_rate(wan.speed.down)}/{format_rate(wan.speed.up)}" if wan.speed else ""
    return Content.assemble(
        f" {wan.name:<6.6} ",
        ("█" * full, "$primary"),
        ("░" * (BAR - full), "$quiet"),
        f" {part:>3} %",
        (f"  {speed}", "$quiet"),
    )
