"""An HTML page to an article.

In: the order of the steps. Out: every step, which is a module of its own.
"""

from __future__ import annotations

from extractors import align, furniture, language, main_text, metadata, verdicts
from extractors import blocks as page_blocks
from extractors.address import address, tidy
from extractors.clock import Clock
from extractors.decode import decode
from extractors.metadata import Head
from extractors.records import Capture, Extracted, Failure, Origin, Origins, SourceProfile
from extractors.tree import parse


def extract_page(capture: Capture, profile: SourceProfile | None) -> Extracted | Failure:
    """Return the article of an HTML capture, or why there is none."""
    tree = parse(decode(capture.body, capture.charset))
    head = Head(tree, capture.url)
    said = metadata.read(head)
    clock = Clock(head, capture.captured_at, profile.time_zone if profile else None, said.language.value)
    published, modified = clock.published(), clock.modified()
    page_blocks.make_visible(tree)
    blocks = page_blocks.blocks(tree)
    kept = align.kept(blocks, main_text.lines(tree))
    judged = furniture.judge(blocks, kept, said)
    text = verdicts.text(blocks, judged.verdicts)
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
        standfirst=judged.standfirst,
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
            standfirst=Origin.HTML if judged.standfirst else Origin.NONE,
            canonical_url=said.canonical_url.origin,
            section=said.section.origin,
            tags=said.tags.origin,
            image=said.image.origin,
            site_name=said.site_name.origin,
            free=said.free.origin,
        ),
        removed=verdicts.removed(blocks, judged.verdicts),
    )
