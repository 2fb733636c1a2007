"""An HTTP server on loopback that records what it is sent."""

import time
from threading import Thread

from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response


class HttpReceiver:
    """Answers with `status` after `delay` seconds. `requests` are pairs of headers and body.

    `on_request` is called with each body before the answer.
    """

    def __init__(self, port=0):
        self.status, self.requests, self.delay = 204, [], 0.0
        self.on_request = lambda body: None
        self.server = make_server("127.0.0.1", port, Request.application(self.respond))
        self.port = self.server.port
        self.url = f"http://127.0.0.1:{self.port}/events?for=payung"
        Thread(target=self.server.serve_forever, daemon=True).start()

    def respond(self, request):
        self.requests.append((dict(request.headers), request.get_data()))
        self.on_request(request.get_data())
        time.sleep(self.delay)
        return Response(status=self.status)

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
