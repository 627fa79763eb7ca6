"""QR pictures of links; nothing is fetched, everything is drawn here."""

from io import BytesIO

import segno

QUIET_ZONE = 4
SCALE = 8


def draw_qr(link: str) -> bytes:
    """A black-and-white PNG of `link`: error correction Q, quiet zone of four modules."""
    picture = BytesIO()
    segno.make_qr(link, error="q", boost_error=False).save(
        picture, kind="png", scale=SCALE, border=QUIET_ZONE
    )
    return picture.getvalue()
