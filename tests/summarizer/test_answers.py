"""What people answered in the document, and what becomes of it: 003.6.2 to 003.6.5."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from summarizer.answers import is_recorded, take_in
from summarizer.engine import take_back
from summarizer.procedure import ASKED
from tests.desk import Desk
from tests.summarizer.online import EMAILS, Online
from tracker.case import Case
from tracker.errors import Refused, Unavailable


@pytest.fixture
def room(desk: Desk) -> Iterator[Online]:
    made = Online(desk.root)
    yield made
    made.close()


@pytest.fixture
def asked(room: Online, written: str) -> str:
    """Both reviewers were asked in the document, by request a1."""
    room.do(written, "request-review")
    return written


@pytest.fixture
def to_approve(room: Online, reviewed: str) -> str:
    """The final approver was asked in the document, by request a1."""
    room.do(reviewed, "request-approval")
    return reviewed


def sync(room: Online, number: str) -> list[str]:
    return list(take_in(room, room.case(number)))


def recorded(case: Case, kind: str) -> list[str]:
    return [str(event.data["by"]) for event in case.of_kind(kind)]


# --- asking -------------------------------------------------------------------------------------


def test_the_record_says_that_people_were_asked_in_the_document(room: Online, asked: str) -> None:
    event = room.case(asked).last(ASKED)
    assert event is not None
    assert event.data == {
        "asked": "reviewers",
        "then": "reviewed",
        "how": "document",
        "request": "a1",
        "did": "ask in document",
    }
    assert set(room.approvals.kept["a1"].answers) == {EMAILS["rosa"], EMAILS["ravi"]}
    assert room.approvals.words.startswith(f"{asked}: your yes counts as “reviewed”")


def test_asking_anew_names_the_requests_that_were_ours(room: Online, asked: str) -> None:
    room.do(asked, "request-review")
    assert room.approvals.earlier == [set(), {"a1"}]


@pytest.mark.row("003.6.2")
def test_where_the_document_cannot_ask_the_record_says_mail_and_why(
    room: Online, written: str
) -> None:
    room.approvals.error = Refused("An approval can't be asked for", "Google says: not for you")
    room.do(written, "request-review")
    event = room.case(written).last(ASKED)
    assert event is not None
    assert event.data["how"] == "mail"
    assert event.data["why"] == "An approval can't be asked for. Google says: not for you"
    room.approvals.error = None
    assert sync(room, written) == []
    assert room.approvals.read_ids == []


def test_a_service_that_is_away_leaves_the_run_open_and_asks_when_it_is_resumed(
    room: Online, written: str
) -> None:
    room.approvals.error = Unavailable("Google is not available")
    with pytest.raises(Unavailable):
        room.do(written, "request-review")
    assert room.case(written).last(ASKED) is None
    room.approvals.error = None
    room.do(written, "request-review")
    assert list(room.approvals.kept) == ["a1"]


# --- reviewers ----------------------------------------------------------------------------------


@pytest.mark.row("003.6.2", "003.6.4")
def test_of_several_reviewers_the_one_who_says_yes_is_done_and_once(
    room: Online, asked: str
) -> None:
    assert sync(room, asked) == []
    room.approvals.say("a1", rosa="yes")
    assert sync(room, asked) == ["Rosa Lindqvist said yes in the document"]
    assert sync(room, asked) == []
    assert recorded(room.case(asked), "reviewed") == ["rosa"]
    with pytest.raises(Refused, match="request-approval"):
        room.do(asked, "request-approval")
    room.approvals.say("a1", ravi="yes")
    assert sync(room, asked) == ["Ravi Menon said yes in the document"]
    assert recorded(room.case(asked), "reviewed") == ["rosa", "ravi"]
    room.do(asked, "request-approval")


def test_the_same_yes_seen_by_two_syncs_is_one_event(room: Online, asked: str) -> None:
    room.approvals.say("a1", rosa="yes")
    stale = room.case(asked)
    for _ in range(2):
        assert list(take_in(room, stale)) == ["Rosa Lindqvist said yes in the document"]
    assert recorded(room.case(asked), "reviewed") == ["rosa"]


def test_a_reviewer_whose_yes_an_edit_took_back_is_done_all_the_same(
    room: Online, asked: str
) -> None:
    room.approvals.say("a1", rosa="yes")
    sync(room, asked)
    room.approvals.say("a1", rosa="")
    assert sync(room, asked) == []
    room.approvals.say("a1", rosa="yes")
    assert sync(room, asked) == []


@pytest.mark.row("003.6.2")
def test_a_no_is_told_and_the_yes_beside_it_counts(room: Online, asked: str) -> None:
    room.approvals.say("a1", rosa="no", ravi="yes")
    assert sorted(sync(room, asked)) == [
        "Ravi Menon said yes in the document",
        "Rosa Lindqvist said no in the document",
    ]
    assert sync(room, asked) == ["Rosa Lindqvist said no in the document"]
    assert recorded(room.case(asked), "reviewed") == ["ravi"]


def test_once_everybody_has_answered_nothing_is_asked_any_more(room: Online, asked: str) -> None:
    room.approvals.say("a1", rosa="yes", ravi="yes")
    sync(room, asked)
    room.approvals.read_ids.clear()
    assert sync(room, asked) == []
    assert room.approvals.read_ids == []


def test_a_request_that_is_for_another_stage_is_not_asked_about(room: Online, asked: str) -> None:
    room.do(asked, "cancel", why="He takes it back.")
    assert sync(room, asked) == []
    assert room.approvals.read_ids == []


# --- who it was ---------------------------------------------------------------------------------


@pytest.mark.parametrize("shown", ["Rosa Lindqvist", "rosa", "rosa.lindqvist@example.com"])
def test_a_name_instead_of_an_address_proves_nothing(room: Online, asked: str, shown: str) -> None:
    room.approvals.change("a1", answers={}, unnamed=((shown, "yes"), ("Ravi", "no")))
    how = f"summarizer reviewed {asked} --by WHO --evidence https://doc/{asked}"
    first, second = sync(room, asked)
    assert (
        first == f"“{shown}” said yes in the document, but shows no address; if you know who: {how}"
    )
    assert second == "“Ravi” said no in the document"
    assert recorded(room.case(asked), "reviewed") == []


def test_somebody_who_was_not_asked_is_refused_and_told(room: Online, asked: str) -> None:
    room.approvals.say("a1", fay="yes", zoe="yes")
    said = sync(room, asked)
    assert len(said) == 2
    assert said[0].startswith("the yes of Fay Brandt can't be recorded: reviewed of SM-")
    assert "003.6.1: fay is not among them: rosa, ravi." in said[0]
    assert said[1].startswith(f"the yes of {EMAILS['zoe']} can't be recorded")
    assert recorded(room.case(asked), "reviewed") == []


@pytest.mark.row("003.6.5")
def test_the_authors_own_yes_is_refused_and_told(room: Online, to_approve: str) -> None:
    room.approvals.change("a1", answers={})
    room.approvals.say("a1", dana="yes")
    (said,) = sync(room, to_approve)
    assert said.startswith("the yes of Dana Reyes can't be recorded: approve of SM-")
    assert "003.6.5: Dana Reyes wrote the summary; somebody else approves it." in said
    assert recorded(room.case(to_approve), "approved") == []


# --- the approver -------------------------------------------------------------------------------


@pytest.mark.row("003.6.5", "003.6.6")
def test_a_yes_for_the_newest_text_binds_it(room: Online, to_approve: str) -> None:
    room.approvals.say("a1", fay="yes")
    room.approvals.change("a1", at=datetime(2026, 11, 19, 18, 20, tzinfo=UTC))
    assert sync(room, to_approve) == ["Fay Brandt said yes in the document"]
    case = room.case(to_approve)
    approval = case.last("approved")
    assert approval is not None
    evidence = f"https://doc/{to_approve} (approval a1, revision 7)"
    assert (approval.data["by"], approval.data["evidence"]) == ("fay", evidence)
    assert approval.at == datetime(2026, 11, 19, 18, 20, tzinfo=UTC)
    assert case.facts["approved.hash"]
    assert case.stage == "approved"
    assert sync(room, to_approve) == []


@pytest.mark.row("003.6.5")
def test_a_yes_for_an_older_text_is_told_and_asked_for_again(room: Online, to_approve: str) -> None:
    room.approvals.say("a1", fay="yes")
    room.approvals.change("a1", newest=False)
    (said,) = sync(room, to_approve)
    again = f"ask again: summarizer request-approval {to_approve}"
    assert said == f"the yes of Fay Brandt is for an older text; {again}"
    assert recorded(room.case(to_approve), "approved") == []
    room.do(to_approve, "request-approval")
    room.approvals.say("a2", fay="yes")
    assert sync(room, to_approve) == ["Fay Brandt said yes in the document"]


def test_a_yes_waits_for_the_others_who_were_asked(room: Online, to_approve: str) -> None:
    room.approvals.say("a1", fay="yes", stan="")
    waits = "the yes of Fay Brandt counts once everybody who was asked has said yes"
    assert sync(room, to_approve) == [waits]
    room.approvals.say("a1", stan="no")
    first, second = sync(room, to_approve)
    assert first.startswith("the yes of Fay Brandt doesn't count: the request ended without")
    assert second == "Stan Whitlock said no in the document"
    assert recorded(room.case(to_approve), "approved") == []


@pytest.mark.row("003.6.4", "003.6.5")
def test_a_stand_in_counts_on_the_day_on_which_the_answer_was_given(
    desk: Desk, room: Online, reviewed: str
) -> None:
    file = desk.root / "people.toml"
    text = file.read_text(encoding="utf-8")
    off = 'example.com"\ndays_off = ["2026-11-19"]'
    for name in ("fay.brandt@", "finn.aalto@"):
        before, after = text.split(f'"{name}example.com"', 1)
        after = "\n".join(x for x in after.split("\n", 3) if not x.startswith("days_off"))
        text = f'{before}"{name}{off}{after}'
    file.write_text(text, encoding="utf-8")
    room.do(reviewed, "request-approval")
    room.approvals.say("a1", stan="yes")
    room.approvals.change("a1", at=datetime(2026, 11, 19, 23, tzinfo=UTC))
    desk.at("2026-11-23T09:00")
    assert sync(room, reviewed) == ["Stan Whitlock said yes in the document"]


def test_an_answer_from_a_clock_that_runs_ahead_is_not_later_than_now(
    room: Online, to_approve: str
) -> None:
    room.approvals.say("a1", fay="yes")
    room.approvals.change("a1", at=datetime(2026, 11, 30, tzinfo=UTC))
    sync(room, to_approve)
    approval = room.case(to_approve).last("approved")
    assert approval is not None
    assert approval.at == room.now()


# --- again, and where it goes wrong ---------------------------------------------------------------


def test_a_yes_that_was_taken_back_stays_so(room: Online, to_approve: str) -> None:
    room.approvals.say("a1", fay="yes")
    sync(room, to_approve)
    take_back(room, to_approve)
    assert room.case(to_approve).stage == "approval"
    assert sync(room, to_approve) == []


def test_a_dry_run_says_what_would_be_recorded(room: Online, asked: str) -> None:
    room.approvals.say("a1", rosa="yes")
    said = list(take_in(room, room.case(asked), dry_run=True))
    assert said == ["Rosa Lindqvist said yes in the document (not recorded: dry run)"]
    assert recorded(room.case(asked), "reviewed") == []


def test_a_request_whose_id_is_not_known_yet_is_read_as_the_newest(
    room: Online, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room.approvals, "ask", lambda *_: "")
    room.do(asked, "request-review")
    room.approvals.kept[""] = room.approvals.kept["a1"]
    room.approvals.say("", rosa="yes", ravi="yes")
    assert len(sync(room, asked)) == 2
    assert sync(room, asked) == []
    assert sorted(recorded(room.case(asked), "reviewed")) == ["ravi", "rosa"]


def test_a_request_that_is_gone_is_told(room: Online, asked: str) -> None:
    room.approvals.kept.clear()
    (said,) = sync(room, asked)
    assert said.startswith("the answers in the document can't be read: There is no request a1")


def test_a_service_that_is_away_is_an_error_and_not_a_line(room: Online, asked: str) -> None:
    room.approvals.error = Unavailable("Google is not available")
    with pytest.raises(Unavailable):
        sync(room, asked)


def test_one_request_is_not_taken_for_another_whose_id_begins_alike(
    room: Online, asked: str
) -> None:
    room.approvals.say("a1", rosa="yes")
    sync(room, asked)
    case = room.case(asked)
    assert is_recorded(case, "rosa", "a1")
    assert not is_recorded(case, "rosa", "a")
    assert not is_recorded(case, "ravi", "a1")
