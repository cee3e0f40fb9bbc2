"""A line between workers and a server: it can be cut, or stand while nothing passes."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Coroutine
from typing import Any

CHUNK = 65_536


class Line:
    """Carries connections from one port of this machine to another."""

    def __init__(self, port: int, to: int) -> None:
        self.port, self.to = port, to
        self._loop = asyncio.new_event_loop()
        self._passes = asyncio.Event()
        self._is_cut = False
        self._ends: set[asyncio.StreamWriter] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def start(self) -> None:
        """Begin to carry."""
        self._passes.set()
        self._thread.start()
        self._done(asyncio.start_server(self._carry, "127.0.0.1", self.port))

    def cut(self) -> None:
        """End all connections at once, and every new one."""
        self._done(self._cut())

    def stall(self) -> None:
        """Let nothing pass; connections stay, and new ones are taken."""
        self._loop.call_soon_threadsafe(self._passes.clear)

    def mend(self) -> None:
        """Carry again, also what has waited."""
        self._is_cut = False
        self._loop.call_soon_threadsafe(self._passes.set)

    def stop(self) -> None:
        """End everything."""
        if self._thread.is_alive():
            self.cut()
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()

    def _done(self, work: Coroutine[Any, Any, object]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _cut(self) -> None:
        self._is_cut = True
        for end in list(self._ends):
            end.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_cut:
            writer.transport.abort()
            return
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.to)
        ends = {writer, far_writer}
        self._ends |= ends
        await asyncio.gather(self._pump(reader, far_writer), self._pump(far_reader, writer))
        self._ends -= ends

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(CHUNK):
                await self._passes.wait()
                sink.write(data)
                await sink.drain()
        with contextlib.suppress(OSError):
            sink.close()
