"""One HTTP request on a connection of its own, timed from connecting to the last byte."""

import socket
from dataclasses import dataclass
from time import perf_counter

from benchmarks.visits import Visit

HOST = "127.0.0.1"


class WrongAnswer(Exception):
    """A page answered something else than 200; nothing measured of it would mean anything."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    seconds: float


def ask(port: int, visit: Visit) -> Answer:
    """Make the next request of ``visit``; raises WrongAnswer."""
    request = compose(port, visit)
    started = perf_counter()
    with socket.create_connection((HOST, port), timeout=60) as connection:
        connection.sendall(request)
        received = b"".join(iter(lambda: connection.recv(262_144), b""))
    seconds = perf_counter() - started
    head, _, body = received.partition(b"\r\n\r\n")
    answer = Answer(int(head[9:12] or 0), body, seconds)
    if answer.status != 200:
        raise WrongAnswer(f"{visit.method} {visit.path}: {head.decode()}\n{body[:500].decode()}")
    visit.heard(body)
    return answer


def compose(port: int, visit: Visit) -> bytes:
    body = visit.body()
    headers = {**visit.headers(f"{HOST}:{port}"), "Connection": "close"}
    if visit.method != "GET":
        headers["Content-Length"] = str(len(body))
    lines = [f"{visit.method} {visit.path} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body
