"""The YAML language server that editors use (npm ``yaml-language-server``), driven over its standard input and output.

The protocol: https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SERVER = Path(os.environ.get("QBANK_NODE_MODULES", "node_modules")) / "yaml-language-server/bin/yaml-language-server"
NODE = shutil.which("node")
MISSING = "node and npm's yaml-language-server, looked for in the folder that QBANK_NODE_MODULES names"


def installed() -> bool:
    return NODE is not None and SERVER.exists()


CURSOR = "◊"


class Editor:
    """An editor in which each text is a file of its own in a folder. ``◊`` in a text is where the cursor stands."""

    def __init__(self, server: "subprocess.Popen[bytes]", folder: Path) -> None:
        self.server, self.folder, self.number = server, folder, 0
        self.request("initialize", {"processId": None, "rootUri": folder.as_uri(), "capabilities": CAPABILITIES})
        self.send({"method": "initialized", "params": {}})

    def diagnostics(self, text: str) -> list[tuple[int, str]]:
        """What is wrong with a text: each fault's line, from 1, and its message."""
        file = self.open(text)
        while (message := self.receive()).get("method") != PUBLISHED or message["params"]["uri"] != file:
            pass
        return [(one["range"]["start"]["line"] + 1, one["message"]) for one in message["params"]["diagnostics"]]

    def completions(self, text: str) -> list[str]:
        """What may be written at the cursor."""
        found = self.request("textDocument/completion", self.cursor(text))
        return [item["label"] for item in found["items"]]

    def hover(self, text: str) -> str:
        """What is said of the word under the cursor."""
        found = self.request("textDocument/hover", self.cursor(text))
        return str(found["contents"]["value"]) if found else ""

    def cursor(self, text: str) -> dict[str, Any]:
        before, _, after = text.partition(CURSOR)
        position = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
        return {"textDocument": {"uri": self.open(before + after)}, "position": position}

    def open(self, text: str) -> str:
        """Open a text in a new file; returns the file's name for the server."""
        self.number += 1
        uri = (self.folder / f"{self.number}.yaml").as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        return uri

    def request(self, method: str, params: dict[str, Any]) -> Any:
        self.number += 1
        asked = self.number
        self.send({"id": asked, "method": method, "params": params})
        while "method" in (message := self.receive()) or message.get("id") != asked:
            pass
        return message["result"]

    def send(self, message: dict[str, Any]) -> None:
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.server.stdin
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(content) + content)
        self.server.stdin.flush()

    def receive(self) -> dict[str, Any]:
        """The server's next message; its own questions are answered on the way."""
        assert self.server.stdout
        size = 0
        while line := self.server.stdout.readline().strip():
            name, _, value = line.partition(b":")
            size = int(value) if name.lower() == b"content-length" else size
        message: dict[str, Any] = json.loads(self.server.stdout.read(size))
        if "id" in message and "method" in message:
            asked = message["params"].get("items") if message.get("params") else None
            self.send({"id": message["id"], "result": asked and [{} for _ in asked]})
        return message


PUBLISHED = "textDocument/publishDiagnostics"
CAPABILITIES = {
    "workspace": {"configuration": True},
    "textDocument": {
        "completion": {"completionItem": {"snippetSupport": True}},
        "hover": {"contentFormat": ["markdown"]},
    },
}


@contextmanager
def editor(folder: Path) -> Iterator[Editor]:
    """An editor on a folder."""
    command = [str(NODE), str(SERVER), "--stdio"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder) as server:
        try:
            yield Editor(server, folder)
        finally:
            server.kill()
