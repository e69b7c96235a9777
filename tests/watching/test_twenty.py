"""The simulated week over the twenty outlets of the tests of fetching: health is told exactly where it belongs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.fetching.conftest import week
from tests.fetching.weeks import Week
from tests.outlets.twenty import day

__all__ = ["week"]  # the fixture

# Which feeds could not be read for six hours or longer, from when to when; the one that is gone stays so.
ILL = {
    "gone": (day(3), None),
    "late-pages": (day(2), day(3)),
    "down": (day(3), day(5)),
    "broken": (day(4), day(4, 8)),
    "bombs": (day(3), day(3, 8)),
}


@pytest.fixture
def told(week: Week) -> dict[str, list[tuple[Any, ...]]]:
    """Return kind, trouble and time of each alert, by source."""
    rows = week.rows(
        "SELECT sources.name, kind, json_extract(content, '$.trouble'), made FROM alerts"
        " JOIN sources ON sources.id = source ORDER BY number"
    )
    return {name: [row[1:] for row in rows if row[0] == name] for name in {row[0] for row in rows}}


def test_only_those_are_told_of_whose_feeds_failed_for_long(told: dict[str, list[tuple[Any, ...]]]) -> None:
    assert set(told) == set(ILL)


@pytest.mark.parametrize("name", ILL)
def test_it_is_told_once_while_it_lasts_and_again_when_it_is_over(
    told: dict[str, list[tuple[Any, ...]]], name: str
) -> None:
    begin, end = ILL[name]
    kinds = ["trouble"] if end is None else ["trouble", "recovery"]
    assert [alert[:2] for alert in told[name]] == [(kind, "feed") for kind in kinds]
    times = [datetime.fromisoformat(made) for _, _, made in told[name]]
    assert begin < times[0]
    assert end is None or times[0] < end <= times[1]
