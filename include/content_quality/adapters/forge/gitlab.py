"""Merge requests as GitLab's REST API takes them."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from content_quality.adapters.forge.api import ForgeApi, ForgeFailed, PullRequest, address_in

EXISTS = 409  # the branch has an open merge request


def opened(api: ForgeApi, wanted: PullRequest) -> str:
    """Open the merge request and return its address; that of the open one where the branch has one."""
    requests = f"/projects/{quote(api.project, safe='')}/merge_requests"
    headers = {"PRIVATE-TOKEN": api.token}
    row = {
        "title": wanted.title,
        "description": wanted.body,
        "source_branch": wanted.head,
        "target_branch": wanted.base,
        "remove_source_branch": True,
    }
    try:
        return address_in(api.call("POST", requests, headers, row), "web_url")
    except ForgeFailed as failed:
        if failed.status != EXISTS:
            raise
        query = urlencode({"state": "opened", "source_branch": wanted.head})
        present = api.call("GET", f"{requests}?{query}", headers)
        if not (isinstance(present, list) and present):
            raise
        return address_in(present[0], "web_url")
