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
        port = unused_port()
        self.url = f"http://localhost:{port}"
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind(
            ("127.0.0.1", port)
        )  # by its number: it stays bound when it is shut down
        self.ends: set[socket.socket] = set()
        self.lock = threading.Lock()
        self.mend()

    def mend(self) -> None:
        self.is_cut = False
        self.listener.listen()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Nobody listens any more, but the port stays ours: others look for free ones."""
        with self.lock:
            self.is_cut = True
            for end in [self.listener, *self.ends]:
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
            for end in self.ends:
                end.close()
            self.ends.clear()

    def close(self) -> None:
        self.cut()
        self.listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                self._connect(near, socket.create_connection(self.target))

    def _connect(self, near: socket.socket, far: socket.socket) -> None:
        with self.lock:
            if not self.is_cut:
                self.ends |= {near, far}
                threading.Thread(target=self._carry, args=[near, far], daemon=True).start()
                return
        near.close()  # cut while it was being made
        far.close()

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
