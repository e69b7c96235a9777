"""The shell's own errors: what a person must mend before a run can go on. The command line tells them and exits with 1.

In: the errors of running. Out: those of the store (`db.connection.StoreError`) and of the user's files
(`flows.tables.SettingsError`).
"""

from __future__ import annotations


class RunError(Exception):
    """A run cannot go on: what is wrong and what to do."""


class WorkerError(RunError):
    """No worker process gets as far as its first document, so that no document is to blame."""
