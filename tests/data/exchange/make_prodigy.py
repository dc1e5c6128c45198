"""Makes `prodigy/annotations.jsonl`, line by line as `prodigy db-out` writes them (1.11 to 1.18): python make_prodigy.py

Prodigy is not free, so its fields are written here; tokens are spaCy's, as Prodigy's `add_tokens` takes them."""
import json
import pathlib

import spacy

nlp = spacy.blank("en")
OUT = pathlib.Path(__file__).with_name("prodigy") / "annotations.jsonl"


def tokens(text):
    return [{"text": t.text, "start": t.idx, "end": t.idx + len(t), "id": t.i, "ws": bool(t.whitespace_)} for t in nlp(text)]


def span(text, start, end, label):
    s = nlp(text).char_span(start, end)
    return {"start": start, "end": end, "token_start": s.start, "token_end": s.end - 1, "label": label}


def task(text, **more):
    return {"text": text, "_input_hash": 2818747, "_task_hash": -568187507, "_is_binary": False, **more}


rose, nothing = "😊 Prices rose.", "Nothing is said."
tasks = [
    task(rose, tokens=tokens(rose), _view_id="spans_manual", spans=[span(rose, 0, 13, "fact"), span(rose, 9, 13, "opinion")],
         answer="accept", _timestamp=1690289516, _annotator_id="news-ana", _session_id="news-ana"),
    task(nothing, meta={"id": "n1", "score": 0.73}, tokens=tokens(nothing), _view_id="ner_manual", spans=[span(nothing, 0, 7, "fact")],
         answer="accept", _timestamp=1690289516, _annotator_id="2023-07-25_14-50-21", _session_id="2023-07-25_14-50-21"),
    task("Skipped.", tokens=tokens("Skipped."), _view_id="ner_manual", spans=[], answer="ignore",
         _timestamp=1690289516, _annotator_id="news-ben", _session_id="news-ben"),
    task("Chosen.", options=[{"id": "economy", "text": "Economy"}, {"id": "sport", "text": "Sport"}], _view_id="choice",
         accept=["economy", "sport"], config={"choice_style": "multiple"}, answer="accept", _timestamp=1690289516),
    {"text": "One label.", "meta": {"section": "WTF"}, "label": "INSULT", "spans": [], "_input_hash": 1, "_task_hash": 2, "answer": "accept"},
    {"text": "Not so.", "meta": {"section": "WTF"}, "label": "INSULT", "spans": [], "_input_hash": 3, "_task_hash": 4, "answer": "reject"},
]
OUT.parent.mkdir(exist_ok=True)
OUT.write_bytes("".join(json.dumps(t, ensure_ascii=False, separators=(",", ":")) + "\n" for t in tasks).encode())
