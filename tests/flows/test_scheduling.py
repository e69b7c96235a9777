"""Waiting for turns: what the system is asked for, and where it refuses."""

from __future__ import annotations

import os
import sys
import threading

import pytest

from flows.scheduling import wait_for_turns

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the policy is Linux's")


def in_a_thread(policies: list[int]) -> None:
    """Note the policy of a thread before it waits for turns, after, and that of a thread that it starts then."""
    policies.append(os.sched_getscheduler(0))
    wait_for_turns()
    policies.append(os.sched_getscheduler(0))
    started = threading.Thread(target=lambda: policies.append(os.sched_getscheduler(0)))
    started.start()
    started.join()


def test_a_thread_and_those_that_it_starts_wait_for_their_turns() -> None:
    policies: list[int] = []
    thread = threading.Thread(target=in_a_thread, args=(policies,))
    thread.start()
    thread.join()
    assert policies == [os.sched_getscheduler(0), os.SCHED_BATCH, os.SCHED_BATCH]


def test_a_system_that_refuses_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def refuse(process: int, policy: int, _: os.sched_param) -> None:
        asked.append(policy)
        raise PermissionError(1, "not here", str(process))

    monkeypatch.setattr(os, "sched_setscheduler", refuse)
    wait_for_turns()
    assert asked == [os.SCHED_BATCH]
