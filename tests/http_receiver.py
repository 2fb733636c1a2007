"""An HTTP server on loopback that records what it is sent."""

from threading import Thread

from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response


class HttpReceiver:
    """Answers with `status`. `requests` are pairs of headers and body."""

    def __init__(self, port=0):
        self.status, self.requests = 204, []
        self.server = make_server("127.0.0.1", port, Request.application(self.respond))
        self.port = self.server.port
        self.url = f"http://127.0.0.1:{self.port}/events?for=payung"
        Thread(target=self.server.serve_forever, daemon=True).start()

    def respond(self, request):
        self.requests.append((dict(request.headers), request.get_data()))
        return Response(status=self.status)

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
