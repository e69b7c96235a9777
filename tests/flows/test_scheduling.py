"""Waiting for turns: what the system is asked for, and where it refuses."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import pytest

from flows.scheduling import wait_for_turns

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the policy is Linux's")


def in_a_thread(policies: list[int]) -> None:
    """Note the policy of a thread before it waits for turns, after, and that of a thread that it starts then."""
    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))  # another test's round may have asked for turns
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
    assert policies == [os.SCHED_OTHER, os.SCHED_BATCH, os.SCHED_BATCH]


def test_a_system_that_refuses_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def refuse(process: int, policy: int, _: os.sched_param) -> None:
        asked.append(policy)
        raise PermissionError(1, "not here", str(process))

    monkeypatch.setattr(os, "sched_setscheduler", refuse)
    wait_for_turns()
    assert asked == [os.SCHED_BATCH]


# In a process of its own, as workers have the policy of the process that starts them.
POLICIES = """
import os
from extractors.records import Capture
from flows.pool import Batch, WorkerPool
from flows.work import Work
from flows.worker import Budget
from tests.flows.villains import pid_of_worker

os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
work = Work(1, Capture(b"", "text/plain", None, None, "source", "line=1", None))
with WorkerPool(1, Budget(cpu_seconds=5.0, memory=400_000_000), pid_of_worker) as pool:
    ((_, (outcome,)),) = pool.run([Batch(0, [work])])
    print(os.sched_getscheduler(0), os.sched_getscheduler(int(outcome.failure.error)))
"""


def test_workers_wait_for_their_turns() -> None:
    said = subprocess.run([sys.executable, "-c", POLICIES], capture_output=True, text=True, check=True, timeout=120)
    assert said.stdout.split() == [str(os.SCHED_OTHER), str(os.SCHED_BATCH)]
