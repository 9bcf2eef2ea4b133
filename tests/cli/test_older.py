"""A workspace that an older version made, carried on with this one."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from tests.desk import Desk
from tests.procedures import social


def test_an_open_comment_that_an_older_version_named_otherwise_is_the_same_one(
    desk: Desk, in_review: str
) -> None:
    social.paper(desk, in_review).comment("Next steps", "By when?")
    desk("sync", in_review)
    now = social.comment_id(desk, in_review)
    with closing(sqlite3.connect(desk.root / "tracker.db")) as connection:
        connection.execute(
            "UPDATE observations SET data = replace(data, ?, ?)",
            (f'"id": "{now}"', '"id": "dde7803ce4"'),
        )
        assert connection.execute("SELECT changes()").fetchone() != (0,)
        connection.commit()
    assert social.comment_id(desk, in_review) == now
    desk("comments", in_review, now, "--answer", "Tomorrow.")
    for who in ("rosa", "ravi"):
        desk("reviewed", in_review, "--by", who)
    desk("request-approval", in_review)
