"""Queries behind the pages of `wiresift inspect`: functions of a connection that return frozen rows.

In: SELECT statements, each with a limit, and what they give. Out: how it looks (`db.datasette`), and what commands show
too (`db.reading`). A page on a store of 200,000 articles takes less than half a second: what cannot be counted in that
time is counted by settlements (`db.figures`).
"""
