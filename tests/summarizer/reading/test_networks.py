from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from summarizer.reading.links import find_links, unwrapped, without_links
from summarizer.reading.networks import NETWORKS, Network, handles_in, networks_in
from summarizer.reading.sentences import statements

#: Link, network.
LINKS = [
    ("https://twitter.com/a/status/1", "X"),
    ("https://x.com/a", "X"),
    ("https://t.co/Abc", "X"),
    ("https://mobile.twitter.com/a", "X"),
    ("https://m.facebook.com/a.b", "Facebook"),
    ("https://fb.watch/abc", "Facebook"),
    ("https://uk.linkedin.com/in/a", "LinkedIn"),
    ("https://lnkd.in/abc", "LinkedIn"),
    ("https://www.instagram.com/p/abc/", "Instagram"),
    ("https://old.reddit.com/r/a/comments/b", "Reddit"),
    ("https://redd.it/abc", "Reddit"),
    ("https://youtu.be/abc", "YouTube"),
    ("https://vm.tiktok.com/abc", "TikTok"),
    ("https://uk.trustpilot.com/reviews/1", "Trustpilot"),
    ("https://www.glassdoor.co.uk/Reviews/1", "Glassdoor"),
    ("https://www.threads.net/@a/post/1", "Threads"),
    ("https://bsky.app/profile/a.bsky.social", "Bluesky"),
    ("https://mastodon.social/@a/1", "Mastodon"),
    ("https://www.bbb.org/complaint/1", "BBB"),
    ("https://maps.app.goo.gl/abc", "Google reviews"),
    ("https://www.google.com/maps/reviews/1", "Google reviews"),
    ("https://apps.apple.com/us/app/id1", "App Store"),
    ("https://play.google.com/store/apps/details?id=a", "Google Play"),
    ("https://www.sitejabber.com/reviews/a", "Sitejabber"),
    ("https://www.yelp.com/biz/a", "Yelp"),
    ("https://discord.gg/abc", "Discord"),
    ("https://t.me/abcde", "Telegram"),
    ("https://www.quora.com/a", "Quora"),
    ("https://pin.it/a", "Pinterest"),
    ("https://a.medium.com/b", "Medium"),
]

#: Sentence, networks.
WORDS = [
    ("He tweeted at us.", ["X"]),
    ("She is on X now.", ["X"]),
    ("an X post, an X thread", ["X"]),
    ("X (Twitter) and X/Twitter", ["X"]),
    ("X (formerly known as Twitter)", ["X"]),
    ("Network: X", ["X"]),
    ("SM Escalation - Jane Doe - X", ["X"]),
    ("factor X, the X axis, Mr. X, X marks the spot, plan X", []),
    ("complains on Facebook and Instagram", ["Facebook", "Instagram"]),
    ("on FB and IG", ["Facebook", "Instagram"]),
    ("posted in r/freelance", ["Reddit"]),
    ("a YouTuber on TikTok", ["YouTube", "TikTok"]),
    ("posted on Threads", ["Threads"]),
    ("several threads about us", []),
    ("a Medium article; priority: Medium", ["Medium"]),
    ("Priority: Medium, medium risk", []),
    ("a Google review and an App Store review", ["Google reviews", "App Store"]),
    ("in the Google Play app store", ["Google Play"]),
    ("google it, and check the maps", []),
    ("the BBB, Better Business Bureau", ["BBB"]),
    ("on Trustpilot, Sitejabber, Yelp, Glassdoor, Quora and Bluesky",
     ["Trustpilot", "Glassdoor", "Bluesky", "Quora", "Sitejabber", "Yelp"]),
    ("it is linked in the document, use discord and signal", []),
    ("write to facebook@example.com", []),
    ("not on Facebook, nothing on Twitter yet", []),
    ("not only on Facebook but on Twitter", ["X", "Facebook"]),
]  # fmt: skip

#: Text, handles.
HANDLES = [
    ("see @jane_doe, (@bob.roe) and @Z", ["@jane_doe", "@bob.roe", "@Z"]),
    ("write to jane@example.com or all @example.com people", []),
    ("/u/spez and u/Pixel-Pusher_9 but not a/u/b", ["u/spez", "u/Pixel-Pusher_9"]),
    ("https://twitter.com/janedoe/status/1 https://x.com/JaneDoe", ["@janedoe"]),
    ("https://x.com/i/web/status/1 https://x.com/search?q=a https://t.co/abc", []),
    ("https://www.instagram.com/jane.doe/ https://www.instagram.com/p/Abc/", ["@jane.doe"]),
    ("https://www.reddit.com/user/spez/comments https://reddit.com/r/a", ["u/spez"]),
    ("https://www.tiktok.com/@jane.d/video/7 https://www.threads.net/@jd", ["@jane.d", "@jd"]),
    ("https://www.linkedin.com/in/jane-doe-1/", ["in/jane-doe-1"]),
    ("https://www.facebook.com/groups/1/posts/2 https://facebook.com/profile.php?id=1", []),
    ("https://bsky.app/profile/jd.bsky.social/post/1", ["@jd.bsky.social"]),
    ("@Mark please look", []),
    ("@Dana can you take it?", []),
]

