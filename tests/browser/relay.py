"""A connection that can be cut and mended: bytes go both ways between a browser and the app until it is cut."""

from __future__ import annotations

import contextlib
import socket
import threading


class Relay:
    """Listens on a port of its own while the block runs and passes everything on to `target`, a port of this machine.

    `cut()` breaks all connections and refuses new ones, `mend()` ends that; `target` may be changed in between.
    """

    def __init__(self, target: int) -> None:
        self.target, self._away, self._live, self._threads = target, False, set(), []

    def __enter__(self) -> Relay:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.url = f"http://localhost:{self.port}/"
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self.cut()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for one in self._threads:
            one.join(timeout=5)

    def cut(self) -> None:
        """Break what is open and refuse what comes."""
        self._away = True
        for open_one in list(self._live):
            with contextlib.suppress(OSError):
                open_one.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Let connections through again."""
        self._away = False

    def _start(self, work, *arguments) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                browser, _ = self._listener.accept()
            except OSError:
                return
            if self._away:
                browser.close()
                continue
            try:
                app = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                browser.close()
                continue
            self._start(self._join, browser, app)

    def _join(self, browser: socket.socket, app: socket.socket) -> None:
        """Pass bytes both ways until one side ends."""
        with browser, app:
            self._live |= {browser, app}
            back = threading.Thread(target=self._pass, args=(app, browser), daemon=True)
            back.start()
            self._pass(browser, app)
            back.join()
            self._live -= {browser, app}

    @staticmethod
    def _pass(source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while content := source.recv(65536):
                sink.sendall(content)
        for one in (source, sink):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
