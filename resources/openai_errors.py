"""From the status of a response to a named error."""

import json
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from eigendata_assets.agents.errors import (
    AccessDenied,
    CallFailed,
    ModelNotFound,
    NotOffered,
    QuotaExhausted,
    RateLimited,
    RequestInvalid,
    ServerFailed,
    TimedOut,
)

SHOWN = 300
NO_CREDIT = frozenset(["insufficient_quota", "billing_hard_limit_reached"])


def named_error(status: int, text: str, headers: Mapping[str, str], base_url: str) -> CallFailed:
    """The error of a response with this status (300 or more), body and headers."""
    detail, code = _detail(text)
    message = f"{base_url}: {status}: {detail}"
    match status:
        case 429 if code in NO_CREDIT:
            return QuotaExhausted(message, hint="The account behind the key has no credit left.")
        case 429:
            return RateLimited(message, retry_after=retry_after(headers))
        case 401 | 403:
            return AccessDenied(message, hint="Check the variable that `api_key_env` names, and the base_url.")
        case 404:
            return ModelNotFound(message, hint="Check the model's name and the base_url; it usually ends in /v1.")
        case 405 | 501:
            return NotOffered(message)
        case 504:
            return TimedOut(message)
        case 408 | 409:
            return ServerFailed(message, retry_after=retry_after(headers))
        case _ if status >= 500:
            return ServerFailed(message, retry_after=retry_after(headers))
    return RequestInvalid(message)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, from `Retry-After-Ms` or `Retry-After` (seconds or a date); None without a usable one."""
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        value = headers.get(name)
        if value is None:
            continue
        try:
            seconds = float(value) / unit
        except ValueError:
            seconds = _until(value)
        if 0 <= seconds < float("inf"):
            return seconds
    return None


def _until(date: str) -> float:
    try:
        return max(0.0, parsedate_to_datetime(date).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return -1.0


def _detail(text: str) -> tuple[str, str]:
    try:
        error = json.loads(text)["error"]
        message, code = (error["message"], error.get("code")) if isinstance(error, dict) else (error, "")
    except (ValueError, KeyError, TypeError, IndexError, RecursionError):
        message, code = text, ""
    return " ".join(str(message).split())[:SHOWN] or "no message", str(code or "")
