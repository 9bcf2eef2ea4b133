"""A case made anew from what its document, its mails and a damaged tracker still say (pure).

What is made up here never pretends: each such event says `rebuilt` in its data and its note, and
from where. An approval is never made anew: only a person can say that it was given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from summarizer import turns
from summarizer.people import People
from summarizer.procedure import Procedure, Verb
from summarizer.rebuild.remains import (
    DOCUMENT,
    MAIL,
    ORIGINAL,
    REBUILT,
    RECEIVED,
    ROW,
    TRACKER,
    Kept,
    Trace,
    approving,
    before_approval,
    document_facts,
    is_past,
    letters_facts,
    of_files,
    peoples_cells,
    row_facts,
    row_times,
    rule_of,
    runs_of,
    stage_after,
    stand_ins,
    tab_of,
    verb_with,
)
from tracker.case import INTENT_CLOSED, INTENT_OPENED, Case, Event
from tracker.columns import Cell

_RUN = "rebuild#1"
_CELLS = "what stood in Notes and in columns that people added"


@dataclass(frozen=True, slots=True)
class By:
    """Who rebuilds, when, and the desk that the words are read by."""

    actor: str
    now: datetime
    zone: ZoneInfo
    people: People


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A case made anew.

    Attributes:
        case: With all its events.
        cells: The cells of its row that people own.
        known: What is known, and from where.
        unknown: What could not be known, and what to do about it.
    """

    case: Case
    cells: Mapping[str, Cell]
    known: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...] = ()


def rebuild(trace: Trace, kept: Kept, procedure: Procedure, by: By) -> Rebuilt:
    """The case as far as it can be known."""
    cells = peoples_cells(kept.row, procedure)
    before = Case(trace.number, tuple(kept.events))
    if kept.whole and before.events:
        known = ((f"all {len(kept.events)} events, stage {before.stage}", TRACKER),)
        return Rebuilt(before, cells, known, () if kept.row or not before.tab else (_CELLS,))
    maker = _Maker(trace, kept, procedure, by)
    return maker.made(before, cells)


