"""The one blueprint of the clocks; `routes.py` and `escalation_routes.py` hang views on it."""

from flask import Blueprint

bp = Blueprint("sla", __name__)
