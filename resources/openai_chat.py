"""Any OpenAI-compatible server as a chat model; the only module that imports `openai`.

What the package does here: addresses, keys, connections, time-outs. What it does not do: retries (see
`agents.retry`), and the reading of replies, because the package takes anything for a completion, a web page too.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar

import httpx2
from openai import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    AsyncOpenAI,
    DefaultAsyncHttpxClient,
    OpenAIError,
)

from eigendata_assets.agents.errors import CallFailed, ConnectionLost, RequestInvalid, TimedOut
from eigendata_assets.agents.messages import ChatReply, ChatRequest
from eigendata_assets.agents.settings import OFFICIAL, ModelSettings
from resources.openai_errors import named_error
from resources.openai_wire import read_completion, request_body

SHORTEST_SECRET = 12
"""Shorter keys are placeholders such as `none` or `ollama`, which replies may well contain."""

T = TypeVar("T")


class OpenAIEndpoint:
    """One server and key. Every failure of it is a named `CallFailed` in which the key does not appear.

    A client lives as long as the event loop that uses it: connections are closed when the loop ends.
    `http_client` makes the HTTP client, for tests whose transport is a function.
    """

    def __init__(
        self,
        base_url: str | None = None,
        api_key: str | None = None,
        *,
        timeout: float = 120,
        http_client: Callable[[], httpx2.AsyncClient] | None = None,
    ) -> None:
        self.base_url, self.timeout = base_url or OFFICIAL, timeout
        self._api_key = api_key
        certificates = httpx2.create_ssl_context()  # read once, not for each event loop
        self._http_client = http_client or (lambda: DefaultAsyncHttpxClient(verify=certificates))
        self._clients: dict[asyncio.AbstractEventLoop, tuple[AsyncOpenAI, AsyncIterator[AsyncOpenAI]]] = {}

    def __repr__(self) -> str:
        return f"OpenAIEndpoint({self.base_url!r}, key {'set' if self._api_key else 'not set'})"

    async def call(self, ask: Callable[[AsyncOpenAI], Awaitable[T]], *, seconds: float | None = None) -> T:
        """What `ask` gives within `seconds` (default: the time-out), for the whole call; raises a named `CallFailed`.

        The error is raised outside of `except`, so that it does not hold the request, whose headers have the key.
        """
        failure: CallFailed
        limit = seconds or self.timeout
        try:
            async with asyncio.timeout(limit):
                return await ask(await self._client())
        except (APITimeoutError, TimeoutError):
            failure = TimedOut(f"{self.base_url}: no whole reply within {limit:g} s")
        except APIConnectionError as error:
            failure = ConnectionLost(f"{self.base_url}: {type(error.__cause__ or error).__name__}")
        except APIStatusError as error:
            text = self.redacted(error.response.text)
            failure = named_error(error.status_code, text, error.response.headers, self.base_url)
        except (OpenAIError, httpx2.HTTPError, httpx2.InvalidURL, UnicodeError) as error:
            failure = RequestInvalid(f"{self.base_url}: {type(error).__name__}: {self.redacted(str(error))[:300]}")
        raise failure

    def redacted(self, text: str) -> str:
        """The text without the key, should a server have sent it back."""
        key = self._api_key or ""
        return text.replace(key, "[key]") if len(key) >= SHORTEST_SECRET else text

    async def _client(self) -> AsyncOpenAI:
        loop = asyncio.get_running_loop()
        if loop not in self._clients:
            opened = self._open(loop)
            self._clients[loop] = (await anext(opened), opened)
        return self._clients[loop][0]

    async def _open(self, loop: asyncio.AbstractEventLoop) -> AsyncIterator[AsyncOpenAI]:
        """One client; the loop closes its asynchronous generators when it ends, and this one then closes the client."""
        client = AsyncOpenAI(
            api_key=self._api_key or "none",
            base_url=self.base_url,
            max_retries=0,
            timeout=self.timeout,
            http_client=self._http_client(),
        )
        try:
            yield client
        finally:
            del self._clients[loop]
            await client.close()


class OpenAIChat:
    """The chat model of one configuration, asked at `POST /chat/completions`."""

    def __init__(self, settings: ModelSettings, endpoint: OpenAIEndpoint) -> None:
        self.settings, self.endpoint = settings, endpoint
        self.schema_refused = False

    def __repr__(self) -> str:
        return f"OpenAIChat({self.settings.name!r}, {self.endpoint!r})"

    def model_for(self, agent: str) -> str:  # noqa: ARG002 one configuration answers all
        """The configured model and its revision."""
        return self.settings.name

    async def complete(self, request: ChatRequest) -> ChatReply:
        """One call. With `structured: auto`, a server that refuses the schema is asked once more without it."""
        with_schema = bool(request.reply_schema) and self.settings.structured != "instruction"
        if not with_schema or self.schema_refused:
            return await self._post(request, with_schema=False)
        try:
            return await self._post(request, with_schema=True)
        except RequestInvalid:
            if self.settings.structured == "schema":
                raise
            reply = await self._post(request, with_schema=False)
            self.schema_refused = True
            return reply

    async def _post(self, request: ChatRequest, *, with_schema: bool) -> ChatReply:
        body = request_body(request, self.settings, with_schema=with_schema)
        response = await self.endpoint.call(
            lambda client: client.post("/chat/completions", body=body, cast_to=httpx2.Response)
        )
        return read_completion(self.endpoint.redacted(response.text), request)
