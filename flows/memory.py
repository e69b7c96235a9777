"""Memory of a run: that what is freed goes back to the system, or is used again by whoever asks next.

In: three settings of the C library, and requests to it, to the system, to Python and to numpy. Out: what a run keeps on
purpose (`flows.contents`, `db.connection`).
"""

from __future__ import annotations

import ctypes
import functools
import gc
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

TRIM_THRESHOLD = -1  # M_TRIM_THRESHOLD of malloc.h
MMAP_THRESHOLD = -3  # M_MMAP_THRESHOLD of malloc.h
ARENA_MAX = -8  # M_ARENA_MAX of malloc.h
MADV_DONTNEED = 4  # of madvise(2)
MADV_COLLAPSE = 25  # of madvise(2), Linux 6.1

SELDOM = 20_000  # containers made and not dropped, until Python looks for garbage among them; by itself 700

# glibc's own value at first: blocks of this size and more are mapped, and unmapped as soon as they are freed.
LARGE_BLOCK = 128 * 1024

# While settling: texts and tables of lines. From the heap, which storing has left full of small holes, they would come
# from its end, 2 MB further on. While storing, mapping them takes 3 % of the processor time.
MIDDLING_BLOCK = 32 * 1024


def return_large_blocks(size: int = LARGE_BLOCK) -> None:
    """Have blocks of `size` bytes and more go back to the system when they are freed, for as long as the process lives.

    glibc raises its threshold to the largest block that was ever freed (mallopt(3), "dynamic mmap threshold"). A page
    is 200 kB and a batch of pages, pickled for a worker, 4 MB: from the first batch on they would come from the heap,
    and the contents of stored texts that are kept between them would hold it open. C libraries other than glibc are
    left as they are.

    One heap serves all threads: the pool's, which unpickles what workers answer, would fill one of its own, and what
    the main thread frees of it would wait there. Only one allocates at a time, as it needs Python's own lock.
    """
    mallopt = _function_of_glibc("mallopt")
    if mallopt is not None:
        mallopt(MMAP_THRESHOLD, size)
        mallopt(ARENA_MAX, 1)


def keep_freed(block: int, end: int) -> None:
    """Have blocks up to `block` bytes come from the heap, and up to `end` bytes that are free at its end stay there.

    Memory that goes back to the system after each page is asked for again by the next one, four kB at a time. In a
    worker that is 100 page faults a page of 380 kB, 0.2 ms of processor time of 18 ms, and more where two work side by
    side.
    """
    mallopt = _function_of_glibc("mallopt")
    if mallopt is not None:
        mallopt(MMAP_THRESHOLD, block)
        mallopt(TRIM_THRESHOLD, end)


def take_large_pages() -> bool:
    """Move the heap as it is now into the processor's large pages, and return whether the system did so.

    Extraction follows links all over the heap; with pages of 2 MB the processor knows where they are. For a worker, 30
    MB in 10 ms, after which it shares 20 MB less with the others: 1.5 % of the processor time of a page where two work
    side by side, and up to 1 % where one works alone. Linux before 6.1 and other systems leave all as it is.
    """
    maps = Path("/proc/self/maps")
    lines = maps.read_text().splitlines() if maps.exists() else []
    heap = next((line for line in lines if line.endswith("[heap]")), None)
    if heap is None:
        return False
    return _madvise()(*_place(heap), MADV_COLLAPSE) == 0


def collect_seldom() -> None:
    """Let Python look for garbage less often: a page makes and drops thousands of objects, and leaves hardly any.

    In a worker that is 6 % of the processor time of extraction (news pages of 365 kB), in the own process of a round
    0.07 ms of 4.6 ms a page.
    """
    gc.set_threshold(SELDOM, 10, 10)


# numpy keeps what arrays of less than this many bytes took, up to so many of each size (its `alloc.c`).
LARGER_ARRAY = 1024
KEPT_OF_A_SIZE = 7


