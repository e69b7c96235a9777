"""What articles, versions and removed blocks are for."""

from __future__ import annotations

from db.descriptions.description import PART, Description

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
            "base_words": "how many words the text with furniture has, where some was taken out; else null",
            "recipe": "what it was made with",
            "run": "the run that made it",
            "superseded_by": "the version that replaced it when it was extracted again; itself if that gave no article",
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
