"""Queries that show the store: search, one article with its evidence, exports, the state of everything.

In: SELECT statements and the frozen rows they give. Out: writing, opening the file, and how a row looks to a person.
Every query either streams or has a limit, and none reads more rows of long text than it gives.
"""
