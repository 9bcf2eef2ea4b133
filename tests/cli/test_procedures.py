from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from docx import Document

from summarizer.workspace import shipped
from tests.cli.shell import Shell, parts
from tests.desk import Desk
from tests.procedures import social

if TYPE_CHECKING:
    import pytest

NAMES = ["problematic-to-pr-cs", "problematic-to-pr-social", "social-media-summary", "tier-2"]


def own(desk: Desk, name: str, text: str = "") -> Path:
    """A file of the social media procedure that the workspace has itself, made from the shipped."""
    procedure = "social-media-summary"
    source = shipped() / procedure / name
    target = desk.root / "templates" / procedure / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(text.encode() if text else source.read_bytes())
    return target


def test_the_procedures_are_listed_with_where_they_are_read(shell: Shell) -> None:
    shell("init")
    listed = shell("procedures", "list", "--json").json
    assert [p["name"] for p in listed] == NAMES
    for found in listed:
        assert found.keys() == {"name", "title", "prefix", "file"}
        assert Path(found["file"]).is_file()
    said = shell("procedures", "list").out
    assert all(name in said for name in NAMES)


def test_who_gets_each_mail_is_shown(shell: Shell) -> None:
    shell("init")
    show = ("procedures", "show", "social-media-summary", "--recipients")
    found = {row["message"]: row for row in shell(*show, "--json").json}
    assert found["handoff"] == {
        "message": "handoff",
        "rule": "003.3.2, 003.3.3",
        "how": "forward of “acknowledged”",
        "from": "whoever writes",
        "to": "handed_to",
        "cc": "leads",
        "bcc": "",
        "must": "handed_to, leads",
        "never": "ee, the user",
    }
    assert found["user-notice"]["bcc"] == "leads, social-response"
    assert found["user-reply"]["bcc"] == "reply-leads"
    assert (found["summary"]["how"], found["summary"]["to"]) == (
        "reply to all",
        "thread's from, thread's to",
    )
    lines = shell(*show).out.splitlines()
    assert lines[:3] == [
        "handoff: forward of “acknowledged” (003.3.2, 003.3.3)",
        "  from   whoever writes",
        "  to     handed_to",
    ]
    assert [line.partition(":")[0] for line in lines if line[0] != " "] == list(found)
    shown = shell("procedures", "show", "tier-2", "--recipients").out
    assert shown == "Tier 1 and Tier 2 hand-offs has no mails.\n"


def test_the_workspace_s_own_procedures_are_listed_too(desk: Desk) -> None:
    desk.procedure("tier-2", lambda table: table.update(title="Ours", prefix="OU"))
    (desk.root / "templates" / "tier-2").rename(desk.root / "templates" / "ours")
    listed = {p["name"]: p for p in desk("procedures", "list", "--json").json}
    assert sorted(listed) == sorted([*NAMES, "ours"])
    assert listed["ours"]["title"] == "Ours"
    assert listed["ours"]["file"].startswith(str(desk.root))


def test_a_procedure_is_shown_with_verbs_inputs_fields_and_clocks(shell: Shell) -> None:
    shell("init")
    said = shell("procedures", "show", "social-media-summary")
    for text in ("request-review", "finding", "summary_wanted", "yes | no", "acknowledge", "8 h"):
        assert text in said.out
    assert str(shipped() / "social-media-summary" / "procedure.toml") in said.out
    found = shell("procedures", "show", "social-media-summary", "--json").json
    assert found.keys() >= {"name", "title", "stages", "closed", "fields", "clocks", "verbs"}
    assert found["verbs"]["approve"]["needs"] == ["by"]
    assert found["clocks"]["summary"]["amount"] == "8 h"
    assert found["fields"]["summary_wanted"]["one_of"] == ["yes", "no"]


