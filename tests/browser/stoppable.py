"""A site whose server a test really stops and starts again, with a learner in a course in steps."""

from contextlib import contextmanager
from io import BytesIO
from socket import SHUT_RDWR, socket
from threading import Thread
from time import sleep

from flask import request
from werkzeug.serving import make_server

from courses.enrolment.join_course import join_course
from lms.app import create_app
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.settings import Settings
from tests.conftest import build_schema
from tests.factories import course_files_with_steps, make_course, make_person, session_cookie

COURSE = "POESA-EL"
HANG = 20  # seconds


def free_port():
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def lost(environ):
    """Close the connection without a reply."""
    environ["werkzeug.socket"].shutdown(SHUT_RDWR)
    raise ConnectionAbortedError


class StoppableSite:
    """`fate` says of a path what becomes of its request: "", "hang", "fail", "lose the request" or
    "lose the reply". `failing` is a text and the status of each request to `/sync` that has the
    text. `release` is put into the name of the release of the worker."""

    def __init__(self, folder, files=None):
        build_schema(f"sqlite:///{folder / 'payung.db'}")
        self._server, self.fate, self.failing, self.release = None, None, None, ""
        self.port = free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        self.app = create_app(Settings(data_dir=folder, port=self.port), RATELIMIT_ENABLED=False)
        self.app.after_request(self._as_release)
        self.start()
        with self.writing() as session:
            self.version_id = make_course(session, files=files or course_files_with_steps())

    def _as_release(self, response):
        if self.release and request.path == "/service-worker.js":
            worker = response.get_data(as_text=True)
            response.set_data(worker.replace('"files-', f'"files-{self.release}-'))
        return response

    def _answer(self, environ, start):
        """Answer, unless the line is cut: before the request is read, or before the reply."""
        fate = self.fate(environ["PATH_INFO"]) if self.fate else ""
        if fate == "hang":
            sleep(HANG)
        if fate == "lose the request":
            return lost(environ)
        if fate == "fail":
            start("503 Service Unavailable", [("Content-Length", "0")])
            return [b""]
        if self.failing and environ["PATH_INFO"] == "/sync":
            text, status = self.failing
            body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            environ["wsgi.input"] = BytesIO(body)
            if text.encode() in body:
                start(status, [("Content-Length", "0")])
                return [b""]
        reply = self.app(environ, start)
        if fate == "lose the reply":
            b"".join(reply)  # what it does is done
            reply.close()
            return lost(environ)
        return reply

    def start(self):
        """Answer, and answer everything."""
        self.fate = self.failing = None
        if self._server is None:
            self._server = make_server("127.0.0.1", self.port, self._answer, threaded=True)
            Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self):
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def close(self):
        self.stop()
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    @contextmanager
    def writing(self):
        with self.app.app_context(), transaction() as session:
            yield session

    @contextmanager
    def reading(self):
        with self.app.app_context():
            yield db.session()

    def learner(self, name="Ratna Dewi"):
        """Somebody who has joined the course. Gives the person and the cookie of a session."""
        with self.writing() as session:
            person_id = make_person(session, name=name)
            join_course(session, person_id=person_id, course_code=COURSE, now=utc_now())
            values = session_cookie(session, person_id)
        return person_id, self._cookie(values)

    def sign_in_again(self, person_id):
        """The cookie of another session of the same person."""
        with self.writing() as session:
            return self._cookie(session_cookie(session, person_id))

    def _cookie(self, values):
        signer = self.app.session_interface.get_signing_serializer(self.app)
        name = self.app.config["SESSION_COOKIE_NAME"]
        return {"name": name, "value": signer.dumps(values), "url": self.origin}
