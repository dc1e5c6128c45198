"""Makes doccano/: rows as doccano 1.8.4 exports them. Its exporter is a Django application, of which this is the last step:
`pandas.DataFrame.to_json(orient="records", force_ascii=False, lines=True)` over id, text, meta, labels and comments.

pip install pandas; python make_doccano.py
"""
import json, pathlib
import pandas

OUT = pathlib.Path(__file__).parent / "doccano"
OUT.mkdir(exist_ok=True)


def export(name, rows):
    frame = pandas.DataFrame(rows)
    frame.to_json(OUT / f"{name}.jsonl", orient="records", force_ascii=False, lines=True)


export("ana", [
    {"id": 11, "text": "💥 won 3–2\nat home", "title": "Cup", "lang": "en", "label": [[3, 6, "fact"], [7, 10, "fact"]], "Comments": []},
    {"id": 12, "text": "Nothing", "title": "", "lang": "en", "label": [], "Comments": ["boring"]},
])
export("all", [
    {"id": 1, "text": "Google was founded by Larry Page.",
     "entities": [{"id": 0, "label": "ORG", "start_offset": 0, "end_offset": 6}, {"id": 1, "label": "PERSON", "start_offset": 22, "end_offset": 32}],
     "relations": [{"id": 0, "from_id": 0, "to_id": 1, "type": "foundedBy"}], "Comments": []},
])
export("ben", [{"id": 21, "text": "Great!", "label": ["positive"], "Comments": []}])
(OUT / "label_config.json").write_text(json.dumps([
    {"id": 5, "text": "fact", "prefix_key": None, "suffix_key": "f", "background_color": "#2E7D32", "text_color": "#ffffff"},
]), encoding="utf-8")
