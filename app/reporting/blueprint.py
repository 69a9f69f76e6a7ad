"""The one blueprint of the reporting pages; `routes.py` and `costs.py` hang their views on it."""

from flask import Blueprint

bp = Blueprint("reporting", __name__)
