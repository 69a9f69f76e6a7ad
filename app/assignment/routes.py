"""Every view of the slice hangs on one blueprint."""

from app.assignment import board_routes, order_routes, profile_routes
from app.assignment.blueprint import bp

BLUEPRINTS = (bp,)
__all__ = ["BLUEPRINTS", "board_routes", "order_routes", "profile_routes"]
