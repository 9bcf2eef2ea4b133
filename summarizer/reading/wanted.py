"""Whether a mail asks for a summary, needs none, or leaves it open (003.0.4, 003.2.2)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from summarizer.patterns import Pattern

#: What a clause says of a summary: "open" if it asks, doubts or waits; "" if it says nothing.
Answer = Literal["yes", "no", "open", ""]

#: Quotes and dashes as people type them, made plain.
_PLAIN = str.maketrans("‘’“”–—", "''\"\"--")  # noqa: RUF001  that is what they type


def _any(*patterns: str, needs: str = "") -> Pattern:
    """One expression out of several, without regard to case."""
    return Pattern("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE, needs)


_NEED = (
    r"(?:needs?|needed|needing|wants?|wanted|requires?|required|request(?:s|ed|ing)?|'d like"
    r"|would (?:like|love|appreciate)|expect(?:s|ed|ing)?|looking for|waiting for|due|necessary"
    r"|(?:ask|call)(?:s|ed|ing)? for|warrants?|warranted|have to|(?:must|should) have)"
)
_MAKE = (
    r"(?:prepar|put|send|provid|draft|writ|shar|creat|compil|get|complet|start|do|mak|giv|work|hav"
    r"|pull|produc|deliver|begin|submit|return|build|compos|run|includ|receiv|see|supply|add|finish"
    r"|pass|forward)(?:e|ing)?"
)
_SUMMARY = _any(
    r"\b(?:summar(?:y|ies|i[sz]e[sd]?|i[sz]ing)|write[- ]?ups?|recap)\b",
    needs="summar|write|recap",
)
_NOUN = r"\b(?:summar(?:y|ies)|write[- ]?ups?|recap)\b"
_WORD = r"\b(?:summar\w+|write[- ]?ups?|recap)\b"
_POLITE = (
    r"\b(?:please|pls|kindly|possible to|when can (?:we|i)"
    r"|(?:can|could|would|will) (?:you|we|i|someone|somebody|anyone|(?:the|your) team))\b"
)
_BY = r"by (?:eod|cob|end|noon|today|tomorrow|\w+day|\d)"
_SHOULD = r"\b(?:let's|need to|have to|go ahead and|must|should)\b"

_ASKED = _any(
    rf"\b{_NEED}\b.{{0,80}}{_WORD}",
    rf"{_NOUN}.{{0,30}}\b(?:please|pls|{_NEED}|asap|{_BY})\b",
    rf"{_NOUN} (?:would|will) be (?:\w+ )?(?:great|good|helpful|useful|nice|appreciated|ideal)",
    rf"(?:{_POLITE}|{_SHOULD}).{{0,150}}\b{_MAKE}\b.{{0,60}}{_WORD}",
    rf"{_POLITE}.{{0,150}}\bsummari[sz]e",
    rf"^(?:\W*(?:then|and|also|so|just)\b)?\W*{_MAKE}\b.{{0,60}}{_NOUN}",
    r"^\W*summari[sz]e\b",
    rf"{_NOUN}.{{0,25}}[:?-]\s*(?:yes|y|true|required|needed)\b",
)
_NOT = r"(?:n't|\b(?:not|never|nor|neither))"
_REFUSED = _any(
    rf"\bno\s+(?:[\w-]+\s+){{0,4}}{_WORD}",
    rf"\bno (?:need|reason|requirement|necessity)\b.{{0,40}}{_WORD}",
    rf"{_NOT}\b.{{0,25}}\b(?:{_NEED}|{_MAKE}|bother|a|an|any)\b.{{0,40}}{_WORD}",
    rf"{_NOUN}.{{0,30}}(?:n't|\bnot|\bnever)\b.{{0,15}}\b{_NEED}",
    rf"{_NOUN}.{{0,15}}\bunnecessary",
    rf"\b(?:skip|forgo|forego|hold off on|cancel|instead of|rather than)\b.{{0,20}}{_NOUN}",
    rf"{_NOUN}.{{0,25}}[:?-]\s*(?:no|n/a|none|not needed|not required|false)\b",
)
#: A clause with one of these asks, doubts or waits.
_OPEN = _any(
    r"\b(?:not (?:yet )?(?:sure|certain|clear|decided)|unsure|unclear|undecided|don'?t know)\b",
    r"\b(?:wonder(?:ing)?|whether|decide|might|maybe|perhaps|possibly|tbd|in case)\b",
    r"\b(?:let|advise|tell) (?:me|us|you|them) (?:know )?(?:if|when|should)\b",
    r"\b(?:advise|confirm|check|see) if\b|\bmay (?:not )?(?:need|want|require)\b",
    r"\bif\b|\bshould (?:she|he|they|this|it)\b|\bwhen(?:ever)? (?:she|he|they)\b",
)
_UNLESS = _any(r"\bunless\b")
_POLITE_IF = _any(
    r"\bif (?:at all )?(?:possible|feasible)\b",
    r"\bif you (?:can|could|would|don't mind|have (?:the )?time)\b",
)
#: What follows says why, and doesn't change what is asked.
_WHY = _any(
    r"[,;]?\s(?:so (?:that|we|i|he|she|they)|because|since|before)\b.*",
    r"[,;]?\sas (?:we|she|he|they|this)\b.*",
)
#: An earlier summary, one that is there already, or the word in another sense.
_THERE = _any(
    r"^\W*to summari[sz]e\b|\bin summary\b|\b(?:thank(?:s| you) for|attached|here is|here's)\b",
    r"\bsee (?:the|my|our)\b",
    r"\b(?:last|previous|earlier|prior|old|existing|your|my|executive) summar",
    r"\balready (?:have|sent|received)\b|\bsummary (?:below|above)\b|\bwithout a summary we\b",
)
_YES_ALL_THE_SAME = _any(
    r"\b(?:don't|do not|never) forget\b",
    r"\bnot only\b",
    r"\bwhy (?:don't|not)\b",
)
#: A question that is a request.
_REQUEST_QUESTION = _any(
    rf"{_POLITE}.{{0,150}}(?:\b(?:{_MAKE}|{_NEED})\b|summari)",
    rf"\bwould you mind\b.{{0,40}}{_WORD}",
)
_CLAUSE = _any(
    r"[;]|\s-+\s|--",
    r",?\s\b(?:but|however|though|although|yet(?= we| i)|except)\b",
    r",\s+(?:and|just|only|so)\b",
)

_FYI = (
    r"(?:an? )?(?:f\.?y\.?i\.?|heads[- ]?up|informational"
    r"|for (?:your )?(?:information|info|awareness|visibility|reference|records))"
)
_TELLING = (
    r"(?:letting you know|wanted to (?:let you know|flag|make you aware)|flagging|sharing"
    r"|so you know|so you(?:'re| are) aware|making you aware"
    r"|keeping you (?:in the loop|posted|informed|aware))"
)
#: The mail says that it is for information only.
_ONLY_FYI = _any(
    rf"\b(?:just|only|simply|purely|merely|strictly|solely|mostly)[\s,]+(?:{_FYI}|{_TELLING})\b",
    rf"\b{_FYI}[\s,]+(?:only|purposes|at this (?:point|time|stage)|for now)\b",
    needs="just|only|simply|purely|merely|strictly|solely|mostly|purposes|at this|for now",
)
_NOT_ONLY = _any(r"(?:\bnot|n't|\bmore than|\bno longer)(?: \w+){0,2}\s*$")
#: A lone "FYI", or that nothing needs to be done: it counts unless something is asked.
_FYI_ALONE = _any(
    rf"^\W*{_FYI}\b",
    r"\bfyi\b\W*$",
    r"\bfor (?:your )?(?:awareness|visibility)\b",
    r"\bno (?:further )?(?:action|response|reply|work)"
    r" (?:is )?(?:needed|required|necessary|from you)\b",
    r"\bnothing (?:is )?(?:needed|required|to do|for you to do)\b",
    r"\bno need to (?:act|respond|reply|do anything)\b",
)
_REQUEST = _any(
    r"\b(?:please|pls|kindly|(?:can|could) (?:you|we|someone)|would you|look into|take a look)\b",
    r"\b(?:needs? (?:you|to be|help|your)|handle|investigate|urgent|asap|address this|reach out)\b",
)
_BE_AWARE = _any(r"please (?:be aware|note|keep an eye|see below|monitor|watch)")


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
    if why or any(_REQUEST.search(_BE_AWARE.sub("", s)) for s in said):
        return answer, why
    fyi = next((s for s in said if _FYI_ALONE.search(s)), "")
    fyi = fyi or next((s for s in forwarded if _is_only_fyi(s)), "")
    return (False, fyi) if fyi else (None, "")


def _asked(sentences: Iterable[str]) -> tuple[bool | None, str]:
    """What the sentences about a summary say together."""
    said: dict[str, str] = {}
    for sentence in sentences:
        if _SUMMARY.search(sentence):
            for answer in _answers(sentence.translate(_PLAIN)):
                said.setdefault(answer, sentence)
    if "yes" in said and "no" in said:
        return None, f"sentences that contradict each other: {said['yes']} / {said['no']}"
    if "yes" in said or "no" in said:
        return "yes" in said, said.get("yes") or said["no"]
    return None, said.get("open", "")


def _answers(sentence: str) -> Iterator[Answer]:
    """What each clause of a sentence says about a summary."""
    question = sentence.rstrip("\"')").endswith("?")
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
    if _YES_ALL_THE_SAME.search(clause):
        return "yes"
    if _OPEN.search(clause) or (question and not _REQUEST_QUESTION.search(clause)):
        return "open"
    if _REFUSED.search(clause):
        return "open" if question else "no"
    if _ASKED.search(clause):
        return "open" if _UNLESS.search(clause) else "yes"
    return ""


def _is_only_fyi(sentence: str) -> bool:
    plain = sentence.translate(_PLAIN)
    match = _ONLY_FYI.search(plain)
    return bool(match and not _NOT_ONLY.search(plain[: match.start()]))
