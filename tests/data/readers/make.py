#!/usr/bin/env python3
"""Makes the files that the tests of src/readers read: one article in every format, and hostile siblings.

Run it in this folder: `python3 make.py`. It needs nothing but Python; the Parquet files are only made anew where
pyarrow can be imported. The others come out the same each time.
"""

import csv
import io
import json
import quopri
import zipfile
import zlib
from pathlib import Path
from xml.sax.saxutils import escape

HERE = Path(__file__).parent
TITLE = "Café owners welcome 微软 data centre deal 🎉"
PARAGRAPHS = [
    "The council of Turku approved the sale of forty hectares to Microsoft (微软) on Tuesday, ending a dispute "
    "that had split the town for almost two years and cost one mayor his office.",
    "„We waited long enough,“ said Aino Rautio, who owns a cafe\u0301 beside the harbour. She expects the builders "
    "to come for lunch, and hopes that they will stay for dinner 🍰 as well.",
    "Critics doubt the 300 promised jobs. A study by the university counted 41 posts at three comparable sites, "
    "most of them in security & cleaning, and none of them went to people who had been out of work.",
    "The company did not answer questions about its use of water. Construction is to begin in May\u00a02025.",
]
TEXT = "\n\n".join([TITLE, *PARAGRAPHS])
AUTHOR, SOURCE, DATE = "Jane Doe", "The Daily Example", "2024-05-03T10:15:00Z"
URL = "https://example.org/news/turku"
DTD = "".join(
    f'<!ENTITY lol{n} "{"&lol%d;" % (n - 1) * 10}">' if n else '<!ENTITY lol0 "lolololololol">' for n in range(10)
)
BOMB = f"<?xml version='1.0'?><!DOCTYPE x [{DTD}]>"


def write(name, data):
    (HERE / name).write_bytes(data.encode() if isinstance(data, str) else data)


def archive(name, parts):
    with zipfile.ZipFile(HERE / name, "w") as file:
        for part, data in parts:
            info = zipfile.ZipInfo(part, (2024, 5, 3, 10, 15, 0))
            info.compress_type = zipfile.ZIP_STORED if part == "mimetype" else zipfile.ZIP_DEFLATED
            file.writestr(info, data)


def truncated(name, source, keep=0.6):
    data = (HERE / source).read_bytes()
    write(name, data[: int(len(data) * keep)])


# --- text and pages ----------------------------------------------------------------------------------------------

