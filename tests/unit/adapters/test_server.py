"""The port is tried before the server starts: one in use is told apart from a foreign address."""

import socket

import pytest

from lms.adapters.errors import AddressNotUsable, PortBusy
from lms.adapters.server import require_free_port

FOREIGN = "192.0.2.1"  # for documentation (RFC 5737): of no machine


def test_port_in_use_is_refused_with_its_number():
    require_free_port("127.0.0.1", 0)  # the system chooses one
    with socket.create_server(("127.0.0.1", 0)) as other:
        host, port = other.getsockname()
        with pytest.raises(PortBusy) as refused:
            require_free_port(host, port)
    assert refused.value.parameters == {"host": host, "port": port}


def test_address_of_another_machine_is_refused_with_the_reason():
    with pytest.raises(AddressNotUsable) as refused:
        require_free_port(FOREIGN, 0)
    assert refused.value.parameters["host"] == FOREIGN
    assert refused.value.parameters["reason"]
