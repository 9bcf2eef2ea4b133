"""Users in the words that desks use. All people are invented."""

from __future__ import annotations

import pytest

from summarizer.reading.ids import Patterns
from summarizer.reading.mailtext import Mail
from summarizer.reading.sentences import statements
from summarizer.reading.user import User, read_user

#: Text, name, id.
SAID: list[tuple[str, str | None, str | None]] = [
    # Running text
    ("The user Jane Doe (ID 44170) is furious about us on Twitter.", "Jane Doe", "44170"),
    ("Please look into freelancer José Ñúñez, user ID 98123.", "José Ñúñez", "98123"),
    ("A client named Wanda Petrova comments on our posts.", "Wanda Petrova", None),
    ("A client, Dr. Amara Okafor, is upset. Her user id is 33019.", "Amara Okafor", "33019"),
    ("An upset freelancer on Twitter: Marcus Webb (ID: 2204518).", "Marcus Webb", "2204518"),
    ("Escalating Jordan Blake, user ID 720118, who tweets at us.", "Jordan Blake", "720118"),
    ("This is about Jane Doe's account (user 44170).", "Jane Doe", "44170"),
    ("The freelancer Priya Raghunathan-Iyer (uid 8812)", "Priya Raghunathan-Iyer", "8812"),
    ("A user by the name of Kofi Mensah (user #120934)", "Kofi Mensah", "120934"),
    ("Regarding user id #77889 (Sofia Marino).", "Sofia Marino", "77889"),
    ("We received a BBB complaint from Theresa O'Connor-Hughes. Her member ID is 556120.",
     "Theresa O'Connor-Hughes", "556120"),
    ("The freelancer (John A. Smith III, ID 338821) keeps posting.", "John A. Smith III", "338821"),
    ("The freelancer in question is Li Wei (李伟), user ID: 88123.", "Li Wei", "88123"),
    ("His account is under Dmitri Volkov (44218).", "Dmitri Volkov", "44218"),
    ("Name on the account is Raj Patel.", "Raj Patel", None),
    ("The client is Big Sky Media LLC.", "Big Sky Media LLC", None),
    ("She goes by Ludwig van Beethoven III on YouTube", "Ludwig van Beethoven III", None),
    ("Jane Doe is blasting us. The ID of the user is 12321.", "Jane Doe", "12321"),
    ("The user 王小明 (ID 99120) complained", "王小明", "99120"),
    ("The account in question is #5512007, belonging to Ngozi Eze.", "Ngozi Eze", "5512007"),
    ("User 44170 belongs to Jane Doe", "Jane Doe", "44170"),
    ("user Jane (ID 44170) is upset", "Jane", "44170"),
    ("Will Jane Doe (ID 44170) be refunded?", "Jane Doe", "44170"),
    ("The user (ID number 550912, name: Grace Hopper) posted", "Grace Hopper", "550912"),
    # Forms and tables
    ("Name: Maria de la Cruz\nUser ID: 55512", "Maria de la Cruz", "55512"),
    ("Client: Sean O'Neil Jr. / 778899", "Sean O'Neil Jr.", "778899"),
    ("User: Oliver Brandt\nUID: 901233", "Oliver Brandt", "901233"),
    ("Freelancer's name: Đặng Thị Hà\nFreelancer's ID: 100234", "Đặng Thị Hà", "100234"),
    ("Full name\nJane Doe\n\nUser ID\n44170", "Jane Doe", "44170"),
    ("| Name | User ID |\n|---|---|\n| Jane Doe | 44170 |", "Jane Doe", "44170"),
    ("Name\tID\tWhere\nMaría José García-López\t77812\tX", "María José García-López", "77812"),
    ("User ID: 44170 / Name: Jane Doe / Network: Reddit", "Jane Doe", "44170"),
    ("Account ID: 445; Name: Jane Doe; Platform: Bluesky", "Jane Doe", "445"),
    ("Agency: Big Pixel Studio (ID: 10991)", "Big Pixel Studio", "10991"),
    ("Jane Doe / 44170", "Jane Doe", "44170"),
    ("ID #44170 - Jane Doe - App Store review", "Jane Doe", "44170"),
    ("User: 44170\nIssue: account suspended", None, "44170"),
    ("Username: jdoe22\nUser ID: 44170", None, "44170"),
    ("Name: unknown\nUser ID: n/a", None, None),
    ("*Client:* Jane Doe\n*Client ID:* 44170", "Jane Doe", "44170"),
    ("User → Jane Doe\nUser ID → 44170", "Jane Doe", "44170"),
    ("Jane Doe\nUser ID: 44170", "Jane Doe", "44170"),
    ("(ID 44170) Jane Doe - Twitter escalation", "Jane Doe", "44170"),
    # Profile addresses
    ("Her profile: https://www.example.com/users/~44170", None, "44170"),
    ("See https://www.example.com/users/44170-jane-doe.", None, "44170"),
    ("See https://www.example.com/profile?uid=77123&tab=2", None, "77123"),
    ("https://acme.zendesk.com/agent/users/36001155/tickets", None, None),
    ("https://www.facebook.com/profile.php?id=100012345", None, None),
    ("https://www.example.com/jobs/~01ab23cd", None, None),
    # What users typed for a name is kept as it stands
    ("Name: {{7*7}}\nUser ID: 42", "{{7*7}}", "42"),
    ('Client: =HYPERLINK("http://x.example.com")', '=HYPERLINK("http://x.example.com")', None),
    ("Name: <script>alert(1)</script>\nUser ID: 1338", "<script>alert(1)</script>", "1338"),
    # Numbers of other things
    ("ticket #12345, ZD 998877, [#12345], case 123, order 5566, invoice ID: 44", None, None),
    ("job 5566, job ID 5566, the job (ID 5566), job: Logo Design (ID 5566)", None, None),
    ("call 555-010-2233 or +1 (415) 555-0132, paid $1,200 or 300 USD on 11/18/2026", None, None),
    ("I'd 500 like that; zip 97205; ID 4,417; since 2019; Meeting ID: 812 3456 7890", None, None),
    ("Zendesk ticket ID 12345 for user Kim Lee.", "Kim Lee", None),
    ("Twitter user ID 998877665544 posted.", None, None),
    ("Photo ID 4417 was rejected, ID verification failed 3 times", None, None),
    ("not user ID 4711 but user ID 44170", None, "44170"),
    ("Agent Kim Lee (ID 5) has the case of client Rosa Lux (ID 91827).", "Rosa Lux", "91827"),
    # Two are not one
    ("User ID 123456 and user ID 654321 both complain", None, None),
    ("User IDs 44170 and 44171", None, None),
    ("Users Jane Doe (ID 11111) and Bob Roe (ID 22222) both complain", None, None),
    ("Users Jane Doe and Bob Roe are upset", None, None),
    ("User Jane Doe, who hired freelancer Bob Roe. User ID 44170", None, "44170"),
    ("Another user, Bob Roe (ID 555), had this. This one is user Jane Doe (ID 777).",
     "Jane Doe", "777"),
    # Not names
    ("Please ask Client Services and Customer Care Team. User Experience is poor.", None, None),
    ("Dear Team, the user is furious about us on social media.", None, None),
    ("Our CEO Ann Bell is upset. User ID 44170.", None, "44170"),
    ("client since 2019, user 2 of 3", None, None),
]  # fmt: skip

