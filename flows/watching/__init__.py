"""Watches: what people wait for, and what is wrong with sources, told where they read it.

In: matching what is new (`matching`), judging sources (`health`), making alerts, and delivering them. `before_round`,
`after_round` and `deliver` (`flows.watching.after`) are what a round calls. Out: fetching and settling, which come
between; the SQL.
"""
