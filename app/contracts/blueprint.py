"""The one blueprint of contracts; each routes module hangs its views on it."""

from flask import Blueprint

bp = Blueprint("contracts", __name__)
