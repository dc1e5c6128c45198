"""Makes the files in `conll/` with the functions of NLTK and spaCy: python make_conll.py"""
import pathlib

import spacy
from nltk.chunk.util import conlltags2tree, tree2conllstr
from spacy.training import offsets_to_biluo_tags

OUT = pathlib.Path(__file__).with_name("conll")
OUT.mkdir(exist_ok=True)


def nltk_file():
    """Three columns with spaces between them, IOB2, sentences without documents."""
    sentences = [
        [("Ana", "NNP", "B-PER"), ("Ruiz", "NNP", "I-PER"), ("met", "VBD", "O"), ("the", "DT", "O"), ("EU", "NNP", "B-ORG"), (".", ".", "O")],
        [("Köln", "NNP", "B-LOC"), ("Bonn", "NNP", "B-LOC"), ("😊", "SYM", "O")],
    ]
    text = "\n\n".join(tree2conllstr(conlltags2tree(s)) for s in sentences) + "\n"
    (OUT / "nltk.conll").write_bytes(text.encode())


def spacy_file():
    """Two columns with a tab, BILUO, documents as spaCy's converter wants them."""
    nlp = spacy.blank("en")
    lines = []
    for text, spans in [
        ("Prices rose by 3 % in May.", [(0, 11, "fact"), (12, 25, "how much")]),
        ("She was right", [(0, 13, "opinion")]),
        ("No.", []),
    ]:
        doc = nlp(text)
        lines += ["-DOCSTART- -X- O O", ""]
        tags = offsets_to_biluo_tags(doc, [(s, e, label.replace(" ", "_")) for s, e, label in spans])
        lines += [f"{token.text}\t{tag}" for token, tag in zip(doc, tags)] + [""]
    (OUT / "dev.bilou").write_bytes(("\n".join(lines) + "\n").encode())


nltk_file()
spacy_file()
