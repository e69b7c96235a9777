"""An HTML page to an article.

In: the order of the steps, and which source of a value goes before which: the rules of the source, the page,
the container. Out: every step, which is a module of its own.
"""

from __future__ import annotations

from lxml.html import HtmlElement

from extractors import align, authors, judge, language, main_text, metadata, no_article, unclosed, verdicts
from extractors import blocks as page_blocks
from extractors import rules as source_rules
from extractors.address import address, tidy
from extractors.blocks import Block
from extractors.clock import Clock
from extractors.decode import as_utf8
from extractors.evidence import Evidence, gather
from extractors.found import Found, first
from extractors.metadata import Head, Metadata
from extractors.narrow import narrow
from extractors.page_columns import Columns, columns
from extractors.prose import prose
from extractors.records import (
    Capture,
    Extracted,
    Failure,
    Hints,
    Origin,
    Origins,
    PartialDate,
    SourceProfile,
    Stage,
)
from extractors.rules import Applied
from extractors.tree import parse


def extract_page(capture: Capture, profile: SourceProfile | None) -> Extracted | Failure:
    """Return the article of an HTML capture, or why there is none."""
    tree = parse(as_utf8(capture.body, capture.charset))
    rules = source_rules.applied(tree, profile, capture.captured_at)
    head = Head(tree, capture.url)
    said = metadata.read(head)
    declared = first(
        (said.language.value, said.language.origin),
        (profile.language if profile else None, Origin.RULE),
        (capture.hints.language, capture.hints.origin),
    )
    clock = Clock(head, capture.captured_at, profile.time_zone if profile else None, declared.value)
    published, modified = _published(clock, tree, rules, capture.hints), clock.modified()
    title = _title(said, tree, rules, capture.hints)
    writers = _authors(said, tree, rules, capture.hints)
    blocks, found, judgement = judged(tree, said, rules)
    text = verdicts.text(blocks, judgement.verdicts)
    if kind := no_article.kind(head, said, blocks, found, text):
        return Failure(capture.payload, Stage.EXTRACT, f"not an article: {kind}")
    tongue, guessed = language.choose(declared.value, text)
    return Extracted(
        payload=capture.payload,
        address=address(capture.url, said.canonical_url.value, text),
        text=text,
        title=title.value,
        authors=writers.value,
        published=published.value,
        modified=modified.value,
        language=tongue,
        standfirst=judgement.standfirst,
        canonical_url=tidy(said.canonical_url.value) if said.canonical_url.value else None,
        section=said.section.value,
        tags=said.tags.value,
        image=said.image.value,
        site_name=said.site_name.value,
        free=said.free.value,
        origins=Origins(
            title=title.origin,
            authors=writers.origin,
            published=published.origin,
            modified=modified.origin,
            language=Origin.DETECTED if guessed else declared.origin,
            standfirst=Origin.HTML if judgement.standfirst else Origin.NONE,
            canonical_url=said.canonical_url.origin,
            section=said.section.origin,
            tags=said.tags.origin,
            image=said.image.origin,
            site_name=said.site_name.origin,
            free=said.free.origin,
        ),
        removed=verdicts.removed(blocks, judgement.verdicts),
    )


def judged(
    tree: HtmlElement, said: Metadata, rules: Applied | None = None
) -> tuple[list[Block], Columns, judge.Judgement]:
    """Return the blocks of `tree` and what became of each. Takes elements out of `tree`."""
    unclosed.open_swallowers(tree)
    page_blocks.make_visible(tree)
    blocks = page_blocks.blocks(tree)
    fixed = source_rules.verdicts(blocks, rules) if rules else {}
    for element in rules.removed if rules else ():
        if element.getparent() is not None:
            element.drop_tree()
    found, evidence = gathered(tree, blocks, said)
    return blocks, found, judge.judge(blocks, found, evidence, fixed, trusted=bool(rules and rules.body))


def gathered(tree: HtmlElement, blocks: list[Block], said: Metadata) -> tuple[Columns, Evidence]:
    """Return the evidence on the blocks of `tree`. Takes elements out of `tree`."""
    look = prose(blocks)
    narrow(tree, blocks, look)
    kept = align.kept(blocks, main_text.lines(tree))
    found = columns(blocks, look, kept, said.article_body)
    return found, gather(blocks, found, said)


def _title(said: Metadata, tree: HtmlElement, rules: Applied | None, hints: Hints) -> Found[str | None]:
    ruled = source_rules.texts(tree, rules.rules.title) if rules else []
    return first(
        (ruled[0] if ruled else None, Origin.RULE), (said.title.value, said.title.origin), (hints.title, hints.origin)
    )


def _authors(said: Metadata, tree: HtmlElement, rules: Applied | None, hints: Hints) -> Found[tuple[str, ...]]:
    ruled = authors.names(source_rules.texts(tree, rules.rules.authors)) if rules else ()
    found = first(
        (ruled, Origin.RULE), (said.authors.value, said.authors.origin), (authors.names(hints.authors), hints.origin)
    )
    return Found(found.value or (), found.origin)


def _published(clock: Clock, tree: HtmlElement, rules: Applied | None, hints: Hints) -> Found[PartialDate | None]:
    for raw in source_rules.texts(tree, rules.rules.published) if rules else ():
        if date := clock.believed(raw):
            return Found(date, Origin.RULE)
    said = clock.published()
    return (
        said if said.value else first((clock.believed(hints.published), hints.origin), (clock.guessed(), Origin.HTML))
    )
