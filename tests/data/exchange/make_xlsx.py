#!/usr/bin/env python3
"""A workbook of ours as openpyxl saves it again: texts are shared, and rows were sorted. Run it in a folder with `xlsx/`."""
import datetime
import pathlib

import openpyxl

SPANS = ["doc_id", "annotator", "label", "start", "end", "text", "note", "second", "unsure", "origin", "id", "made", "changed"]
book = openpyxl.Workbook()
spans = book.active
spans.title = "Spans"
for row in [
    SPANS,
    ["b", "ben", "opinion", 12, 23, "=1+1 is two", "tab\there\nand a line", None, True, None, "k2", "2026-03-04T08:00:00Z", None],
    ["a", "ana", "fact", 2, 10, "fact one", None, "opinion", False, "import", "k1", "2026-03-04T08:00:00Z", None],
]:
    spans.append(row)
spans["F2"].data_type = "s"
articles = book.create_sheet("Articles")
for row in [
    ["doc_id", "split", "title", "author", "source", "url", "date", "lang", "extra", "layers"],
    ["a", "train", "東京", None, None, None, None, "ja", '{"desk":"x"}', '[{"annotator":"ana","state":"Done"}]'],
    ["b", "test", None, None, None, None, None, None, None, '[{"annotator":"ben","state":"InProgress","document":["fact"]}]'],
]:
    articles.append(row)
labels = book.create_sheet("Labels")
labels.append(["id", "name", "color", "key", "parent", "definition", "examples", "hard_cases"])
labels.append(["fact", "Fact", "#0072b2", "f", None, "What is so.", '[{"text":"It rained.","why":"One can look."}]', None])
labels.append(["opinion", "Opinion", "blue", None, None, None, None, None])
book.properties.created = book.properties.modified = datetime.datetime(2026, 3, 4)
book.save(pathlib.Path(__file__).parent / "xlsx" / "saved_again.xlsx")
