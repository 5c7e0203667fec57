# SPDX-License-Identifier: MIT
"""A PIN as it is kept: stretched with salt, so that no journal and no backup says it.

It says who somebody is and keeps no secret: whoever copies the database can try all PINs there are.
"""

import hashlib
import hmac
import re

from workshop.domain.refused import Refused

LEAST, MOST = 4, 12

# Memory of 32 MiB and about 0.1 s for each PIN that is tried (RFC 7914, section 2).
_COST, _BLOCK, _LANES = 2**15, 8, 1
_ROOM = 64 * 2**20
_SEALED = re.compile(r"scrypt:[0-9a-f]{32}:[0-9a-f]{64}")

FREE, LOCKED = 5, 20
"""So many wrong PINs in a row cost no time, and so many that no more are taken."""
_FIRST_WAIT_S = 30


def require_pin(pin: str) -> str:
    """A PIN without what stands around it; refuses anything but 4 to 12 digits."""
    pin = pin.strip()
    if not (pin.isascii() and pin.isdigit() and LEAST <= len(pin) <= MOST):
        raise Refused("A PIN has {least} to {most} digits.", least=LEAST, most=MOST)
    return pin


def seal(pin: str, salt: bytes) -> str:
    """A PIN as it is kept, with 16 bytes of salt."""
    stretched = hashlib.scrypt(
        pin.encode(), salt=salt, n=_COST, r=_BLOCK, p=_LANES, maxmem=_ROOM, dklen=32
    )
    return f"scrypt:{salt.hex()}:{stretched.hex()}"


def require_sealed(sealed: str) -> str:
    """A PIN as it is kept, or none; refuses a PIN in clear."""
    sealed = sealed.strip()
    if sealed and not _SEALED.fullmatch(sealed):
        raise Refused("A PIN is never kept as it is typed. Set it in the window, under People.")
    return sealed


def opens(sealed: str, pin: str) -> bool:
    """Whether this is the PIN."""
    salt = bytes.fromhex(sealed.split(":")[1])
    return hmac.compare_digest(seal(pin, salt), sealed)


def wait_s(wrong: int) -> int:
    """Seconds to wait after so many wrong PINs in a row: none at first, then doubled each time."""
    return 0 if wrong < FREE else _FIRST_WAIT_S * 2 ** (wrong - FREE)
