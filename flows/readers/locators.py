"""Locators: where in its dump a capture stands. Stable, relative to the dump, compared and never parsed.

    locator = member [ "#" place ] | place | ""      "" is the dump itself, in a failure
    member  = path { "!/" path }                     a file under the folder, or a member of an archive; "!/" goes into
                                                     an archive inside it: "inner.zip!/a.html"
    place   = "line=" N      JSONL: the N-th line, empty ones counted, from 1
            | "row=" N       CSV: the N-th row after the header that is not empty, from 1
            | "record=" N    JSON: the N-th element of the array, from 1
            | "entry=" N     feed: the N-th entry, from 1
            | "offset=" N    WARC: the byte at which the record begins in the uncompressed WARC, from 0
            | "after=" N     WARC: what follows the record at offset N, in a failure

Examples: "line=17", "sub/page.html", "day/pages.jsonl.gz#line=17", "inner.zip!/crawl.warc.gz#offset=12345".

Inside the readers a locator is written with its leading "#" or "!/", so that nesting is plain concatenation.
"""

from __future__ import annotations

import os
from pathlib import Path


def place(kind: str, number: int) -> str:
    """Return the inner locator of a place in a container file."""
    return f"#{kind}={number}"


def member(name: str) -> str:
    """Return the inner locator of a member of an archive, or of a file of a folder."""
    return f"!/{name}"


def outermost(locator: str) -> str:
    """Return the locator as it is known outside: relative to the dump."""
    return locator.removeprefix("!/").removeprefix("#")


def readable(path: Path | str) -> str:
    """Return a file name as text that can be stored: bytes that are not UTF-8 are shown as \\xNN."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
