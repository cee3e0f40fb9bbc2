"""Where an editor opens a post to change it: in WordPress itself, or where the settings say."""

from __future__ import annotations

from content_quality.adapters.site.source_kinds import edit_page_of
from content_quality.core.alerts.addresses import source_page
from content_quality.core.gate.post_ids import file_of
from content_quality.core.settings import Settings


def own_page(settings: Settings, post_id: str) -> str:
    """Return the address of the page on which the source itself lets people edit the post; empty where it has none."""
    name, _, below = file_of(post_id).partition("/")
    source = next((one for one in settings.sources if one.name == name), None)
    return edit_page_of(source, below) if source else ""


def page_to_edit(settings: Settings, post_id: str, path: str) -> str:
    """Return the address of the page on which the post is edited; empty where neither source nor settings name one."""
    return own_page(settings, post_id) or source_page(settings.desk.source_url, path)
