"""The wait for a free slot is not counted against the site that is asked afterwards."""

from threading import Thread, Timer
from time import monotonic

from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from lms.web.outgoing_requests import send_request
from tests.slow_site import waiting_threads

LATE = 0.6  # seconds


def test_site_has_its_seconds_after_the_wait(app):
    @Request.application
    def answer(_request):
        return Response("here")

    server = make_server("127.0.0.1", 0, answer, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.port}/"
    try:
        with waiting_threads(app) as ended, app.app_context():
            Timer(LATE, ended.set).start()
            began = monotonic()
            # One slot is free after most of these seconds are over.
            response = send_request(url, seconds=LATE + 0.1, allow_loopback=True)
            assert (response.status, response.body) == (200, b"here")
            assert monotonic() - began >= LATE - 0.1
            assert send_request(url, seconds=1.0, allow_loopback=True).status == 200
    finally:
        server.shutdown()
        server.server_close()
