"""What the archive is for."""

from __future__ import annotations

from db.descriptions.description import Description

ARCHIVE = {
    "bodies": Description(
        "the bytes of a payload",
        {
            "digest": "their sha256 in hexadecimal, as in payloads",
            "size": "how many bytes they are when decompressed",
            "body": "the bytes, compressed with zstandard",
        },
    ),
}
