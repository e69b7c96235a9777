"""Fetching: feeds and pages from the network, politely and safely, into the same store as dumps.

In: one polite client (`client`), reading feeds (`feed`), deciding what is due (`due`, `pages`) and a round (`round`).
Out: what becomes of a captured page (`flows.intake`, `flows.storing`), and the schedule (`flows.monitoring`).
"""
