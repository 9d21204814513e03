"""The step of the method: which ones there are, what each decides by, and what a router's version makes of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from routerboard.language.survey import Survey
from routerboard.language.version import Version
from wizards.site import CLASSIFIERS, METHODS, Site, Wan
from wizards.steps import method
from wizards.validity import faults

V6, V7 = Survey(Version.parse("6.49.18")), Survey(Version.parse("7.20.8"))
SITE = Site("Hotel", (Wan("Wan1", "ether1", weight=2), Wan("Wan2", "ether2")))


def keys(survey: Survey, site: Site) -> list[str]:
    return [field.key for field in method.fields(survey, site)]


def test_every_method_and_every_classifier_is_offered() -> None:
    assert {told.name for told in method.METHODS} == set(METHODS)
    assert {value for value, _ in method.CLASSIFIERS} == set(CLASSIFIERS) == set(method.REASONS)


def test_a_method_says_what_it_is_bad_at_too() -> None:
    assert len({told.summary for told in method.METHODS}) == len(METHODS)
    assert all(
        word in told.summary for told, word in zip(method.METHODS, ("coarse", "But", "refuse", "nothing"), strict=True)
    )


def test_each_method_asks_what_it_decides_by() -> None:
    assert keys(V6, SITE) == ["classifier"]
    assert keys(V7, method.answer(SITE, "method", "ecmp")) == ["classifier"]
    assert keys(V6, method.answer(SITE, "method", "nth")) == ["sticky"]
    assert keys(V6, method.answer(SITE, "method", "failover")) == []


def test_where_the_version_leaves_no_choice_nothing_is_asked() -> None:
    ecmp = method.answer(SITE, "method", "ecmp")
    assert keys(V6, ecmp) == keys(Survey(Version.parse("7.15")), ecmp) == []
    (field,) = method.fields(V6, replace(ecmp, classifier="both-addresses-and-ports"))
    assert [value for value, _ in field.options] == ["both-addresses-and-ports", "both-addresses"]


def test_fail_over_forgets_weights() -> None:
    site = method.answer(SITE, "method", "failover")
    assert (site.method, [wan.weight for wan in site.wans]) == ("failover", [1, 1])


@pytest.mark.parametrize("classifier", CLASSIFIERS)
def test_every_classifier_is_an_answer(classifier: str) -> None:
    site = method.answer(SITE, "classifier", classifier)
    (field,) = method.fields(V7, site)
    assert (field.value, site.classifier) == (classifier, classifier)
    assert field.help


def test_what_means_nothing_to_the_new_method_goes() -> None:
    sticky = method.answer(method.answer(SITE, "method", "nth"), "sticky", "yes")
    assert sticky.sticky
    for other in ("pcc", "ecmp", "failover"):
        back = method.answer(replace(sticky, classifier="src-address"), "method", other)
        assert not back.sticky
        assert not [fault for fault in faults(back) if fault.key in ("classifier", "sticky", "method")]


def test_the_version_is_told_where_it_matters() -> None:
    ecmp = method.answer(SITE, "method", "ecmp")
    assert "ten minutes" in method.notes(V6, ecmp)[0]
    assert "evenly" in method.notes(V7, ecmp)[0]
    even = replace(ecmp, wans=tuple(replace(wan, weight=1) for wan in ecmp.wans))
    assert method.notes(V7, even) == method.notes(V6, SITE) == ()
