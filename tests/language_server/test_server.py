"""The language server as an editor meets it: a process at the other end of two pipes."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lsprotocol import types

from tests.language_server.editor import applied, editor

SOUND = """---
title: The bakery on the market square
date: 2026-03-02
---

The library of things opened in a former bakery on the market square. It lends drills, ladders and a press for apples.

## Repairs

On Saturdays a mechanic repairs what was broken during the week. Many people leave some coins in the jar.
"""
GLUED = SOUND.replace("## Repairs", "##Repairs")
UNREADABLE = SOUND.replace("title: The bakery on the market square", 'title: "He said "stop" and left"')
TWICE = (
    SOUND
    + "\nThe library of things opened in a former bakery on the market square. It lends drills, ladders and a press for apples.\n"
)


def serve(story, *roots: Path, **how) -> None:
    async def played() -> None:
        async with editor(*roots, **how) as client:
            await story(client)

    asyncio.run(played())


def address(folder: Path, name: str = "_posts/2026-03-02-bakery.md") -> str:
    return (folder / name).as_uri()


def codes(found: list[types.Diagnostic]) -> list[object]:
    return [one.code for one in found]


def only(found: list[types.Diagnostic], check: str) -> types.Diagnostic:
    (one,) = [one for one in found if one.code == check]
    return one


def test_a_sound_post_has_no_diagnostic(tmp_path):
    async def story(client):
        assert await client.opened(address(tmp_path), SOUND) == []

    serve(story, tmp_path)


def is_file(uri: str) -> bool:
    return Path(uri.removeprefix("file://")).is_file()


def test_a_finding_names_its_check_its_page_and_its_severity(tmp_path):
    async def story(client):
        one = only(await client.opened(address(tmp_path), GLUED), "flattened-markup")
        assert one.severity == types.DiagnosticSeverity.Warning
        assert one.source == "content-quality"
        assert "line 8" in one.message
        assert one.code_description.href.endswith("/flattened-markup.md")
        assert is_file(one.code_description.href)
        assert one.range == types.Range(types.Position(7, 0), types.Position(7, 9))

    serve(story, tmp_path)


def test_a_blocker_is_an_error(tmp_path):
    async def story(client):
        found = await client.opened(address(tmp_path), UNREADABLE)
        assert types.DiagnosticSeverity.Error in [one.severity for one in found]

    serve(story, tmp_path)


def test_typing_shows_and_clears_a_diagnostic_of_the_newest_version(tmp_path):
    async def story(client):
        uri = address(tmp_path)
        assert await client.opened(uri, SOUND) == []
        for version in range(2, 12):
            client.change(uri, version, SOUND + "word " * version)
        client.change(uri, 12, GLUED)
        assert codes(await client.diagnostics(uri, 12)) == ["flattened-markup"]
        client.change(uri, 13, SOUND)
        assert await client.diagnostics(uri, 13) == []
        versions = [one.version for one in client.published]
        assert versions == [1, 12, 13]  # those typed over were not inspected

    serve(story, tmp_path)


def test_saving_inspects_again(tmp_path):
    async def story(client):
        uri = address(tmp_path)
        await client.opened(uri, GLUED)
        client.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri)))
        assert codes(await client.diagnostics(uri, 1, since=1)) == ["flattened-markup"]

    serve(story, tmp_path)


def test_closing_a_post_clears_its_diagnostics(tmp_path):
    async def story(client):
        uri = address(tmp_path)
        await client.opened(uri, GLUED)
        client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))
        assert await client.diagnostics(uri, since=1) == []
        assert await client.hover(uri, 7, 2) is None

    serve(story, tmp_path)


def test_nothing_is_published_about_a_post_that_was_closed_while_it_was_inspected(tmp_path):
    async def story(client):
        uri, other = address(tmp_path), address(tmp_path, "other.md")
        client.open(uri, GLUED)
        client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))
        await client.opened(other, GLUED)  # inspections come one after another
        assert all(one.diagnostics == () or not one.diagnostics for one in client.published if one.uri == uri)

    serve(story, tmp_path)


def test_a_hover_shows_the_message_the_advice_and_the_explanation_as_plain_text(tmp_path):
    async def story(client):
        uri = address(tmp_path)
        await client.opened(uri, GLUED)
        hover = await client.hover(uri, 7, 3)
        assert hover.contents.kind == types.MarkupKind.PlainText
        for words in ("flattened-markup (warning)", "readers see the marks", "Add a space", "Why it matters: "):
            assert words in hover.contents.value
        assert await client.hover(uri, 0, 0) is None

    serve(story, tmp_path)


def test_messages_come_in_the_language_that_the_editor_names(tmp_path):
    async def story(client):
        uri = address(tmp_path)
        one = only(await client.opened(uri, GLUED), "flattened-markup")
        assert "半角の空白" in one.message
        assert {action.title for action in await client.actions(uri, one.range)} == {
            "修正する: flattened-markup",
            "flattened-markup の説明を見る",
        }

    serve(story, tmp_path, options={"contentQuality": {"language": "ja"}})


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("before", ["", "😀 図書館 ", "\u2028"])
def test_a_fix_is_an_edit_that_gives_the_fixed_text_and_writes_no_file(tmp_path, end, before):
    text = GLUED.replace("The library", f"{before}The library").replace("\n", end)
    path = tmp_path / "_posts" / "2026-03-02-bakery.md"
    path.parent.mkdir()
    path.write_bytes(b"as it was saved")

    async def story(client):
        uri = address(tmp_path)
        one = only(await client.opened(uri, text), "flattened-markup")
        (fix,) = [action for action in await client.actions(uri, one.range) if action.edit]
        assert fix.title == "Fix: flattened-markup"
        assert fix.kind == types.CodeActionKind.QuickFix
        (change,) = fix.edit.document_changes
        assert (change.text_document.uri, change.text_document.version) == (uri, 1)
        fixed = applied(text, list(change.edits))
        assert fixed == text.replace("##Repairs", "## Repairs")
        client.change(uri, 2, fixed)
        assert "flattened-markup" not in codes(await client.diagnostics(uri, 2))

    serve(story, tmp_path)
    assert path.read_bytes() == b"as it was saved"


def test_a_fix_in_a_line_with_emoji_stands_where_the_editor_counts(tmp_path):
    text = SOUND.replace("title: The bakery on the market square", 'title: "😀 図書館 said "stop" and left"')

    async def story(client):
        uri = address(tmp_path)
        found = await client.opened(uri, text)
        places = [one.range for one in found if one.code == "front-matter-syntax"]
        (fix,) = [action for action in await client.actions(uri, places[0]) if action.edit]
        fixed = applied(text, list(fix.edit.document_changes[0].edits))
        assert fixed.startswith("---\ntitle: '😀 図書館 said \"stop\" and left'\ndate")

    serve(story, tmp_path)


@pytest.mark.parametrize(
    ("encodings", "start", "end"), [(None, 14, 15), (["utf-16"], 14, 15), (["utf-8"], 22, 25), (["utf-32"], 13, 14)]
)
def test_ranges_count_in_the_units_that_editor_and_server_agree_on(tmp_path, encodings, start, end):
    text = SOUND.replace("On Saturdays", "😀 図書館 stands \ufffd On Saturdays")

    async def story(client):
        one = only(await client.opened(address(tmp_path), text), "replacement-character")
        assert (one.range.start.character, one.range.end.character) == (start, end)

    serve(story, tmp_path, encodings=encodings)


def test_a_byte_order_mark_in_the_text_moves_no_place(tmp_path):
    text = "\ufeff" + GLUED

    async def story(client):
        uri = address(tmp_path)
        one = only(await client.opened(uri, text), "flattened-markup")
        assert one.range.start == types.Position(7, 0)
        (fix,) = [action for action in await client.actions(uri, one.range) if action.edit]
        assert applied(text, list(fix.edit.document_changes[0].edits)) == text.replace("##R", "## R")

    serve(story, tmp_path)


def test_a_copy_leads_to_the_first_occurrence(tmp_path):
    async def story(client):
        uri = address(tmp_path)
        one = only(await client.opened(uri, TWICE), "repeated-passage")
        (first,) = one.related_information
        assert first.message == "The first occurrence"
        assert first.location.range.start == types.Position(5, 0)
        (go,) = [action for action in await client.actions(uri, one.range) if action.title.startswith("Go to")]
        assert go.title == "Go to: The first occurrence, line 6"
        await client.workspace_execute_command_async(
            types.ExecuteCommandParams(go.command.command, go.command.arguments)
        )
        (shown,) = client.shown
        assert shown.uri == uri
        assert shown.selection == first.location.range

    serve(story, tmp_path)


def test_explain_opens_the_page_of_the_check(tmp_path):
    async def story(client):
        uri = address(tmp_path)
        one = only(await client.opened(uri, GLUED), "flattened-markup")
        (explain,) = [action for action in await client.actions(uri, one.range) if action.title.startswith("Explain")]
        await client.workspace_execute_command_async(
            types.ExecuteCommandParams(explain.command.command, explain.command.arguments)
        )
        assert [shown.uri for shown in client.shown] == [one.code_description.href]

    serve(story, tmp_path)


def quiet(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "content-quality.toml").write_text('[checks]\nflattened-markup = "off"\n', "utf-8")
    return folder


def test_each_root_has_settings_of_its_own(tmp_path):
    one, other = quiet(tmp_path / "quiet"), tmp_path / "loud"
    other.mkdir()

    async def story(client):
        assert await client.opened(address(one), GLUED) == []
        assert codes(await client.opened(address(other), GLUED)) == ["flattened-markup"]

    serve(story, one, other)


def test_the_nearest_settings_count_and_none_outside_of_the_workspace(tmp_path):
    quiet(tmp_path)
    root = tmp_path / "root"
    near = quiet(root / "日本語 site")

    async def story(client):
        assert await client.opened(address(near), GLUED) == []
        assert codes(await client.opened(address(root), GLUED)) == ["flattened-markup"]
        assert codes(await client.opened(address(tmp_path, "outside.md"), GLUED)) == ["flattened-markup"]

    serve(story, root)


def test_an_editor_can_turn_settings_files_off_for_a_folder(tmp_path):
    one, other = quiet(tmp_path / "one"), quiet(tmp_path / "other")

    def settings(uri: str) -> dict[str, object]:
        return {"useSettings": "/other/" not in uri}

    async def story(client):
        assert await client.opened(address(one), GLUED) == []
        assert codes(await client.opened(address(other), GLUED)) == ["flattened-markup"]

    serve(story, one, other, settings=settings)


def test_changed_settings_count_at_once(tmp_path):
    async def story(client):
        uri = address(tmp_path)
        assert codes(await client.opened(uri, GLUED)) == ["flattened-markup"]
        quiet(tmp_path)
        event = types.FileEvent(address(tmp_path, "content-quality.toml"), types.FileChangeType.Created)
        client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
        assert await client.diagnostics(uri, 1, since=1) == []

    serve(story, tmp_path)


def test_settings_that_cannot_be_read_are_reported_once_and_do_not_count(tmp_path):
    (tmp_path / "content-quality.toml").write_text("[chekcs]\n", "utf-8")

    async def story(client):
        uri = address(tmp_path)
        assert codes(await client.opened(uri, GLUED)) == ["flattened-markup"]
        client.change(uri, 2, GLUED + "\nMore.\n")
        await client.diagnostics(uri, 2)
        (message,) = client.messages
        assert "chekcs" in message

    serve(story, tmp_path)


def test_a_finding_that_a_comment_accepts_is_not_shown(tmp_path):
    (tmp_path / "content-quality.toml").write_text("[waivers]\ninline = true\n", "utf-8")
    until = (datetime.now(UTC) + timedelta(days=30)).date()
    comment = f"<!-- content-quality: allow flattened-markup -- a name of the house until {until} -->"

    async def story(client):
        uri = address(tmp_path)
        assert await client.opened(uri, GLUED.replace("##Repairs", f"{comment}\n\n##Repairs")) == []

    serve(story, tmp_path)


def test_other_files_and_old_sides_of_comparisons_are_left_alone(tmp_path):
    async def story(client):
        client.open(address(tmp_path, "a.py"), GLUED, "python")
        client.open("git:/somewhere/a.md?HEAD", GLUED)
        assert codes(await client.opened("untitled:Untitled-1", GLUED)) == ["flattened-markup"]
        assert {one.uri for one in client.published} == {"untitled:Untitled-1"}

    serve(story, tmp_path)


@pytest.mark.parametrize("text", ["\ud800 alone", "\x00\x1b[2J\u202e", "", "[" * 100_000, "---\n" + "a: {" * 5000])
def test_hostile_text_ends_no_server(tmp_path, text):
    async def story(client):
        await client.opened(address(tmp_path, "hostile.md"), text)
        assert codes(await client.opened(address(tmp_path), GLUED)) == ["flattened-markup"]

    serve(story, tmp_path)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 50_000,
        b'{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":7}}',
        b'{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"file:///x.md","version":2},"contentChanges":[{"text":"x"}]}}',
        b'{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file://[","languageId":"markdown","version":1,"text":"x"}}}',
    ],
)
def test_a_malformed_message_ends_no_server(tmp_path, body):
    async def story(client):
        client.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        assert codes(await client.opened(address(tmp_path), GLUED)) == ["flattened-markup"]

    serve(story, tmp_path)


def descendants(process: int) -> set[int]:
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            number, parent = int(stat.parent.name), int(stat.read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue
        if parent == process:
            found |= {number} | descendants(number)
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_after_the_end_no_process_is_left(tmp_path):
    left: set[int] = set()

    async def story(client):
        uri = address(tmp_path)
        await client.opened(uri, GLUED)
        client.change(uri, 2, SOUND * 40)
        left.update({client.process.pid} | descendants(client.process.pid))

    serve(story, tmp_path)
    assert [number for number in left if Path(f"/proc/{number}").exists()] == []


def test_the_server_ends_when_its_editor_is_gone(tmp_path):
    async def story(client):
        await client.opened(address(tmp_path), GLUED)
        client.process.stdin.close()
        assert await client.process.wait() == 0

    serve(story, tmp_path)
