"""A context of Great Expectations made from our suites: a data source, validation definitions, a checkpoint, Data Docs.

The gate uses one in memory. A person gets one in a folder, and goes on with Great Expectations itself.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from content_quality.adapters.suites import Suite

NAMED_ROWS = {"result_format": "COMPLETE", "unexpected_index_column_names": ["post_id"]}
SOURCE, WHOLE, ACTION = "batch", "whole", "data_docs"
# Data Docs show values of posts as they are. These signs of markup and templates become similar ones: each value keeps
# its length, and no value can act in a browser.
HARMLESS = str.maketrans({"<": "‹", ">": "›", "&": "＆", '"': "”", "'": "’", "`": "‵", "$": "＄"})


def open_context(folder: Path | None = None) -> Any:
    """Return a context in memory, or in the folder `gx/` of `folder`."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations as gx  # takes seconds; never at module level

    context = gx.get_context(mode="file", project_root_dir=folder) if folder else gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    return context


def as_gx(suite: Suite) -> Any:
    """Return the suite as a class of Great Expectations; it raises what it does not accept."""
    import great_expectations as gx

    return gx.ExpectationSuite(
        name=suite.name,
        meta={"about": suite.about},
        expectations=[{"meta": {}, **expectation} for expectation in suite.expectations],
    )


def run_checkpoint(context: Any, suite: Suite, frame: Any, actions: Sequence[Any] = ()) -> Any:
    """Validate `frame` by a checkpoint of the suite's name; return the result about the suite in GX's own form."""
    import great_expectations as gx

    whole = _whole(context, suite.name)
    kept = context.suites.add_or_update(as_gx(suite))
    definition = gx.ValidationDefinition(name=suite.name, data=whole, suite=kept)
    context.validation_definitions.add_or_update(definition)
    checkpoint = gx.Checkpoint(
        name=suite.name, validation_definitions=[definition], actions=list(actions), result_format=NAMED_ROWS
    )
    context.checkpoints.add_or_update(checkpoint)
    (result,) = checkpoint.run(batch_parameters={"dataframe": frame}).run_results.values()
    return result


def _whole(context: Any, name: str) -> Any:
    """Return what a frame of the suite is called; a folder that was written before has it."""
    has_source = SOURCE in {one.name for one in context.data_sources.all().values()}
    source = context.data_sources.get(SOURCE) if has_source else context.data_sources.add_pandas(SOURCE)
    has_asset = name in {one.name for one in source.assets}
    asset = source.get_asset(name) if has_asset else source.add_dataframe_asset(name)
    kept = [one for one in asset.batch_definitions if one.name == WHOLE]
    return kept[0] if kept else asset.add_batch_definition_whole_dataframe(WHOLE)


def write_docs(folder: Path, judged: Iterable[tuple[Suite, Any]]) -> Path:
    """Make a context in `folder` that holds the suites and what they say about the frames; return its first page."""
    import great_expectations as gx

    context = open_context(folder)
    for suite, frame in judged:
        run_checkpoint(context, suite, _without_markup(frame), [gx.checkpoint.UpdateDataDocsAction(name=ACTION)])
    context.build_data_docs()
    return folder / "gx" / "uncommitted" / "data_docs" / "local_site" / "index.html"


def _without_markup(frame: Any) -> Any:
    text = frame.select_dtypes(include=["object", "string"]).columns
    harmless = {
        name: [value.translate(HARMLESS) if isinstance(value, str) else value for value in frame[name]] for name in text
    }
    return frame.assign(**harmless)
