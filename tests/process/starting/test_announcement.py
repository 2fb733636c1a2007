"""Whoever reads that the program is ready, and asks at once, is answered."""

import subprocess
from http.client import HTTPConnection

from tests.process.served import PAYUNG


def test_a_request_right_after_the_line_is_answered(started_once):
    for _again in range(3):
        started_once.process = subprocess.Popen(
            [PAYUNG, "serve"],
            env=started_once.environment | {"LANGUAGE": "en"},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert started_once.process.stdout is not None
        with started_once.process.stdout as lines:
            assert next(lines).startswith("Preparing the database")
            assert any("Payung is ready" in line for line in lines)
            connection = HTTPConnection("127.0.0.1", started_once.port, timeout=20)
            connection.request("GET", "/healthz")
            assert connection.getresponse().status == 200
            connection.close()
        assert started_once.stop() == 0
