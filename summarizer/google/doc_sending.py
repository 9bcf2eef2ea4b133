"""A document fetched from Docs, and batches sent for the revision that they were made for."""

from __future__ import annotations

from summarizer.google.api import Google, Said
from summarizer.google.doc_model import Document, Json, parse
from tracker.errors import BadInput

_STALE, _GONE = (400,), (404,)


def fetch(google: Google, document_id: str) -> Document:
    """The document with its suggestions inline: a change has to be based on that view.

    Who may only look gets it without them, and can't change it either.

    Raises:
        Said: 404, it isn't there.
    """
    documents = google.part("docs", "documents")
    request = documents.get(
        documentId=document_id,
        includeTabsContent=True,
        suggestionsViewMode="DEFAULT_FOR_CURRENT_ACCESS",
    )
    return parse(google.ask(request, "read the document", told=_GONE))


def apply(google: Google, document_id: str, requests: list[Json], base: Document) -> bool:
    """Send a batch for the revision it was made for; False if the document has a newer one.

    So it may be sent again after a lost answer: it is never applied twice.

    Raises:
        BadInput: Docs doesn't take it, though the document is as it was.
    """
    body = {"requests": requests, "writeControl": {"requiredRevisionId": base.revision}}
    documents = google.part("docs", "documents")
    request = documents.batchUpdate(documentId=document_id, body=body, fields="documentId")
    try:
        google.ask(request, "write into the document", safe=True, told=_STALE)
    except Said as said:
        if fetch(google, document_id).revision == base.revision:
            raise BadInput("The document can't be written like this", said.message) from None
        return False
    return True