PAGE = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{TITLE} - {SOURCE}</title>
<link rel="canonical" href="{URL}"><meta property="og:site_name" content="{SOURCE}">
<meta property="og:title" content="{TITLE}"><meta name="author" content="{AUTHOR}">
<meta property="article:published_time" content="{DATE}">
<style>p {{ color: red }}</style><script>var x = "<p>not text</p>";</script></head>
<body><nav><a href="/">Home</a> <a href="/news">News</a> <a href="/sport">Sport</a></nav>
<div class="page"><article><h1>{TITLE}</h1>
{"".join(f"<p>{escape(p)}</p>" for p in PARAGRAPHS)}
</article></div><footer><p>Copyright The Daily Example. <a href="/terms">Terms</a></p></footer></body></html>
"""


def pages():
    write("article.txt", TEXT + "\n")
    write("article.md", f"# {TITLE}\n\n" + "\n\n".join(PARAGRAPHS) + "\n")
    write("article.html", PAGE)
    write("page-called.txt", PAGE)
    write(
        "windows-1251.html",
        "<html><head><meta charset=windows-1251><title>Новости</title></head><body><p>".encode("cp1251")
        + "Министерство финансов сообщило, что расходы превысили план.".encode("cp1251") + b"</p></body></html>",
    )
    write("short.html", "<html><title>Note</title><body><nav>Home</nav><p>One line.</p><p>Two lines.</p></body></html>")
    write("saved.html", f"<!DOCTYPE html>\n<!-- saved from url=(0031){URL} -->\n<html><body><p>One.</p></body></html>")
    write("empty.txt", b"")
    write("binary.txt", bytes(range(256)) * 4)
    truncated("truncated.html", "article.html")


# --- e-mail ------------------------------------------------------------------------------------------------------

def mails():
    quoted = quopri.encodestring(PAGE.encode()).decode()
    write("article.mhtml", "\r\n".join([
        "From: <Saved by Blink>", f"Snapshot-Content-Location: {URL}", "Subject: =?utf-8?Q?Caf=C3=A9?=",
        "Date: Fri, 3 May 2024 10:15:00 -0000", "MIME-Version: 1.0",
        'Content-Type: multipart/related; type="text/html"; boundary="----b"', "", "",
        "------b", "Content-Type: text/html", "Content-Transfer-Encoding: quoted-printable",
        f"Content-Location: {URL}", "", quoted,
        "------b", "Content-Type: image/png", "Content-Transfer-Encoding: base64", "", "iVBORw0KGgo=", "------b--", "",
    ]))
    body = quopri.encodestring(TEXT.encode()).decode()
    write("article.eml", "\r\n".join([
        f"From: {AUTHOR} <jane@example.org>", "To: desk@example.org", f"Subject: =?utf-8?B?Q2Fmw6k=?= deal",
        "Date: Fri, 3 May 2024 12:15:00 +0200", "MIME-Version: 1.0",
        'Content-Type: multipart/mixed; boundary="m"', "",
        "--m", 'Content-Type: multipart/alternative; boundary="a"', "",
        "--a", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable", "", body,
        "--a", "Content-Type: text/html; charset=utf-8", "", "<p>Another version</p>", "--a--",
        "--m", "Content-Type: application/pdf", "Content-Disposition: attachment; filename=x.pdf", "", "%PDF-", "--m--", "",
    ]))
    write("page.eml", "From: a@b.c\r\nSubject: Page\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>One.</p><p>Two.</p>\r\n")
    truncated("truncated.eml", "article.eml", 0.4)
    truncated("truncated.mhtml", "article.mhtml", 0.4)


# --- Word --------------------------------------------------------------------------------------------------------

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="urn:mc"'
CORE = f"""<?xml version="1.0"?><cp:coreProperties xmlns:cp="urn:cp" xmlns:dc="urn:dc" xmlns:dcterms="urn:dcterms">
<dc:title>{TITLE}</dc:title><dc:creator>{AUTHOR}</dc:creator><dcterms:created>{DATE}</dcterms:created>
<dcterms:modified>2024-06-01T00:00:00Z</dcterms:modified><dc:language>en-GB</dc:language></cp:coreProperties>"""
TYPES = '<?xml version="1.0"?><Types xmlns="urn:types"><Default Extension="xml" ContentType="application/xml"/></Types>'
RELS = (
    '<?xml version="1.0"?><Relationships xmlns="urn:r"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)


def w_p(text, properties=""):
    half = len(text) // 2
    runs = "".join(f'<w:r><w:t xml:space="preserve">{escape(part)}</w:t></w:r>' for part in (text[:half], text[half:]))
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def docx(name, body, more=(), before='<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'):
    document = f"{before}<w:document {W}><w:body>{body}</w:body></w:document>"
    archive(name, [
        ("[Content_Types].xml", TYPES), ("_rels/.rels", RELS), ("word/document.xml", document),
        ("docProps/core.xml", CORE), *more,
    ])


def word():
    article = "".join(w_p(p) for p in [TITLE, *PARAGRAPHS])
    docx("article.docx", article)
    item = '<w:numPr><w:ilvl w:val="0"/></w:numPr><w:tabs><w:tab w:val="left"/></w:tabs>'
    cell = "<w:tc>{}</w:tc>".format
    body = (
        w_p("Before the list") + w_p("one", item) + w_p("two", item) + "<w:p/>" + w_p("After")
        + f"<w:tbl><w:tr>{cell(w_p('a'))}{cell(w_p('b') + w_p('c'))}</w:tr><w:tr>{cell(w_p('d'))}{cell('<w:p/>')}"
        + f"{cell(w_p('e'))}</w:tr></w:tbl>"
        + '<w:p><w:r><w:t>A</w:t><w:tab/><w:t>tab</w:t><w:br/><w:t>break</w:t></w:r>'
        + "<w:del><w:r><w:delText>deleted</w:delText></w:r></w:del><w:ins><w:r><w:t> &#233;&amp;</w:t></w:r></w:ins>"
        + "<mc:AlternateContent><mc:Choice><w:r><w:t> box</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t> again</w:t>"
        + "</w:r></mc:Fallback></mc:AlternateContent><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
    )
    notes = (
        f'<w:footnotes {W}><w:footnote w:type="separator" w:id="0">{w_p("---")}</w:footnote>'
        f'<w:footnote w:id="1">{w_p("A note.")}</w:footnote></w:footnotes>'
    )
    docx("rich.docx", body, [("word/footnotes.xml", notes)])
    docx("entities.docx", "<w:p><w:r><w:t>&lol9;</w:t></w:r></w:p>", before=BOMB)
    docx("deep.docx", "<w:p>" * 100_000 + "</w:p>" * 100_000)
    docx("evil-names.docx", article, [("../../evil", "x"), ("/etc/passwd", "y"), ("C:\\evil", "z")])
    docx("broken-xml.docx", "<w:p><w:r><w:t>cut")
    truncated("truncated.docx", "article.docx")
    archive("no-document.docx", [("[Content_Types].xml", TYPES)])
    archive("plain.zip", [("readme.txt", "hello")])


# --- OpenDocument ------------------------------------------------------------------------------------------------

O = 'xmlns:office="urn:office" xmlns:text="urn:text" xmlns:table="urn:table" xmlns:dc="urn:dc" xmlns:meta="urn:meta"'
META = (
    f"<office:document-meta {O}><office:meta><dc:title>{TITLE}</dc:title><meta:initial-creator>{AUTHOR}"
    f"</meta:initial-creator><meta:creation-date>{DATE}</meta:creation-date><dc:language>en-GB</dc:language>"
    "</office:meta></office:document-meta>"
)


def odt(name, body, before='<?xml version="1.0" encoding="UTF-8"?>'):
    content = f"{before}<office:document-content {O}><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    archive(name, [
        ("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", content), ("meta.xml", META),
    ])


def open_document():
    head = f"<text:h>{escape(TITLE)}</text:h>"
    odt("article.odt", head + "".join(f"<text:p>{escape(p)}</text:p>\n" for p in PARAGRAPHS))
    (HERE / "odt-called.docx").write_bytes((HERE / "article.odt").read_bytes())
    odt("rich.odt", (
        "<text:tracked-changes><text:p>old</text:p></text:tracked-changes>"
        "<text:p>Two<text:s text:c='2'/>blanks,\n   <text:span>one</text:span><text:tab/>tab<text:line-break/>break"
        "<office:annotation><dc:creator>X</dc:creator><text:p>remark</text:p></office:annotation>"
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p></text:note-body>"
        "</text:note>.</text:p><text:list><text:list-item><text:p>one</text:p></text:list-item><text:list-item>"
        "<text:p>two</text:p></text:list-item></text:list><table:table><table:table-row><table:table-cell><text:p>a"
        "</text:p></table:table-cell><table:table-cell><text:p>b</text:p></table:table-cell></table:table-row>"
        "</table:table><text:p>Last<text:s text:c='99999999999'/>.</text:p>"
    ))
    odt("entities.odt", "<text:p>&lol9;</text:p>", before=BOMB)
    odt("blanks.odt", "<text:p>a<text:s text:c='4000000000'/>b</text:p>")
    truncated("truncated.odt", "article.odt")


# --- EPUB --------------------------------------------------------------------------------------------------------

def epub():
    def chapter(body):
        return (
            '<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><head><title/>'
            f"<script src='x'/></head><body>{body}</body></html>"
        )
    paragraph = "<p>{}</p>".format
    package = f"""<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">
