"""Makes the DocBins in `spacy/` with spaCy itself (3.8): python make_spacy.py"""
import pathlib

import spacy
from spacy.tokens import Doc, DocBin, Span

OUT = pathlib.Path(__file__).with_name("spacy")
nlp = spacy.blank("en")
Doc.set_extension("desk", default=None)


def entities_only():
    """As `spacy convert` and most scripts make it: doc.ents, no user data."""
    doc = nlp("Ana Ruiz met the EU in Köln 😊 on 3 March.")
    doc.ents = [doc.char_span(0, 8, "PERSON"), doc.char_span(17, 19, "ORG"), doc.char_span(23, 27, "GPE"), doc.char_span(33, 40, "DATE")]
    empty = nlp("")
    unknown = Doc(nlp.vocab, words=["No", "spaces", "known"])
    unknown.ents = [Span(unknown, 1, 3, label="LAW")]
    DocBin(docs=[doc, empty, unknown]).to_disk(OUT / "train.spacy")


def groups_and_cats():
    """doc.spans with several keys, doc.cats, user data with an attribute, columns in another choice."""
    doc = nlp("Prices rose. They will fall, she said.")
    doc.spans["sc"] = [doc.char_span(0, 12, "fact"), doc.char_span(13, 38, "opinion"), doc.char_span(13, 27, "fact")]
    doc.spans["ruler"] = [doc.char_span(0, 6, "TOPIC")]
    doc.ents = [doc.char_span(0, 6, "mark")]
    doc.cats = {"economy": 1.0, "sport": 0.0}
    doc.user_data["title"] = "Prices"
    doc.user_data[("a", 1)] = b"bytes"
    doc._.desk = "money"
    alone = nlp("One key alone.")
    alone.spans["errors"] = [alone.char_span(4, 7, "KEY")]
    bin = DocBin(attrs=["LEMMA", "ENT_TYPE", "ENT_IOB", "SENT_START"], store_user_data=True, docs=[doc, alone])
    bin.to_disk(OUT / "groups.spacy")


OUT.mkdir(exist_ok=True)
entities_only()
groups_and_cats()
