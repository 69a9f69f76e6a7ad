"""Application factory. Wiring only; no business rule lives here."""

from dataclasses import asdict

from flask import Flask
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from app import errors, i18n, jobs, logs, metrics, models, storage, web
from app.accounts import sessions
from app.config import Config
from app.db import db

migrate = Migrate(directory="migrations", compare_type=True)
csrf = CSRFProtect()


def create_app(config: Config) -> Flask:
    app = Flask("app", template_folder="../templates")
    app.config.from_mapping(asdict(config))
    app.config.from_mapping(
        SQLALCHEMY_DATABASE_URI=config.DATABASE_URL,
        SQLALCHEMY_ENGINE_OPTIONS={
            "pool_pre_ping": True,
            "hide_parameters": True,  # an exception must not bring a name into the logs
            "connect_args": {"connect_timeout": 5},
        },
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.PUBLIC_URL.startswith("https://"),
        MAX_FORM_MEMORY_SIZE=2 << 20,
        WTF_CSRF_TIME_LIMIT=None,  # a translator's page stays open all day
    )
    db.init_app(app)
    migrate.init_app(app, db)
    csrf.init_app(app)
    for part in (logs, storage, jobs, i18n, errors, web, metrics, sessions):
        part.init_app(app)
    register_slices(app)
    if config.TRUSTED_PROXIES:
        count = config.TRUSTED_PROXIES
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    return app


def register_slices(app: Flask) -> None:
    """Slices that can be reached: each gives its blueprints, its labels, its commands."""
    from importlib import import_module

    from app import cli, navigation

    for slice_name in models.SLICES:
        for part in ("labels", "routes"):
            module = _import_if_there(f"app.{slice_name}.{part}", import_module)
            for blueprint in getattr(module, "BLUEPRINTS", ()):
                app.register_blueprint(blueprint)
    cli.init_app(app)
    navigation.init_app(app)


def _import_if_there(name: str, load) -> object | None:
    from importlib.util import find_spec

    return load(name) if find_spec(name) else None
