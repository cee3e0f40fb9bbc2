"""The pool of every site's writer, made where it is missing: a task whose pool does not exist never starts."""

from __future__ import annotations

import logging
from typing import Any

from airflow.listeners import hookimpl

log = logging.getLogger(__name__)

ABOUT = "The metrics store of content-quality has one writer."


@hookimpl  # type: ignore[untyped-decorator] # airflow is not followed
def on_starting(component: Any) -> None:
    """In the scheduler, triggerer and DAG processor, which have Airflow's database: make the pools that are missing."""
    from content_quality.orchestration.airflow_site import all_sites

    try:
        from airflow.jobs.job import Job

        if isinstance(component, Job):  # a task says the same about itself, and has no database
            make_missing([site.pool for site in all_sites()])
    except Exception:
        log.exception("The writer's pool could not be made; make it with: airflow pools set NAME 1 writer")


def make_missing(names: list[str]) -> None:
    """Make each pool that does not exist, with one slot; leave alone what a person has set."""
    from airflow.models.pool import Pool

    for name in names:
        if Pool.get_pool(name) is None:
            Pool.create_or_update_pool(name, slots=1, description=ABOUT, include_deferred=False)
            log.info("The pool %s was made, with one slot", name)