#: Subject, name, id.
SUBJECTS: list[tuple[str, str | None, str | None]] = [
    ("SM Escalation – Jane Doe – Twitter", "Jane Doe", None),
    ("Jane Doe / 44170 - Trustpilot review", "Jane Doe", "44170"),
    ("SM-Escalation: Marcus Webb", "Marcus Webb", None),
    ("Escalation | 王小明 | Facebook", "王小明", None),
    ("Twitter complaint from Jane Doe", "Jane Doe", None),
    ("SM Escalation - Account Suspended - Twitter", None, None),
    ("Budget Review", None, None),
    ("Quarterly Plan - Ann Bell", None, None),
    ("[#12345] Escalation ticket 998877", None, None),
]


def read(*tiers: str, mail: Mail | None = None) -> tuple[User, dict[str, str]]:
    return read_user(mail or Mail(), [statements(text) for text in tiers], Patterns())


@pytest.mark.parametrize(("text", "name", "id_"), SAID)
def test_name_and_id_are_read_or_missing(text: str, name: str | None, id_: str | None) -> None:
    user, _ = read(text)
    assert (user.name, user.id) == (name, id_)


@pytest.mark.parametrize(("subject", "name", "id_"), SUBJECTS)
def test_a_subject_names_the_user(subject: str, name: str | None, id_: str | None) -> None:
    user, _ = read_user(Mail(subject=subject), [[subject]], Patterns())
    assert (user.name, user.id) == (name, id_)


def test_the_sentence_that_decided_is_told() -> None:
    _, why = read("Hi all. The user Jane Doe (ID 44170) is furious. Thanks.")
    assert why["user.id"] == why["user.name"] == "The user Jane Doe (ID 44170) is furious."


def test_two_ids_are_told_with_their_sentences() -> None:
    _, why = read("User ID 123456 is upset. So is user ID 654321.")
    assert why["user.id"].startswith("two or more user ids, 123456, 654321: User ID 123456")


def test_what_the_writer_says_counts_before_what_is_forwarded() -> None:
    user, _ = read("It is user Jane Doe (ID 44170).", "user Bob Roe (ID 99999)")
    assert (user.name, user.id) == ("Jane Doe", "44170")


def test_an_address_of_the_user_is_read_but_not_one_of_the_staff() -> None:
    user, _ = read("user Jane Doe (jane.doe@example.com), ID 44170, ask ann@example.com")
    assert user.email == "jane.doe@example.com"
    user, _ = read("Name: Jane Doe\nEmail: Jane.Doe@example.com")
    assert user.email == "jane.doe@example.com"
    user, _ = read("user Jane Doe is upset, write to ann@example.com")
    assert user.email is None


def test_a_longer_form_of_the_same_name_is_the_name() -> None:
    user, _ = read("user Jane Doe is upset. The freelancer Jane Maria Doe posts a lot.")
    assert user.name == "Jane Maria Doe"
