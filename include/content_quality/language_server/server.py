"""Which of the protocol's messages the server answers, and with what."""

from __future__ import annotations

from lsprotocol import types

from content_quality.core.settings import Settings
from content_quality.language_server import requests
from content_quality.language_server.client_settings import ClientSettings
from content_quality.language_server.open_posts import PAUSE
from content_quality.language_server.post_server import PostServer
from content_quality.pipeline.local.inspect_files import warm_up


def make_server() -> PostServer:
    """Return a server that answers."""
    server = PostServer()
    _follow_posts(server)
    _follow_workspace(server)
    requests.add_to(server)
    return server


def _follow_posts(server: PostServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(ls: PostServer, params: types.DidOpenTextDocumentParams) -> None:
        ls.look_at(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(ls: PostServer, params: types.DidChangeTextDocumentParams) -> None:
        ls.look_at(params.text_document.uri, pause=PAUSE)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(ls: PostServer, params: types.DidSaveTextDocumentParams) -> None:
        ls.look_at(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(ls: PostServer, params: types.DidCloseTextDocumentParams) -> None:
        ls.open.close(params.text_document.uri)


def _follow_workspace(server: PostServer) -> None:
    @server.feature(types.INITIALIZE)
    def initialize(ls: PostServer, params: types.InitializeParams) -> None:
        ls.given = ClientSettings.of(params.initialization_options)

    @server.feature(types.INITIALIZED)
    async def initialized(ls: PostServer, _: types.InitializedParams) -> None:
        await ls.open.work(warm_up, Settings())
        await ls.watch_settings()

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def configured(ls: PostServer, params: types.DidChangeConfigurationParams) -> None:
        if params.settings:
            ls.given = ClientSettings.of(params.settings)
        ls.look_at_all()

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def written(ls: PostServer, _: types.DidChangeWatchedFilesParams) -> None:
        ls.look_at_all()

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def rearranged(ls: PostServer, _: types.DidChangeWorkspaceFoldersParams) -> None:
        ls.look_at_all()

    @server.feature(types.SHUTDOWN)
    def shut_down(ls: PostServer, _: None) -> None:
        ls.open.end()
