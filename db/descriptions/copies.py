"""What signatures, links, clusters and what they are settled by are for."""

from __future__ import annotations

from db.descriptions.description import PART, Description

COPIES = {
    "schemes": Description("the scheme of the signatures", {"scheme": "shingles, hashes, permutations and sampling"}),
    "signatures": Description(
        "which text a version has, as copies are looked for",
        {
            "version": "the version",
            "text": "the text's number: 47 bits of the hash of its words, the same for the same words",
            "sketch": "a bit for each shingle: which texts share too little to be read and compared",
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
    "recent_bands": Description(
        "bands that arrived lately, before they are moved to the others in the order of their keys",
        {"key": "47 bits of the hash of the band", "text": "the text"},
    ),
    "recent_postings": Description(
        "sampled shingles that arrived lately, before they are moved to the others in the order of their keys",
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
            "withdrawn_by": "who took it back; null while it holds, and where that was not yet noted",
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
