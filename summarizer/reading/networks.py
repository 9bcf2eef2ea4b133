"""Which social networks a mail is about, by links first, then by words; and the users' handles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from summarizer.patterns import Pattern
from summarizer.reading.links import find_links, parts, under, without_links


class Network(NamedTuple):
    """A network: its usual name, its domains, and a pattern of the words that mean it.

    All those words have one of these `letters` in lower case, its name's unless they are told:
    so most patterns needn't be compiled.
    """

    name: str
    domains: tuple[str, ...]
    words: str
    letters: tuple[str, ...] = ()


#: A letter or a common word is a network only where the sentence says so: "on X", "Threads post".
_ON = (
    r"(?:\b[Oo]n|\b[Vv]ia|\b(?:posted|posting|took|taken|taking|turned|went|gone) to|/"
    r"|(?i:\b(?:networks?|platforms?|channels?|social media|source|site) ?[:=]))"
)
_POST = (
    r"(?:posts?|threads?|accounts?|profiles?|handles?|users?|tweets?|DMs?|pages?|mentions?|replies"
    r"|complaints?|escalations?|articles?|comments?)\b"
)


def _contextual(word: str) -> str:
    """A pattern of a word that names a network beside such words only; capitals count."""
    return (
        rf"{_ON}\s*{word}(?![\w'’&+-]|\.\w|\s+(?:axis|ray|amount|dates?|days?|hours?|occasions?|of)\b)"
        rf"|(?<![\w.]){word}\s+{_POST}|(?<![\w.]){word}\s*[/(]\s*(?:formerly\s+)?[A-Z][a-z]"
    )


def _alone(word: str) -> str:
    """A pattern of a word that is a piece of a subject of its own: "Escalation - Jane Doe - X"."""
    return rf"(?:^|[-–—|:(]\s?){word}(?=\s*$|\s*[-–—|)])"


NETWORKS = (
    Network(
        "X",
        ("x.com", "twitter.com", "t.co"),
        rf"(?i:\btwitter\b|\b(?:re)?tweet(?:s|ed|ing)?\b)|{_contextual('X')}|{_alone('X')}",
        letters=("x", "twitter", "tweet"),
    ),
    Network(
        "Facebook",
        ("facebook.com", "fb.com", "fb.me", "fb.watch"),
        r"(?i:\bfacebook\b)|\bFB\b",
        letters=("facebook", "fb"),
    ),
    Network(
        "LinkedIn",
        ("linkedin.com", "lnkd.in"),
        r"(?i:\blinkedin\b)|\bLinked In\b",
        letters=("linkedin", "linked in"),
    ),
    Network(
        "Instagram",
        ("instagram.com", "instagr.am"),
        r"(?i:\binstagram\b|\binsta\b)|\bIG\b",
        letters=("insta", "ig"),
    ),
    Network(
        "Reddit",
        ("reddit.com", "redd.it"),
        r"(?i:\b(?:sub)?reddit(?:or)?s?\b)|(?<![\w/.])/?[ru]/[A-Za-z0-9_-]{3,21}\b",
        letters=("reddit", "r/", "u/"),
    ),
    Network(
        "YouTube",
        ("youtube.com", "youtu.be"),
        r"(?i:\byoutube(?:rs?)?\b)|\bYou Tube\b",
        letters=("youtube", "you tube"),
    ),
    Network(
        "TikTok", ("tiktok.com",), r"(?i:\btiktoks?\b)|\bTik Tok\b", letters=("tiktok", "tik tok")
    ),
    Network("Trustpilot", ("trustpilot.com",), r"(?i:\btrust ?pilot\b)", letters=("pilot",)),
    Network(
        "Glassdoor",
        ("glassdoor.com", "glassdoor.co.uk", "glassdoor.ca"),
        r"(?i:\bglass ?door\b)",
        letters=("door",),
    ),
    Network(
        "Threads", ("threads.net", "threads.com"), f"{_contextual('Threads')}|{_alone('Threads')}"
    ),
    Network(
        "Bluesky",
        ("bsky.app", "bsky.social"),
        r"(?i:\bbluesky\b|\bbsky\b)|\bBlue Sky\b",
        letters=("sky",),
    ),
    Network(
        "Mastodon", ("mastodon.social", "mastodon.online", "mstdn.social"), r"(?i:\bmastodon\b)"
    ),
    Network("Pinterest", ("pinterest.com", "pinterest.co.uk", "pin.it"), r"(?i:\bpinterest\b)"),
    Network("Quora", ("quora.com",), r"(?i:\bquora\b)"),
    Network("Medium", ("medium.com",), _contextual("Medium")),
    Network(
        "BBB",
        ("bbb.org",),
        r"\bBBB\b|(?i:\bbetter business bureau\b)",
        letters=("bbb", "better business bureau"),
    ),
    Network(
        "Google reviews",
        ("g.page", "maps.google.com", "maps.app.goo.gl", "business.google.com"),
        r"(?i:\bgoogle(?: maps| business)? (?:reviews?|ratings?)\b|\bgoogle maps\b"
        r"|\breview(?:ed|s)? on google\b(?! play))",
        letters=("google",),
    ),
    Network(
        "App Store",
        ("apps.apple.com", "itunes.apple.com"),
        r"(?i:(?<!google )(?<!play )\bapp store\b|\bappstore\b)",
        letters=("app store", "appstore"),
    ),
    Network(
        "Google Play",
        ("play.google.com",),
        r"(?i:\bgoogle play\b|\bplay store\b)",
        letters=("google play", "play store"),
    ),
    Network("Sitejabber", ("sitejabber.com",), r"(?i:\bsite ?jabber\b)", letters=("jabber",)),
    Network("Yelp", ("yelp.com", "yelp.co.uk", "yelp.ca"), r"(?i:\byelp(?:ed)?\b)"),
    Network("Discord", ("discord.com", "discord.gg"), r"\bDiscord\b|(?i:\bon discord\b)"),
    Network("WhatsApp", ("whatsapp.com", "wa.me"), r"(?i:\bwhats ?app\b)", letters=("whats",)),
    Network(
        "Telegram", ("t.me", "telegram.me", "telegram.org"), r"\bTelegram\b|(?i:\bon telegram\b)"
    ),
    Network("Snapchat", ("snapchat.com",), r"(?i:\bsnapchat\b)"),
    Network("Tumblr", ("tumblr.com",), r"(?i:\btumblr\b)"),
    Network(
        "Hacker News", ("news.ycombinator.com",), r"(?i:\bhacker ?news\b)", letters=("hacker",)
    ),
    Network("G2", ("g2.com",), r"\bG2 reviews?\b|\bon G2\b"),
    Network("Capterra", ("capterra.com",), r"(?i:\bcapterra\b)"),
    Network(
        "PissedConsumer",
        ("pissedconsumer.com",),
        r"(?i:\bpissed ?consumer\b)",
        letters=("consumer",),
    ),
)
_WORDS = {network.name: Pattern(network.words) for network in NETWORKS}
_LETTERS = {network.name: network.letters or (network.name.casefold(),) for network in NETWORKS}
#: Letters that a pattern takes for an i, and `casefold` doesn't.
_AS_I = str.maketrans("ıİ", "ii")
_NOT = Pattern(
    r"(?i)(?:\bnot|n['’]t|\bnothing|\bno (?:posts?|mentions?|activity))"
    r"(?: (?:yet|new|posted|seen|found|active|anything))? (?:on|to) $"
)

_AT = Pattern(r"(?<![\w@./+-])@([A-Za-z0-9_](?:[\w.-]{0,38}[A-Za-z0-9_])?)(?![@\w])")
#: "@Dana can you take it?" speaks to a colleague.
_ADDRESSED = Pattern(
    r"(?i)^\W*@\w+\W{1,2}(?=(?:can|could|please|pls|would|will|fyi|thanks|do|are|any|this|see)\b)"
)
_DOMAIN_LIKE = Pattern(r"(?i)[\w.-]+\.(?:com|net|org|io|co|uk|de|fr|eu|gov|edu)")
_REDDITOR = Pattern(r"(?<![\w/.])/?u/([A-Za-z0-9_-]{3,20})\b")
#: How a profile's address says the handle, by network; the group is the handle.
_PROFILES: Mapping[str, Pattern] = {
    "X": Pattern(r"/([A-Za-z0-9_]{1,15})(?:/(?:status|with_replies|media).*)?/?"),
    "Instagram": Pattern(r"/(?:stories/)?([A-Za-z0-9_.]{1,30})(?:/(?:p|reel)/.*)?/?"),
    "Facebook": Pattern(r"/([A-Za-z0-9.]{5,50})(?:/(?:posts|videos|photos)/.*)?/?"),
    "Reddit": Pattern(r"/u(?:ser)?/([A-Za-z0-9_-]{3,20})(?:/.*)?"),
    "LinkedIn": Pattern(r"/in/([^/]{3,100})(?:/.*)?"),
    "Bluesky": Pattern(r"/profile/([A-Za-z0-9.-]{3,100})(?:/.*)?"),
    "Telegram": Pattern(r"/(?:s/)?([A-Za-z0-9_]{5,32})(?:/.*)?"),
    "TikTok": Pattern(r"/@([A-Za-z0-9_.]{2,24})(?:/.*)?"),
    "Threads": Pattern(r"/@([A-Za-z0-9_.]{1,30})(?:/.*)?"),
    "YouTube": Pattern(r"/@([A-Za-z0-9_.-]{3,30})(?:/.*)?"),
    "Medium": Pattern(r"/@([A-Za-z0-9_.-]{2,30})(?:/.*)?"),
    "Mastodon": Pattern(r"/@([A-Za-z0-9_]{1,30})(?:/.*)?"),
}
_SIGNS = {"Reddit": "u/", "LinkedIn": "in/"}
#: First parts of addresses on those networks that are pages of the network itself.
_NO_PROFILES_TEXT = """
    i home search hashtag intent share explore settings login signup help about tos privacy p
    reel reels stories tv accounts groups pages permalink.php profile.php watch story.php
    photo.php photo sharer sharer.php events marketplace posts people public policies business
    joinchat addstickers proxy messages notifications jobs
