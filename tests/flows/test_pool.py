"""The pool: results in order, and whatever a document does to its worker costs that document alone."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractors.records import Capture, Stage
from flows.errors import WorkerError
from flows.pool import Batch, WorkerPool
from flows.preloaded import load
from flows.work import Failed, Made, Outcome, Work
from flows.worker import Budget
from tests.flows.villains import obey, pid_of_worker

BUDGET = Budget(cpu_seconds=1.0, memory=400_000_000)


def work(number: int, order: str) -> Work:
    return Work(number, Capture(order.encode(), "text/plain", None, None, "source", f"line={number}", None))


def batches(*groups: list[str]) -> Iterator[Batch[int]]:
    number = 0
    for place, orders in enumerate(groups):
        yield Batch(place, [work(number := number + 1, order) for order in orders])


def errors(outcomes: list[Outcome]) -> list[str]:
    assert all(isinstance(outcome, Failed) for outcome in outcomes)
    return [outcome.failure.error for outcome in outcomes if isinstance(outcome, Failed)]


def test_outcomes_come_in_the_order_of_the_batches() -> None:
    orders = [["burn0.3"], ["fast", "burn0.1"], [], *(["fast"] for _ in range(20))]
    with WorkerPool(2, BUDGET, obey) as pool:
        results = list(pool.run(batches(*orders)))
    assert [place for place, _ in results] == list(range(len(orders)))
    assert [errors(outcomes) for _, outcomes in results] == [[f"did {order}" for order in group] for group in orders]


@pytest.mark.parametrize(
    ("order", "what"),
    [
        ("loop", "took more than 1 s of processor time; raise limits.cpu_seconds"),
        ("die", "killed its worker (exit code 3)"),
        ("crash", "killed its worker (SIGABRT)"),
        ("raise", "ArithmeticError: raise; a mistake in Wiresift"),
    ],
)
def test_a_document_that_kills_its_worker_costs_itself_alone(order: str, what: str) -> None:
    orders = [["a", "b"], ["c", order, "d"], ["e"], ["f"]]
    with WorkerPool(2, BUDGET, obey) as pool:
        results = [outcomes for _, outcomes in pool.run(batches(*orders))]
    told = [error for outcomes in results for error in errors(outcomes)]
    assert [error.removeprefix("did ") for error in told if error.startswith("did")] == ["a", "b", "c", "d", "e", "f"]
    assert what in told[3]
    villain = results[1][1]
    assert isinstance(villain, Failed)
    assert villain.failure.stage is Stage.WORKER
    assert villain.failure.locator == "line=4"


def test_many_villains_leave_the_others_whole() -> None:
    orders = [["die"], ["a"], ["crash", "die"], ["b", "die", "c"], ["d"]]
    with WorkerPool(2, BUDGET, obey) as pool:
        told = [error for _, outcomes in pool.run(batches(*orders)) for error in errors(outcomes)]
    assert [error for error in told if error.startswith("did")] == ["did a", "did b", "did c", "did d"]
    assert len(told) == 8


def test_broken_crews_leave_no_file_open() -> None:
    def opened_after(villains: int) -> int:
        with WorkerPool(1, BUDGET, obey) as pool:
            for _ in pool.run(batches(*([["die"]] * villains), ["a"])):
                pass
            return len(list(Path("/dev/fd").iterdir()))

    opened_after(1)  # what is opened once
    assert opened_after(10) <= opened_after(2) + 3  # a crew that broke has its pipes until its thread has ended


def test_each_document_has_its_own_processor_time() -> None:
    with WorkerPool(1, BUDGET, obey) as pool:
        ((_, outcomes),) = pool.run(batches(["burn0.6", "burn0.6", "burn0.6"]))
    assert errors(outcomes) == ["did burn0.6"] * 3


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux enforces the limit of memory")
def test_a_document_that_eats_memory_is_stopped() -> None:
    with WorkerPool(1, BUDGET, obey) as pool:
        ((_, outcomes),) = pool.run(batches(["a", "eat", "b"]))
    first, told, last = errors(outcomes)
    assert (first, last) == ("did a", "did b")
    assert "the document needed more than 400,000,000 bytes of memory; raise limits.memory" in told


def test_workers_that_cannot_start_blame_no_document() -> None:
    impossible = Budget(cpu_seconds=1.0, memory=10**30)
    with (
        pytest.raises(WorkerError, match="the worker processes cannot start"),
        WorkerPool(1, impossible, obey) as pool,
    ):
        list(pool.run(batches(["a"])))


def test_a_batch_is_taken_only_when_there_is_room() -> None:
    taken: list[int] = []

    def endless() -> Iterator[Batch[int]]:
        for batch in batches(*(["fast"] for _ in range(100))):
            taken.append(batch.context)
            yield batch

    with WorkerPool(2, BUDGET, obey) as pool:
        next(pool.run(endless()))
        assert len(taken) <= 5


KILLED_PARENT = """
import sys, time
from tests.flows.test_pool import BUDGET, batches
from tests.flows.villains import pid_of_worker
from flows.pool import WorkerPool
with WorkerPool(2, BUDGET, pid_of_worker) as pool:
    pids = {o[0].failure.error for _, o in pool.run(batches(*(["x"] for _ in range(20))))}
    print(*pids, flush=True)
    time.sleep(60)
"""


def test_workers_die_with_a_killed_parent() -> None:
    root = Path(__file__).parents[2]
    parent = subprocess.Popen([sys.executable, "-c", KILLED_PARENT], stdout=subprocess.PIPE, text=True, cwd=root)
    assert parent.stdout is not None
    workers = [int(pid) for pid in parent.stdout.readline().split()]
    assert workers
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    for _ in range(100):
        if not any(Path(f"/proc/{pid}").exists() for pid in workers):
            return
        time.sleep(0.1)
    pytest.fail(f"workers outlived their parent: {workers}")


def test_the_pool_leaves_no_process_behind() -> None:
    with WorkerPool(2, BUDGET, pid_of_worker) as pool:
        told = {error for _, outcomes in pool.run(batches(["a"], ["b"], ["c"])) for error in errors(outcomes)}
    assert told
    assert not any(Path(f"/proc/{pid}").exists() for pid in told)


def test_what_the_workers_share_is_loaded_by_documents_that_go_all_the_way() -> None:
    assert [type(outcome) for outcome in load()] == [Made, Made]
