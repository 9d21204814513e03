"""The login over the screen: the keyring, and a certificate that is met, refused, or trusted on purpose."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from routerboard.link.errors import LoginRefused
from routerboard.link.target import NO_CERTIFICATE, Secret, Target
from routerboard.link.tls import CertificateRefused, Security, recognise
from tui.screens.certificate import CertificateScreen
from tui.screens.connecting import ConnectingScreen
from tui.screens.password import PasswordScreen
from tui.screens.survey import SurveyScreen
from tui.widgets.choice import Choice

ROUTER = Target("192.168.88.1", tls=True)
KNOWN, SHOWN = ":".join(["A1"] * 32), ":".join(["4C"] * 32)
MINE = ("simplifi-tui", "admin@192.168.88.1:8729")


@pytest.fixture
def changed(tmp_path: Path) -> CertificateRefused:
    """What the link says of a router whose certificate has changed."""
    known = tmp_path / "known-routers.json"
    recognise(ROUTER, KNOWN, known)
    with pytest.raises(CertificateRefused) as caught:
        recognise(ROUTER, SHOWN, known)
    return caught.value


@pytest.fixture
def nameless(tmp_path: Path) -> CertificateRefused:
    """What the link says of a router without a certificate."""
    with pytest.raises(CertificateRefused) as caught:
        recognise(ROUTER, "", tmp_path / "none.json")
    return caught.value


async def asked(pilot: Any, until: Any) -> PasswordScreen:
    """The login screen, once it knows what the keyring has."""
    await until(pilot, lambda: isinstance(pilot.app.screen, PasswordScreen) and pilot.app.screen.looked.is_set())
    screen: PasswordScreen = pilot.app.screen
    return screen


def remembers(screen: Any) -> str:
    value: str = screen.query_one("#remember", Choice).value
    return value


# the certificate


@pytest.mark.asyncio
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_changed_certificate_is_trusted_by_its_own_key_alone(
    played: Any, app_on: Any, until: Any, snapshot: Any, changed: CertificateRefused, size: Any
) -> None:
    played.troubles += [changed, changed]
    app = app_on(played, target=ROUTER, password=Secret("x"))
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: isinstance(app.screen, CertificateScreen))
        await pilot.pause()
        snapshot(pilot, "certificate")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ConnectingScreen))
        await pilot.pause()
        snapshot(pilot, "certificate-refused")
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, CertificateScreen))
        await pilot.press("t")
        await until(pilot, lambda: isinstance(app.screen, SurveyScreen))
    assert [target.accept for target, _ in played.logins] == ["", "", SHOWN]


@pytest.mark.asyncio
async def test_no_certificate_is_explained_and_accepted_by_key(
    played: Any, app_on: Any, until: Any, screen_text: Any, nameless: CertificateRefused
) -> None:
    played.troubles.append(nameless)
    app = app_on(played, target=ROUTER, password=Secret("x"))
    async with app.run_test() as pilot:
        await until(pilot, lambda: isinstance(app.screen, CertificateScreen))
        await pilot.pause()
        assert "nothing proves who answers" in " ".join(screen_text(app).replace("│", " ").split())
        await pilot.press("t")
        await until(pilot, lambda: isinstance(app.screen, SurveyScreen))
    assert [target.accept for target, _ in played.logins] == ["", NO_CERTIFICATE]
    assert "none" not in (app.start.data_dir / "recent-routers.json").read_text(encoding="utf-8"), "the word is for now"


@pytest.mark.asyncio
async def test_a_first_meeting_shows_the_fingerprint(
    played: Any, app_on: Any, until: Any, screen_text: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = played.connect

    async def met(target: Target, password: Secret) -> Any:
        session = await connect(target, password)
        session.security = Security(SHOWN, new=True)
        return session

    monkeypatch.setattr(played, "connect", met)
    app = app_on(played, target=ROUTER, password=Secret("x"))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: isinstance(app.screen, SurveyScreen))
        await until(pilot, lambda: "4C4C 4C4C 4C4C 4C4C" in screen_text(app))
        assert "First meeting with" in screen_text(app)


# the keyring


@pytest.mark.asyncio
async def test_a_password_is_remembered_once_it_was_right(played: Any, app_on: Any, until: Any, ring: Any) -> None:
    played.troubles.append(LoginRefused("The router does not let admin in."))
    app = app_on(played, target=ROUTER)
    async with app.run_test() as pilot:
        screen = await asked(pilot, until)
        assert remembers(screen) == "no"
        await pilot.press(*"wrong", "tab", "tab", "right", "enter")
        await until(pilot, lambda: isinstance(app.screen, ConnectingScreen) and not app.screen.why_not("login"))
        assert ring.kept == {}
        await pilot.press("l")
        screen = await asked(pilot, until)
        screen.query_one("#remember", Choice).value = "yes"
        await pilot.press(*"right-1", "enter")
        await until(pilot, lambda: isinstance(app.screen, SurveyScreen))
    assert ring.kept == {MINE: "right-1"}


@pytest.mark.asyncio
async def test_an_empty_field_takes_what_the_keyring_has_and_shows_nothing_of_it(
    played: Any, app_on: Any, until: Any, ring: Any, screen_text: Any
) -> None:
    ring.kept[MINE] = "k3pt-secret"
    app = app_on(played, target=ROUTER)
    async with app.run_test() as pilot:
        screen = await asked(pilot, until)
        await pilot.pause()
        assert remembers(screen) == "yes"
        assert "in the keyring: enter takes it" in screen_text(app)
        assert screen.query_one("#password", Input).value == ""
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SurveyScreen))
    assert played.logins == [(ROUTER, Secret("k3pt-secret"))]
    assert ring.kept == {MINE: "k3pt-secret"}


@pytest.mark.asyncio
async def test_saying_no_forgets_it(played: Any, app_on: Any, until: Any, ring: Any) -> None:
    ring.kept[MINE] = "k3pt-secret"
    app = app_on(played, target=ROUTER)
    async with app.run_test() as pilot:
        screen = await asked(pilot, until)
        screen.query_one("#remember", Choice).value = "no"
        await pilot.press(*"typed", "enter")
        await until(pilot, lambda: isinstance(app.screen, SurveyScreen))
    assert played.logins == [(ROUTER, Secret("typed"))]
    assert ring.kept == {}


@pytest.mark.asyncio
async def test_another_user_has_another_password(played: Any, app_on: Any, until: Any, ring: Any) -> None:
    ring.kept = {MINE: "k3pt-secret", ("simplifi-tui", "eve@192.168.88.1:8729"): "eves"}
    app = app_on(played, target=ROUTER)
    async with app.run_test() as pilot:
        screen = await asked(pilot, until)
        screen.query_one("#user", Input).value = "eve"
        screen.query_one("#user", Input).focus()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SurveyScreen))
    assert [(target.user, password) for target, password in played.logins] == [("eve", Secret("eves"))]


@pytest.mark.asyncio
async def test_without_a_keyring_it_is_said_at_once(
    played: Any, app_on: Any, until: Any, no_keyring: None, screen_text: Any
) -> None:
    app = app_on(played, target=ROUTER)
    async with app.run_test(notifications=True) as pilot:
        screen = await asked(pilot, until)
        screen.query_one("#remember", Choice).focus()
        await pilot.press("right")
        await until(pilot, lambda: "pip install" in screen_text(app))
        assert remembers(screen) == "no"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SurveyScreen))
    assert played.logins == [(ROUTER, Secret(""))]
