from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.google.errors import Said, failure, is_limit, read_said, wants_scope
from tracker.errors import Unavailable, UserError

OLD = {
    "error": {
        "code": 403,
        "message": "User Rate Limit Exceeded",
        "errors": [{"domain": "usageLimits", "reason": "userRateLimitExceeded"}],
    }
}
NEW = {
    "error": {
        "code": 403,
        "message": "Google Docs API has not been used\nin project 1.",
        "status": "PERMISSION_DENIED",
        "details": [{"@type": "a.google.rpc.Help"}, {"reason": "SERVICE_DISABLED"}],
    }
}


def said(value: Any, status: int = 403) -> Said:
    return read_said(status, json.dumps(value).encode())


def test_both_of_googles_forms_are_read() -> None:
    assert said(OLD).reason == "userRateLimitExceeded"
    assert (said(NEW).reason, said(NEW).message) == (
        "SERVICE_DISABLED",
        "Google Docs API has not been used in project 1.",
    )
    only = {"error": {"status": "ABORTED", "message": ""}}
    assert said(only, 409).reason == "ABORTED"


@pytest.mark.parametrize("content", [b"", b"<html>", b"[]", b'{"error": "x"}', b'{"error": null}'])
def test_an_answer_in_no_known_form_still_has_its_status(content: bytes) -> None:
    found = read_said(502, content)
    assert (found.status, found.reason, found.message) == (502, "", "")


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(
            st.sampled_from(["error", "errors", "details", "reason", "status", "message"]), inner
        ),
    )
)  # fmt: skip
def test_no_answer_is_too_strange_to_be_told(value: Any) -> None:
    found = said({"error": value})
    assert isinstance(failure(found, "read the document"), UserError)


@pytest.mark.parametrize(
    ("status", "reason", "code"),
    [
        (400, "badRequest", 2),
        (401, "authError", 4),
        (403, "forbidden", 5),
        (403, "SERVICE_DISABLED", 5),
        (403, "storageQuotaExceeded", 7),
        (403, "teamDriveFileLimitExceeded", 7),
        (403, "userRateLimitExceeded", 6),
        (403, "dailyLimitExceeded", 6),
        (404, "notFound", 3),
        (409, "ABORTED", 5),
        (412, "conditionNotMet", 5),
        (413, "", 2),
        (429, "RESOURCE_EXHAUSTED", 6),
        (500, "backendError", 6),
        (501, "", 6),
    ],
)
def test_each_answer_ends_with_its_exit_code(status: int, reason: str, code: int) -> None:
    error = failure(Said(status, reason, "Google's sentence."), "read the document")
    assert error.exit_code == code
    assert (error.what, error.why) == ("Could not read the document", "Google's sentence.")


def test_only_a_server_s_failure_leaves_open_whether_the_change_was_made() -> None:
    for status, uncertain in ((503, True), (429, False)):
        error = failure(Said(status), "move the row", uncertain=True)
        assert isinstance(error, Unavailable)
        assert error.uncertain is uncertain
        assert ("It is not known whether the change was made." in error.why) is uncertain
        assert error.fix.startswith("Type the same command again")


def test_a_limit_is_told_from_other_refusals() -> None:
    assert is_limit(Said(429))
    assert is_limit(Said(403, "userRateLimitExceeded"))
    assert is_limit(Said(403, "dailyLimitExceeded"))
    assert not is_limit(Said(403, "insufficientFilePermissions"))


def test_a_long_sentence_is_cut() -> None:
    assert len(said({"error": {"message": "x" * 5000}}).message) == 200


def test_a_missing_scope_is_told_from_other_refusals() -> None:
    assert wants_scope(Said(403, "insufficientPermissions"))
    assert wants_scope(Said(403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT"))
    assert wants_scope(Said(403, "", "Request had insufficient authentication scopes."))
    assert not wants_scope(Said(403, "insufficientFilePermissions"))
    assert not wants_scope(Said(404, "insufficientPermissions"))
