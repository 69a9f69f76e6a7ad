from flask import Blueprint

bp = Blueprint("payables", __name__)
