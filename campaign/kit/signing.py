"""A signature that anybody can check who knows the public key (Ed25519)."""

from base64 import b64decode, b64encode


def sign(body: bytes, *, key: str) -> str:
    """The key: 32 bytes in base64, kept secret."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return b64encode(Ed25519PrivateKey.from_private_bytes(b64decode(key)).sign(body)).decode()


def public_key(key: str) -> str:
    """What may be told to everybody."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    secret = Ed25519PrivateKey.from_private_bytes(b64decode(key))
    return b64encode(secret.public_key().public_bytes_raw()).decode()


def is_signed(body: bytes, *, signature: str, public: str) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(b64decode(public)).verify(b64decode(signature), body)
    except InvalidSignature:
        return False
    return True
