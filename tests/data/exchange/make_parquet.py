#!/usr/bin/env python3
"""Parquet tables of spans as pandas and Polars write them. Run it in a folder with `parquet/`."""
import pathlib

import pandas as pd
import polars as pl

out = pathlib.Path(__file__).parent / "parquet"
DOCS = {"b": "😊 fact one, opinion two", "a": "He said\r\n“no”.", "c": ""}
SPANS = [("a", "ana", "quote", 9, 13), ("b", "ana", "fact", 2, 10), ("b", "ben", "opinion", 12, 23)]

(out / "pandas").mkdir(parents=True, exist_ok=True)
spans = pd.DataFrame(SPANS, columns=["doc_id", "annotator", "label", "start", "end"])
spans["label"] = spans["label"].astype("category")
spans["start"] = spans["start"].astype("int32")
spans["made"] = pd.Timestamp("2026-03-04T08:00:00Z")
spans.to_parquet(out / "pandas" / "spans.parquet")
pd.DataFrame({"doc_id": DOCS.keys(), "text": DOCS.values(), "date": pd.Timestamp("2026-03-04")}).to_parquet(
    out / "pandas" / "documents.parquet"
)

rows = [(DOCS[d], s, e, label) for d, _, label, s, e in SPANS]
pl.DataFrame(rows, schema={"text": pl.String, "start": pl.UInt32, "end": pl.UInt32, "tag": pl.Categorical}, orient="row").write_parquet(
    out / "polars.parquet"
)