#: Text, links.
FOUND = [
    ("see https://a.example.com/x, (https://b.example.com/y_(z)). <https://c.example.com>!",
     ["https://a.example.com/x", "https://b.example.com/y_(z)", "https://c.example.com"]),
    ("twitter.com/jane/status/1 and www.example.com", ["https://twitter.com/jane/status/1",
                                                      "https://www.example.com"]),
    ("mailto:a@example.com ftp://example.com javascript:alert(1) and/or e.g./i.e.", []),
    ("https://a.example.com https://a.example.com", ["https://a.example.com"]),
    ("https://[bad https://http://", []),
    ("“https://a.example.com/q”, ‘https://b.example.com’",  # noqa: RUF001  quotes as typed
     ["https://a.example.com/q", "https://b.example.com"]),
]  # fmt: skip


def networks(text: str) -> list[str]:
    return list(networks_in(statements(text), find_links(text))[0])


@pytest.mark.parametrize(("link", "name"), LINKS)
def test_a_link_tells_the_network(link: str, name: str) -> None:
    assert networks_in([], [link]) == ((name,), link)


@pytest.mark.parametrize(("text", "names"), WORDS)
def test_words_tell_networks_but_letters_in_other_senses_do_not(
    text: str, names: list[str]
) -> None:
    assert networks(text) == names


def test_links_count_before_words_and_the_sentence_is_told() -> None:
    said = statements("He is on Facebook. See https://x.com/a/status/1 please.")
    names, why = networks_in(said, find_links(" ".join(said)))
    assert names == ("X", "Facebook")
    assert why == "See https://x.com/a/status/1 please."


def test_a_domain_that_only_ends_alike_is_another() -> None:
    assert networks("https://netflix.com/a https://notreddit.com/b https://fakex.com") == []


def test_every_network_is_known_by_its_own_domain() -> None:
    for network in NETWORKS:
        for domain in network.domains:
            assert networks_in([], [f"https://{domain}/a"])[0] == (network.name,)


@pytest.mark.parametrize(("text", "handles"), HANDLES)
def test_handles_are_read_and_mentions_are_not(text: str, handles: list[str]) -> None:
    assert list(handles_in(statements(text), find_links(text), ["Mark"])) == handles


@pytest.mark.parametrize(("text", "links"), FOUND)
def test_links_are_found_without_their_punctuation(text: str, links: list[str]) -> None:
    assert list(find_links(text)) == links


@pytest.mark.parametrize(
    "wrapped",
    [
        "https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fx.com%2Fa&data=1",
        "https://www.google.com/url?q=https://x.com/a&sa=D",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fx.com%2Fa&h=1",
        "https://urldefense.com/v3/__https://x.com/a__;!!abc$",
        "https://urldefense.proofpoint.com/v2/url?u=https-3A__x.com_a&d=1",
        (
            "https://www.google.com/url?q=https://a.safelinks.protection.outlook.com/"
            "?url%3Dhttps%253A%252F%252Fx.com%252Fa"
        ),
    ],
)
def test_a_wrapped_link_is_unwrapped(wrapped: str) -> None:
    assert unwrapped(wrapped) == "https://x.com/a"


def test_a_wrapper_cannot_bring_in_anything_but_a_web_link() -> None:
    for inner in ("javascript:alert(1)", "file:///etc/passwd", "https://a%0d%0aBcc: b"):
        found = unwrapped(f"https://www.google.com/url?q={inner}")
        assert found.startswith("https://")
        assert found.isprintable()


@given(st.sampled_from(NETWORKS).flatmap(lambda n: st.tuples(st.just(n), st.from_regex(n.words))))
def test_no_word_of_a_network_is_passed_over(found: tuple[Network, str]) -> None:
    network, sentence = found
    assume(re.search(network.words, without_links(sentence)))
    assume(not re.search("(?i)no|n['’]t", sentence))  # "nothing on X"
    assert network.name in networks_in([sentence], [])[0]


def test_letters_that_only_look_unusual_are_read_as_usual() -> None:
    sentence = "L\u0131nked\u0130n, ti\u212atok"
    assert networks_in([sentence], [])[0] == ("LinkedIn", "TikTok")
