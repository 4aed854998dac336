"""A chat-completions server for tests, with latency, faults, a rate limit and a Batch API. Standard library only.

    python model_server.py '{"latency": 0.1, "fault_rate": 0.3, "faults": ["500", "hang"], "seed": 7}'

Prints its port, then serves until it is ended. The answer to a question that contains `question N` is `{"answer": N}`;
with `capital` it answers the doctor's questions instead. `GET /count` gives its own account: `requests`, `faults` by
kind, `answers` by question (good answers only), `charged` (tokens of every reply that went out with its usage), `keys`
seen, `most_at_once`, `batches`. A reply counts when it was handed to a client that was still there.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Callable

BODIES = {
    "html": ("text/html", b"<html><body>502 bad gateway</body></html>"),
    "cut body": ("application/json", b'{"id": "x", "choices": [{"message": {"content": "{\\"ans'),
    "wrong body": ("application/json", b'{"result": "ok"}'),
}
MESSAGES = {
    "cut content": {"content": '{"answer": 1'},
    "wrong shape": {"content": '{"reply": "one"}'},
    "empty": {"content": ""},
    "refusal": {"refusal": "I cannot help with that."},
}


class Server:
    def __init__(self, options: dict) -> None:
        self.options = options
        self.random = random.Random(options.get("seed", 0))
        self.requests = self.at_once = self.most_at_once = self.charged = 0
        self.faults: Counter[str] = Counter()
        self.answers: Counter[str] = Counter()
        self.keys: set[str] = set()
        self.files: dict[str, bytes] = {}
        self.batches: dict[str, dict] = {}

    def count(self) -> dict:
        names = ("requests", "most_at_once", "charged", "faults", "answers")
        return {name: getattr(self, name) for name in names} | {
            "keys": sorted(self.keys),
            "batches": len(self.batches),
        }

    # --- HTTP ---------------------------------------------------------------------------------------------------

    async def connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self.exchange(reader, writer):
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        line, *fields = head.strip().split("\r\n")
        method, path, _ = line.split()
        headers = {name.lower(): value for name, value in (field.split(": ", 1) for field in fields)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        if "authorization" in headers:
            self.keys.add(headers["authorization"].removeprefix("Bearer "))
        answer = await self.route(method, path, headers, body, reader.at_eof)
        if answer is None:
            return False
        status, kind, extra, content = answer
        lines = [f"HTTP/1.1 {status} X", f"Content-Type: {kind}", f"Content-Length: {len(content)}", *extra]
        writer.write("\r\n".join([*lines, "", ""]).encode() + content)
        return True

    async def route(self, method: str, path: str, headers: dict, body: bytes, gone: Callable[[], bool]):
        if path == "/count":
            return self.reply(200, self.count())
        if path.endswith("/chat/completions"):
            return await self.chat(json.loads(body), headers, gone)
        if self.options.get("batch"):
            return self.batch_api(method, path.split("?")[0].removeprefix("/v1"), body)
        return self.reply(404, {"error": {"message": f"no such path {path}"}})

    def reply(self, status: int, content: object, *extra: str):
        return status, "application/json", extra, json.dumps(content).encode()

    # --- chat ---------------------------------------------------------------------------------------------------

    async def chat(self, request: dict, headers: dict, gone: Callable[[], bool]):
        self.requests += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(self.options.get("latency", 0))
            if gone():
                return None
            if self.at_once > self.options.get("limit", 10**9):
                return self.fault("429", request, headers)
            if self.options.get("refuses_schema") and "response_format" in request:
                self.faults["schema"] += 1
                return self.reply(400, {"error": {"message": "response_format is not supported"}})
            if self.random.random() < self.options.get("fault_rate", 0):
                kind = self.random.choice(self.options["faults"])
                if kind == "hang":
                    self.faults[kind] += 1
                    await asyncio.sleep(self.options.get("hang", 3600))
                    return None
                return self.fault(kind, request, headers)
            return self.good(request)
        finally:
            self.at_once -= 1

    def good(self, request: dict):
        if self.options.get("capital"):
            return self.reply(200, self.charge(request, self.capital(request)))
        return self.reply(200, self.completion(request))

    def capital(self, request: dict) -> dict:
        """What a capable model says to the questions of the doctor."""
        if "tools" in request:
            function = {"name": "get_capital", "arguments": '{"country": "France"}'}
            return {"tool_calls": [{"id": "c1", "type": "function", "function": function}]}
        return {"content": '{"capital": "Paris"}'}

    def completion(self, request: dict) -> dict:
        question = re.findall(r"question (\d+)", json.dumps(request["messages"]))
        self.answers[question[0] if question else "?"] += 1
        return self.charge(request, {"content": json.dumps({"answer": int(question[0]) if question else 0})})

    def charge(self, request: dict, message: dict, finish: str = "stop") -> dict:
        usage = {"prompt_tokens": len(json.dumps(request["messages"])) // 4, "completion_tokens": 7}
        self.charged += sum(usage.values())
        choice = {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": None} | message}
        return {"id": "x", "object": "chat.completion", "model": "served", "choices": [choice], "usage": usage}

    def fault(self, kind: str, request: dict, headers: dict):
        """What goes out instead of a good answer; None closes the connection."""
        self.faults[kind] += 1
        if kind == "drop":
            return None
        if kind in MESSAGES:
            return self.reply(200, self.charge(request, MESSAGES[kind]))
        if kind in BODIES:
            return 200, BODIES[kind][0], (), BODIES[kind][1]
        if kind == "echo key in content":
            answer = self.completion(request)
            message = answer["choices"][0]["message"]
            message["content"] = message["content"].replace("}", f', "key": "{headers.get("authorization")}"}}')
            return self.reply(200, answer)
        wait = f"Retry-After: {self.options.get('retry_after', 0.05)}"
        said = f"Incorrect API key: {headers.get('authorization')}" if kind == "401 echo key" else f"fault {kind}"
        return self.reply(int(kind[:3]), {"error": {"message": said}}, *([wait] if kind == "429 after" else []))

    # --- batches ------------------------------------------------------------------------------------------------

    def batch_api(self, method: str, path: str, body: bytes):
        if (method, path) == ("POST", "/files"):
            boundary = body.split(b"\r\n", 1)[0]
            part = next(p for p in body.split(boundary) if b'name="file"' in p)
            self.files[name := f"file-{len(self.files)}"] = part.split(b"\r\n\r\n", 1)[1].removesuffix(b"\r\n")
            return self.reply(200, {"id": name, "object": "file"})
        if (method, path) == ("POST", "/batches"):
            wanted = json.loads(body)
            name = f"batch-{len(self.batches)}"
            status = self.options.get("batch_status", "in_progress")
            self.batches[name] = {"id": name, "object": "batch", "status": status, **wanted}
            return self.reply(200, self.batches[name])
        if (method, path) == ("GET", "/batches"):
            return self.reply(200, {"object": "list", "data": list(self.batches.values()), "has_more": False})
        if method == "POST" and path.endswith("/finish"):
            self.finish(self.batches[path.split("/")[2]], json.loads(body or b"{}"))
            return self.reply(200, {})
        if method == "POST" and path.endswith("/cancel"):
            self.batches[path.split("/")[2]]["status"] = "cancelled"
            return self.reply(200, self.batches[path.split("/")[2]])
        if method == "GET" and path.startswith("/batches/"):
            found = self.batches.get(path.split("/")[2])
            return self.reply(200, found) if found else self.reply(404, {"error": {"message": "no such batch"}})
        if method == "GET" and path.endswith("/content"):
            return 200, "application/jsonl", (), self.files[path.split("/")[2]]
        return self.reply(404, {"error": {"message": path}})

    def finish(self, batch: dict, wanted: dict) -> None:
        """Answer a batch, except every `skip`-th call, and with an error for every `fail`-th."""
        lines = []
        for number, line in enumerate(self.files[batch["input_file_id"]].splitlines(), 1):
            call = json.loads(line)
            if wanted.get("skip") and number % wanted["skip"] == 0:
                continue
            failed = wanted.get("fail") and number % wanted["fail"] == 0
            body = {"error": {"message": "failed"}} if failed else self.completion(call["body"])
            response = {"status_code": 500 if failed else 200, "body": body}
            lines.append(json.dumps({"custom_id": call["custom_id"], "response": response, "error": None}))
        self.files[name := f"file-{len(self.files)}"] = "\n".join(lines).encode()
        batch |= {"status": wanted.get("status", "completed"), "output_file_id": name}


async def main() -> None:
    server = Server(json.loads(sys.argv[1]) if len(sys.argv) > 1 else {})
    listening = await asyncio.start_server(server.connection, "127.0.0.1", 0, backlog=512)
    print(listening.sockets[0].getsockname()[1], flush=True)
    await listening.serve_forever()


asyncio.run(main())
