"""A line is said in the room once: it is uncertain until the room has answered."""

from __future__ import annotations

from summarizer.desk import Desk
from summarizer.plan import Plan, Record, Result, Step
from tracker.case import Case
from tracker.errors import Refused, UserError


def say_once(desk: Desk, record: Record, case: Case, plan: Plan, step: Step) -> Result:
    """Say what a to-do says; a line that was tried before is looked for first.

    A run that was taken back counts as a try, too: what was said stays said.

    Raises:
        Unavailable: It was not said, or (`uncertain`) nobody knows. Type the command again.
    """
    if desk.room is None:
        raise Refused("This desk's room is not connected", "", "See: slack.channel")
    args, known = step.args, case.latest("todo")[step.args["todo"]]
    tried = [event.recorded for event in case.events if event.data.get("saying") == args["key"]]
    number = len(tried) + 1
    data = {**known.data, "state": "uncertain", "saying": args["key"], "did": ""}
    saying = Step(f"saying {args['todo']} {number}", "", event="saying", data=data)
    case = record(case, [plan.record(saying)])
    try:
        line = desk.room.say(
            args["key"],
            args["words"],
            thread=args["thread"],
            link=args["link"],
            since=min(tried) if tried else None,
        )
    except UserError as error:
        if known.data["state"] == "open" and not getattr(error, "uncertain", False):
            back = Step(f"not said {args['todo']} {number}", "", event="not said", data=known.data)
            record(case, [plan.record(back)])
        raise
    first = {} if case.facts.get("room.thread") else {"room.thread": line.place}
    return Result(sets=first and {**first, "room.url": line.url}, data={"url": line.url})
