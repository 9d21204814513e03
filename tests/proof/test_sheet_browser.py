"""The sheet in a real browser: it fits a phone and a desk, draws its charts, and asks nobody for anything."""

import json
import re
import shutil
import subprocess
from dataclasses import replace
from html import escape
from pathlib import Path

import pytest

from proof.sheet.content import sheet_of
from proof.sheet.html import POLICY, html_of
from tests.proof.samples import FACTS, WHOLE

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome", "chrome") if (found := shutil.which(name))),
    None,
)
pytestmark = [pytest.mark.e2e, pytest.mark.skipif(CHROMIUM is None, reason="needs a Chromium")]

MEASURED = """<body style="margin:0">
<iframe id="sheet" style="border:0;width:{width}px;height:900px" srcdoc="{page}"></iframe>
<pre id="found"></pre><script>
onload = () => {{
  const page = document.getElementById("sheet").contentDocument;
  const boxes = [...page.querySelectorAll("h1,h2,p,td,th,li,dd,svg")].map(one => one.getBoundingClientRect());
  document.getElementById("found").textContent = JSON.stringify({{
    width: page.documentElement.scrollWidth, seen: page.documentElement.clientWidth,
    right: Math.max(...boxes.map(one => one.right)), left: Math.min(...boxes.map(one => one.left)),
    bars: [...page.querySelectorAll("rect")].map(one => one.getBoundingClientRect().width),
    letters: Math.min(...[...page.querySelectorAll("svg text")].map(one => one.getBoundingClientRect().height)),
    heads: [...page.querySelectorAll("thead")].filter(one => one.offsetHeight > 0).length,
  }});
}};</script></body>"""


def browse(page: Path, folder: Path, *words: str) -> str:
    """What Chromium makes of a page, without a screen, a profile of its own and no way out but to this disk."""
    assert CHROMIUM is not None
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-extensions"]
    command += [
        "--disable-background-networking",
        "--disable-component-update",
        f"--user-data-dir={folder / 'profile'}",
    ]
    command += ["--host-resolver-rules=MAP * ~NOTFOUND", *words, page.as_uri()]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


def looked_at(html: str, width: int, folder: Path) -> dict[str, float | list[float]]:
    """The boxes of the sheet in a window of this many pixels. Only the copy that is measured may run a script."""
    page = folder / "page.html"
    open_page = html.replace(POLICY, f"{POLICY}; script-src 'unsafe-inline'")
    page.write_text(MEASURED.format(width=width, page=escape(open_page)), encoding="utf-8")
    dom = browse(page, folder, "--window-size=1300,1000", "--virtual-time-budget=3000", "--dump-dom")
    found = re.search(r'<pre id="found">(.+?)</pre>', dom)
    assert found is not None, dom[-2000:]
    measured: dict[str, float | list[float]] = json.loads(found[1])
    return measured


@pytest.mark.parametrize("width", [360, 412, 768, 1200])
def test_the_sheet_fits_its_window(width: int, tmp_path: Path) -> None:
    long = replace(WHOLE, facts=(*FACTS, replace(FACTS[0], name="Wan3", isp="A" * 60)), site="Hotel " + "x" * 50)
    found = looked_at(html_of(sheet_of(long)), width, tmp_path)
    assert found["seen"] == width or found["seen"] == width - 15, "a scroll bar at the side is no loss"
    assert found["width"] <= found["seen"]
    assert found["right"] <= found["seen"]
    assert found["left"] >= 0
    assert found["letters"] >= 11, "the letters of a chart can be read"
    assert (found["heads"] == 0) == (width <= 960), "what is narrow has blocks, a desk has tables"
    bars = found["bars"]
    assert isinstance(bars, list)
    assert bars[2] == pytest.approx(bars[0] * 28.3 / 19.4, rel=0.02), "the bars are as long as their figures"


def test_the_sheet_asks_nobody(tmp_path: Path) -> None:
    page = tmp_path / "sheet.html"
    strange = '"><img src="http://127.0.0.1:9/x"><script src="http://127.0.0.1:9/y"></script>'
    page.write_text(html_of(sheet_of(replace(WHOLE, site=strange, technician=strange))), encoding="utf-8")
    log = tmp_path / "net.json"
    browse(
        page,
        tmp_path,
        f"--log-net-log={log}",
        "--net-log-capture-mode=Everything",
        "--screenshot=" + str(tmp_path / "p.png"),
    )
    asked = set(re.findall(r'"url":"((?:https?|ftp|wss?)://[^"]+)"', log.read_text(encoding="utf-8")))
    assert not {url for url in asked if "127.0.0.1:9" in url}
    assert (tmp_path / "p.png").stat().st_size > 10_000


def test_a_page_that_asks_would_be_caught(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text('<img src="http://127.0.0.1:9/x">', encoding="utf-8")
    log = tmp_path / "net.json"
    browse(page, tmp_path, f"--log-net-log={log}", "--screenshot=" + str(tmp_path / "p.png"))
    assert "127.0.0.1:9" in log.read_text(encoding="utf-8")
