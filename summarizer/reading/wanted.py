"""Whether a mail asks for a summary, says that it needs none, or leaves it open (003.0.4, 003.2.2)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

#: What a clause says of a summary: "open" if it asks, doubts or waits; "" if it says nothing.
Answer = Literal["yes", "no", "open", ""]

_SUMMARY = re.compile(r"(?i)\b(?:summar(?:y|ies|i[sz]e[sd]?|i[sz]ing)|write-?ups?|recap)\b")
_NEED = (
    r"(?:needs?|needed|wants?|wanted|requires?|required|request(?:s|ed|ing)?|would like|['’]d like"  # noqa: RUF001
    r"|would love|would appreciate|expect(?:s|ed|ing)?|looking for|waiting for|ask(?:s|ed|ing)? for"
    r"|call(?:s|ed|ing)? for|due|necessary|warrants?|warranted|have to|must have|should have)"
)
_MAKE = (
    r"(?:prepare|put|send|provide|draft|write|share|create|compile|get|complete|start|do|make|give|work"
    r"|have|pull|produce|deliver|begin|kick|submit|return|build|compose|run|include|receive|summari[sz]e"
    r"|see|supply|add|forward|finish|pass)"
)
#: A sentence with one of these leaves it open: it asks, doubts, or waits for something.
_OPEN = re.compile(
    r"(?i)\b(?:not (?:yet )?(?:sure|certain|clear|decided)|unsure|unclear|undecided|don['’]?t know"  # noqa: RUF001
    r"|wonder(?:ing)?|whether|(?:let|advise|tell) (?:me|us|you|them) (?:know )?(?:if|when|should)"
    r"|advise if|confirm if|check if|decide|might|maybe|perhaps|possibly|may (?:not )?(?:need|want|require)"
    r"|tbd|in case)\b"
)
_IF = re.compile(
    r"(?i)\b(?:if|unless|should (?:she|he|they|this|it)|when(?:ever)? (?:she|he|they))\b"
)
_POLITE_IF = re.compile(
    r"(?i)\bif (?:at all )?(?:possible|feasible|you (?:can|could|don['’]?t mind|have (?:the )?time|would))\b"  # noqa: RUF001
)
#: What follows says why, and doesn't change what is asked.
_WHY = re.compile(
    r"(?i)[,;]?\s\b(?:so that|so (?:we|i|he|she|they)|because|since|as (?:we|she|he|they|this)|before)\b.*"
)
#: An earlier summary, or one that is there already.
_THERE = re.compile(
    r"(?i)\b(?:in summary|to summari[sz]e|thank(?:s| you) for|attached|here is|here['’]s|see (?:the|my|our)"  # noqa: RUF001
    r"|(?:last|previous|earlier|prior|old|existing|your|my|executive) summar\w+|already (?:have|sent|received)"
    r"|summary (?:below|above|of (?:the )?(?:issue|case|events|situation) (?:is )?(?:below|above)))\b"
)
_REFUSED = re.compile(
    rf"(?i)\bno\s+(?:[\w-]+\s+){{0,4}}summar|\bno (?:need|reason|requirement|necessity)\b.{{0,40}}summar"
    rf"|(?:n['’]?t|\bnot|\bnever|\bnor|\bneither|\bwithout)\b.{{0,25}}\b(?:{_NEED}|{_MAKE}|bother|a|an|any)\b.{{0,40}}summar"  # noqa: RUF001
    rf"|summar\w*\b.{{0,30}}(?:n['’]t|\bnot|\bnever)\b.{{0,15}}{_NEED}|summar\w*\b.{{0,15}}\bunnecessary"  # noqa: RUF001
    r"|\b(?:skip|forgo|forego|hold off on|cancel|instead of|rather than|without)\b.{0,20}summar"
    r"|summar\w*\b.{0,25}[:?–-]\s*(?:no|n/a|none|not needed|not required|false)\b"
)
_FORGET = re.compile(
    r"(?i)\b(?:don['’]?t|do not|never) forget\b|\bnot only\b|\bwhy (?:don['’]?t|not)\b"
)  # noqa: RUF001
_ASKED = re.compile(
    rf"(?i)\b{_NEED}\b.{{0,80}}\bsummar|\bsummar\w*\b.{{0,30}}\b(?:please|pls|{_NEED}|asap|by (?:eod|cob|end"
    r"|noon|today|tomorrow|monday|tuesday|wednesday|thursday|friday|\d))\b"
    rf"|\b(?:please|pls|kindly|can|could|would|will|let['’]?s|need to|have to|go ahead and|help|must|should)\b"  # noqa: RUF001
    rf".{{0,150}}\b{_MAKE}\b.{{0,60}}\bsummar|\b(?:please|pls|kindly|can you|could you|will you|would you)\b.{{0,150}}\bsummari[sz]e"
    rf"|^(?:\W*(?:then|and|also|so)\b)?\W*{_MAKE}\b.{{0,60}}\bsummar|^\W*summari[sz]e\b"
    r"|^\W*(?:full |sm |quick |brief )?summary(?: too)?,? (?:please|pls)|summar\w*\b.{0,25}[:?–-]\s*(?:yes|y|true|required|needed)\b"  # noqa: RUF001
)
_REQUEST_QUESTION = re.compile(
    rf"(?i)\b(?:can|could|would|will|may|might) (?:you|we|i|someone|somebody|the team|your team)\b.{{0,150}}(?:{_MAKE}|summari)"
)
_CLAUSE = re.compile(
    r"(?i)[;–—]|,?\s\b(?:but|however|though|although|yet(?= we| i)|except)\b|,\s+(?:and|just|only)\b|\s-\s"
)  # noqa: RUF001

_FYI = r"(?:an? )?(?:f\.?y\.?i\.?|for your (?:information|awareness|visibility|reference|records)|for awareness|for info|heads[- ]?up|informational|for visibility)"
#: The mail says that it is for information only; and a lone "FYI", which a request outweighs.
_ONLY_FYI = re.compile(
    rf"(?i)\b(?:just|only|simply|purely|merely|strictly|solely|mostly)[\s,]+(?:{_FYI}|(?:letting you know|wanted to (?:let you know|flag|make you aware)|flagging|sharing))\b"
    rf"|\b{_FYI}[\s,]+(?:only|purposes|at this (?:point|time|stage)|for now)\b|\bfor your awareness\b|\bfor (?:awareness|visibility)\b"
    r"|\bno (?:further )?(?:action|response|reply|work) (?:is )?(?:needed|required|necessary|from you|at this)"
    r"|\b(?:nothing|no action) (?:is )?(?:needed|required|to do|for you to do)\b|\bpurely informational\b"
)
_FYI_ALONE = re.compile(rf"(?i)^\W*{_FYI}\b|\bfyi\b\W*$")
_NOT_ONLY = re.compile(r"(?i)(?:\bnot|n['’]t|\bmore than|\bno longer)(?: \w+){0,2}\s*$")  # noqa: RUF001
#: What asks the desk to do something.
REQUEST = re.compile(
    r"(?i)\b(?:please|pls|kindly|can (?:you|we|someone)|could (?:you|we|someone)|would you|look into"
    r"|take a look|need(?:s)? (?:you|to be|help|your)|handle|investigate|urgent|asap|address this|reach out)\b"
)
_AWARE = re.compile(
    r"(?i)please (?:be aware|note|keep an eye|see below|monitor|watch)|keep an eye|(?:no|nothing) \w+ needed"
)


def summary_wanted(
    newest: Sequence[str], subject: str, forwarded: Sequence[str]
) -> tuple[bool | None, str]:
    """True, False or None (not said), and the sentence that decided.

    What the writer says counts before the subject, and that before what is forwarded. A sentence
    about a summary outweighs an FYI. Sentences that contradict each other leave it open.
    """
    for sentences in (newest, (subject,)):
        answer, why = _asked(sentences)
        if why:
            return answer, why
    said = (*newest, subject)
    if only := next((s for s in said if _is_only_fyi(s)), ""):
        return False, only
    answer, why = _asked(forwarded)
    if why:
        return answer, why
    if any(REQUEST.search(_AWARE.sub("", s)) for s in said):
        return None, ""
    fyi = next((s for s in said if _FYI_ALONE.search(s)), "")
    fyi = fyi or next((s for s in forwarded if _is_only_fyi(s)), "")
    return (False, fyi) if fyi else (None, "")


def _asked(sentences: Iterable[str]) -> tuple[bool | None, str]:
    """What the sentences about a summary say together."""
    said: dict[str, str] = {}
    for sentence in sentences:
        if _SUMMARY.search(sentence):
            for answer in _answers(sentence):
                said.setdefault(answer, sentence)
    if "yes" in said and "no" in said:
        return None, f"sentences that contradict each other: {said['yes']} / {said['no']}"
    if "yes" in said or "no" in said:
        return "yes" in said, said.get("yes") or said["no"]
    return None, said.get("open", "")


def _answers(sentence: str) -> Iterator[Answer]:
    """What each clause of a sentence says about a summary."""
    question = sentence.rstrip("\"')”").endswith("?")
    for clause in _CLAUSE.split(sentence):
        if _SUMMARY.search(clause):
            yield _answer(_without_reason(clause), question=question)


def _without_reason(clause: str) -> str:
    """The clause less what only says why, and less a polite "if possible"."""
    short = _WHY.sub("", clause)
    return _POLITE_IF.sub("", short if _SUMMARY.search(short) else clause)


def _answer(clause: str, *, question: bool) -> Answer:
    if _THERE.search(clause):
        return ""
    if _OPEN.search(clause) or _IF.search(clause):
        return "open"
    if _FORGET.search(clause):
        return "yes"
    if question and not _REQUEST_QUESTION.search(clause):
        return "open"
    if _REFUSED.search(clause):
        return "open" if question else "no"
    return "yes" if _ASKED.search(clause) else ""


def _is_only_fyi(sentence: str) -> bool:
    match = _ONLY_FYI.search(sentence)
    return bool(match and not _NOT_ONLY.search(sentence[: match.start()]))
