"""Freed pages go back to the system, whatever small is kept between them; or stay for the next, where that is asked."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

# Pages come and go (glibc learns their size from the first that is freed), with a small text kept after each.
PAGES_COME_AND_GO = """
import sys
from pathlib import Path
from flows.memory import return_large_blocks

if sys.argv[1] == "returned":
    return_large_blocks()
for _ in range(3):
    pages, kept = [], []
    for _ in range(200):
        pages.append(bytes(200_000))
        kept.append(bytes(2_000))
    del pages
resident = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))
print(resident.split()[1])
"""


# Blocks of the heap, with a small one kept after each: the heap's end is never free.
HOLES_COME_AND_STAY = """
import sys
from pathlib import Path
from flows.memory import return_holes

blocks, kept = [], []
for _ in range(2000):
    blocks.append(bytes(20_000))
    kept.append(bytes(2_000))
del blocks
if sys.argv[1] == "returned":
    return_holes()
resident = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))
print(resident.split()[1])
"""


# Small arrays of every size, written to and dropped.
SMALL_ARRAYS_WAIT = """
import sys
from pathlib import Path
import numpy as np
from flows.memory import return_holes, return_small_arrays

arrays = [np.ones(size, dtype=np.uint8) for size in range(200, 1000) for _ in range(7)]
del arrays
if sys.argv[1] == "returned":
    return_small_arrays()
return_holes()
resident = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))
print(resident.split()[1])
"""


# Rows of a thousand queries, dropped: with those of an earlier object, which a collection is to pass over.
TUPLES_WAIT = """
import gc, sys
from flows.memory import earlier_objects_aside, return_all_unused

class Cycle: pass
earlier = Cycle()
earlier.itself = earlier
with earlier_objects_aside():
    return_all_unused()
    before = sys.getallocatedblocks()
    rows = [tuple(range(length)) for length in range(2, 20) for _ in range(2000)]
    del rows
    held = sys.getallocatedblocks() - before
    return_all_unused()
    left = sys.getallocatedblocks() - before
    del earlier
    passed_over = gc.collect() == 0
print(held, left, passed_over, gc.collect() > 0)
"""


# Trees of pages come and go, in small blocks with a large one among them, and nothing is kept.
TREES_COME_AND_GO = """
import resource
import sys
from flows.memory import keep_freed

if sys.argv[1] == "kept":
    keep_freed(1 << 20, 16 << 20)
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(100):
    tree = [bytes(2_000) for _ in range(2_000)] + [bytes(900_000)]
    del tree
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


# What is in memory of files, and of the process's own, in kB: before code is returned, after, when it has run again.
CODE_GOES_AND_COMES = """
from pathlib import Path
import numpy as np
from flows.memory import return_libraries

def resident():
    lines = Path("/proc/self/status").read_text().splitlines()
    return [next(line for line in lines if line.startswith(kind)).split()[1] for kind in ("RssFile", "RssAnon")]

values = np.linspace(0, 1, 1000)
return_libraries()
before = resident() if np.sort(values).sum() == 500 and np.fft.fft(values).size == 1000 else []
return_libraries()
after = resident()
assert np.allclose(np.linalg.inv(np.eye(3)), np.eye(3)) and np.fft.ifft(np.fft.fft(values)).size == 1000
print(*before, *after, *resident())
"""


# How much of a heap of 20 MB is in large pages, in kB; -1 where the system does not do so.
HEAP_IN_LARGE_PAGES = """
from pathlib import Path
from flows.memory import keep_freed, take_large_pages

keep_freed(1 << 20, 1 << 20)
blocks = [bytes(20_000) for _ in range(1000)]

def large():
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("AnonHugePages")).split()[1])

before = large()
taken = take_large_pages()
assert all(block == bytes(20_000) for block in blocks)
print(large() - before if taken else -1)
"""


