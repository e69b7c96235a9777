"""Adding a source: from any address to a source file, seen to work before anything is stored.

In: where feeds are looked for (`places`, `search`), which is taken (`candidates`), what is proposed of a source
(`proposing`), what its articles would look like (`trial`), pages frozen with what must come of them (`freezing`), and
whether everything still holds (`checking`). Out: fetching for good (`flows.fetching`), the files of sources
(`flows.source_files`).
"""
