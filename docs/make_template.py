"""Build templates/social-media-summary/summary.docx: `python docs/make_template.py`.

The template was drawn by this script so that it stays small and each byte of it is known; the
output is the same on every run. A team changes its own copy in Word or LibreOffice.
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

TARGET = Path(__file__).parent.parent / "templates" / "social-media-summary" / "summary.docx"
FONT = "Calibri"
INK = "1F2933"
NAVY = "1B3A57"
GREY = "66707A"
LINE = "CBD2D9"
SHADE = "EEF2F6"
#: Width of the text in twentieths of a point: letter paper less an inch on each side.
WIDTH = 9360

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

FACTS = (
    ("User", "{{user.name}}"),
    ("User ID", "{{user.id}}"),
    ("Case", "{{case}}"),
    ("Requested by", "{{requested_by}}"),
    ("Network", "{{network}}"),
    ("Links", "{{links}}"),
    ("What we will do", "{{answer}}"),
    ("Tickets", "{{tickets}}"),
    ("Received", "{{received}}"),
    ("Due", "{{due}}"),
    ("Owner", "{{owner}}"),
)
CHART = (("Step", 1900), ("Finding", 3660), ("Link", 1700), ("By", 1000), ("At", 1100))
QUESTIONS = (("Team", 1900), ("Question", 3730), ("Answer", 3730))


def paragraph(text: str, style: str = "") -> str:
    """A paragraph of one run."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    run = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    return f"<w:p>{properties}{run}</w:p>"


def cell(width: int, *paragraphs: str) -> str:
    """A table cell; an empty one still holds a paragraph, as Word demands."""
    inside = "".join(paragraphs) or paragraph("", "TableText")
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inside}</w:tc>'


def row(*cells: str, header: bool = False) -> str:
    """A table row that stays on one page; a header row is repeated on each."""
    repeated = "<w:tblHeader/>" if header else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(cells)}</w:tr>"


