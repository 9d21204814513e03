"""The step of the method: PCC or fail-over, and what PCC decides by."""

from __future__ import annotations

from routerboard.language.survey import Survey
from routerboard.language.version import Version
from wizards.site import CLASSIFIERS, METHODS, Site, Wan
from wizards.steps import method

ROUTER = Survey(Version.parse("6.49.18"))
SITE = Site("Hotel", (Wan("Wan1", "ether1", weight=2), Wan("Wan2", "ether2")))


def test_only_known_methods_and_classifiers_are_offered() -> None:
    assert {told.name for told in method.METHODS} <= set(METHODS)
    assert {value for value, _ in method.CLASSIFIERS} <= set(CLASSIFIERS)


def test_only_pcc_asks_what_it_decides_by() -> None:
    assert [field.key for field in method.fields(ROUTER, SITE)] == ["classifier"]
    assert method.fields(ROUTER, method.answer(SITE, "method", "failover")) == ()


def test_fail_over_forgets_weights() -> None:
    site = method.answer(SITE, "method", "failover")
    assert (site.method, [wan.weight for wan in site.wans]) == ("failover", [1, 1])


def test_a_classifier_from_a_file_stays_an_answer() -> None:
    site = method.answer(SITE, "classifier", "dst-port")
    (field,) = method.fields(ROUTER, site)
    assert field.options[0] == ("dst-port", "dst-port")
    assert field.value == "dst-port"
