"""The blueprint of the assignment pages; three files of views hang on it."""

from flask import Blueprint

bp = Blueprint("assignment", __name__)
