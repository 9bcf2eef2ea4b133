"""Links in a text, unwrapped from what scanners and mailers put around them."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from summarizer.patterns import Pattern

#: So many links of a mail are read, each up to this length.
MAX_LINKS, MAX_LINK = 200, 2_000

_LINK = Pattern(
    r"(?i)\bhttps?://[^\s<>\"`{}|\\^\u200b\u3002\uff0c]{1,2000}"
    r"|(?<![\w@./-])(?:[a-z0-9-]{1,60}\.){1,4}"
    r"(?:com|net|org|co|io|be|me|it|app|social|gg|gl|page|us|uk|ca|au|de|tv)/[^\s<>\"`{}|\\^]{1,1000}"
    r"|(?<![\w@./-])www\.(?:[a-z0-9-]{1,60}\.){1,4}[a-z]{2,6}\b"
)
_EMAIL = Pattern(r"[\w.+'-]{1,64}@(?:[\w-]{1,63}\.){1,8}\w{2,20}")
#: Hosts that wrap links, and the parameter that holds the link itself.
_WRAPPERS = {
    "safelinks.protection.outlook.com": ("url",),
    "google.com": ("q", "url"),
    "l.facebook.com": ("u",),
    "lm.facebook.com": ("u",),
    "l.instagram.com": ("u",),
    "slack-redir.net": ("url",),
    "youtube.com": ("q",),
    "linkedin.com": ("url",),
}
_WRAPPER_PATHS = ("", "/url", "/l.php", "/link", "/redirect", "/safety/go", "/redir/redirect")
_PROOFPOINT = Pattern(r"https?://urldefense\.com/v3/__(.{1,1500}?)__;")
_PAIRS = {")": "(", "]": "["}


def find_links(text: str) -> tuple[str, ...]:
    """The links of a text, unwrapped, each once, in order; a known `site.tld/path` counts too."""
    found: dict[str, None] = {}
    for match in _LINK.finditer(text):
        link = unwrapped(_trimmed(match[0]))
        if link:
            found.setdefault(link)
        if len(found) == MAX_LINKS:
            break
    return tuple(found)


def without_links(text: str) -> str:
    """The text less its links and mail addresses, so that their letters aren't read as words."""
    text = _LINK.sub(" ", text) if "." in text else text
    return _EMAIL.sub(" ", text) if "@" in text else text


def emails(text: str) -> tuple[str, ...]:
    """The mail addresses in a text, in order, in lower case."""
    return tuple(m.lower().strip(".'") for m in _EMAIL.findall(text))


def parts(link: str) -> tuple[str, str]:
    """Host, without "www." and port, in lower case, and path of a link; "" if it is broken."""
    split = _split(link)
    host = (split.netloc.rpartition("@")[2].partition(":")[0] if split else "").lower()
    return host.removeprefix("www."), split.path if split else ""


def under(host: str, domain: str) -> bool:
    """Whether a host is this domain or below it."""
    return host == domain or host.endswith(f".{domain}")


def unwrapped(link: str) -> str:
    """Where a link leads behind scanners and redirects; "" if it is no web link."""
    link = link if link.lower().startswith("http") else f"https://{link}"
    for _ in range(4):
        inner = _inner(link)
        if not inner:
            break
        link = inner
    return link[:MAX_LINK] if _split(link) else ""


def _inner(link: str) -> str:
    """The link inside a link, "" if it has none."""
    if proofpoint := _PROOFPOINT.match(link):
        return _web(proofpoint[1])
    split = _split(link)
    if not split:
        return ""
    host, path = parts(link)
    asked = parse_qs(split.query[:MAX_LINK])
    if host == "urldefense.proofpoint.com":
        value = next(iter(asked.get("u", [])), "")
        return _web(unquote(value.replace("-", "%").replace("_", "/")))
    for wrapper, names in _WRAPPERS.items():
        if under(host, wrapper) and path.rstrip("/") in _WRAPPER_PATHS:
            return _web(next((asked[n][0] for n in names if n in asked), ""))
    return ""


def _web(link: str) -> str:
    """A link as it can be shown: on one line and of the web, else ""."""
    link = re.sub(r"[\s\x00-\x1f\x7f]", "", link)
    return link if link.lower().startswith(("http://", "https://")) and _split(link) else ""


def _split(link: str) -> SplitResult | None:
    try:
        split = urlsplit(link)
    except ValueError:
        return None
    return split if "." in split.netloc else None


def _trimmed(link: str) -> str:
    """The link less the punctuation of the sentence around it."""
    while link and (link[-1] in ".,;:!?*'\"”’»>…" or _unbalanced(link)):
        link = link[:-1]
    return link


def _unbalanced(link: str) -> bool:
    opening = _PAIRS.get(link[-1])
    return opening is not None and link.count(link[-1]) > link.count(opening)
