#!/usr/bin/env python3
"""Tables of spans as other programs write them: pandas, polars and Python's csv module. Run it in a folder with `csv/`."""
import csv
import pathlib

import pandas as pd
import polars as pl

out = pathlib.Path(__file__).parent / "csv"
DOCS = {
    "b": "😊 fact one, opinion two",
    "a": 'He said "no";\nshe did\tnot.',
    "c": "",
    "d": "東京都は、",
}
SPANS = [
    ("a", "ana", "quote", 8, 12, "sure"),
    ("b", "ana", "fact", 2, 10, None),
    ("b", "ben", "opinion", 12, 23, None),
    ("d", "ben", "place", 0, 3, "城"),
]

# pandas: another order in the two tables, an index, and offsets that have become decimals as one is missing.
spans = pd.DataFrame(
    [(d, who, label, s, e, DOCS[d][s:e], note) for d, who, label, s, e, note in SPANS] + [("c", "ana", None, None, None, None, None)],
    columns=["document_id", "annotator", "label", "start", "end", "text", "note"],
)
(out / "pandas").mkdir(parents=True, exist_ok=True)
spans.to_csv(out / "pandas" / "spans.csv")
pd.DataFrame({"document_id": DOCS.keys(), "body": DOCS.values(), "title": ["B", None, None, "D"]}).to_csv(
    out / "pandas" / "documents.csv", index=False
)

# polars: the text of the document in each row.
rows = [(DOCS[d], s, e, label, who) for d, who, label, s, e, _ in SPANS]
pl.DataFrame(rows, schema=["text", "start_offset", "end_offset", "entity", "user"], orient="row").write_csv(
    out / "with_texts.tsv", separator="\t"
)

# The csv module as Excel does it in much of Europe: semicolons, Windows-1252, and no texts but quotes.
with open(out / "excel.csv", "w", newline="", encoding="cp1252") as file:
    table = csv.writer(file, dialect="excel", delimiter=";")
    table.writerow(["File", "Coder", "Code", "From", "To", "Quotation", "Comment"])
    table.writerow(["interview 1.txt", "Özge", "Müdigkeit", 3, 8, "müde;", "„so“ gesagt"])
    table.writerow(["interview 1.txt", "Özge", "Grund", 9, 13, "weil", ""])
