"""Entries of the outbox of a phone, and what the server says of them."""

from uuid import uuid4

from sqlalchemy import func, select


def entry(kind, path, fields=None, **more):
    return {"id": str(uuid4()), "kind": kind, "path": path, "fields": fields or {}, **more}


def person_of(browser):
    return browser.get("/sync").json["person"]


def send(browser, *entries):
    """The codes of the entries, in turn."""
    body = {"person": person_of(browser), "entries": list(entries)}
    answer = browser.post("/sync", json=body)
    assert answer.status_code == 200, answer.text
    results = answer.json["results"]
    assert [result["id"] for result in results] == [sent["id"] for sent in entries]
    return [result["code"] for result in results]


def rows(new_session, model):
    with new_session() as session:
        return session.scalar(select(func.count()).select_from(model))
