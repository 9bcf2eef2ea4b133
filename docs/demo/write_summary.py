"""Write the summary into a case's document, as a person would in Word; for the demonstration."""

import sys
from pathlib import Path

from docx import Document

TEXTS = {
    "History of the issue": (
        "Jane Doe finished a logo for USD 480 and the client approved it on Monday. The payment was"
        " held by a bank check that nobody told her about; two mails to us went unanswered."
    ),
    "How we will resolve it": "Payments released the amount at 08:30 today.",
    "Next steps": "Payments tells users of bank checks from now on (owner: Payments, 27 November).",
    "Proposed communication to the customer": (
        "Your payment is released. We are sorry that nobody told you about the check."
    ),
}


def write(path: Path) -> None:
    """Put each text into the empty paragraph below its heading and its hint."""
    document = Document(str(path))
    text = ""
    for paragraph in document.paragraphs:
        text = TEXTS.get(paragraph.text.strip(), text)
        if text and not paragraph.text.strip():
            paragraph.add_run(text)
            text = ""
    document.save(str(path))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
