"""How often: `every = "30m"` and `cron = "0 6 * * *"`, as the user's files write them.

In: reading both, and when something is due next. Out: the clock, and what is done then.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

SECONDS = {"m": 60, "h": 3600, "d": 86_400}
WRITE_INTERVAL = "write it as '30m', '6h' or '1d'"
WRITE_CRON = "write minute, hour, day, month and weekday, as in '0 6 * * *' for six in the morning"

_INTERVAL = re.compile(r"(\d{1,5})\s*([mhd])")


def seconds_of(interval: str) -> int:
    """Return the seconds of "30m", "6h" or "1d". Raise ValueError, with what to write, for anything else."""
    match = _INTERVAL.fullmatch(interval.strip())
    if match is None or int(match[1]) == 0:
        raise ValueError(f"{interval!r} is no interval; {WRITE_INTERVAL}")
    return int(match[1]) * SECONDS[match[2]]


def next_by_cron(cron: str, after: datetime, time_zone: str | None = None) -> datetime:
    """Return the next time after `after`, in UTC, that the cron expression names, read in `time_zone` (else in UTC).

    Raise ValueError, with what to write, for an expression that is none or that never comes.
    """
    from cronsim import CronSim, CronSimError

    try:
        return next(CronSim(cron, after.astimezone(ZoneInfo(time_zone or "UTC")))).astimezone(UTC)
    except CronSimError as error:
        raise ValueError(f"{cron!r} is no cron expression ({error}); {WRITE_CRON}") from error
    except StopIteration as error:
        raise ValueError(f"{cron!r} names a time that never comes; {WRITE_CRON}") from error


def due_at(last: datetime, every: str | None, cron: str | None, time_zone: str | None, usual: str = "1h") -> datetime:
    """Return when what was done at `last` is due again: by `cron`, else by `every`, else by `usual`."""
    if cron:
        return next_by_cron(cron, last, time_zone)
    return last + timedelta(seconds=seconds_of(every or usual))
