"""A reader of the app without a browser: Streamlit's own messages over a WebSocket, for loads of many readers."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
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
    session: str = ""
    said: list[ForwardMsg] = field(default_factory=list)
    _socket: ClientConnection | None = None

    async def __aenter__(self) -> AppSession:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._socket is not None:
            await self._socket.close()

    async def view(self, query: str = "", *, page: str = "", pressed: str = "", chosen: WidgetState | None = None) -> float:
        """Have the app run for a page and query, with a button pressed where its id is given, or a control as `chosen`; the seconds it took.

        A lost connection is made anew and the view asked for again, as the browser does. What the app said is in `said`.
        """
        began, until = time.perf_counter(), time.perf_counter() + GIVE_UP_S
        while True:
            try:
                await self._run(query, page, chosen or (WidgetState(id=pressed, trigger_value=True) if pressed else None))
                return time.perf_counter() - began
            except LOST:
                self._socket = None
                self.reconnects += 1
                if time.perf_counter() > until:
                    raise
                await asyncio.sleep(AGAIN_S)

    async def _run(self, query: str, page: str, chosen: WidgetState | None) -> None:
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
        if chosen:
            asked.rerun_script.widget_states.widgets.append(chosen)
        await self._socket.send(asked.SerializeToString())
        self.said = []
        while True:
            told = ForwardMsg.FromString(await asyncio.wait_for(self._socket.recv(), GIVE_UP_S))
            self.said.append(told)
            self.session = told.new_session.initialize.session_id or self.session
            if told.WhichOneof("type") == "script_finished" and told.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                return

    async def upload(self, name: str, content: bytes, *, page: str) -> None:
        """Send a file as the browser does, to the address that the app names for it, and have the page run with it.

        The page is the one shown, with one control for files. Raises requests.HTTPError where the file is refused.
        """
        (control,) = self.elements("file_uploader")
        asked = BackMsg()
        asked.file_urls_request.session_id = self.session
        asked.file_urls_request.file_names.append(name)
        (where,) = (await self._asked(asked, "file_urls_response")).file_urls
        headers = {"Cookie": self.cookie, "X-Xsrftoken": self.token}
        sent = await asyncio.to_thread(requests.put, self._whole(where.upload_url), files={name: content}, headers=headers, timeout=GIVE_UP_S)
        sent.raise_for_status()
        state = WidgetState(id=control.id)
        state.file_uploader_state_value.uploaded_file_info.add(file_id=where.file_id, name=name, size=len(content), file_urls=where)
        await self.view(page=page, chosen=state)

    async def download(self, label: str) -> requests.Response:
        """What the button with a label gives, as the browser gets it: asked for over the session, then fetched from the address it names."""
        (button,) = [one for one in self.elements("download_button") if label in one.label]
        url = button.url
        if button.deferred_file_id:
            asked = BackMsg()
            asked.backend_operation_request.session_id = self.session
            asked.backend_operation_request.deferred_file.file_id = button.deferred_file_id
            url = (await self._asked(asked, "backend_operation_response")).deferred_file.url
        return await asyncio.to_thread(requests.get, self._whole(url), headers={"Cookie": self.cookie}, timeout=GIVE_UP_S)

    async def _asked(self, asked: BackMsg, kind: str) -> Any:
        """The app's answer of a kind to a message that runs nothing."""
        await self._socket.send(asked.SerializeToString())
        while True:
            told = ForwardMsg.FromString(await asyncio.wait_for(self._socket.recv(), GIVE_UP_S))
            if told.WhichOneof("type") == kind:
                return getattr(told, kind)

    def _whole(self, path: str) -> str:
        """An address that the app names, as the browser reads it: below the app's own."""
        inside = path.removeprefix(urlsplit(self.address).path.rstrip("/"))
        return urljoin(self.address, inside.lstrip("/"))

    def elements(self, kind: str) -> list:
        """The elements of a kind ("html", "button", "exception") the last run drew."""
        drawn = [told.delta.new_element for told in self.said if told.WhichOneof("type") == "delta" and told.delta.WhichOneof("type") == "new_element"]
        return [getattr(element, kind) for element in drawn if element.WhichOneof("type") == kind]

    def says(self, text: str) -> bool:
        """Whether the last run drew something with a text."""
        return any(text.encode() in told.SerializeToString() for told in self.said)
