"""What runs, dumps, sources, payloads, captures and failures are for."""

from __future__ import annotations

from db.descriptions.description import PART, Description

INTAKE = {
    "runs": Description(
        "one time that a command wrote articles",
        {
            **PART,
            "command": "which command it was",
            "state": "running, done, failed (see error) or killed (found dead by the next run)",
            "started": "when it began: UTC, ISO 8601",
            "finished": "when it ended; null while it runs and when it was killed",
            "error": "why it failed",
            "read": "records read from dumps",
            "new_captures": "captures that were not known before",
            "new_articles": "articles that were not known before",
            "new_versions": "texts that were not known before, those of new articles too",
            "failures": "failures stored",
        },
    ),
    "dumps": Description(
        "a file, or the loose files under one path, that captures came from",
        {
            **PART,
            "fingerprint": "what a dump is known by wherever it lies: a digest of its content",
            "name": "its file name or folder name, as last seen",
            "path": "where it was last seen",
            "first_run": "the run that saw it first",
            "last_run": "the run that saw it last",
        },
    ),
    "sources": Description(
        "a publisher or outlet, as the user's files or the dumps name it",
        {
            **PART,
            "name": "its short name, as in seeds/sources/NAME.toml",
            "title": "its name for people",
            "homepage": "its address",
            "language": "the language it writes in, where nothing else says so",
            "preference": "the larger, the sooner its article is the one shown first of a story",
        },
    ),
    "payloads": Description(
        "bytes that were received, once however often; the bytes themselves are in the archive",
        {
            **PART,
            "digest": "their sha256 in hexadecimal",
            "size": "how many bytes",
            "media_type": "text/html or text/plain: what they are, whatever the container said",
        },
    ),
    "captures": Description(
        "one time and place where a payload was received: a WARC record, a JSONL line, a file, a feed entry",
        {
            **PART,
            "dump": "the dump it stands in",
            "locator": "where in the dump: a file's path, a line, a member, an offset",
            "payload": "the bytes",
            "source": "the source it belongs to",
            "run": "the run that stored it",
            "url": "the address it was received from, where that is known",
            "captured_at": "when it was received: UTC, ISO 8601; null where the dump does not say",
            "record_id": "the record's own id: WARC-Record-ID, or `id` of JSONL and CSV",
            "charset": "the character set that the container declared",
            "hint_title": "the title that the container gave",
            "hint_authors": "the authors that the container gave, a JSON list",
            "hint_published": "the date of publication that the container gave, as it was written",
            "hint_language": "the language that the container gave",
            "hint_origin": "what the container was: dump or feed",
            "version": "the text that came of it; null when there is none: a failure, or not processed yet",
        },
    ),
    "failures": Description(
        "a record or a document that gave no article",
        {
            "id": "a digest of what failed and where, so that the same failure is stored once",
            "run": "the run in which it failed",
            "stage": "read, archive, extract, worker or source",
            "error": "what is wrong and what to do",
            "dump": "the dump, where it is known",
            "locator": "where in the dump",
            "capture": "the capture, where the bytes could be had",
            "recipe": "what extraction failed with; null where the failure is not extraction's",
        },
    ),
    "unextracted": Description("a capture that `reextract` has noted and not done yet", {"capture": "the capture"}),
}
