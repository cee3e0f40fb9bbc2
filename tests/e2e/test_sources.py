"""Sources through the real DAG: a branch on a server that asks for a login, and a source that is not there."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from content_quality.adapters.state import failures
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.workspace import Workspace
from tests.adapters.site.git_site import Repository, served
from tests.conftest import CLEAN
from tests.e2e.in_process import states

pytestmark = pytest.mark.slow

SITE = """
[site]
name = "Tidemark"
[[sources]]
name = "posts"
kind = "git"
url = "{url}"
branch = "main"
path = "content"
connection = "site_git"
[[sources]]
name = "lost"
path = "not-mounted"
"""


def test_the_branch_is_read_over_a_connection_and_the_lost_source_is_red(tmp_path: Path, new_database: Path):
    repository = Repository.new(tmp_path / "site")
    commit = repository.commit({"content/tides.md": CLEAN.format(title="Tides")})
    with served(tmp_path) as address:
        (tmp_path / "content-quality.toml").write_text(SITE.format(url=f"{address}/site/.git"))
        login = {"conn_type": "git", "host": urlsplit(address).netloc, "login": "mira", "password": "secret"}
        variables = {
            "AIRFLOW_CONN_SITE_GIT": json.dumps(login),
            "CONTENT_QUALITY_CONFIG": str(tmp_path / "content-quality.toml"),
            "CONTENT_QUALITY_STATE": str(tmp_path / "state"),
        }
        found = states("run_sources.py", tmp_path, new_database, variables)
    assert found == ["failed", "announce_batch success", "faulty_sources failed", "read_sources success"]
    workspace = Workspace(tmp_path / "state")
    (batch,) = workspace.batches.iterdir()
    (post,) = BatchFiles(batch).manifest().posts
    assert (post.post_id, post.author, post.commit) == ("posts/tides.md", "Mira Okafor", commit)
    told = [failure.fault.detail for failure in failures.failures(workspace) if failure.fault]
    assert any("The source lost (not-mounted) cannot be listed" in about for about in told)
