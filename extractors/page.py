"""An HTML page to an article.

In: the order of the steps. Out: every step, which is a module of its own.
"""

from __future__ import annotations

from lxml.html import HtmlElement

from extractors import align, judge, language, main_text, metadata, verdicts
from extractors import blocks as page_blocks
from extractors.address import address, tidy
from extractors.blocks import Block
from extractors.clock import Clock
from extractors.decode import decode
from extractors.evidence import Evidence, gather
from extractors.metadata import Head, Metadata
from extractors.narrow import narrow
from extractors.page_columns import Columns, columns
from extractors.records import Capture, Extracted, Failure, Origin, Origins, SourceProfile
from extractors.tree import parse


def extract_page(capture: Capture, profile: SourceProfile | None) -> Extracted | Failure:
    """Return the article of an HTML capture, or why there is none."""
    tree = parse(decode(capture.body, capture.charset))
    head = Head(tree, capture.url)
    said = metadata.read(head)
    clock = Clock(head, capture.captured_at, profile.time_zone if profile else None, said.language.value)
    published, modified = clock.published(), clock.modified()
    blocks, judgement = judged(tree, said)
    text = verdicts.text(blocks, judgement.verdicts)
    tongue, guessed = language.choose(said.language.value, text)
    return Extracted(
        payload=capture.payload,
        address=address(capture.url, said.canonical_url.value, text),
        text=text,
        title=said.title.value,
        authors=said.authors.value,
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
            title=said.title.origin,
            authors=said.authors.origin,
            published=published.origin,
            modified=modified.origin,
            language=Origin.DETECTED if guessed else said.language.origin,
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


def weighed(tree: HtmlElement, said: Metadata) -> tuple[list[Block], Columns, Evidence]:
    """Return the blocks of `tree` with the evidence on each. Takes elements out of `tree`."""
    page_blocks.make_visible(tree)
    blocks = page_blocks.blocks(tree)
    narrow(tree, blocks)
    kept = align.kept(blocks, main_text.lines(tree))
    found = columns(blocks, kept, said.article_body)
    return blocks, found, gather(blocks, found, said)


def judged(tree: HtmlElement, said: Metadata) -> tuple[list[Block], judge.Judgement]:
    """Return the blocks of `tree` and what became of each. Takes elements out of `tree`."""
    blocks, found, evidence = weighed(tree, said)
    return blocks, judge.judge(blocks, found, evidence, said)
