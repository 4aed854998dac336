"""Each status of a response is one named error, and a wait that the server asks for is understood."""

from __future__ import annotations

import time
from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.agents.errors import CallFailed, RateLimited, ServerFailed
from resources.openai_errors import named_error, retry_after


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (302, "RequestInvalid"),
        (400, "RequestInvalid"),
        (401, "AccessDenied"),
        (402, "RequestInvalid"),
        (403, "AccessDenied"),
        (404, "ModelNotFound"),
        (405, "NotOffered"),
        (408, "ServerFailed"),
        (409, "ServerFailed"),
        (413, "RequestInvalid"),
        (422, "RequestInvalid"),
        (429, "RateLimited"),
        (500, "ServerFailed"),
        (501, "NotOffered"),
        (502, "ServerFailed"),
        (503, "ServerFailed"),
        (504, "TimedOut"),
        (529, "ServerFailed"),
    ],
)
def test_a_status_is_a_named_error(status: int, name: str) -> None:
    error = named_error(status, '{"error": {"message": "no  such\\nluck"}}', {}, "http://h/v1")
    assert type(error).__name__ == name
    assert error.message == f"http://h/v1: {status}: no such luck"


def test_an_account_without_credit_is_not_a_rate_limit() -> None:
    error = named_error(429, '{"error": {"message": "pay", "code": "insufficient_quota"}}', {}, "http://h/v1")
    assert (type(error).__name__, error.again) == ("QuotaExhausted", False)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<html>bad gateway</html>", "<html>bad gateway</html>"),
        ("", "no message"),
        ('{"error": "plain"}', "plain"),
        ('{"error": {"message": null}}', "None"),
        ('{"detail": "x"}', '{"detail": "x"}'),
        ("[]", "[]"),
        ("x" * 5000, "x" * 300),
    ],
)
def test_any_body_gives_a_short_message(text: str, said: str) -> None:
    assert named_error(400, text, {}, "h").message == f"h: 400: {said}"


@given(st.integers(300, 599), st.text(max_size=200), st.text(max_size=20))
def test_no_response_breaks_the_naming(status: int, text: str, wait: str) -> None:
    error = named_error(status, text, {"retry-after": wait}, "h")
    assert isinstance(error, CallFailed)
    if isinstance(error, (RateLimited, ServerFailed)):
        assert error.retry_after is None or error.retry_after >= 0


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0.25"}, 0.25),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after-ms": "soon", "retry-after": "9"}, 9.0),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "tomorrow"}, None),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0),
    ],
)
def test_a_wait_is_understood_in_seconds(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers) == seconds


def test_a_wait_until_a_date_is_the_time_from_now() -> None:
    wait = retry_after({"retry-after": formatdate(time.time() + 100, usegmt=True)})
    assert wait is not None
    assert 95 < wait <= 100
