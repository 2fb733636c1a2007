"""A site that answers late, and requests to it that hold threads of the server meanwhile."""

from contextlib import contextmanager
from threading import Event, Semaphore, Thread

from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from lms.adapters.http.fetch import FetchFailed
from lms.web.outgoing_requests import EXTENSION, send_request

HELD = 2  # half of the threads of the application of the tests


@contextmanager
def waiting_threads(app):
    """As many requests to a slow site as may wait at once. Gives the event that ends them."""
    began, ended, reasons = Semaphore(0), Event(), []

    @Request.application
    def answer(_request):
        began.release()
        ended.wait(30)
        return Response("late")

    def wait_for_it():
        with app.app_context():
            try:
                send_request(address, seconds=20.0, allow_loopback=True)
            except FetchFailed as problem:
                reasons.append(problem.parameters["reason"])

    app.extensions.pop(EXTENSION, None)
    server = make_server("127.0.0.1", 0, answer, threaded=True)
    address = f"http://127.0.0.1:{server.port}/"
    Thread(target=server.serve_forever, daemon=True).start()
    threads = [Thread(target=wait_for_it) for _half in range(HELD)]
    try:
        for thread in threads:
            thread.start()
        for _thread in threads:
            assert began.acquire(timeout=10)
        yield ended
    finally:
        ended.set()
        for thread in threads:
            thread.join()
        server.shutdown()
        server.server_close()
    assert reasons == []


def shows_busy(response):
    """Whether the page says that other sites are slow, and when to try again."""
    text = "Payung waits for other sites that are slow at this moment."
    return (response.status_code, response.headers.get("Retry-After"), text in response.text) == (
        503,
        "10",
        True,
    )