@contextmanager
def earlier_objects_aside() -> Iterator[None]:
    """Have Python's collections pass over the objects that are there now, modules mostly: 3 ms for a full one, not 15.

    They are looked at again when the block has ended, so that nothing is kept for ever.
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def return_all_unused() -> None:
    """Give back what only waits to be used again, in some 4 ms: what Python keeps, its holes, and libraries.

    Python keeps tuples that were dropped, up to 2,000 of each length: after 5,000 documents 14,000, in pages of their
    own, 1.3 MB. A full collection lets them go.
    """
    gc.collect()
    return_holes()
    return_libraries()


def return_small_arrays() -> None:
    """Have numpy let go of what small arrays took, in 3.5 ms: 0.3 MB after 500 documents and 0.7 MB after 5,000.

    It is in pieces all over the heap, of every size that an array ever had, and each keeps a page from going back. As
    numpy has no word for it, arrays are made of what it keeps, and made larger: what larger ones take is not kept.
    """
    for size in range(1, LARGER_ARRAY):
        for array in [np.empty(size, dtype=np.uint8) for _ in range(KEPT_OF_A_SIZE)]:
            array.resize(LARGER_ARRAY, refcheck=False)


def return_holes() -> None:
    """Give the pages of the heap on which nothing is left back to the system: some 3 MB after 25 pages, in half a ms.

    By itself glibc does so at the heap's end alone, and what a run keeps lies behind what it has freed.
    """
    trim = _function_of_glibc("malloc_trim")
    if trim is not None:
        trim(0)


def return_libraries() -> None:
    """Have the code of libraries leave memory until it runs again, in half a ms. The system has their files at hand.

    Loading them touches 21 MB, and with what running touches it is 24. A batch needs 12, with what comes along: the
    system brings sixteen pages where one is needed.
    """
    madvise = _madvise()
    for start, size in _libraries():
        madvise(start, size, MADV_DONTNEED)


# Of a line in `/proc/self/smaps`: a library's mapping that cannot be written, and the library.
_LIBRARY = re.compile(r"[0-9a-f]+-[0-9a-f]+ r-[x-]p [0-9a-f]+ \S+ \d+ +(/.+\.so\b.*)")


@functools.cache
def _libraries() -> list[tuple[int, int]]:
    """Return the mappings of libraries that hold what their files do and nothing of the process's own.

    From which address, and how many bytes. They are looked up once, in 10 ms, and the libraries held: iconv unloads its
    own, and what came to stand in their place would be lost.
    """
    maps = Path("/proc/self/smaps")
    if not maps.exists():
        return []
    found = []
    library = None
    with maps.open() as lines:
        for line in lines:
            name, *values = line.split()
            if not name.endswith(":"):
                library = _LIBRARY.match(line)
            elif library and name == "Anonymous:" and values[0] == "0" and _hold(library[1]):
                found.append(_place(library[0]))
    return found


@functools.cache
def _hold(library: str) -> bool:
    """Keep a library loaded for as long as the process lives, and return whether it is."""
    try:
        ctypes.CDLL(library, mode=os.RTLD_NOLOAD | os.RTLD_LAZY)  # which nothing closes
    except OSError:
        return False
    return True


def _place(mapping: str) -> tuple[int, int]:
    """Return where a mapping begins and how many bytes it has, of its line in `/proc/self/maps`."""
    start, end = (int(bound, 16) for bound in mapping.split()[0].split("-"))
    return start, end - start


@functools.cache
def _madvise() -> Callable[[int, int, int], int]:
    madvise: Callable[[int, int, int], int] = ctypes.CDLL(None).madvise
    madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)  # type: ignore[attr-defined]
    return madvise


@functools.cache
def _function_of_glibc(name: str) -> Callable[..., int] | None:
    """Return a function of the C library, None where that is not glibc."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform.startswith("linux") else None
