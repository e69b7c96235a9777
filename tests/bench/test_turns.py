"""Commands that take turns: one at a time, all to the end, and none left when one fails."""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path

import pytest

from bench.turns import Commands, Ran, take_turns

COUNT = """
import time
ran = last = time.monotonic()
longest = 0
while time.monotonic() - ran < {seconds}:
    now = time.monotonic()
    longest, last = max(longest, now - last), now
print(longest > 0.05)
"""


def counting(seconds: float) -> list[str]:
    return [sys.executable, "-c", COUNT.format(seconds=seconds)]


def test_while_one_goes_on_the_others_are_stopped() -> None:
    ran = take_turns({"a": Commands([counting(1), counting(1)], 0.1), "b": Commands([counting(1)], 0.1)}, longest=60)
    assert [line.strip() for name in "ab" for line in ran[name].printed] == ["True", "True", "True"]
    slices = sorted(ran["a"].slices + ran["b"].slices)
    assert len(ran["a"].slices) > 1 < len(ran["b"].slices)
    assert all(ended <= began for (_, ended), (began, _) in pairwise(slices))


def test_what_a_command_ran_is_counted_up_to_a_moment() -> None:
    ran = Ran([], [(10.0, 11.0), (20.0, 22.0)])
    assert [ran.seconds(until) for until in (9, 10.5, 15, 21)] == [0, 0.5, 1, 2]
    assert ran.seconds() == 3


def test_when_one_fails_none_is_left() -> None:
    with pytest.raises(RuntimeError, match="ended with 3"):
        take_turns({"a": Commands([[sys.executable, "-c", "raise SystemExit(3)"]], 0.1)}, longest=60)


def test_what_takes_too_long_is_ended(tmp_path: Path) -> None:
    note = tmp_path / "process"
    sleep = f"import os, time; open({str(note)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    with pytest.raises(RuntimeError, match="more than 2 s"):
        take_turns({"a": Commands([[sys.executable, "-c", sleep]], 0.1)}, longest=2)
    status = Path(f"/proc/{note.read_text()}/status")
    assert not status.exists() or "State:\tZ" in status.read_text()
