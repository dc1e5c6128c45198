"""Makes brat/: a project as brat 1.3 keeps it. The brat server has no writer apart from itself; that the files are right is
checked with pybrat, which reads them here.

pip install pybrat; python make_brat.py
"""
import pathlib
from pybrat.parser import BratParser

OUT = pathlib.Path(__file__).parent / "brat"
TEXT = "Sony and Ericsson formed 💥 a joint\nventure in North or South America.\n"


def put(name, text):
    path = OUT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())


def at(words, start=0):
    start = TEXT.index(words, start)
    return start, start + len(words)


def bound(number, kind, *parts):
    places = ";".join(f"{start} {end}" for start, end in parts)
    return f"T{number}\t{kind} {places}\t{' '.join(TEXT[start:end] for start, end in parts)}\n"


put("corpus/annotation.conf", """[entities]
# comments and headings are no types
!Thing
\tOrganization
\tGeo-political-entity
-----
Event-word
[relations]
Located\tArg1:Organization, Arg2:Geo-political-entity
[events]
Found\tOrg:Organization
[attributes]
Negation\tArg:<EVENT>
Confidence\tArg:<ENTITY>, Value:High|Low
""")
put("corpus/visual.conf", """[labels]
Organization | Organization | Org
Geo-political-entity | Geo-political entity | GPE
[drawing]
SPAN_DEFAULT\tfgColor:black, bgColor:lightgreen
Organization\tbgColor:#8fb2ff
Event-word\tbgColor:lightgreen, borderColor:darken
""")
put("corpus/news.txt", TEXT)
put("corpus/news.ann", "".join([
    bound(1, "Organization", at("Sony")),
    bound(2, "Organization", at("Ericsson")),
    bound(3, "Event-word", at("joint"), at("venture")),
    bound(4, "Geo-political-entity", at("North"), at("America")),
    bound(5, "Geo-political-entity", at("South America")),
    "E1\tFound:T3 Org:T1 Org2:T2\n",
    "R1\tLocated Arg1:T1 Arg2:T5\t\n",
    "A1\tConfidence T2 Low\n",
    "A2\tNegation E1\n",
    "#1\tAnnotatorNotes T2\tnow part of it\n",
    "*\tEquiv T1 T2\n",
]))
put("lone/crlf.txt", "One\r\ntwo three\r\n")
put("lone/crlf.ann", "T1\tWord 5 8\ttwo\nT2\tLine 0 8\tOne  two\n")
put("lone/empty.txt", "Nothing.\n")
put("lone/empty.ann", "")

example = BratParser().parse(str(OUT / "corpus"))[0]
assert [entity.mention for entity in example.entities][3] == "North America", example