<metadata xmlns:dc="urn:dc"><dc:title>{TITLE}</dc:title><dc:creator>{AUTHOR}</dc:creator>
<dc:publisher>{SOURCE}</dc:publisher><dc:date>{DATE}</dc:date><dc:language>en</dc:language></metadata>
<manifest><item id="two" href="text/ch%202.xhtml" media-type="application/xhtml+xml"/>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="one" href="text/../text/ch1.xhtml" media-type="application/xhtml+xml"/>
<item id="gone" href="text/gone.xhtml" media-type="application/xhtml+xml"/></manifest>
<spine><itemref idref="nav"/><itemref idref="one"/><itemref idref="two"/><itemref idref="gone"/></spine></package>"""
    archive("article.epub", [
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'),
        ("OEBPS/book.opf", package), ("OEBPS/nav.xhtml", chapter("<nav>Contents</nav><p>Contents</p>")),
        ("OEBPS/text/ch1.xhtml", chapter(f"<h1>{TITLE}</h1>" + "".join(paragraph(escape(p)) for p in PARAGRAPHS[:2]))),
        ("OEBPS/text/ch 2.xhtml", chapter("".join(paragraph(escape(p)) for p in PARAGRAPHS[2:]))),
    ])
    truncated("truncated.epub", "article.epub")


# --- PDF ---------------------------------------------------------------------------------------------------------

def pdf(name, objects, trailer="/Root 1 0 R /Info 2 0 R"):
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n".encode() + (body if isinstance(body, bytes) else body.encode("cp1252")) + b"\nendobj\n")
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    for place in places:
        out.write(f"{place:010} 00000 n \n".encode())
    out.write(f"trailer\n<< /Size {len(objects) + 1} {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode())
    write(name, out.getvalue())


def stream(data, extra=""):
    packed = zlib.compress(data)
    return f"<< /Length {len(packed)} /Filter /FlateDecode {extra} >>\nstream\n".encode() + packed + b"\nendstream"


def lines(texts, top=740):
    out, y = ["BT /F1 12 Tf"], top
    for text in texts:
        if text:
            text = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
            out.append(f"1 0 0 1 72 {y} Tm ({text}) Tj")
        y -= 14
    return "\n".join([*out, "ET"]).encode("cp1252")


def pdfs():
    info = f"<< /Title (Cafe deal) /Author ({AUTHOR}) /CreationDate (D:20240503101500Z) >>"
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    resources = "/Resources << /Font << /F1 4 0 R >> >> /MediaBox [0 0 595 842]"
    page = "<< /Type /Page /Parent 3 0 R /Contents {} 0 R >>".format
    one = lines([
        "The Daily Example", "", "Cafe owners welcome data centre deal", "",
        "The council of Turku approved the sale of forty hectares on Tues-",
        "day, ending a dispute that had split the town for almost two years.", "",
        "\u201eWe waited long enough,\u201c said Aino Rautio, who owns a caf\xe9 beside",
        "the harbour. She expects the builders to come for lunch, and", "", "Page 1",
    ])
    two = lines([
        "The Daily Example", "", "hopes that they will stay for dinner as well.", "",
        "Critics doubt the 300 promised jobs.", "", "Page 2",
    ])
    three = lines(["The Daily Example", "", "The company did not answer questions about its use of water.", "", "Page 3"])
    catalog = "<< /Type /Catalog /Pages 3 0 R >>"
    pages = f"<< /Type /Pages /Kids [5 0 R 6 0 R 7 0 R] /Count 3 {resources} >>"
    pdf("article.pdf", [catalog, info, pages, font, page(8), page(9), page(10), stream(one), stream(two), stream(three)])
    (HERE / "pdf-called.txt").write_bytes((HERE / "article.pdf").read_bytes())
    blank = f"<< /Type /Pages /Kids [5 0 R] /Count 1 {resources} >>"
    pdf("scan.pdf", [catalog, info, blank, font, page(6), stream(b"0 0 m 10 10 l S")])
    # Kids that are their own parents.
    pdf("loop-pages.pdf", [catalog, info, "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 /Parent 4 0 R >>",
                           "<< /Type /Pages /Kids [3 0 R 5 0 R] /Count 2 /Parent 3 0 R >>", page(6), stream(one)])
    # References that lead to each other.
    pdf("loop-references.pdf", [catalog, "2 0 R", "4 0 R", "3 0 R", page(6), stream(one)])
    # A drawing that draws itself, and two that draw each other.
    drawing = "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {} 0 R >> >>".format
    looped = f"<< /Type /Pages /Kids [5 0 R] /Count 1 /Resources << /Font << /F1 4 0 R >> /XObject << /X 7 0 R /Y 8 0 R /Z 10 0 R >> >> /MediaBox [0 0 595 842] >>"
    pdf("loop-drawings.pdf", [
        catalog, info, looped, font, page(6), stream(lines(["Before."]) + b"\n/X Do /Y Do /Z Do\n" + lines(["After."], 600)),
        stream(b"/X Do", drawing(7)), stream(b"/X Do", drawing(9)), stream(b"/X Do", drawing(8)),
        stream(b"/Z Do", "/Type /XObject /Subtype /Form /BBox [0 0 9 9]"),
    ])
    # Drawings that draw ten others each, 20 levels deep.
    often = f"<< /Type /Pages /Kids [5 0 R] /Count 1 /Resources << /Font << /F1 4 0 R >> /XObject << /X 7 0 R >> >> /MediaBox [0 0 595 842] >>"
    pdf("often.pdf", [catalog, info, often, font, page(6), stream(lines(["Before."]) + b"\n/X Do"),
                      *(stream(b"/X Do " * 10, drawing(n)) for n in range(8, 28)), stream(b"0 0 m", drawing(28))])
    # No size of a page, at which the crate panics.
    pdf("no-size.pdf", [catalog, info, "<< /Type /Pages /Kids [5 0 R] /Count 1 /Resources << /Font << /F1 4 0 R >> >> >>",
                        font, page(6), stream(one)])
    truncated("truncated.pdf", "article.pdf", 0.5)
    write("garbage.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 20)


# --- tables ------------------------------------------------------------------------------------------------------

ROWS = [
    {"id": 1, "headline": TITLE, "text": TEXT, "byline": AUTHOR, "outlet": SOURCE, "published": DATE, "lang": "en",
     "link": URL, "score": 0.5, "checked": True, "note": None, "tags": ["a", "b"], "meta": {"desk": "news"}},
    {"id": 2, "headline": "Second", "text": "One.\r\n\r\n\r\nTwo, \"quoted\"; and so on.", "byline": "", "outlet": SOURCE,
     "published": "2024-05-04", "lang": "German", "link": URL, "score": 1, "checked": False, "note": "n",
     "tags": [], "meta": {"desk": "sport"}},
]


def tables():
    objects = [json.dumps(row, ensure_ascii=False) for row in ROWS]
    write("articles.jsonl", "\n".join(objects) + "\n")
    write("jsonl-called.json", "\n".join(objects) + "\n")
    write("bad-rows.jsonl", (objects[0] + "\n\n[1, 2]\n{\"text\": \"cut\n{\"text\": \"\"}\n").encode()
          + b'{"text": "caf\xe9"}\n' + (objects[1] + "\n").encode())
    write("articles.json", json.dumps(ROWS, ensure_ascii=False, indent=1))
    write("object.json", json.dumps({"columns": [{"n": 1}, {"n": 2}, {"n": 3}], "count": 2, "data": ROWS, "x": [1]}))
    write("one.json", json.dumps({**ROWS[0], "tags": ["a", "b"]}))
    truncated("truncated.json", "articles.json", 0.8)
    truncated("truncated.jsonl", "articles.jsonl", 0.8)
    flat = [{key: value for key, value in row.items() if key not in ("tags", "meta")} for row in ROWS]
    for name, delimiter, encoding in [
        ("articles.csv", ",", "utf-8-sig"), ("semicolon.csv", ";", "utf-8"), ("articles.tsv", "\t", "utf-8"),
        ("utf16.csv", "\t", "utf-16"),
    ]:
        out = io.StringIO()
        writer = csv.DictWriter(out, list(flat[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(flat)
        write(name, out.getvalue().encode(encoding))
    write("latin.csv", "title;text\nMünchen;Der König fuhr über die Brücke nach München, sagte er.\n".encode("cp1252"))
    write("bad-rows.csv", "id,text\n1,naïve café déjà vu — über façade\n2,".encode() + b"caf\xe9 \n3,\n4,ok,more\n5\n"
          + "6,été à la plage où il a été, très tôt\n".encode())
    write("open-quote.csv", 'id,text\n1,"never closed\n' + "2,x\n" * 10)
    write("header-only.csv", "id,text\n")
    try:
        import pyarrow
        import pyarrow.parquet
        import datetime
    except ImportError:
        return
    when = [datetime.datetime(2024, 5, 3, 10, 15, tzinfo=datetime.timezone.utc)] * 2
    table = pyarrow.table({
        "id": [1, 2], "headline": [TITLE, "Second"], "text": [TEXT, None], "published": pyarrow.array(when, pyarrow.timestamp("ns", "UTC")),
        "day": [datetime.date(2024, 5, 3)] * 2, "score": [0.5, 1.0], "checked": [True, False], "tags": [["a", "b"], []],
        "meta": [{"desk": "news"}, {"desk": None}],
    })
    pyarrow.parquet.write_table(table, HERE / "articles.parquet", compression="zstd")
    pyarrow.parquet.write_table(table, HERE / "snappy.parquet", compression="snappy")
    truncated("truncated.parquet", "articles.parquet")
    data = bytearray((HERE / "snappy.parquet").read_bytes())
    data[200:240] = b"\xff" * 40
    write("scrambled.parquet", bytes(data))


for make in (pages, mails, word, open_document, epub, pdfs, tables):
    make()
