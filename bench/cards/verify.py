"""Reads our cards with nobody's code but three libraries', and says whether they agree.

    pip install -r bench/cards/requirements.txt
    cargo run --release -p nabz-credential --example card_figures samples 1000 | python3 bench/cards/verify.py

The first line of the input is the issuer's public key (compressed point, hexadecimal), the second
the headings, then a card a line. Every card must be rightly signed and say what its line says, be
the deterministic CBOR that the library itself would write, and be refused with any bit changed.
"""

import sys

import base45
import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

CARD_CLAIM = -70_001
DEVANAGARI = 0x0900


def verify(key, protected, payload, signature):
    """Raises unless the key's holder signed (RFC 9052, section 4.4)."""
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    signed = cbor2.dumps(["Signature1", protected, b"", payload])
    key.verify(encode_dss_signature(r, s), signed, ec.ECDSA(SHA256()))


def letters(page):
    """The name behind one byte a letter."""
    return "".join(chr(byte - 0x80 + DEVANAGARI) if byte >= 0x80 else chr(byte) for byte in page)


def said(payload):
    """The columns of the line that a card's payload should be."""
    claims = cbor2.loads(payload)
    card = claims[CARD_CLAIM]
    roman, devanagari, year, sex = card[3:] if len(card) == 7 else ("", b"", 0, 0)
    cid, index, kind = card[:3]
    return [str(value) for value in (
        claims[6], claims[4], cid.hex(), index, kind, roman, letters(devanagari), year, sex,
    )]


def check(key, line):
    text, *expected = line.rstrip("\n").split("\t")
    assert text.startswith("DH1:"), text
    sealed = base45.b45decode(text[4:])
    envelope = cbor2.loads(sealed)
    assert envelope.tag == 18, "not a COSE_Sign1"
    protected, unprotected, payload, signature = envelope.value
    assert cbor2.loads(protected)[1] == -7 and len(cbor2.loads(protected)[4]) == 2, "headers"
    assert unprotected == {}, "unprotected headers"
    verify(key, protected, payload, signature)
    assert said(payload) == expected, (said(payload), expected)
    for part in (payload, protected):
        assert cbor2.dumps(cbor2.loads(part), canonical=True) == part, "not deterministic"
    assert cbor2.dumps(envelope, canonical=True) == sealed, "not deterministic"
    changed = bytes([payload[0] ^ 1]) + payload[1:]
    try:
        verify(key, protected, changed, signature)
    except InvalidSignature:
        return
    raise AssertionError("a changed card was believed")


def main():
    point = bytes.fromhex(sys.stdin.readline().strip())
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    sys.stdin.readline()
    count = 0
    for line in sys.stdin:
        check(key, line)
        count += 1
    assert count, "no cards"
    print(f"{count} cards: all rightly signed, and all say what they should")


main()
