import errno
import os
import signal
import socket
import sys
import threading
from importlib import import_module
from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from gunicorn.app.base import BaseApplication

from portal.processes import Child, Fork

WATCH_SECONDS = 1


class Command(BaseCommand):
    help = "Prepares everything, then runs web and worker together until Ctrl-C."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--rehearsal",
            action="store_true",
            help="load a rehearsal batch with fictional people (needs PORTAL_DEMO=1)",
        )

    def handle(self, *, host, port, rehearsal, **options):
        if rehearsal and not settings.DEMO:
            raise CommandError("演练数据只在PORTAL_DEMO=1时载入，请使用make run。")
        with _listen(host, port) as listener:
            accounts = self._prepare(rehearsal)
            asked = _stop_request()
            connections.close_all()
            web, worker = Fork("web", _Web(listener).run, log=_logs() / "web.log"), _worker()
            try:
                web.start()
                worker.start()
                self._announce(host, port, accounts)
                _keep_running(web, worker, asked)
            finally:
                self.stdout.write("正在停止，请稍候。")
                _stop(web, worker)

    def _prepare(self, rehearsal: bool) -> str:
        call_command("prepare", stdout=self.stdout)
        accounts = StringIO()
        if rehearsal:
            call_command("load_demo", stdout=accounts)
        return accounts.getvalue()

    def _announce(self, host: str, port: int, accounts: str) -> None:
        if accounts:
            self.stdout.write(accounts)
        self.stdout.write(f"网址：http://{host}:{port}/")
        self.stdout.write(f"日志：{_logs()}    按Ctrl-C停止。")
        self.stdout.flush()


def _listen(host: str, port: int) -> socket.socket:
    """Take the port before anything else; a visitor who is early waits instead of failing."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as problem:
        listener.close()
        if problem.errno == errno.EADDRINUSE:
            raise CommandError(
                f"端口{port}已被占用，请换一个：make run PORT={port + 1}。 Port {port} is in use."
            ) from problem
        raise CommandError(f"不能使用{host}:{port}：{problem.strerror}。") from problem
    listener.listen(128)
    return listener


class _Web(BaseApplication):
    """gunicorn in this program, on the port that it has taken already."""

    def __init__(self, listener: socket.socket):
        self.listener = listener
        super().__init__()

    def load_config(self):
        self.cfg.set("bind", f"fd://{self.listener.fileno()}")
        self.cfg.set("worker_class", "gthread")
        self.cfg.set("workers", 2)
        self.cfg.set("threads", 4)
        self.cfg.set("timeout", 120)
        self.cfg.set("preload_app", True)
        self.cfg.set("control_socket_disable", True)

    def load(self):
        return import_module("portal.wsgi").application


def _worker() -> Child:
    """One worker with the clock in it; a core stays free for the pages."""
    processes = max(1, min(2, (os.cpu_count() or 1) - 1))
    options = ["--beat", f"--concurrency={processes}", "--without-gossip", "--without-mingle"]
    return Child(
        "worker",
        [sys.executable, "-m", "celery", "-A", "portal", "worker", "--loglevel=INFO", *options],
        log=_logs() / "worker.log",
        patience=20,  # an idle worker needs 7 seconds, one with a paper in hand a few more
    )


def _logs():
    folder = settings.VAR_DIR / "log"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _stop_request() -> threading.Event:
    """Set by Ctrl-C or by whoever ends this process politely."""
    asked = threading.Event()
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, lambda *_: asked.set())
    return asked


def _keep_running(web: Child, worker: Child, asked: threading.Event) -> None:
    """Return when ``asked`` to; meanwhile start a worker again that died."""
    while not asked.wait(WATCH_SECONDS):
        if not web.is_running():
            raise CommandError(f"网站进程已退出，请查看{web.log}。")
        if not worker.is_running():
            worker.start()


def _stop(*children: Child) -> None:
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.wait()
