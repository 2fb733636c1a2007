"""A phone serves one visit after another, and brings nothing from the visit before."""

from tests.browser.observing import Phone
from tests.browser.visits import VISITS

LEAVE_TRACES = """async () => {
  for (const storage of [localStorage, sessionStorage]) storage.trace = "left";
  document.cookie = "trace=left; path=/";
  await caches.open("trace");
  await new Promise(done => { indexedDB.open("trace").onsuccess = done; });
}"""
TRACES = """async () => [
  localStorage.trace, sessionStorage.trace, document.cookie.match(/trace/)?.[0],
  ...await caches.keys(), ...(await indexedDB.databases()).map(database => database.name),
].filter(Boolean)"""
LEAST = 10_000  # bytes of what a page asks for beside itself
TOLERANCE = 100  # bytes, by which a page differs in its tokens


def test_nothing_stays_of_the_visit_before(browser, site):
    visit = next(visit for visit in VISITS if visit.name == "landing")
    phone = Phone(browser, site, visit)
    first = phone.observe(site, visit)
    phone.page.evaluate(LEAVE_TRACES)
    assert len(phone.page.evaluate(TRACES)) == 5
    phone.clear(site, visit)
    assert phone.page.evaluate(TRACES) == []
    second = phone.observe(site, visit)
    assert second.requests == first.requests
    assert first.total_bytes - first.page_bytes > LEAST
    assert abs(second.total_bytes - first.total_bytes) < TOLERANCE
    phone.context.close()
