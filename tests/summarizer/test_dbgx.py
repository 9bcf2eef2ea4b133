from tests.summarizer.test_watching import *
from tests.google_backend.test_costs import approved
import pytest
@pytest.mark.parametrize("held", [False, True])
def test_dbg(google_desk, held):
    desk = google_desk
    number = acknowledged(desk)
    desk("start", number)
    if held:
        approved(desk, number)
        desk.at("2026-11-19T11:30"); desk("complete", number); desk.press_send(); desk("sync")
    multiply(desk, number, 500)
    once(desk)
    desk.start_counting()
    r = once(desk)
    print("COUNT", held, desk.case(number).stage, r["read"], len(desk.requests()), dict(desk.counted()))
