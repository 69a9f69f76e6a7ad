"""One process that drafts, issues and credits until nothing is left; it may die on the way.

`python -m tests.concurrency.invoice_hand DATABASE FOLDER OFFICER SEED DIES_AFTER`: with a last
argument above zero the process kills itself, without a word, inside that transaction, once the
number is taken and before it is committed.
"""

import os
import random
import signal
import sys
from pathlib import Path

from app import clock, jobs
from app.accounts.queries import get_user
from app.billing import operations, queries
from app.billing.lifecycle import InvoiceStatus
from app.billing.models import Invoice, InvoiceKind
from app.db import commit, db, rollback
from app.errors import DomainError
from tests.concurrency.test_invoice_numbers import JULY
from tests.conftest import make_app

HALF = "2026-1"
CREDITS = 2  # an agreement


class Hand:
    """Counts its transactions, to die in the right one."""

    def __init__(self, officer_id: str, seed: int, dies_after: int) -> None:
        self.officer_id, self.chance = officer_id, random.Random(seed)
        self.left = dies_after

    def end(self) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        commit()

    def attempt(self, work) -> bool:
        try:
            work(get_user(self.officer_id))
            self.end()
        except DomainError:
            rollback()
            return False
        return True

    def issue(self, agreement) -> bool:
        if not queries.uncharged_cases(agreement, HALF) and not queries.draft_of(agreement, HALF):
            return False

        def work(officer):
            operations.issue(operations.draft(agreement, HALF, officer), officer)

        return self.attempt(work)

    def credit(self, agreement) -> bool:
        mine = db.session.query(Invoice).filter_by(
            agreement_id=agreement.id, kind=InvoiceKind.INVOICE, status=InvoiceStatus.ISSUED
        )
        standing = [invoice for invoice in mine if not queries.credited(invoice)]
        if not standing or mine.count() > CREDITS:
            return False
        return self.attempt(lambda officer: operations.credit(standing[0], officer, "Erreur"))

    def run(self) -> None:
        while True:
            agreements = list(queries.agreements())
            self.chance.shuffle(agreements)
            done = [self.issue(row) or self.credit(row) for row in agreements]
            rollback()
            if not any(done):
                return


def main() -> None:
    url, folder, officer_id, seed, dies_after = sys.argv[1:]
    jobs.send = lambda job, *ids: None
    app = make_app(url, Path(folder))
    with app.app_context(), clock.set_to(JULY):
        print("ready", flush=True)  # noqa: T201
        sys.stdin.readline()
        Hand(officer_id, int(seed), int(dies_after)).run()


if __name__ == "__main__":
    main()
