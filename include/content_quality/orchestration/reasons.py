"""Why a batch came to be, in the words that the store and the dashboard know."""

from __future__ import annotations

REASONS = {
    "scheduled": "scheduled",
    "asset_triggered": "changed",
}  # Airflow's run type to ours; everything else was started by a person


def reason_of(run_type: str, *, force: bool) -> str:
    """Return why an ingestion of an Airflow run of `run_type` reads posts: scheduled, changed, manual or forced."""
    plain = str(getattr(run_type, "value", run_type))  # the Task SDK hands over an enum
    return "forced" if force else REASONS.get(plain, "manual")