def test_help_of_a_verb_is_never_cut(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell("init")
    monkeypatch.setenv("COLUMNS", "80")
    said = shell("procedures", "show", "social-media-summary").out
    words = " ".join(shell("procedures", "show", "social-media-summary", "--json").json["verbs"])
    assert all(verb in said for verb in words.split())
    assert "Find earlier" in said


def test_a_procedure_says_what_it_refuses_and_why(shell: Shell) -> None:
    shell("init")
    said = shell("procedures", "show", "problematic-to-pr-social").out
    assert "not here: 003.7.6" in " ".join(said.split())


def test_checking_says_that_each_is_good(shell: Shell) -> None:
    shell("init")
    assert shell("procedures", "check").out.splitlines() == [f"{name}: good." for name in NAMES]
    assert shell("procedures", "check", "tier-2").out == "tier-2: good.\n"
    assert shell("procedures", "check", "--json").json == [
        {"name": name, "problems": []} for name in NAMES
    ]


def test_checking_names_file_key_and_what_was_expected(desk: Desk) -> None:
    file = own(desk, "procedure.toml")
    file.write_text(file.read_text().replace('amount = "8h"', 'amount = "8 hourz"'))
    said = desk("procedures", "check", code=2)
    assert f"{file}: clock.summary.amount" in said.out
    assert "Expected an amount such as 8h or 15m, not '8 hourz'" in said.out
    assert parts(said)[0] == "1 to mend"
    assert "tier-2: good." in said.out
    (found,) = desk("procedures", "check", "social-media-summary", "--json", code=2).json
    assert len(found["problems"]) == 1


def test_a_procedure_with_a_mistake_changes_nothing(desk: Desk) -> None:
    file = own(desk, "procedure.toml")
    file.write_text(file.read_text().replace('prefix = "SM"', 'prefx = "SM"'))
    before = desk.everything()
    mail = social.receive(desk)
    said = desk("ack", "--mail", mail, "--answer", social.ANSWER, code=2)
    assert "prefix" in parts(said)[0]
    assert desk.everything() == before


# --- what the workspace overrides takes effect ---------------------------------------------


def test_a_wording_of_one_s_own_is_sent(desk: Desk) -> None:
    own(desk, "../common/acknowledgement.j2", "Dear all,\n\n{{ answer }}\n\nOurs.\n")
    number = social.ack(desk, social.receive(desk))
    text = desk.mails(number)["acknowledgement"].get_content()
    assert text.startswith("Dear all,")
    assert "Ours." in text


def test_a_clock_of_one_s_own_counts(desk: Desk) -> None:
    def change(table: dict[str, Any]) -> None:
        table["clock"]["summary"]["amount"] = "4h"

    desk.procedure("social-media-summary", change)
    number = social.ack(desk, social.receive(desk))
    assert social.clock(desk, number, "summary") == ("running", "Thu 19 Nov 11:42")


def test_a_document_template_of_one_s_own_is_filled(desk: Desk) -> None:
    file = own(desk, "summary.docx")
    template = Document(str(file))
    template.add_paragraph("Ours: {{user.name}}")
    template.save(str(file))
    number = social.begun(desk)
    made = Document(desk("open", "--print", number).out.strip())
    assert any(p.text == "Ours: Jane Doe" for p in made.paragraphs)


def test_a_verb_of_one_s_own_can_be_done(desk: Desk) -> None:
    def change(table: dict[str, Any]) -> None:
        table["event"]["escalated to legal"] = {}
        table["verb"]["tell-legal"] = {
            "help": "Tell legal.",
            "needs": ["note"],
            "event": "escalated to legal",
            "repeatable": True,
        }

    desk.procedure("social-media-summary", change)
    number = social.ack(desk, social.receive(desk))
    said = desk("do", number, "tell-legal", "--field", "note=It is urgent.")
    assert said.out.startswith(f"{number}  tell-legal: stage received")
    assert "escalated to legal" in desk("history", number).out
    assert "tell-legal needs note" in desk("do", number, "tell-legal", code=2).err