class _Maker:
    """Puts together what the places say of one case."""

    def __init__(self, trace: Trace, kept: Kept, procedure: Procedure, by: By) -> None:
        self._trace, self._kept, self._procedure, self._by = trace, kept, procedure, by
        self._known: list[tuple[str, str]] = []
        self._unknown: list[str] = []

    def made(self, before: Case, cells: Mapping[str, Cell]) -> Rebuilt:
        """The case with the events that it has, and those that are made anew."""
        if before.events:
            self._known.append((f"{len(before.events)} events", TRACKER))
        events = [*before.events, *stand_ins(before)]
        events += [*self._times(before), *self._drafts(before), *self._messages(before)]
        events += self._runs(before)
        facts = self._facts(before)
        facts |= self._standing(before, facts)
        if verb := approving(self._procedure, facts["stage"]):
            lost = self._procedure.events[verb.event].sets
            facts = {n: text for n, text in facts.items() if n not in lost or n in before.facts}
        after = Case(before.number, tuple(events))
        if before.events and len(events) == len(before.events) and not _news(after, facts):
            known = ((f"{len(events)} events, which agree with all else", TRACKER),)
            return Rebuilt(before, cells, known)
        self._say_the_rest(before, facts)
        case = Case(before.number, (*events, self._end(after, facts)))
        return Rebuilt(case, cells, tuple(self._known), tuple(self._unknown))

    # --- facts -----------------------------------------------------------------------------

    def _facts(self, before: Case) -> dict[str, str]:
        """What is known of the case; what comes later in the list wins."""
        row = row_facts(self._kept.row, self._procedure)
        for facts, source in (
            (self._trace.told, DOCUMENT),
            (self._trace.asked, ORIGINAL),
            (row, ROW),
            (self._kept.facts, TRACKER),
        ):
            if set(facts) - set(before.facts):
                names = [f.title for n in facts if (f := self._procedure.fields.get(n))]
                self._known.append((", ".join(dict.fromkeys(names)) or "its thread", source))
        found = {**letters_facts(self._trace.letters, self._procedure, self._by.people)}
        found |= {**self._trace.told, **document_facts(self._trace)}
        found |= {**self._trace.asked, **row, **before.facts}
        found |= {name: text for name, text in self._kept.facts.items() if text}
        return {name: text for name, text in found.items() if text}

    def _standing(self, before: Case, facts: Mapping[str, str]) -> dict[str, str]:
        """Procedure, stage, tab and owner."""
        procedure = self._procedure
        row = row_facts(self._kept.row, procedure)
        stage = self._kept.facts.get("stage") or row.get("stage", "")
        if stage not in procedure.stages:
            stages = [s for s in (facts.get("stage"), *self._stages()) if s in procedure.stages]
            stage = max(stages, key=procedure.stages.index)
        if (asked := before_approval(procedure, stage)) and not before.facts.get("approved.hash"):
            stage = asked  # a yes that nobody can show doesn't let a summary out
        owner = facts.get("owner", "")
        if not owner:
            owner = self._author() or self._by.actor
            self._unknown.append(
                f"who has it: taken to be {owner}; else: summarizer set {before.number} owner WHO"
            )
        found = {"procedure": procedure.name, "stage": stage, "owner": owner}
        if "author" in procedure.fields and not facts.get("author") and self._begun(stage):
            found["author"] = self._author() or owner
            self._unknown.append(
                f"who wrote the summary: taken to be {found['author']};"
                f" else: summarizer set {before.number} author WHO"
            )
        if "summary_wanted" in procedure.fields and not facts.get("summary_wanted"):
            found["summary_wanted"] = "yes"
        if not facts.get("user.name") or not facts.get("user.id"):
            number = before.number
            self._unknown.append(
                f"whose case it is: summarizer set {number} user.name NAME, and user.id ID;"
                " or run this again with --mail and the mail that came in"
            )
        tab = self._kept.facts.get("tab") or (self._kept.row.tab if self._kept.row else "")
        return found | {"tab": tab or tab_of(procedure, stage, self._year())}

    def _begun(self, stage: str) -> bool:
        making = verb_with(self._procedure, "make-document")
        rule = self._procedure.events.get(making.event) if making else None
        order = self._procedure.stages.index
        return bool(rule and rule.stage and order(stage) >= order(rule.stage))

    def _author(self) -> str:
        senders = [letter.sender for letter in self._trace.letters if letter.sender]
        found = (self._by.people.get(address) for address in reversed(senders))
        return next((person.key for person in found if person), "")

    def _year(self) -> str:
        received = self._trace.received
        if received:
            return str(received[0].astimezone(self._by.zone).year)
        told = re.search(r"-([0-9]{4})[0-9]{4}-", self._trace.number)
        return told[1] if told else str(self._by.now.astimezone(self._by.zone).year)

    def _stages(self) -> Iterator[str]:
        """The stages that were reached for certain, as document and mails tell."""
        procedure = self._procedure
        yield procedure.events[RECEIVED].stage
        if self._trace.document is not None:
            yield stage_after(procedure, verb_with(procedure, "make-document"))
        for letter in self._trace.letters:
            rule = procedure.messages.get(rule_of(letter.message, procedure))
            if rule and letter.left and rule.sent in procedure.events:
                yield procedure.events[rule.sent].stage or procedure.events[rule.sent].advance
            if rule:
                yield stage_after(procedure, verb_with(procedure, "message", rule.name))

    # --- events ----------------------------------------------------------------------------

    def _event(self, key: str, kind: str, at: datetime, source: str) -> Event:
        note, by = f"rebuilt from {source}", self._by
        return Event(f"{_RUN}/{key}", kind, at, by.now, by.actor, note, {}, {REBUILT: source})

    def _times(self, before: Case) -> Iterator[Event]:
        """What has a column of its own in the row, or stands in the document."""
        found = {k: (at, ROW) for k, at in row_times(self._kept.row, self._procedure).items()}
        if self._trace.received and RECEIVED not in found:
            found[RECEIVED] = self._trace.received
        for kind, (at, source) in found.items():
            if before.last(kind) is None:
                self._known.append((f"{kind} {self._clock(at)}", source))
                yield self._event(kind, kind, at, source)
        if RECEIVED not in found and before.last(RECEIVED) is None:
            self._unknown.append(
                "when it was received, so its clocks don't run: run this again with"
                " --mail and the mail that came in"
            )

    def _drafts(self, before: Case) -> Iterator[Event]:
        """Drafts that may have left meanwhile: that they did may be among what is lost."""
        times, lost = row_times(self._kept.row, self._procedure), self._kept.lost_until
        for name, event in before.latest("message").items():
            if event.data["state"] != "drafted" or lost is None or event.recorded > lost:
                continue
            rule = self._procedure.messages.get(str(event.data.get("rule", "")))
            at = times.get(rule.sent) if rule and rule.name == name else None
            source = ROW if at else "events, of which some are lost"
            again = self._event(f"draft {name}", REBUILT, at or event.at, source)
            state = "sent" if at else "uncertain"
            yield again._replace(data={**event.data, **again.data, "state": state, "did": ""})
            if not at:
                self._unknown.append(_ask(before.number, name))

    def _messages(self, before: Case) -> Iterator[Event]:
        """A mail that nothing says has left is uncertain: a person has to look."""
        procedure, known = self._procedure, before.latest("message")
        times = row_times(self._kept.row, procedure)
        for letter in self._trace.letters:
            if letter.message in known:
                continue
            name = rule_of(letter.message, procedure)
            rule = procedure.messages.get(name)
            sent = rule.sent if rule and letter.message == name else ""
            at = letter.left or times.get(sent)
            state = "sent" if at else "uncertain"
            data = {"message": letter.message, "state": state, "key": letter.key, "rule": name}
            kind = sent if letter.left and sent in procedure.events and not times.get(sent) else ""
            told = f"{letter.message} " + (f"left {self._clock(at)}" if at else "drafted")
            self._known.append((told, ROW if at and not letter.left else MAIL))
            if not at:
                self._unknown.append(_ask(before.number, letter.message))
            when = at or letter.written or self._by.now
            event = self._event(f"mail {letter.message}", kind or REBUILT, when, MAIL)
            more = {**event.data, **data, "path": letter.place, "did": ""}
            yield event._replace(data=more)

    def _runs(self, before: Case) -> Iterator[Event]:
        """The verbs that were run, so that those which run once aren't run again."""
        had = {verb for verb, _ in runs_of(before)}
        for name, verb in {verb.name: verb for verb in self._verbs()}.items():
            if name in had or verb.repeatable:
                continue
            for step, kind in (("opened", INTENT_OPENED), ("closed", INTENT_CLOSED)):
                event = self._event(step, kind, self._by.now, "what it has left behind")
                data = {**event.data, "inputs": {}, "before": {}}
                yield event._replace(key=f"{verb.name}#1/{step}", data=data)

    def _verbs(self) -> Iterator[Verb]:
        if self._trace.document is not None and (
            verb := verb_with(self._procedure, "make-document")
        ):
            yield verb
        for letter in self._trace.letters:
            rule = rule_of(letter.message, self._procedure)
            if verb := verb_with(self._procedure, "message", rule):
                yield verb

    def _end(self, case: Case, facts: Mapping[str, str]) -> Event:
        """What stands now, and from where; it says what could not be known."""
        sets = _news(case, facts)
        sources = ", ".join(dict.fromkeys(source for _, source in self._known))
        event = self._event(
            f"{REBUILT} {self._by.now:%Y%m%dT%H%M%S}", REBUILT, self._by.now, sources or "nothing"
        )
        data = {**event.data, "unknown": list(self._unknown)}
        return event._replace(sets=sets, data=data)

    # --- for people ------------------------------------------------------------------------

    def _say_the_rest(self, before: Case, facts: Mapping[str, str]) -> None:
        """What no place but the tracker has."""
        self._known += of_files(self._trace)
        if self._trace.problem:
            self._unknown.append(self._trace.problem)
        self._unknown += self._said(before, facts)
        if self._kept.row is None:
            self._unknown.append(_CELLS)
        self._unknown.append(
            "to-dos, pauses, questions, hand-offs and whatever else only the tracker knew"
        )

    def _said(self, before: Case, facts: Mapping[str, str]) -> Iterator[str]:
        """Who has reviewed and approved: only people can say."""
        procedure, stage = self._procedure, facts.get("stage", "")
        for event, verb in (("reviewed", "reviewed"), ("approved", "approve")):
            known = procedure.verbs.get(verb)
            if known is None or before.last(event) or not is_past(procedure, stage, verb):
                continue
            if self._is_known_since(before, "reviewers" if event == "reviewed" else "approver"):
                continue
            who = facts.get("reviewers", "") if event == "reviewed" else ""
            left = set(filter(None, who.split(", "))) - turns.done(before, "reviewers", event)
            asked = f" (asked: {', '.join(sorted(left))})" if left else ""
            command = f": summarizer {verb} {before.number} --by WHO"
            yield f"who {event} it{asked}{command if stage in known.stages else ''}"

    def _is_known_since(self, before: Case, fact: str) -> bool:
        """Whether nothing is lost of the time since these people were asked."""
        asked = [e.recorded for e in before.effective if e.sets.get(fact)]
        lost = self._kept.lost_until
        return bool(asked) and lost is not None and asked[-1] > lost

    def _clock(self, at: datetime) -> str:
        return f"{at.astimezone(self._by.zone):%a %d %b %H:%M}"


def _ask(number: str, message: str) -> str:
    return f"whether {message} left: summarizer sent {number} {message} --at TIME, or with --no"


def _news(case: Case, facts: Mapping[str, str]) -> dict[str, str]:
    """The facts that the case's events don't have."""
    return {name: text for name, text in facts.items() if case.facts.get(name) != text}


def completed(case: Case, trace: Trace, by: By) -> tuple[Event, ...]:
    """What the mail that came in adds to a case that was made anew without it; else nothing."""
    if not trace.asked or not trace.received or not case.last(REBUILT) or case.last(RECEIVED):
        return ()
    at, source = trace.received
    note, data = f"rebuilt from {source}", {REBUILT: source}
    sets = {name: text for name, text in trace.asked.items() if name not in case.facts}
    key = f"{_RUN}/{RECEIVED}"
    return (Event(key, RECEIVED, at, by.now, by.actor, note, sets, data),)