def table(widths: tuple[int, ...], rows: str, *, first_row: bool, caption: str) -> str:
    """A table as wide as the text; the style gives header row and label column their look."""
    look = (
        f'<w:tblLook w:val="{"0420" if first_row else "0480"}" w:firstRow="{int(first_row)}" '
        f'w:lastRow="0" w:firstColumn="{int(not first_row)}" w:lastColumn="0" '
        'w:noHBand="1" w:noVBand="1"/>'
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="DeskTable"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>{look}'
        f'<w:tblCaption w:val="{caption}"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def titled(columns: tuple[tuple[str, int], ...], first: str, caption: str) -> str:
    """A table with a header row and one row below it, whose first cell is given."""
    widths = tuple(width for _, width in columns)
    header = row(
        *(cell(width, paragraph(title, "TableText")) for title, width in columns), header=True
    )
    body = row(cell(widths[0], first), *(cell(width) for width in widths[1:]))
    return table(widths, header + body, first_row=True, caption=caption)


def facts() -> str:
    """The table of case facts: label and value."""
    widths = (2300, WIDTH - 2300)
    rows = "".join(
        row(
            cell(widths[0], paragraph(label, "TableText")),
            cell(widths[1], paragraph(value, "TableText")),
        )
        for label, value in FACTS
    )
    return table(widths, rows, first_row=False, caption="Case facts")


def body() -> str:
    """The sections, in the order in which people work through them."""
    return "".join(
        (
            paragraph("Social media summary", "Kicker"),
            paragraph("{{title}}", "Title"),
            paragraph("Case {{case}}  ·  received {{received}}  ·  due {{due}}", "Subtitle"),
            paragraph("Case facts", "Heading1"),
            facts(),
            paragraph("Earlier summaries", "Heading1"),
            paragraph("Links to earlier summaries of the same user, if there are any.", "Hint"),
            paragraph("{{#earlier}}{{link}}"),
            paragraph("Social Media Contact Copy", "Heading1"),
            paragraph("The first contact as it was posted: text, link and screenshot.", "Hint"),
            paragraph("Research chart", "Heading1"),
            paragraph("A step is done when its finding is filled in.", "Hint"),
            titled(
                CHART,
                paragraph("{{#chart}}{{step}}", "TableText") + paragraph("{{hint}}", "Hint"),
                "Research chart",
            ),
            paragraph("Questions to other teams", "Heading1"),
            paragraph("What was asked in other teams' rooms, and what they said.", "Hint"),
            titled(QUESTIONS, paragraph("", "TableText"), "Questions to other teams"),
            paragraph("Summary", "Heading1"),
            paragraph("Only this section is sent.", "Hint"),
            paragraph("{{#parts}}{{part}}", "Heading2"),
            paragraph("{{hint}}", "Hint"),
            paragraph("{{/parts}}"),
        )
    )


def document() -> str:
    """word/document.xml: letter paper, an inch around."""
    section = (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId4"/>'
        '<w:pgSz w:w="12240" w:h="15840"/>'
        '<w:pgMar w:top="1296" w:right="1440" w:bottom="1296" w:left="1440" w:header="720" '
        'w:footer="576" w:gutter="0"/></w:sectPr>'
    )
    return (
        f'{HEAD}<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body()}{section}</w:body>'
        "</w:document>"
    )


def field(code: str) -> str:
    """A field that Word computes, such as the page's number."""
    return f'<w:fldSimple w:instr=" {code} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def footer() -> str:
    """word/footer1.xml: the case on the left, the page on the right."""
    run = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'
    return (
        f'{HEAD}<w:ftr xmlns:w="{W}"><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>'
        f"{run.format('Case {{case}}')}<w:r><w:tab/></w:r>{run.format('Page ')}{field('PAGE')}"
        f"{run.format(' of ')}{field('NUMPAGES')}</w:p></w:ftr>"
    )


def style(kind: str, key: str, name: str, inside: str, *, more: str = "") -> str:
    """A style; `more` holds what comes between its name and its properties."""
    default = ' w:default="1"' if more == "default" else ""
    more = "" if more == "default" else more
    return (
        f'<w:style w:type="{kind}"{default} w:styleId="{key}"><w:name w:val="{name}"/>'
        f"{more}{inside}</w:style>"
    )


def look(size: float, colour: str = "", *, bold: bool = False, italic: bool = False) -> str:
    """Run properties in the order that the schema asks for; `size` in points."""
    return (
        "<w:rPr>"
        + ("<w:b/><w:bCs/>" if bold else "")
        + ("<w:i/><w:iCs/>" if italic else "")
        + (f'<w:color w:val="{colour}"/>' if colour else "")
        + f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/></w:rPr>'
    )


def space(before: int, after: int, line: int = 264) -> str:
    """Spacing of a paragraph in twentieths of a point; `line` in 240ths of a line."""
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="auto"/>'


def heading(level: int, size: float, before: int, border: str = "") -> str:
    """A heading that stays with what follows it."""
    return style(
        "paragraph",
        f"Heading{level}",
        f"heading {level}",
        f"<w:pPr><w:keepNext/><w:keepLines/>{border}{space(before, 80, 240)}"
        f'<w:outlineLvl w:val="{level - 1}"/></w:pPr>{look(size, NAVY, bold=True)}',
        more='<w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/>',
    )


def rule(side: str, size: int, gap: int) -> str:
    """A line along a paragraph's side."""
    line = f'<w:{side} w:val="single" w:sz="{size}" w:space="{gap}" w:color="{LINE}"/>'
    return f"<w:pBdr>{line}</w:pBdr>"


def paragraph_styles() -> str:
    """The few styles the document uses."""
    based = '<w:basedOn w:val="Normal"/>'
    follow = based + '<w:next w:val="Normal"/><w:qFormat/>'
    keep = "<w:keepNext/><w:keepLines/>"
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{WIDTH}"/></w:tabs>'
    return "".join(
        (
            style("paragraph", "Normal", "Normal", "<w:qFormat/>", more="default"),
            style(
                "paragraph",
                "Kicker",
                "Kicker",
                f"<w:pPr><w:keepNext/>{space(0, 40, 240)}</w:pPr><w:rPr><w:b/><w:bCs/><w:caps/>"
                f'<w:color w:val="{GREY}"/><w:spacing w:val="24"/><w:sz w:val="17"/>'
                '<w:szCs w:val="17"/></w:rPr>',
                more=follow,
            ),
            style(
                "paragraph",
                "Title",
                "Title",
                f"<w:pPr>{keep}{space(0, 40, 240)}</w:pPr>{look(25, NAVY, bold=True)}",
                more=follow,
            ),
            style(
                "paragraph",
                "Subtitle",
                "Subtitle",
                f"<w:pPr>{rule('bottom', 8, 8)}{space(0, 120, 240)}</w:pPr>{look(10, GREY)}",
                more=follow,
            ),
            heading(1, 15, 360),
            heading(2, 12, 220),
            heading(3, 10.5, 160),
            style(
                "paragraph",
                "Hint",
                "Hint",
                f"<w:pPr>{space(0, 80, 240)}</w:pPr>{look(9, GREY, italic=True)}",
                more=follow,
            ),
            style(
                "paragraph",
                "TableText",
                "Table Text",
                f"<w:pPr>{space(20, 20, 252)}</w:pPr>{look(9.5)}",
                more=based + "<w:qFormat/>",
            ),
            style(
                "paragraph",
                "EvidenceText",
                "Evidence Text",
                f'<w:pPr>{rule("left", 18, 8)}{space(120, 80)}<w:ind w:left="200"/></w:pPr>',
                more=follow,
            ),
            style(
                "paragraph",
                "EvidenceSource",
                "Evidence Source",
                f"<w:pPr>{space(0, 160, 240)}</w:pPr>{look(8, GREY)}",
                more=follow,
            ),
            style(
                "paragraph",
                "Footer",
                "footer",
                f"<w:pPr>{rule('top', 4, 6)}{tab}{space(0, 0, 240)}</w:pPr>{look(8.5, GREY)}",
                more=based,
            ),
            style("paragraph", "CommentText", "annotation text", look(10), more=based),
        )
    )


def table_style() -> str:
    """Hairlines between rows; a shaded header row, or a grey label column."""
    side = '<w:{} w:val="single" w:sz="{}" w:space="0" w:color="' + LINE + '"/>'
    borders = side.format("top", 4) + side.format("bottom", 4) + side.format("insideH", 4)
    margins = "".join(
        f'<w:{name} w:w="{width}" w:type="dxa"/>'
        for name, width in (("top", 40), ("left", 100), ("bottom", 40), ("right", 100))
    )
    header = (
        f'<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/><w:color w:val="{NAVY}"/></w:rPr>'
        f'<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{SHADE}"/></w:tcPr></w:tblStylePr>'
    )
    labels = (
        '<w:tblStylePr w:type="firstCol"><w:rPr><w:b/><w:bCs/>'
        f'<w:color w:val="{GREY}"/></w:rPr></w:tblStylePr>'
    )
    return style(
        "table",
        "DeskTable",
        "Desk Table",
        f"<w:tblPr><w:tblBorders>{borders}</w:tblBorders><w:tblCellMar>{margins}</w:tblCellMar>"
        f"</w:tblPr>{header}{labels}",
        more='<w:basedOn w:val="TableNormal"/><w:qFormat/>',
    )


def styles() -> str:
    """word/styles.xml."""
    fonts = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{fonts}<w:color w:val="{INK}"/><w:sz w:val="21"/>'
        '<w:szCs w:val="21"/><w:lang w:val="en-US" w:eastAsia="en-US" w:bidi="ar-SA"/></w:rPr>'
        f"</w:rPrDefault><w:pPrDefault><w:pPr>{space(0, 120)}</w:pPr></w:pPrDefault>"
        "</w:docDefaults>"
    )
    plain = (
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>'
        '<w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    )
    link = '<w:rPr><w:color w:val="1F5FA8"/><w:u w:val="single"/></w:rPr>'
    small = '<w:rPr><w:sz w:val="16"/><w:szCs w:val="16"/></w:rPr>'
    return (
        f'{HEAD}<w:styles xmlns:w="{W}">{defaults}{paragraph_styles()}'
        + style("character", "DefaultParagraphFont", "Default Paragraph Font", "", more="default")
        + style("character", "Hyperlink", "Hyperlink", link)
        + style("character", "CommentReference", "annotation reference", small)
        + style("table", "TableNormal", "Normal Table", plain, more="default")
        + table_style()
        + "</w:styles>"
    )


def settings() -> str:
    """word/settings.xml: the layout rules of Word 2013 and later."""
    mode = (
        '<w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    )
    return f'{HEAD}<w:settings xmlns:w="{W}"><w:defaultTabStop w:val="720"/>{mode}</w:settings>'


def fonts() -> str:
    """word/fontTable.xml: which font stands in where Calibri is not installed."""
    return (
        f'{HEAD}<w:fonts xmlns:w="{W}"><w:font w:name="{FONT}"><w:altName w:val="Carlito"/>'
        '<w:panose1 w:val="020F0502020204030204"/><w:charset w:val="00"/>'
        '<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font></w:fonts>'
    )


def relations(*targets: tuple[str, str]) -> str:
    """A part's relationships: (type, target), numbered from rId1."""
    lines = "".join(
        f'<Relationship Id="rId{n}" Type="{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{lines}</Relationships>'


def content_types() -> str:
    """[Content_Types].xml."""
    parts = (
        ("/word/document.xml", f"{OFFICE}.document.main+xml"),
        ("/word/styles.xml", f"{OFFICE}.styles+xml"),
        ("/word/settings.xml", f"{OFFICE}.settings+xml"),
        ("/word/fontTable.xml", f"{OFFICE}.fontTable+xml"),
        ("/word/footer1.xml", f"{OFFICE}.footer+xml"),
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
    )
    overrides = "".join(
        f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts
    )
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def core() -> str:
    """docProps/core.xml."""
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<dc:title>Social media summary</dc:title></cp:coreProperties>"
    )


def parts() -> dict[str, str]:
    """All parts, the content types first."""
    return {
        "[Content_Types].xml": content_types(),
        "_rels/.rels": relations(
            (f"{RELATION}/officeDocument", "word/document.xml"),
            (f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
        "word/document.xml": document(),
        "word/_rels/document.xml.rels": relations(
            (f"{RELATION}/styles", "styles.xml"),
            (f"{RELATION}/settings", "settings.xml"),
            (f"{RELATION}/fontTable", "fontTable.xml"),
            (f"{RELATION}/footer", "footer1.xml"),
        ),
        "word/styles.xml": styles(),
        "word/settings.xml": settings(),
        "word/fontTable.xml": fonts(),
        "word/footer1.xml": footer(),
        "docProps/core.xml": core(),
    }


def main(target: Path) -> None:
    """Write the template, with the same bytes on every run."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts().items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(info, text)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)
