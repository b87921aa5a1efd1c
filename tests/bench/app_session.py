"""A reader of the app without a browser: Streamlit's own messages over a WebSocket, for loads of many readers."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

LOST = (ConnectionClosed, InvalidHandshake, OSError, TimeoutError)
AGAIN_S, GIVE_UP_S = 0.3, 30.0


@dataclass
class AppSession:
    """One reader of the app at an address with its last slash. `cookie` is sent as a browser would, and `token`, that of Streamlit's
    guard against forged requests, without which nobody is logged in; `reconnects` counts lost connections."""

    address: str
    cookie: str = ""
    token: str = ""
    reconnects: int = 0
    said: list[ForwardMsg] = field(default_factory=list)
    _socket: ClientConnection | None = None

    async def __aenter__(self) -> AppSession:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._socket is not None:
            await self._socket.close()

    async def view(self, query: str = "", *, page: str = "", pressed: str = "") -> float:
        """Have the app run for a page and query, with a button pressed where its id is given; the seconds it took.

        A lost connection is made anew and the view asked for again, as the browser does. What the app said is in `said`.
        """
        began, until = time.perf_counter(), time.perf_counter() + GIVE_UP_S
        while True:
            try:
                await self._run(query, page, pressed)
                return time.perf_counter() - began
            except LOST:
                self._socket = None
                self.reconnects += 1
                if time.perf_counter() > until:
                    raise
                await asyncio.sleep(AGAIN_S)

    async def _run(self, query: str, page: str, pressed: str) -> None:
        if self._socket is None:
            parts = urlsplit(self.address)
            headers = {"Cookie": self.cookie} if self.cookie else {}
            self._socket = await connect(
                f"ws://{parts.netloc}{parts.path}_stcore/stream",
                origin=f"{parts.scheme}://{parts.netloc}",
                subprotocols=["streamlit", *([self.token] if self.token else [])],
                additional_headers=headers,
                max_size=None,
                open_timeout=10,
            )
        asked = BackMsg()
        asked.rerun_script.query_string, asked.rerun_script.page_name = query, page
        asked.rerun_script.context_info.url = f"{self.address}{page}"
        if pressed:
            asked.rerun_script.widget_states.widgets.append(WidgetState(id=pressed, trigger_value=True))
        await self._socket.send(asked.SerializeToString())
        self.said = []
        while True:
            told = ForwardMsg.FromString(await asyncio.wait_for(self._socket.recv(), GIVE_UP_S))
            self.said.append(told)
            if told.WhichOneof("type") == "script_finished" and told.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                return

    def elements(self, kind: str) -> list:
        """The elements of a kind ("html", "button", "exception") the last run drew."""
        drawn = [told.delta.new_element for told in self.said if told.WhichOneof("type") == "delta" and told.delta.WhichOneof("type") == "new_element"]
        return [getattr(element, kind) for element in drawn if element.WhichOneof("type") == kind]

    def says(self, text: str) -> bool:
        """Whether the last run drew something with a text."""
        return any(text.encode() in told.SerializeToString() for told in self.said)
