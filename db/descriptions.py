"""What every table, view and column of the main database and of the archive is for.

In: words for people, from which docs/schema.md is made (`db.reference`). Out: the schema itself (`db.schema`). Not
described are what SQLite and sqlite-utils keep for themselves. A test holds both against a new store.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Description:
    """What a table or view holds, one row each, and what its columns say."""

    rows: str
    columns: Mapping[str, str]


PART = {"id": "a number given at storing"}

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
            "stage": "read, archive, extract or worker",
            "error": "what is wrong and what to do",
            "dump": "the dump, where it is known",
            "locator": "where in the dump",
            "capture": "the capture, where the bytes could be had",
        },
    ),
}

ARTICLES = {
    "recipes": Description(
        "what versions were made with",
        {
            "id": "a digest of its parts",
            "parts": "a JSON object: extractor, model, libraries and rules, each with version",
        },
    ),
    "articles": Description(
        "an article: one address within a source",
        {
            "id": "16 hexadecimal digits of the sha256 of source and address",
            "source": "the source",
            "address": "the canonical URL, else the URL, else the digest of the text",
            "run": "the run that stored it",
            "newest": "the version that is shown; null before the first settlement",
            "cluster": "the story it belongs to; null before the first settlement",
            "changed": "the settlement that changed it last: what `export --since` compares with",
        },
    ),
    "versions": Description(
        "one distinct clean text of an article, with its metadata",
        {
            **PART,
            "article": "the article",
            "digest": "the sha256 of the text as it was extracted",
            "title": "the title",
            "authors": "the authors, a JSON list",
            "published": "the date of publication as EDTF, no more exact than it is known: XXXX-04-05 has no year",
            "published_raw": "the same as it was written",
            "published_precision": "what it is known to: second, minute, day, month, year or day-without-year",
            "published_at": "the same in UTC, for sorting; null when the day is not known",
            "modified": "the date of the last change that the page gives, as EDTF",
            "language": "BCP 47, such as en or pt-BR",
            "standfirst": "the lead that stands before the text",
            "canonical_url": "the address that the page gives itself",
            "section": "the section of the publication",
            "tags": "keywords, a JSON list",
            "image": "the address of the main picture",
            "site_name": "the publication's name on the page",
            "free": "1 when the page says that it is free to read, 0 when it says not; null when it does not say",
            "origins": "a JSON object: by metadata name where its value came from, such as json-ld, meta, dump, text",
            "text": "the clean text, its paragraphs separated by one newline; furniture is taken out at settling",
            "base_text": "the text with furniture, where some was taken out; else null",
            "words": "how many words the text has",
            "recipe": "what it was made with",
            "run": "the run that made it",
            "superseded_by": "the version that replaced it when it was extracted again",
        },
    ),
    "removed_texts": Description(
        "a text that was removed, once however many pages have it",
        {**PART, "digest": "the first 16 bytes of its sha256", "text": "its lines, separated by newlines"},
    ),
    "removed_blocks": Description(
        "a run of blocks that was left out of a version's text",
        {
            "version": "the version",
            "ordinal": "its place among the removed blocks of the version, from 0",
            "position": "how many paragraphs of the kept text stand before it",
            "reason": "rule, metadata, heading, link-list, prompt, credit, bio, caption, repeated, navigation,"
            " page-date or other",
            "detail": "the rule, the heading or the kind of evidence",
            "text": "what was removed",
        },
    ),
}

COPIES = {
    "schemes": Description("the scheme of the signatures", {"scheme": "shingles, hashes, permutations and sampling"}),
    "signatures": Description(
        "which text a version has, as copies are looked for",
        {
            "version": "the version",
            "text": "the text's number: 47 bits of the hash of its words, the same for the same words",
        },
    ),
    "bands": Description(
        "a band of MinHash values of a text: texts that share one are likely near-copies",
        {"key": "47 bits of the hash of the band", "text": "the text"},
    ),
    "postings": Description(
        "a sampled shingle of a text: texts that share enough are compared",
        {"key": "47 bits of the hash of the shingle", "text": "the text"},
    ),
    "pairs": Description(
        "two texts that share enough sampled shingles, and what comparing them gave",
        {
            "a": "the text with the smaller number",
            "b": "the other text",
            "spare": "how many posting lists they share beyond what is needed to be compared",
            "settled": "0: to be compared; 1: its relation is to be decided; 2: decided",
            "relation": "same-text, near-copy, excerpt or round-up; null: none",
            "shared": "distinct shingles that stand in both, stop-shingles left out",
            "a_size": "distinct shingles of a, stop-shingles left out",
            "b_size": "distinct shingles of b, stop-shingles left out",
            "numbers": "share of the shorter text's numbers that stand in the other; 1 when it has none",
            "missing": "how many of the shorter text's numbers do not stand in the other",
            "a_from": "where in a the middle nine tenths of what is shared begin, counted in shingles",
            "a_to": "where in a they end",
            "b_from": "where in b they begin",
            "b_to": "where in b they end",
        },
    ),
    "round_ups": Description("a text that contains several others and is a copy of none", {"text": "the text"}),
    "links": Description(
        "a verified pair of versions, with what a person needs to see why",
        {
            "a": "the version with the smaller number",
            "b": "the other version",
            "relation": "same-text, near-copy, excerpt or round-up",
            "jaccard": "share of all their shingles that stand in both",
            "containment": "share of the smaller text's shingles that stand in the larger",
            "contained": "which of the two is the smaller",
            "numbers": "share of the shorter text's numbers that stand in the other; 1 when it has none",
            "passages": "the first and the longest shared passage, a JSON list",
        },
    ),
    "clusters": Description(
        "a story: an article with its copies, or alone",
        {**PART, "canonical": "the article that is shown first"},
    ),
    "stop_shingles": Description(
        "a shingle of template or house text, which says nothing about whether two texts are the same story",
        {"key": "the full posting list in whose texts it does not count", "shingle": "its hash"},
    ),
    "unsettled_keys": Description("a full posting list that changed since the last settlement", {"key": "the list"}),
    "unsettled_texts": Description("a text that lost a pair since the last settlement", {"text": "the text"}),
    "unsettled_members": Description(
        "an article whose newest version changed since its cluster was settled",
        {"article": "the article", "newest_before": "the newest version before; null when there was none"},
    ),
    "verdicts": Description(
        "what a person decided about two articles",
        {
            **PART,
            "a": "one article",
            "b": "the other",
            "verdict": "not-a-copy or same-story",
            "who": "who decided",
            "decided": "when: UTC, ISO 8601",
            "withdrawn": "when it was taken back; null while it holds",
        },
    ),
    "furniture": Description(
        "a line that recurs in the articles of a source",
        {
            "source": "the source",
            "line": "the hash of the line",
            "texts": "in how many distinct texts that are not copies of one another it stands",
            "example": "the line",
        },
    ),
    "unsettled": Description("an article that got a capture since the last settlement", {"article": "the article"}),
    "settlements": Description(
        "one time that everything that depends on all of the store was decided anew",
        {
            "id": "its number: the cursor of exports",
            "run": "the run at whose end it was",
            "settled": "when: UTC, ISO 8601",
        },
    ),
}

_TITLE_AND_TEXT = {"title": "the title of the newest version", "text": "the clean text of the newest version"}
_CURRENT = {
    "id": "the article",
    "source": "the source's name",
    "address": "the article's address",
    **_TITLE_AND_TEXT,
    "published": "date of publication as EDTF",
    "published_at": "the same in UTC, for sorting",
    "published_precision": "what it is known to",
    "modified": "date of the last change, as EDTF",
    "language": "BCP 47",
    "authors": "a JSON list",
    "standfirst": "the lead before the text",
    "words": "how many words the text has",
    "canonical_url": "the address that the page gives itself",
    "cluster": "the story",
    "canonical": "1 for the article shown first of its story, 0 for its copies; null before the first settlement",
    "version": "the newest version",
    "recipe": "what it was made with",
    "changed": "the settlement that changed it last",
}

VIEWS = {
    "article_search": Description(
        "the newest version of an article, for full-text search (FTS5); rowid is the version", _TITLE_AND_TEXT
    ),
    "current_articles": Description("an article with its newest version", _CURRENT),
    "canonical_articles": Description("an article that is shown first of its story, with its newest version", _CURRENT),
    "cluster_members": Description(
        "an article of a story, the canonical one first",
        {name: _CURRENT[name] for name in ("cluster", "canonical", "source", "title", "published_at", "words")}
        | {"article": "the article"},
    ),
    "source_health": Description(
        "a source with what it has brought",
        {
            "source": "the source's name",
            "captures": "its captures",
            "articles": "its articles",
            "copies": "its articles that are copies: not the one shown first of their story",
            "failures": "its captures that gave no article",
            "last_capture": "when it was captured last, where that is known",
        },
    ),
    "removed_by_reason": Description(
        "a source and a reason for which blocks were removed from its pages",
        {
            "source": "the source's name",
            "reason": "the reason",
            "blocks": "runs of blocks",
            "characters": "how long they are together",
        },
    ),
    "who_copies_whom": Description(
        "two sources, of which one had a story first and the other brought a copy of it; both may be the same",
        {
            "source": "the source of the first article of each story: published first; canonical if no time is known",
            "copied_by": "the source of the copies",
            "copies": "how many other articles of those stories it has",
            "timed": "for how many of them both times of publication are known to the minute",
            "median_hours": "the median of their delays, in hours; null where no delay is known",
        },
    ),
}

DESCRIPTIONS: Mapping[str, Description] = INTAKE | ARTICLES | COPIES | VIEWS

ARCHIVE_DESCRIPTIONS: Mapping[str, Description] = {
    "bodies": Description(
        "the bytes of a payload",
        {
            "digest": "their sha256 in hexadecimal, as in payloads",
            "size": "how many bytes they are when decompressed",
            "body": "the bytes, compressed with zstandard",
        },
    ),
}
