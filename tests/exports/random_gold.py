#!/usr/bin/env python3
"""Writes a random project with nasty texts, as make_gold.py does: sample.jsonl for our import and gold.json to compare with.

  random_gold.py OUT_DIR SEED [DOCUMENTS]

With an odd seed, annotators have spans with different labels on the very same text, which pybrat refuses (and brat takes).
"""
import json
import pathlib
import random
import sys

from make_gold import lf

# What has been the trouble of many programs: characters of all planes, spaces of all kinds, marks, words that are
# symbols to spaCy, signs that mean something to a format.
PIECES = (
    ["Parliament passed the budget.", "It was luck.", "won 3–2", "e\u0301", "na\u0308chste", "👨‍👩‍👧‍👦", "🇩🇪", "👍🏽", "💥", "𠮷野家", "東京都は",
     "認知", "שלום", "قال", "\u200f", "\u202babc\u202c", "क्षत्रिय", "हिन्दी", "สวัสดี", "Việt", "z\u0351\u036b\u0343", "𝔘𝔫𝔦", "\U000e0061"]
    + ["mark", "attr", "det", "case", "DATE", "LAW", "EVENT", "ORG", "nsubj", "prep", "X", "NOUN", "SPACE"]
    + [" "] * 30
    + ["  ", "\n", "\n\n", "\r\n", "\t", "\u00a0", "\u2009", "\u3000", "\u200b", "\u00ad", "\u2028", "\u0085", "\ufeff"]
    + list("<>&\"'|;,:{}[]()*_#%\\/=+-@$^~`.!?") + ["]]>", "<!-- c -->", "&amp;", "-DOCSTART-", "T1\tfact 0 3", "NULL", "NaN", "null", "O", "B-fact"]
)
LABELS = ["fact", "analysis", "opinion", "Structural Judgment", "认知规律"]
ANNOTATORS = ["ana", "ben"]


def text_of(rng):
    # No control characters that XML cannot hold: what is replaced there is tested with our own reader. And no text of white
    # space alone, which some readers take for a document and others do not.
    text = "".join(rng.choice(PIECES) for _ in range(rng.randint(0, 60)))
    return text if text.strip() else ""


def spans_of(rng, text, equal):
    """Random spans: nested, crossing, of one character, of equal extent; by the same annotator too, if `equal`. No two with
    everything the same."""
    spans, seen = [], set()
    # Offsets between \r and \n are no places of our text.
    places = [i for i in range(len(text) + 1) if not (0 < i < len(text) and text[i - 1 : i + 1] == "\r\n")]
    for _ in range(rng.randint(0, 12)):
        if len(places) < 2:
            break
        if spans and rng.random() < 0.3:
            start, end = spans[rng.randrange(len(spans))][:2]  # of equal extent
        else:
            a = rng.randrange(len(places) - 1)
            b = min(len(places) - 1, a + 1 + rng.randrange(25))
            start, end = places[a], places[b]
        quote = text[start:end]
        # White space alone is no span to some formats, and its ends are trimmed by others, so that two may become one.
        if quote != quote.strip() or not quote.strip("\u200b\ufeff\u00ad\u001c\u001d\u001e\u001f\u0085\u2028"):
            continue
        label, who = rng.choice(LABELS), rng.choice(ANNOTATORS)
        key = (start, end, label if equal else "", who)
        if key in seen:
            continue
        seen.add(key)
        span = [start, end, label, who]
        if rng.random() < 0.2:
            span.append("a note\nof \"two\" lines\t& a tab")
        spans.append(span)
    return sorted(spans, key=lambda s: (s[0], -s[1], s[2], s[3]))


def main():
    out, seed = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    rng = random.Random(seed)
    out.mkdir(parents=True, exist_ok=True)
    docs = []
    for number in range(int(sys.argv[3]) if len(sys.argv) > 3 else 40):
        text = text_of(rng)
        docs.append({
            "id": f"r{number:03}", "split": rng.choice(["train", "train", "validation", "test"]), "text": text,
            "spans": spans_of(rng, text, seed % 2 == 1), "meta": {"title": f"Random {number}", "lang": "en"},
        })
    with open(out / "sample.jsonl", "w", encoding="utf-8", newline="\n") as file:
        for doc in docs:
            spans = [{"start": s[0], "end": s[1], "label": s[2], "annotator": s[3], "text": doc["text"][s[0]:s[1]],
                      **({"note": s[4]} if len(s) > 4 else {})} for s in doc["spans"]]
            file.write(json.dumps({**doc, "spans": spans}, ensure_ascii=False) + "\n")
    for doc in docs:
        doc["text"], doc["spans"] = lf(doc["text"], doc["spans"])
        doc["spans"].sort(key=lambda s: (s[0], -s[1], s[2], s[3]))
    colors = ["#0072b2", "#d55e00", "#cc79a7", "#ef6c00", "#6a1b9a"]
    gold = {"project": f"random {seed}", "annotators": ANNOTATORS, "docs": docs,
            "labels": [{"name": n, "color": c, "key": k} for n, c, k in zip(LABELS, colors, "faosc")]}
    labels = [{"id": l["name"], **l} for l in gold["labels"]]
    json.dump(labels, open(out / "labels.json", "w", encoding="utf-8"), ensure_ascii=False)
    json.dump(gold, open(out / "gold.json", "w", encoding="utf-8"), ensure_ascii=False, indent=1)


if __name__ == "__main__":
    main()
