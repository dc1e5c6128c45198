"""Makes w3c/: annotations as PyLD compacts them from triples that rdflib holds, some from the model's own examples, and an
answer in the form of the API of Hypothes.is.

pip install PyLD rdflib; python make_w3c.py
"""
import json, pathlib
from pyld import jsonld
from rdflib import Graph

OUT = pathlib.Path(__file__).parent / "w3c"
CONTEXT = "http://www.w3.org/ns/anno.jsonld"
OA, AS, RDF = (f"http://www.w3.org/{path}" for path in ("ns/oa#", "ns/activitystreams#", "1999/02/22-rdf-syntax-ns#"))
DC, FOAF, XSD = "http://purl.org/dc/terms/", "http://xmlns.com/foaf/0.1/", "http://www.w3.org/2001/XMLSchema#"
IRI = "@id"
# The terms of the real context that are used here.
TERMS = {
    "id": IRI, "type": "@type", "Annotation": OA + "Annotation", "TextualBody": OA + "TextualBody",
    "TextPositionSelector": OA + "TextPositionSelector", "TextQuoteSelector": OA + "TextQuoteSelector",
    "Software": AS + "Application", "Person": FOAF + "Person", "AnnotationPage": AS + "OrderedCollectionPage",
    "AnnotationCollection": AS + "OrderedCollection", "tagging": OA + "tagging", "commenting": OA + "commenting",
    "first": {"@id": AS + "first", "@type": IRI}, "items": {"@id": AS + "items", "@type": IRI, "@container": "@list"},
    "body": {"@id": OA + "hasBody", "@type": IRI}, "target": {"@id": OA + "hasTarget", "@type": IRI},
    "source": {"@id": OA + "hasSource", "@type": IRI}, "selector": {"@id": OA + "hasSelector", "@type": IRI},
    "motivation": {"@id": OA + "motivatedBy", "@type": "@vocab"}, "purpose": {"@id": OA + "hasPurpose", "@type": "@vocab"},
    "creator": {"@id": DC + "creator", "@type": IRI}, "name": FOAF + "name", "nickname": FOAF + "nick",
    "created": {"@id": DC + "created", "@type": XSD + "dateTime"}, "value": RDF + "value",
    "exact": OA + "exact", "prefix": OA + "prefix", "suffix": OA + "suffix",
    "start": {"@id": OA + "start", "@type": XSD + "nonNegativeInteger"}, "end": {"@id": OA + "end", "@type": XSD + "nonNegativeInteger"},
}
TEXT = "💥 One fact here.\nAnother fact there, and one fact more.\n"


def load(url, options=None):
    assert url == CONTEXT
    return {"contextUrl": None, "documentUrl": url, "document": {"@context": TERMS}}


def put(name, value):
    path = OUT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
    path.write_bytes(text.encode())


def annotation(number, body, target, **more):
    return {"id": f"http://example.org/anno{number}", "type": "Annotation", "body": body, "target": target, **more}


def tag(value):
    return {"type": "TextualBody", "purpose": "tagging", "value": value}


def quote(exact, prefix="", suffix=""):
    return {"type": "TextQuoteSelector", "exact": exact, "prefix": prefix, "suffix": suffix}


at = TEXT.index("One fact")
source = "http://example.org/texts/news.txt"
items = [
    annotation(1, tag("fact"), {"source": source, "selector": {"type": "TextPositionSelector", "start": at, "end": at + 8}},
               creator={"id": "http://example.org/ana", "type": "Person", "nickname": "ana"}, created="2026-01-01T00:00:00Z"),
    annotation(2, [tag("fact"), tag("claim"), {"type": "TextualBody", "purpose": "commenting", "value": "twice"}],
               {"source": source, "selector": quote("fact", "and one ", " more")}, creator="http://example.org/ben"),
    annotation(3, tag("claim"), {"source": source, "selector": quote("fact", "Another ", " there")},
               creator={"id": "http://example.org/bot", "type": "Software", "name": "cue"}),
    annotation(4, tag("news"), source, motivation="tagging", creator="http://example.org/ben"),
]
collection = {"@context": CONTEXT, "type": "AnnotationCollection", "id": "http://example.org/all",
              "first": {"type": "AnnotationPage", "id": "http://example.org/page", "items": items}}
triples = jsonld.to_rdf(collection, {"documentLoader": load, "format": "application/n-quads"})
assert len(Graph().parse(data=triples, format="nt")) > 40
compacted = jsonld.compact(collection, CONTEXT, {"documentLoader": load, "base": "http://example.org/"})
put("collection/collection.jsonld", compacted)
put("collection/texts/news.txt", TEXT)
put("single.jsonld", {"@context": CONTEXT, **annotation(9, "http://example.org/thing", "http://example.org/page#char=3,8", motivation="classifying")})
put("list.json", [annotation(5, [], {"source": "http://example.org/x", "selector": [{"type": "XPathSelector", "value": "/p"}]}),
                  annotation(6, {"type": "TextualBody", "value": "Nice"}, {"source": "http://example.org/x", "selector": {
                      "type": "FragmentSelector", "value": "intro", "refinedBy": quote("some words")}})])
put("hypothesis.json", {"total": 1, "rows": [{
    "id": "x1", "created": "2026-01-02T03:04:05.678901+00:00", "updated": "2026-01-03T03:04:05.678901+00:00",
    "user": "acct:ana@hypothes.is", "uri": "https://example.org/page", "text": "really?", "tags": ["fact", "doubt"],
    "target": [{"source": "https://example.org/page", "selector": [
        {"type": "RangeSelector", "startContainer": "/p[1]", "endContainer": "/p[1]", "startOffset": 0, "endOffset": 5},
        {"type": "TextPositionSelector", "start": 10, "end": 15}, quote("Water", "", " is wet")]}]}]})
