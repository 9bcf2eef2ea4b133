"""Hostile mails in the agent's Gmail, before the commands that read mails there."""

from __future__ import annotations

from collections.abc import Callable

from tests.hostile.google_scene import GoogleScene
from tests.hostile.mails import MAILS, NONE
from tests.hostile.scene import Scene, Words
from tests.hostile.things import AWAY, BAD, DONE, GONE, REFUSED, Thing
from tests.procedures.social import ANSWER

_WHO = ("--user", "Jane Doe", "--user-id", "44170", "--user-email", "jane.doe@example.com")
_ROOT = b"References: <root@mail.example.com>\n"


def of_gmail(scene: GoogleScene) -> list[Thing]:
    """Each mail as one that opens a case, and as an answer on a case's thread."""
    (id_, answer), number = _ids(scene), scene.number
    told = ("--mail", id_, "--answer", ANSWER, *_WHO)
    reads: dict[str, Words] = {
        "intake": ("intake", id_),
        "ack": ("ack", *told),
        "start": ("start", *told),
    }
    inbox: dict[str, Words] = {"inbox": ("inbox",)}
    rounds: dict[str, Words] = {"sync": ("sync",), "watch": ("watch", "--once")}
    replied: dict[str, Words] = {"replied": ("replied", number, "--mail", answer)}
    found = []
    for name, make in MAILS.items():

        def do(scene: Scene, make: Callable[[], bytes] = make) -> None:
            assert isinstance(scene, GoogleScene)
            raw = make()
            scene.place.google_desk.press_send()
            scene.deliver(raw)
            scene.deliver(_ROOT + raw.replace(b"<hostile@", b"<answer@"))

        def known(scene: Scene, do: Callable[[Scene], None] = do) -> None:
            do(scene)
            scene.desk("sent", scene.number, "summary")

        none = name in NONE
        found.append(
            Thing(name, do, reads, frozenset({BAD} if none else {DONE, BAD, REFUSED}), apart=True)
        )
        found.append(Thing(name, do, inbox | rounds, frozenset({DONE}), apart=True))
        found.append(Thing(name, known, replied, frozenset({DONE, BAD, REFUSED}), apart=True))

    def never(scene: Scene) -> None:
        assert isinstance(scene, GoogleScene)
        scene.place.google_desk.press_send()
        scene.deliver(MAILS["turned"]())
        scene.place.google.faults.add("endless", method="gmail.users.*.get", times=None)

    found.append(Thing("never ending", never, reads | inbox, frozenset({AWAY}), apart=True))
    found.append(Thing("never ending", never, rounds, frozenset({AWAY}), apart=True, goes_on=True))
    gone: dict[str, Words] = {
        n: tuple("18c0ffffffffffff" if w == id_ else w for w in words) for n, words in reads.items()
    }
    found.append(Thing("gone", lambda _: None, gone, frozenset({GONE}), apart=True))
    return found


def _ids(scene: GoogleScene) -> tuple[str, str]:
    """The ids that the next two mails will have."""
    scene.place.google_desk.press_send()
    found = scene.deliver(b"\n"), scene.deliver(b"\n")
    scene.restore()
    return found
