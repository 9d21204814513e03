"""What events become on the stopwatch of a drill."""

from __future__ import annotations

from proof.stopwatch import Figures, Stopwatch


def a_drill() -> Stopwatch:
    """Out at 10, noticed at 30, back at 40, used again at 45; a connection every second."""
    watch = Stopwatch("Wan1", patience=0.9)
    for at in range(50):
        watch.tried(at + 0.5, not 10 <= at < 30)
        watch.carries(at, not 30 <= at < 45)
    watch.taken_out(10.2)
    watch.put_back(40)
    return watch


def test_the_outage_ends_with_the_first_connection_after_the_last_that_failed() -> None:
    found = a_drill().figures()
    assert found.detected == 30 - 10.2
    assert found.outage_new == 30.5 - 10.2
    assert found.returned == 5
    assert found.probes == 50
    assert found.failed_back == 0


def test_one_that_gets_through_in_between_ends_no_outage() -> None:
    watch = a_drill()
    watch.tried(20.1, True)
    watch.tried(33.2, False)
    assert watch.figures().outage_new == 33.5 - 10.2


def test_where_none_fails_there_is_no_outage_and_where_none_gets_through_it_does_not_end() -> None:
    watch = Stopwatch("Wan1")
    assert watch.figures() == Figures()
    watch.taken_out(1)
    assert watch.figures().outage_new is None, "nothing was tried yet"
    watch.tried(2, True)
    assert watch.figures().outage_new == 0
    watch.tried(3, False)
    assert watch.figures().outage_new is None
    assert watch.figures().detected is None


def test_what_meets_the_return_is_no_outage_of_the_fail_over() -> None:
    watch = a_drill()
    watch.tried(39.6, False)
    watch.tried(40.2, False)
    assert watch.figures().outage_new == 30.5 - 10.2
    assert watch.figures().failed_back == 2


def test_a_running_connection_survives_where_it_is_answered_before_the_line_is_back() -> None:
    watch = a_drill()
    for name, line in (("a", "Wan1"), ("b", "Wan1"), ("c", "Wan2"), ("d", "Wan1")):
        watch.runs(name, line)
        for at in (8.0, 10.0, 10.3):
            watch.heard(name, at)
    watch.ended("a", 30.0)
    watch.heard("b", 41.0)
    for at in (20, 31, 39):
        watch.heard("c", at)
    for at in (31, 32, 33):
        watch.heard("d", at)
    found = watch.figures()
    assert (found.survived, found.ran) == (2, 4)
    assert found.outage_running == 31 - 10.3
    assert watch.alive == {"Wan1": (2, 3), "Wan2": (1, 1)}


def test_sound_is_what_got_through_lately() -> None:
    watch = a_drill()
    assert watch.sound(29, 2) is False
    assert watch.sound(49.9, 3) is True
    assert watch.sound(90, 3) is False, "nothing was tried"
    assert watch.used is True


def test_the_router_s_pings_tell_how_long_the_line_itself_was_silent() -> None:
    watch = Stopwatch("Wan1")
    assert watch.figures().silent is None
    watch.taken_out(10)
    assert watch.figures().silent is None, "no ping was sent"
    watch.pinged(9.8, False)
    for at in range(100, 140):
        watch.pinged(at / 10, True)
    assert watch.figures().silent == 0.0
    for at in range(140, 300, 2):
        watch.pinged(at / 10, False)
    assert watch.figures().silent is None, "it is silent still"
    watch.pinged(30.5, True)
    assert watch.figures().silent == 16.5
    assert watch.figures().pings == 122
