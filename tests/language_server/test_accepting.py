"""What an editor's user can do about a finding besides a fix: delete the copy, and accept it with a reason."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from lsprotocol import types

from content_quality.core.gate import waivers
from content_quality.core.settings import WaiverRules
from tests.language_server.editor import applied
from tests.language_server.test_server import TWICE, address, only, serve

WAIVERS = "content-quality.waivers.toml"
ASKS = {"contentQuality": {"asksReason": True}}
SETTINGS = '[[sources]]\nname = "posts"\npath = "_posts"\n'
EDITED = TWICE.replace("ladders and a press for apples.\n", "ladders and two old presses for apples.\n", 1)


def site(folder: Path) -> Path:
    (folder / "content-quality.toml").write_text(SETTINGS, "utf-8")
    return folder


async def titles(client, uri: str, place: types.Range) -> list[str]:
    return [action.title for action in await client.actions(uri, place)]


async def accepted(client, uri: str, reason: str) -> None:
    one = only(await client.opened(uri, TWICE), "repeated-passage")
    (action,) = [action for action in await client.actions(uri, one.range) if action.title.startswith("Accept")]
    assert action.title == "Accept repeated-passage with a reason…"
    assert action.command.command == "contentQuality.askReason"
    await client.workspace_execute_command_async(
        types.ExecuteCommandParams("contentQuality.waive", [*action.command.arguments, reason])
    )


def change(edit: types.ApplyWorkspaceEditParams) -> tuple[types.TextDocumentEdit, bool]:
    """Return the edit of the file, and whether the file is made."""
    *made, changed = edit.edit.document_changes
    assert all(isinstance(one, types.CreateFile) and one.uri == changed.text_document.uri for one in made)
    return changed, bool(made)


def test_the_copy_that_goes_can_be_deleted(tmp_path):
    async def story(client):
        uri = address(tmp_path)
        one = only(await client.opened(uri, TWICE), "repeated-passage")
        (delete,) = [action for action in await client.actions(uri, one.range) if action.title == "Delete this copy"]
        (changed,) = delete.edit.document_changes
        text = applied(TWICE, changed.edits)
        assert text.count("opened in a former bakery") == 1
        assert text == TWICE[: len(text)]
        client.change(uri, 2, text)
        assert await client.diagnostics(uri, 2) == []

    serve(story, tmp_path)


def test_a_copy_that_differs_is_left_to_people(tmp_path):
    async def story(client):
        uri = address(tmp_path)
        found = await client.opened(uri, EDITED)
        for one in found:
            assert "Delete this copy" not in await titles(client, uri, one.range)

    serve(story, tmp_path)


def test_a_finding_is_accepted_in_a_file_that_its_user_looks_at_and_saves(tmp_path):
    async def story(client):
        uri = address(site(tmp_path))
        await accepted(client, uri, 'a "refrain"')
        (edit,) = client.edits
        changed, is_new = change(edit)
        assert is_new
        assert changed.text_document.uri == (tmp_path / WAIVERS).as_uri()
        assert not (tmp_path / WAIVERS).exists()  # the server writes nothing
        text = applied("", changed.edits)
        (waiver,) = waivers.parse(text, WaiverRules())
        assert (waiver.check, waiver.post, waiver.reason) == (
            "repeated-passage",
            "posts/2026-03-02-bakery.md",
            'a "refrain"',
        )
        (tmp_path / WAIVERS).write_text(text, "utf-8")
        since = len(client.published)
        client.workspace_did_change_watched_files(
            types.DidChangeWatchedFilesParams(
                [types.FileEvent((tmp_path / WAIVERS).as_uri(), types.FileChangeType.Created)]
            )
        )
        assert await client.diagnostics(uri, 1, since) == []

    serve(story, tmp_path, options=ASKS)


@pytest.mark.parametrize("end", ["", "\n", "\n\n"])
def test_a_waiver_goes_to_the_end_of_the_file_that_is_there(tmp_path, end):
    before = f'# Ours.\n\n[[waivers]]\ncheck = "no-text"\npost = "posts/a.md"\nfingerprint = "0123456789abcdef"\nreason = "x"\nby = "mika"\ngranted = 2026-11-20\nuntil = 2026-12-01{end}'

    async def story(client):
        (site(tmp_path) / WAIVERS).write_text(before, "utf-8")
        await accepted(client, address(tmp_path), "a refrain")
        changed, is_new = change(client.edits[0])
        assert not is_new
        text = applied(before, changed.edits)
        assert text.startswith(before)
        assert len(tomllib.loads(text)["waivers"]) == 2

    serve(story, tmp_path, options=ASKS)


def test_waivers_that_are_not_saved_yet_are_kept(tmp_path):
    async def story(client):
        waivers_uri = (site(tmp_path) / WAIVERS).as_uri()
        (tmp_path / WAIVERS).write_text("", "utf-8")
        client.open(waivers_uri, "# not saved\n", "toml")
        await accepted(client, address(tmp_path), "a refrain")
        changed, _ = change(client.edits[0])
        assert changed.text_document.version == 1
        assert applied("# not saved\n", changed.edits).startswith("# not saved\n\n[[waivers]]\n")

    serve(story, tmp_path, options=ASKS)


@pytest.mark.parametrize(
    ("reason", "file", "said"), [(" ", "", "needs a reason"), ("a refrain", "[[waivers", "not valid TOML")]
)
def test_what_stands_in_the_way_of_a_waiver_is_shown(tmp_path, reason, file, said):
    async def story(client):
        uri = address(site(tmp_path))
        one = only(await client.opened(uri, TWICE), "repeated-passage")
        (action,) = [action for action in await client.actions(uri, one.range) if action.title.startswith("Accept")]
        (tmp_path / WAIVERS).write_text(file, "utf-8")
        await client.workspace_execute_command_async(
            types.ExecuteCommandParams("contentQuality.waive", [*action.command.arguments, reason])
        )
        await client.heard(lambda: [message for message in client.messages if said in message])
        assert client.edits == []

    serve(story, tmp_path, options=ASKS)


def test_acceptance_is_offered_only_where_the_client_asks_and_the_site_has_settings(tmp_path):
    async def story(client):
        uri = address(tmp_path)
        one = only(await client.opened(uri, TWICE), "repeated-passage")
        assert not [title for title in await titles(client, uri, one.range) if title.startswith("Accept")]

    serve(story, tmp_path, options=ASKS)
    serve(story, site(tmp_path))