def printed_number(how: str, script: str = PAGES_COME_AND_GO) -> int:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MALLOC_")}
    command = [sys.executable, "-c", script, how]
    run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60, env=environment)
    return int(run.stdout)


only_glibc = pytest.mark.skipif(
    "glibc" not in (os.confstr("CS_GNU_LIBC_VERSION") or "" if "CS_GNU_LIBC_VERSION" in os.confstr_names else ""),
    reason="only glibc holds freed blocks back like this",
)


@only_glibc
def test_freed_pages_go_back_though_small_texts_are_kept() -> None:
    pages = 200 * 200  # kilobytes
    assert printed_number("held") - printed_number("returned") > pages / 2


@only_glibc
def test_holes_go_back_though_what_lies_behind_them_is_kept() -> None:
    holes = 2000 * 20  # kilobytes
    assert printed_number("held", HOLES_COME_AND_STAY) - printed_number("returned", HOLES_COME_AND_STAY) > holes / 2


@only_glibc
def test_small_arrays_go_back_that_numpy_keeps() -> None:
    arrays = sum(range(200, 1000)) * 7 // 1000  # kilobytes
    assert printed_number("held", SMALL_ARRAYS_WAIT) - printed_number("returned", SMALL_ARRAYS_WAIT) > arrays / 2


@only_glibc
def test_what_is_kept_is_not_asked_of_the_system_again() -> None:
    page_faults = 2000 * 2000 // 4096  # of one tree
    assert printed_number("kept", TREES_COME_AND_GO) < 3 * page_faults
    assert printed_number("held", TREES_COME_AND_GO) > 10 * page_faults


@only_glibc
def test_the_heap_is_taken_into_large_pages_where_the_system_has_them() -> None:
    kilobytes = printed_number("taken", HEAP_IN_LARGE_PAGES)
    if kilobytes == -1:
        pytest.skip("this system does not move a heap into large pages (Linux 6.1 does)")
    assert kilobytes > 1000 * 20 / 2


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="only Linux says what stands in memory")
def test_code_leaves_memory_and_comes_back_when_it_runs_and_nothing_else_leaves() -> None:
    run = subprocess.run(
        [sys.executable, "-c", CODE_GOES_AND_COMES], capture_output=True, text=True, check=True, timeout=60
    )
    code_before, own_before, code, own, code_again, own_again = map(int, run.stdout.split())
    assert code < code_before * 2 / 3 < code_again
    assert own_before - 100 < own <= own_again


# A library that is let go after the first time: what stands in its place later would be lost with its code.
LIBRARY_IS_LET_GO = """
import _ctypes
import sys
from pathlib import Path
import numpy as np
from flows.memory import return_libraries

library = str(next(Path(np.__file__).parent.glob("random/_mt19937*.so")))
assert library not in Path("/proc/self/maps").read_text()
handle = _ctypes.dlopen(library, 1)
if sys.argv[1:]:
    return_libraries()
_ctypes.dlclose(handle)
print(library in Path("/proc/self/maps").read_text())
"""


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="only Linux says what stands in memory")
def test_a_library_whose_code_was_returned_is_never_unloaded() -> None:
    stays = [
        subprocess.run(
            [sys.executable, "-c", LIBRARY_IS_LET_GO, *returned], capture_output=True, text=True, check=True, timeout=60
        ).stdout.strip()
        for returned in ([], ["returned"])
    ]
    assert stays == ["False", "True"]


@pytest.mark.skipif(sys.implementation.name != "cpython", reason="only CPython keeps dropped tuples like this")
def test_dropped_tuples_are_let_go_and_earlier_objects_passed_over_until_the_end() -> None:
    run = subprocess.run([sys.executable, "-c", TUPLES_WAIT], capture_output=True, text=True, check=True, timeout=60)
    held, left, *said = run.stdout.split()
    assert int(held) > 20_000
    assert int(left) < 2_000
    assert said == ["True", "True"]
