"""Makes `conllup/conllu.conllup` with the conllu library (6.0): python make_conllup.py"""
import pathlib

from conllu import TokenList, parse_incr
from conllu.models import Metadata, Token

OUT = pathlib.Path(__file__).with_name("conllup") / "conllu.conllup"
FIELDS = ["id", "form", "upos", "misc", "ner", "span:x"]


def row(id, form, ner="O", span="O", misc=None):
    return Token(zip(FIELDS, [id, form, "_", misc, ner, span]))


def sentence(comments, *rows):
    return TokenList(list(rows), Metadata(comments))


sentences = [
    sentence({"global.columns": " ".join(field.upper() for field in FIELDS), "newdoc id": "n1", "text": "Ana's in Köln."},
             row((1, "-", 2), "Ana's"), row(1, "Ana", "B-PER", "B-fact"), row(2, "'s", "O", "I-fact"), row(3, "in", "O", "I-fact"),
             row(4, "Köln", "B-LOC", "I-fact", {"SpaceAfter": "No"}), row(5, ".", "O", "I-fact")),
    sentence({"text": "😊 Bonn"}, row(1, "😊", misc={"Gloss": "smile"}), row(2, "Bonn", "B-LOC")),
    sentence({"newdoc id": "n2"}, row(1, "Far", "I-ORG", misc={"TokenRange": "100:103"}), row(2, "off", "I-ORG", misc={"TokenRange": "105:108"})),
]
OUT.parent.mkdir(exist_ok=True)
OUT.write_bytes("".join(s.serialize() for s in sentences).encode())
assert len(list(parse_incr(open(OUT, encoding="utf-8", newline="\n")))) == 3
