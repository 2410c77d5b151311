"""What WeChat refuses stands until the same call goes through."""

from __future__ import annotations

from datetime import date, timedelta

from bot.collect.health import Health, kind_of
from bot.core.errors import ClockApart, OperatorNeeded, QuotaUsedUp, RetrySoon
from tests.house import StandingClock, china

REFUSED = OperatorNeeded(code=48001)
BUSY = RetrySoon()


def health() -> tuple[Health, StandingClock]:
    clock = StandingClock(china("2015-01-06 08:30"))
    return Health(clock), clock


def test_a_refusal_stands_from_the_first_time_until_an_answer_and_other_calls_do_not_end_it() -> None:
    held, clock = health()
    began = clock.now()
    for endpoint in ("getuserread", "getusershare"):
        held.learn("demo", endpoint, [REFUSED])
    clock.pass_by(minutes=5)
    held.learn("demo", "getuserread", [REFUSED])
    held.learn("demo", "getusershare", [])
    held.learn("other", "getuserread", [])
    (one,) = held.standing()
    assert (one.endpoint, one.since, one.last) == ("getuserread", began, clock.now())
    held.learn("demo", "getuserread", [])
    assert held.standing() == []


def test_another_kind_of_refusal_begins_anew() -> None:
    held, clock = health()
    held.learn("demo", "getuserread", [BUSY])
    clock.pass_by(minutes=5)
    held.learn("demo", "getuserread", [REFUSED])
    assert [one.since for one in held.standing()] == [clock.now()]
    assert kind_of(BUSY) != kind_of(REFUSED)


def test_well_is_only_what_was_seen_to_go_through_later_and_was_not_refused_since() -> None:
    held, clock = health()
    began = clock.now()
    assert not held.well_since("demo", "getuserread", began), "silence is no health"
    clock.pass_by(minutes=1)
    held.learn("demo", "getuserread", [])
    assert held.well_since("demo", "getuserread", began)
    assert not held.well_since("demo", "getuserread", began + timedelta(minutes=1))
    held.learn("demo", "getuserread", [REFUSED])
    assert not held.well_since("demo", "getuserread", began)


def test_an_answer_about_an_older_day_says_nothing_of_the_clock() -> None:
    held, clock = health()
    began = clock.now()
    clock.pass_by(minutes=1)
    held.learn("demo", "getuserread", [ClockApart(minutes=61)])
    held.learn("demo", "getuserread", [], date(2015, 1, 4))
    assert len(held.standing()) == 1
    held.learn("demo", "getuserread", [], date(2015, 1, 5))
    assert held.standing() == []
    assert held.well_since("demo", "getuserread", began, of_yesterday=True)


def test_after_a_restart_an_older_day_is_well_but_not_yesterday() -> None:
    held, clock = health()
    began = clock.now()
    clock.pass_by(minutes=1)
    held.learn("demo", "getuserread", [], date(2015, 1, 4))
    assert held.well_since("demo", "getuserread", began)
    assert not held.well_since("demo", "getuserread", began, of_yesterday=True)


def test_a_used_up_number_of_calls_stands_until_the_wechat_day_is_over() -> None:
    held, clock = health()
    held.learn("demo", "getuserread", [QuotaUsedUp(code=45009)])
    clock.pass_by(hours=15, minutes=29)
    assert len(held.standing()) == 1
    clock.pass_by(minutes=1)
    assert held.standing() == []
    assert not held.well_since("demo", "getuserread", china("2015-01-01 00:00")), "silence is no health"
