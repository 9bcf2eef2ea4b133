"""What mails say about a summary (003.0.4, 003.2.2)."""

from __future__ import annotations

import pytest

from summarizer.reading.sentences import statements
from summarizer.reading.wanted import summary_wanted

WANTED = """
Please prepare a summary.
Could you put together a summary for this one?
We will need a summary by EOD.
Summary please!
Please look into this and send a summary when you can.
Please summarize what happened.
Summarise the history for us please
FYI we will need a summary.
This is not an FYI. We need a summary.
No FYI this time: full summary please.
No reply needed, but we do need a summary.
This isn't urgent, but please write a summary.
Please don't forget to send us a summary
Summary needed: Yes
Summary request: Jane Doe
Could we get a summary by noon?
Can I have a write-up on this?
Please provide a quick write up of the situation.
Ellen would like a full summary of the case.
The executives are asking for a summary.
Need summary asap
Would you mind preparing a summary?
Would it be possible to get a summary?
When can we expect the summary?
Please send the summary to us when ready.
If possible, please send us a summary today.
We'd like your team to put together a summary so that we can respond if the press calls.
Let's do a summary.
A summary would be great.
A full summary is needed on this user by Friday.
Can the team put a summary together?
Legal has requested a summary of the account history.
We’d need a summary for this one, thanks
"""

NOT_WANTED = """
Just FYI, no summary needed.
No summary is needed yet.
Just FYI - she tweeted about us.
FYI only. User is venting.
FYI, a user is complaining on Twitter.
This is just an FYI about a potential issue to watch for, please keep an eye on it.
No need for a summary on this one.
I'm not asking for a summary, just a quick look.
For your awareness: he posted on Reddit.
Heads up only, nothing to do.
Just a heads up that Jane is tweeting again.
We don't need a summary unless it goes viral.
We don’t need a summary.
Attached is the summary of her posts. Just FYI.
Please skip the summary for this one.
Summary needed? No
Summary required: N/A
A summary won't be necessary.
I don't think a summary is needed here
There is no need to prepare a summary.
No need to summarize.
Please reply to the user; no summary required.
You don't have to write a summary.
I wouldn't bother with a summary.
Please do not start a summary yet.
We won't be needing a summary.
We require neither a reply nor a summary.
As we won't need a summary, just reply to the user.
Nothing needed from your side, just letting you know.
Sharing for visibility, no action required.
Just keeping you in the loop.
You can hold off on the summary.
"""

OPEN = """
Do we need a summary?
Should we put together a summary?
Not sure whether we need a summary.
We may need a summary later.
If she posts again, please prepare a summary.
Send a summary unless she deletes it.
Let me know if you need a summary.
Let us know when the summary is ready.
Can we skip the summary here?
No summary needed. Actually, please send a summary.
"""

NOT_SAID = """
This user is furious about us on social media, please look.
Thanks for the summary you sent last week. Please look at this too.
In summary, the user is angry. Please call him.
To summarize: user is upset, please help.
The executive summary deck is attached.
FYI. Please investigate and get back to the user.
Heads up: this user is furious. Please handle.
This is more than just an FYI, please act
Please call the user. No reply to me is needed.
"""


def lines(text: str) -> list[str]:
    return text.strip().splitlines()


@pytest.mark.parametrize("text", lines(WANTED))
def test_a_summary_is_asked_for(text: str) -> None:
    assert summary_wanted(statements(text), "", ())[0] is True


@pytest.mark.parametrize("text", lines(NOT_WANTED))
def test_no_summary_is_asked_for(text: str) -> None:
    assert summary_wanted(statements(text), "", ())[0] is False


@pytest.mark.parametrize("text", lines(OPEN))
def test_a_question_a_doubt_or_a_condition_leaves_it_open_and_is_shown(text: str) -> None:
    answer, why = summary_wanted(statements(text), "", ())
    assert answer is None
    assert "summary" in why


@pytest.mark.parametrize("text", lines(NOT_SAID))
def test_nothing_is_read_from_a_mail_that_does_not_say_it(text: str) -> None:
    assert summary_wanted(statements(text), "", ()) == (None, "")


def test_the_sentence_that_decided_is_told() -> None:
    text = "Hi all. Jane is upset. We would like a summary by Friday. Thanks."
    assert summary_wanted(statements(text), "", ()) == (True, "We would like a summary by Friday.")


def test_what_the_writer_says_counts_before_the_subject_and_that_before_a_forward() -> None:
    need, none = "Please prepare a summary.", "No summary needed."
    assert summary_wanted([none], need, [need]) == (False, none)
    assert summary_wanted(["Please handle."], none, [need]) == (False, none)
    assert summary_wanted(["Please handle."], "Jane Doe", [need]) == (True, need)
    assert summary_wanted(["Just FYI."], "Jane Doe", [need]) == (False, "Just FYI.")


def test_a_forwarded_fyi_does_not_silence_who_asks_for_something() -> None:
    assert summary_wanted(["Please handle."], "x", ["Just FYI."]) == (None, "")
    assert summary_wanted(["See below."], "x", ["Just FYI."]) == (False, "Just FYI.")
