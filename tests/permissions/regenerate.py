"""Write the matrix anew: `python -m tests.permissions.regenerate`, then read the diff.

Needs TEST_DATABASE_URL and TEST_REDIS_URL. A line that changed is a door that opens to, or shuts
on, somebody else: the person who commits it has meant it.
"""

import tempfile
from pathlib import Path

from flask_migrate import upgrade

from tests.conftest import ROOT, fresh_database, make_app
from tests.permissions.harness import measure, write_table


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(fresh_database("test_matrix"), Path(folder))
        with app.app_context():
            upgrade(str(ROOT / "migrations"))
        write_table(app, measure(app))


if __name__ == "__main__":
    main()
