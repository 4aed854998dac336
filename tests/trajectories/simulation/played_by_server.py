"""A chat-completions endpoint on loopback that answers as a function says, for tests of the whole path."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from pydantic import BaseModel

from eigendata_assets.agents.messages import ChatRequest, Labels, Message, ToolCall
from eigendata_assets.agents.scripted import Answer

AGENTS = {
    "You write the task": "user_intent_from_graph_agent",
    "You play a user": "user_simulator_agent",
    "You are the assistant": "trajectory_agent",
    "You look for defects": "simulation_critic",
    "You judge dialogues": "dialogue_judge",
    "You write one round": "function_agent",
    "You are the JudgeAgent": "selection_judge",
    "You are a Model Checker": "model_checker",
}


@contextmanager
def served(answer: Callable[[ChatRequest], Answer]) -> Iterator[str]:
    """The base address of the endpoint."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            wire = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            body = json.dumps(_completion(answer(_request(wire)))).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing is logged."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()


def _request(wire: dict) -> ChatRequest:
    messages = [Message(role=each["role"], content=each.get("content") or "") for each in wire["messages"]]
    [agent] = [name for begin, name in AGENTS.items() if messages[0].content.startswith(begin)]
    return ChatRequest(messages=tuple(messages), labels=Labels(agent=agent))


def _completion(answer: Answer) -> dict:
    message: dict = {"role": "assistant", "content": None}
    if isinstance(answer, ToolCall):
        function = {"name": answer.name, "arguments": json.dumps(answer.arguments)}
        message["tool_calls"] = [{"id": answer.id, "type": "function", "function": function}]
    else:
        message["content"] = _text(answer)
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    names = {"id": "1", "object": "chat.completion", "created": 1, "model": "players"}
    return {**names, "choices": [choice], "usage": usage}


def _text(answer: Answer) -> str:
    if isinstance(answer, BaseModel):
        return answer.model_dump_json()
    return answer if isinstance(answer, str) else json.dumps(answer)
