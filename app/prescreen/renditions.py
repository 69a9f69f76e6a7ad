"""A page as people look at it: upright, straight, and small for lists."""

from app import storage
from app.intake import rendering
from app.prescreen.optics.upright_page import UprightPage


def keep(page: UprightPage) -> dict:
    """Store both at once, so that a long file never fills memory; what `add_page` wants."""
    return {
        "number": page.number,
        "width": page.image.width,
        "height": page.image.height,
        "rotation": page.rotation,
        "skew": page.skew,
        "upright_sha256": storage.put_bytes(rendering.upright_jpeg(page.image)).sha256,
        "thumbnail_sha256": storage.put_bytes(rendering.thumbnail_jpeg(page.image)).sha256,
    }
