"""The assets that join the DAGs. Their events carry ids, never text of posts."""

from __future__ import annotations

from airflow.sdk import Asset, AssetWatcher

from content_quality.orchestration.defaults import site_settings
from content_quality.orchestration.watchers import SourceChangedTrigger

# Emitted by: the watcher, within seconds of a change. Consumed by: ingest_posts.
SOURCE = Asset(
    name="posts_source",
    uri="content-quality://source",
    group="content-quality",
    watchers=[AssetWatcher(name="source_changed", trigger=SourceChangedTrigger(site_settings().schedule.poll_seconds))],
)

# Emitted by: ingest_posts, once per batch, with {"batch_id"}. Consumed by: gate_posts.
BATCH = Asset(name="posts_batch", uri="content-quality://batch", group="content-quality")

# Emitted by: gate_posts, once per decided batch, with {"batch_id", "summary"}. Consumed by: deliver_alerts.
DECISIONS = Asset(name="posts_decisions", uri="content-quality://decisions", group="content-quality")

# Emitted by: gate_posts, when all posts of a batch that may leave have been released. Consumed by: a site's own deploy.
RELEASE = Asset(name="posts_release", uri="content-quality://release", group="content-quality")
