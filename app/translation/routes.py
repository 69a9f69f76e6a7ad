"""The doors of translation, by who comes through them."""

from app.translation import contractor_routes, desk_routes, return_routes, revision_routes
from app.translation.blueprint import bp

__all__ = ["contractor_routes", "desk_routes", "return_routes", "revision_routes"]
BLUEPRINTS = (bp,)
