"""A mail's text without what its mailer, its list or its writer puts under every mail."""

from __future__ import annotations

from collections.abc import Collection

from summarizer.patterns import Pattern

#: Lines that mailers and helpdesks add, wherever they stand.
_ADDED = Pattern(
    r"(?i)(?:sent from (?:my|outlook|yahoo|mail|proton)|get outlook for|sent via|envoyé de mon"
    r"|von meinem|enviado desde mi|##-.*-##$|caution: (?:this|external)|\[external\]$)",
    needs="sent|get outlook|envoyé de mon|von meinem|enviado|##|caution|[external",
)
#: From such a line on, nothing is the writer's.
_FOOTER = Pattern(
    r"(?i)(?:confidentiality notice|you received this message because you are subscribed"
    r"|to unsubscribe from this group|this (?:e-?mail|message|communication)"
    r" (?:and any|is (?:intended|confidential)|may contain|contains (?:confidential|privileged)))",
    needs="confidential|you received this|to unsubscribe|this e|this m|this com",
)
_CLOSING = Pattern(
    r"(?i)(?:(?:with )?(?:all (?:the|my) best|best|kind(?:est)?|warm(?:est|ly)?|many|best wishes"
    r"|regards|thanks|thank you|thx|ty|cheers|sincerely|yours|respectfully|cordially|br|appreciated"
    r"|take care|talk soon)"
    r"(?:,? (?:best|kind|warm|regards|wishes|thanks|so much|very much|a lot|again|in advance"
    r"|team|all|everyone|sincerely|truly|and regards)){0,2})\b\s?[,.!–—-]{0,2}"
)
#: What shows that the writer goes on below a closing: a label of the user, or a whole sentence.
_GOES_ON = Pattern(
    r"(?i)(?:ps|p\.s\.?|user|client|freelancer|customer|member|uid|profile|summary|networks?"
    r"|platforms?|(?:full )?name|links?|posts?|tweets?|user ?id|id)\b[^:]{0,25}:|ps\b|p\.s\."
    r"|.{0,80}[(/#] ?(?:(?:user )?id|uid)?[ :#]*\d{4}"
)
_SENTENCE_WORDS = 6


def without_signature(text: str, names: Collection[str] = ()) -> str:
    """The text less signatures, sign-offs and footers. `names`: how the writer may sign."""
    kept: list[str] = []
    signing = False
    for line in text.split("\n"):
        bare = line.strip()
        if _FOOTER.match(bare):
            break
        if _ADDED.match(bare):
            continue
        if _starts_signature(bare, names):
            signing = True
        elif signing and _goes_on(bare):
            signing = False
        if not signing:
            kept.append(line)
    return "\n".join(kept).strip("\n")


def _starts_signature(line: str, names: Collection[str]) -> bool:
    closing = _CLOSING.match(line)
    rest = line[closing.end() :] if closing else line
    name = rest.strip(" ,.!-–—~").casefold()
    return line == "--" or name in names or bool(closing and not name)


def _goes_on(line: str) -> bool:
    if _GOES_ON.match(line):
        return True
    return len(line.split()) >= _SENTENCE_WORDS and line[-1] in ".?!:"