"""
_NO_PROFILES = frozenset(_NO_PROFILES_TEXT.split())


def networks_in(sentences: Sequence[str], links: Iterable[str]) -> tuple[tuple[str, ...], str]:
    """The networks' usual names, those of links first, and what decided: a link or a sentence."""
    found: dict[str, str] = {}
    for link in links:
        if name := network_of(link):
            found.setdefault(name, _saying(sentences, link))
    for sentence in sentences:
        plain = without_links(sentence)
        folded = plain.translate(_AS_I).casefold()
        for name, words in _WORDS.items():
            likely = name not in found and any(map(folded.__contains__, _LETTERS[name]))
            if likely and _says(words, plain):
                found[name] = sentence
    return tuple(found), next(iter(found.values()), "")


def network_of(link: str) -> str:
    """The network that a link leads to, "" for none."""
    host, path = parts(link)
    if under(host, "google.com") and host.count(".") == 1 and path.startswith("/maps"):
        return "Google reviews"
    for network in NETWORKS:
        if any(under(host, domain) for domain in network.domains):
            return network.name
    return "Mastodon" if "mastodon" in host else ""


def handles_in(
    sentences: Iterable[str], links: Iterable[str], colleagues: Iterable[str] = ()
) -> tuple[str, ...]:
    """Handles, each once: `@name`, `u/name`, `in/name`. Mentions of `colleagues` are none."""
    mentioned = {name.casefold() for name in colleagues}
    found: dict[str, str] = {}
    for sentence in sentences:
        plain = without_links(sentence)
        plain = _ADDRESSED.sub("", plain)
        handles = [f"@{m[1]}" for m in _AT.finditer(plain) if not _is_domain(m[1])]
        handles += [f"u/{m[1]}" for m in _REDDITOR.finditer(plain)]
        for handle in handles:
            if handle.lstrip("@").casefold() not in mentioned:
                found.setdefault(handle.casefold(), handle)
    for link in links:
        if handle := _handle_of(link):
            found.setdefault(handle.casefold(), handle)
    return tuple(found.values())


def _says(words: Pattern, sentence: str) -> bool:
    return any(
        not _NOT.search(sentence[max(0, m.start() - 40) : m.start()])
        for m in words.finditer(sentence)
    )


def _saying(sentences: Sequence[str], link: str) -> str:
    """The sentence in which a link stands; the link itself if it is hidden behind other words."""
    return next((s for s in sentences if link in s or link in find_links(s)), link)


def _is_domain(handle: str) -> bool:
    return bool(_DOMAIN_LIKE.fullmatch(handle)) and handle.count(".") > 0


def _handle_of(link: str) -> str:
    name = network_of(link)
    match = _PROFILES[name].fullmatch(parts(link)[1]) if name in _PROFILES else None
    if not match or match[1].lower() in _NO_PROFILES or parts(link)[0] == "t.co":
        return ""
    return f"{_SIGNS.get(name, '@')}{match[1]}"
