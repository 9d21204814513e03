"""Values as RouterOS prints them, and numbers as Winbox shows them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routerboard.language.values import (
    format_bytes,
    format_count,
    format_duration,
    format_rate,
    parse_bool,
    parse_duration,
    parse_rate,
    parse_size,
    print_duration,
)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1w2d3h4m5s", 788_645),
        ("23h59m17s", 86_357),
        ("23:59:17", 86_357),
        ("00:00:10", 10),
        ("1d02:03:04", 93_784),
        ("1d 02:03:04", 93_784),
        ("100ms", 0.1),
        ("12ms345us", 0.012345),
        ("0.5s", 0.5),
        ("30", 30),
        ("0s", 0),
        ("00:00:00.250", 0.25),
    ],
)
def test_durations_in_every_printed_form(text: str, seconds: float) -> None:
    assert parse_duration(text) == pytest.approx(seconds)


@pytest.mark.parametrize("text", ["", "soon", "10 parsecs", "1h-5m", "12:3", "never", "²", "-5s"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="time"):
        parse_duration(text)


@given(st.integers(0, 10**8))
def test_durations_survive_printing(milliseconds: int) -> None:
    assert parse_duration(print_duration(milliseconds / 1000)) == pytest.approx(milliseconds / 1000, abs=0.0011)


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0.9996, "1s"), (59.9999, "1m"), (0.0004, "0s"), (90_061.5, "1d1h1m1s500ms")]
)
def test_durations_are_printed_to_the_millisecond(seconds: float, shown: str) -> None:
    assert print_duration(seconds) == shown


@pytest.mark.parametrize(
    ("text", "bits"),
    [("20M", 20_000_000), ("9.9kbps", 9_900), ("9904", 9_904), ("512k", 512_000), ("1.5G", 1_500_000_000), ("0bps", 0)],
)
def test_rates(text: str, bits: int) -> None:
    assert parse_rate(text) == bits


@pytest.mark.parametrize(("text", "count"), [("16.0MiB", 16 * 1024**2), ("512KiB", 512 * 1024), ("1048576", 1024**2)])
def test_sizes(text: str, count: int) -> None:
    assert parse_size(text) == count


@pytest.mark.parametrize(("text", "value"), [("yes", True), ("true", True), ("no", False), ("false", False)])
def test_booleans(text: str, value: bool) -> None:
    assert parse_bool(text) is value


def test_other_words_are_no_boolean() -> None:
    with pytest.raises(ValueError, match="yes nor no"):
        parse_bool("maybe")


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, "0 B"),
        (3_684, "3684 B"),
        (2_699, "2699 B"),
        (4_999, "4999 B"),
        (5_000, "4.9 KiB"),
        (4_999_999, "4882.8 KiB"),
        (5_000_000, "4.8 MiB"),
        (124_570_828, "118.8 MiB"),
        (484_454, "473.1 KiB"),
        (6_000_000_000, "5.6 GiB"),
    ],
)
def test_bytes_change_unit_where_winbox_does(count: int, shown: str) -> None:
    assert format_bytes(count) == shown


@pytest.mark.parametrize(
    ("bits", "shown"),
    [
        (0, "0 bps"),
        (999, "999 bps"),
        (1_000, "1.0 kbps"),
        (1_001, "1001 bps"),
        (1_999, "1999 bps"),
        (2_000, "2.0 kbps"),
        (4_800, "4.8 kbps"),
        (9_904, "9.9 kbps"),
        (1_000_000, "1.0 Mbps"),
        (1_000_001, "1000.0 kbps"),
        (2_000_000, "2.0 Mbps"),
        (1_000_000_000, "1.0 Gbps"),
        (3_400_000_000, "3.4 Gbps"),
    ],
)
def test_rates_change_unit_where_winbox_does(bits: int, shown: str) -> None:
    assert format_rate(bits) == shown


@pytest.mark.parametrize(("count", "shown"), [(136_326, "136 326"), (39, "39"), (1_048_576, "1 048 576")])
def test_counts_have_their_thousands_apart(count: int, shown: str) -> None:
    assert format_count(count) == shown


@pytest.mark.parametrize(("seconds", "shown"), [(86_357, "23:59:17"), (178, "00:02:58"), (93_784, "1d 02:03:04")])
def test_times_in_lists(seconds: int, shown: str) -> None:
    assert format_duration(seconds) == shown
