"""The configuration of models in one place: the workspace's eigendata.yaml, overridden by the environment.

A key is never in the file: the file names the environment variable that holds it (`api_key_env`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from eigendata_assets.agents.messages import Parameters
from eigendata_assets.agents.money import Price, price_of, shipped_prices
from eigendata_assets.artifacts.frozen import Json

OFFICIAL = "https://api.openai.com/v1"
SECRET = re.compile(r"api[-_]?key|secret|password|authorization|credential", re.IGNORECASE)


def _without_secret(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an http(s) address such as http://127.0.0.1:8000/v1")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("must hold no user, password, query or fragment; keys come from the environment")
    return url.rstrip("/")


def _no_secret_names(extra: dict[str, Json]) -> dict[str, Json]:
    if any(SECRET.search(name) for name in extra):
        raise ValueError("must hold no key or password; keys come from the environment")
    return extra


BaseUrl = Annotated[str, AfterValidator(_without_secret)]
VariableName = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,63}$")]
Extra = Annotated[dict[str, Json], AfterValidator(_no_secret_names)]


class Section(BaseModel):
    """A section of the file: frozen, no unknown fields, and no value of it in an error message."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class RoleSettings(Section):
    """A model for one agent; what is None is taken from the default model."""

    model: str | None = Field(default=None, min_length=1)
    base_url: BaseUrl | None = None
    api_key_env: VariableName | None = None
    temperature: float | None = Field(default=None, ge=0)
    seed: int | None = None
    max_tokens: int | None = Field(default=None, gt=0)
    extra: Extra | None = None
    structured: Literal["auto", "schema", "instruction"] | None = None
    mode: Literal["direct", "batch"] | None = None
    timeout_seconds: float | None = Field(default=None, gt=0)
    concurrency: int | None = Field(default=None, gt=0)
    revision: str | None = Field(default=None, pattern=r"^[\w.:-]*$")


class ModelSettings(Section):
    """One model with nothing left open.

    `structured`: how JSON is had: `schema` by response_format, `instruction` by the prompt alone, `auto` by schema
    until the server refuses it. `concurrency`: calls under way at once. `revision`: told apart in the cache and in
    provenance, for a quantisation, a date, or two servers with the same model name. `max_tokens` bounds each reply.
    """

    model: str | None = Field(default=None, min_length=1)
    base_url: BaseUrl | None = None
    api_key_env: VariableName | None = "OPENAI_API_KEY"
    temperature: float | None = Field(default=None, ge=0)
    seed: int | None = None
    max_tokens: int = Field(default=4096, gt=0)
    extra: Extra = Field(default_factory=dict)
    structured: Literal["auto", "schema", "instruction"] = "auto"
    mode: Literal["direct", "batch"] = "direct"
    timeout_seconds: float = Field(default=120, gt=0)
    concurrency: int = Field(default=16, gt=0)
    revision: str = Field(default="", pattern=r"^[\w.:-]*$")

    @property
    def name(self) -> str:
        """What provenance and the cache call this model."""
        return f"{self.model}#{self.revision}" if self.revision else f"{self.model}"

    @property
    def parameters(self) -> Parameters:
        """How it generates unless an agent says otherwise."""
        return Parameters(
            temperature=self.temperature, seed=self.seed, max_tokens=self.max_tokens, extra=dict(self.extra)
        )

    def missing(self, environ: Mapping[str, str]) -> str | None:
        """Why this model cannot be asked, or None when it can."""
        if self.model is None:
            return "no model is named"
        if self.base_url is None and not (self.api_key_env and environ.get(self.api_key_env)):
            key = f"{self.api_key_env} is not set" if self.api_key_env else "it has no api_key_env"
            return f"for {self.model}, {key} and there is no base_url"
        return None

    def for_role(self, role: RoleSettings) -> ModelSettings:
        """This model with what the role says otherwise.

        The key goes along only to the address it is meant for: a role with an address of its own names its own key.
        """
        own = {name: value for name, value in role if value is not None}
        if role.base_url not in (None, self.base_url) and role.api_key_env is None:
            own["api_key_env"] = None
        if role.model is not None:
            own.setdefault("revision", "")
        return ModelSettings.model_validate(self.model_dump() | own)


class Models(Section):
    """The default model, and for agents by name another one, or `rule` to use the agent's rule."""

    default: ModelSettings = ModelSettings()
    roles: dict[str, RoleSettings | Literal["rule"]] = Field(default_factory=dict)

    def of(self, agent: str) -> ModelSettings | Literal["rule"]:
        """The model that answers this agent."""
        role = self.roles.get(agent)
        return self.default if role is None else role if role == "rule" else self.default.for_role(role)

    @model_validator(mode="after")
    def _names_tell_models_apart(self) -> Models:
        places: dict[str, str | None] = {self.default.name: self.default.base_url}
        for agent in self.roles:
            model = self.of(agent)
            if model == "rule" or model.model is None:
                continue
            if places.setdefault(model.name, model.base_url) != model.base_url:
                raise ValueError(
                    f"roles.{agent}: model {model.model} at another base_url under the same name; "
                    "give one of them a `revision`, so that their answers are told apart"
                )
        return self


class BudgetSettings(Section):
    """The limits of one run; None is no limit."""

    tokens: int | None = Field(default=None, gt=0)
    usd: Decimal | None = Field(default=None, gt=0)


class RetrySettings(Section):
    """See `agents.retry.Retrying`."""

    attempts: int = Field(default=6, ge=1)
    first_wait_seconds: float = Field(default=0.5, ge=0)
    longest_wait_seconds: float = Field(default=60, ge=0)


class BatchSettings(Section):
    """Batch API: the share of the price it costs, the fewest calls worth a batch, the hours to wait for one."""

    share_of_price: Decimal = Field(default=Decimal("0.5"), ge=0, le=1)
    fewest_calls: int = Field(default=10, ge=1)
    patience_hours: float = Field(default=26, gt=0)


class Settings(Section):
    """The whole file; every section has defaults, so an empty file is a valid one."""

    models: Models = Models()
    budget: BudgetSettings = BudgetSettings()
    retry: RetrySettings = RetrySettings()
    batch: BatchSettings = BatchSettings()
    prices: dict[str, Price] = Field(default_factory=dict)

    def price(self, model: str) -> Price | None:
        """The price of a model: from the file, else from the table that comes with the program."""
        return price_of(model, self.prices) or price_of(model, shipped_prices())
