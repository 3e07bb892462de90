#!/usr/bin/env python3
"""Prints every event as one line of JSON, written from docs/protocol.md alone.

usage: subscriber.py SOCKET VERSION [SINCE]

Version 2 grants credit as it goes, and after a loss of the connection goes on from its cursor.
"""

import json
import socket
import struct
import sys
import time

WINDOW = 64


class Bus:
    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.connect(path)
        self.stream = self.socket.makefile("rb")

    def send(self, message):
        body = json.dumps(message).encode()
        self.socket.sendall(struct.pack(">I", len(body)) + body)

    def receive(self):
        """The next message, or None when the daemon has ended the connection."""
        prefix = self.stream.read(4)
        if len(prefix) < 4:
            return None
        (length,) = struct.unpack(">I", prefix)
        return json.loads(self.stream.read(length))

    def close(self):
        self.stream.close()
        self.socket.close()


def tell(line):
    print(line, file=sys.stderr, flush=True)


def show(event):
    print(json.dumps(event), flush=True)


def subscribe_version_1(path, since):
    bus = Bus(path)
    bus.send({"proto": 1, "since": since})
    while (frame := bus.receive()) is not None:
        if frame["kind"] == "subscribe_ack":
            tell("subscribed")
        elif frame["kind"] == "subscribe_rejected":
            sys.exit(frame["remediation"])
        elif frame["kind"] in ("event", "truncated"):
            show(frame)


def subscribe_version_2(path, since):
    cursor = since
    while True:
        try:
            bus = Bus(path)
        except OSError:
            time.sleep(0.02)
            continue
        cursor = follow(bus, cursor)
        bus.close()


def follow(bus, since):
    """Shows events until the connection ends; says where to go on."""
    cursor = since
    taken = 0
    next_id = 2
    try:
        bus.send({"proto": 2, "op": "subscribe", "id": 1, "since": since or "now", "credit": WINDOW})
        while (message := bus.receive()) is not None:
            if message["op"] == "subscribed":
                cursor = cursor or message["cursor"] or "start"
                tell("subscribed")
            elif message["op"] == "event":
                show(message["event"])
                cursor = message["event"]["event_id"]
                taken += 1
            elif message["op"] == "gap":
                tell("events were removed up to " + message["removed_through"])
            elif message["op"] == "error":
                sys.exit(message["message"])
            if taken == WINDOW // 2:
                bus.send({"proto": 2, "op": "credit", "id": next_id, "target": 1, "credit": taken})
                next_id += 1
                taken = 0
    except OSError:
        pass
    return cursor


if __name__ == "__main__":
    path, version = sys.argv[1:3]
    since = sys.argv[3] if len(sys.argv) > 3 else None
    (subscribe_version_1 if version == "1" else subscribe_version_2)(path, since)
