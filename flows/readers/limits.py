"""How large an input may be. Each limit costs what is over it, never the run, and a setting can raise it."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, unless said otherwise."""

    # One body after decompression. News pages are around 0.1 to 3 MB; 50 MB still holds a live blog with inlined
    # pictures.
    document: int = 50 * MEBIBYTE
    # One line of JSONL, one row of CSV, one JSON file: a document of the greatest size plus its JSON escapes.
    line: int = 64 * MEBIBYTE
    # One feed file: its parser holds all entries at once. Feeds are around 0.05 to 2 MB.
    feed: int = 16 * MEBIBYTE
    # A compressed stream or member is taken for a bomb when it unpacks to more than this many times its size (and to
    # more than one document). Prose and pages reach 3 to 20; of nothing but zeros gzip makes 1,029, xz 6,800, zstd
    # 32,600.
    expansion: int = 500
    # How many archives (zip, tar) an archive may stand in.
    depth: int = 3
    # A zip that is compressed or stands in another archive is put in a temporary file, as its directory is at its end.
    spool: int = 2048 * MEBIBYTE
