"""A network that can be cut, and a browser that can be killed: what happens on site."""

import contextlib
import select
import signal
import socket
import subprocess
import threading
from pathlib import Path

from tests.services import BROWSER_OPTIONS, unused_port, wait_until


class Line:
    """A cable between a browser and the server at ``port``; the browser dials ``url``.

    While it is cut nobody answers, and the browser does not learn why.
    """

    def __init__(self, port: int):
        self.target = ("127.0.0.1", port)
        self.port = unused_port()
        self.url = f"http://localhost:{self.port}"
        self.ends: set[socket.socket] = set()
        self.listener: socket.socket | None = None
        self.mend()

    def mend(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, args=[self.listener], daemon=True).start()

    def cut(self) -> None:
        for end in [self.listener, *self.ends]:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self.ends.clear()

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.create_connection(self.target)
                self.ends |= {near, far}
                threading.Thread(target=self._carry, args=[near, far], daemon=True).start()

    def _carry(self, near: socket.socket, far: socket.socket) -> None:
        others = {near: far, far: near}
        with contextlib.suppress(OSError, ValueError):
            while True:
                for end in select.select([near, far], [], [])[0]:
                    content = end.recv(1 << 16)
                    if not content:
                        raise OSError
                    others[end].sendall(content)
        near.close()
        far.close()


class Tablet:
    """A Chromium with a folder of its own: killed, it comes back with what it kept."""

    def __init__(self, program: str, folder: Path, chromium):
        self.command = [
            *[program, *BROWSER_OPTIONS, "--headless=new", f"--user-data-dir={folder}"],
            *["--remote-debugging-port=0", "--lang=zh-CN", "about:blank"],
        ]
        self.port_file = folder / "DevToolsActivePort"
        self.chromium = chromium

    def start(self, *cookies):
        """A page of the browser, which is running now."""
        self.port_file.unlink(missing_ok=True)
        self.process = subprocess.Popen(  # noqa: S603 - our own command line
            self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_until(lambda: self.port_file.exists() and "\n" in self.port_file.read_text())
        port = self.port_file.read_text().split()[0]
        browser = self.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
        context = browser.contexts[0]
        context.add_cookies(cookies)
        return context.new_page()

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
