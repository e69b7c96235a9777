"""Rounds that Prefect believes in and that are none: missed ones that wait in a pile, killed ones that run for ever.

In: setting both right, through the API, from inside a round. Out: the store's own runs, which `db.runs` sweeps.

Prefect has no setting for either: a flow run that was not started in time becomes Late and is started whenever there is
room, however old it is, and one whose process was killed with its runner stays Running.
"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.states import Cancelled, Crashed

MISSED = "missed: the round that began instead takes everything that is due"
KILLED = "its process was killed: the next round on the store has finished its work"


def skip_missed(deployment: UUID, this_run: UUID) -> int:
    """Cancel the deployment's other scheduled rounds whose time has come; return how many. This one does their work."""
    due = FlowRunFilter(
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])),
        expected_start_time=FlowRunFilterExpectedStartTime.model_validate({"before_": datetime.now(UTC)}),
    )
    of_it = DeploymentFilter(id=DeploymentFilterId(any_=[deployment]))
    with get_client(sync_client=True) as client:
        runs = client.read_flow_runs(flow_run_filter=due, deployment_filter=of_it)
        missed = [run for run in runs if run.auto_scheduled and run.id != this_run]
        return _set(client, missed, Cancelled(name="Skipped", message=MISSED))


def mark_killed(flow: str, database: str, this_run: UUID) -> int:
    """Mark the store's earlier rounds that seem to run as crashed; return how many.

    The caller has held the store's lock: whoever began before it and is still Running is dead.
    """
    states = FlowRunFilterStateType(any_=[StateType.RUNNING, StateType.PENDING])
    running = FlowRunFilter(state=FlowRunFilterState(type=states))
    with get_client(sync_client=True) as client:
        runs = client.read_flow_runs(flow_filter=FlowFilter(name=FlowFilterName(any_=[flow])), flow_run_filter=running)
        ours = [run for run in runs if run.parameters.get("database") == database]
        this = next((run for run in ours if run.id == this_run), None)
        killed = [run for run in ours if this is not None and _began(run) < _began(this)]
        return _set(client, killed, Crashed(message=KILLED))


def _began(run: FlowRun) -> datetime:
    return run.start_time or run.expected_start_time or datetime.max.replace(tzinfo=UTC)


def _set(client: SyncPrefectClient, runs: list[FlowRun], state: State[None]) -> int:
    for run in runs:
        client.set_flow_run_state(run.id, state, force=True)
    return len(runs)
