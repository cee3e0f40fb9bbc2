"""Pull requests as GitHub's REST API takes them; Gitea and Forgejo take the same requests."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from content_quality.adapters.forge.api import ForgeApi, ForgeFailed, PullRequest, address_in

EXISTS = frozenset({409, 422})  # Gitea's and GitHub's answer where the branch has a pull request already


def opened(api: ForgeApi, wanted: PullRequest) -> str:
    """Open the pull request and return its address; that of the open one where the branch has one."""
    pulls = f"/repos/{quote(api.project, safe='/')}/pulls"
    headers = {"Authorization": f"Bearer {api.token}", "X-GitHub-Api-Version": "2022-11-28"}
    row = {"title": wanted.title, "body": wanted.body, "head": wanted.head, "base": wanted.base}
    try:
        return address_in(api.call("POST", pulls, headers, row), "html_url")
    except ForgeFailed as failed:
        if failed.status not in EXISTS:
            raise
        owner = api.project.partition("/")[0]
        query = urlencode({"state": "open", "head": f"{owner}:{wanted.head}"})
        present = _of_branch(api.call("GET", f"{pulls}?{query}", headers), wanted.head)
        if present is None:
            raise
        return address_in(present, "html_url")


def _of_branch(answer: Any, branch: str) -> Any:
    rows = answer if isinstance(answer, list) else []
    heads = ((row, row.get("head")) for row in rows if isinstance(row, dict))
    return next((row for row, head in heads if isinstance(head, dict) and head.get("ref") == branch), None)
