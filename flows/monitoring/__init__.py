"""The schedule: a round of the monitor as a Prefect flow, and `up`, which keeps everything running that it needs.

In: the round with Prefect around it (`flow`, `missed`), and `up` (`up`, `parts`, `supervisor`, `children`, `guard`,
`serving`, `running`). Out: what a round does (`flows.fetching.round`, `flows.watching`).
"""
