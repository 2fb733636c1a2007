"""Multibase: base58btc by published examples, and what is no valid text."""

import pytest

from certificates import multibase

# Examples of draft-msporny-base58 (section 5), with the prefix z of multibase.
EXAMPLES = (
    (b"Hello World!", "z2NEpo7TZRRrLZSi2U"),
    (
        b"The quick brown fox jumps over the lazy dog.",
        "zUSm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z",
    ),
    (bytes.fromhex("0000287fb4cd"), "z11233QC4"),
    (b"", "z"),
)


@pytest.mark.parametrize(("data", "text"), EXAMPLES)
def test_base58_reads_and_writes_published_examples(data, text):
    assert multibase.encode_base58(data) == text
    assert multibase.decode_base58(text) == data


@pytest.mark.parametrize("text", ["", "2NEpo7TZRRrLZSi2U", "z0", "zO", "zI", "zl", "z" + "2" * 256])
def test_base58_refuses_other_texts(text):
    with pytest.raises(multibase.InvalidMultibase):
        multibase.decode_base58(text)
