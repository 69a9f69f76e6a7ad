"""Who may do what. A permission is granted when every predicate of one row holds.

The whole policy is the table `RULES`; `tests/permissions/` proves it endpoint by endpoint.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any

from flask import g, redirect, request, url_for

from app.accounts.models import BODY_ROLES, INSTITUTION_ROLES, Role, User
from app.errors import Forbidden, NotFound

Predicate = Callable[[User, Any], bool]


class Permission(StrEnum):
    """One line a thing that somebody may do; the prefix is the slice."""

    ACCOUNT_OWN = "account:own"  # one's own profile, password, second factor
    ACCOUNT_ADMINISTER = "account:administer"
    INSTITUTION_STAFF = "institution:staff"  # the accounts of one's own institution
    CATALOGUE_EDIT = "catalogue:edit"
    CASE_LIST = "case:list"
    CASE_READ = "case:read"
    CASE_TIMELINE = "case:timeline"
    CASE_MESSAGE = "case:message"
    CASE_ASK = "case:ask"  # ask the institution for something: the commitment pauses
    CASE_CANCEL = "case:cancel"
    CASE_CORRECT = "case:correct"  # ask for a correction after delivery
    CASE_CORRECTION_DECIDE = "case:correction_decide"
    CASE_ACCESSES = "case:accesses"  # "who has opened this document"
    DEPOSIT_CREATE = "deposit:create"
    DEPOSIT_OWN = "deposit:own"
    DEPOSIT_READ = "deposit:read"  # the receipts of one's own fund
    DOCUMENT_READ = "document:read"
    INTAKE_REVIEW = "intake:review"
    REUSE_RULES = "reuse:rules"  # between which institutions a translation may serve again
    ASSIGNMENT_MANAGE = "assignment:manage"
    TRANSLATOR_PROFILE = "translator:profile"
    QUEUE_OWN = "queue:own"
    CASE_TRANSLATE = "case:translate"
    REVISION_QUEUE = "revision:queue"
    CASE_REVISE = "case:revise"
    RETURN_READ = "return:read"  # a returned file
    CASE_CERTIFY = "case:certify"
    CERTIFICATE_READ = "certificate:read"
    ORDER_LIST = "order:list"
    ORDER_OWN = "order:own"  # accept, decline, fetch, return
    DASHBOARD_READ = "dashboard:read"
    ALERT_OWN = "alert:own"  # what the rules of escalation tell one's role
    ESCALATION_EDIT = "escalation:edit"
    COST_READ = "cost:read"
    CONTRACT_READ = "contract:read"
    PRICE_EDIT = "price:edit"
    BUDGET_READ = "budget:read"
    BUDGET_EDIT = "budget:edit"
    INVOICE_READ = "invoice:read"
    INVOICE_SEE = "invoice:see"  # one invoice: finance, audit, or its own addressee
    INVOICE_ISSUE = "invoice:issue"
    INVOICE_CREDIT = "invoice:credit"
    PAYMENT_RECORD = "payment:record"  # what a partner paid, and reminding it
    AGREEMENT_EDIT = "agreement:edit"
    INVOICE_OWN = "invoice:own"  # an institution under agreement reads its own invoices
    BILL_READ = "bill:read"  # contractors' bills
    BILL_SEE = "bill:see"  # one bill: finance, audit, or its own contractor
    BILL_SUBMIT = "bill:submit"
    BILL_OWN = "bill:own"  # answer, withdraw
    BILL_SETTLE = "bill:settle"
    PENALTY_READ = "penalty:read"
    PENALTY_SEE = "penalty:see"
    PENALTY_ANSWER = "penalty:answer"
    PENALTY_DECIDE = "penalty:decide"
    MONTH_READ = "month:read"
    MONTH_SIGN = "month:sign"  # two different persons
    AUDIT_READ = "audit:read"
    OPERATIONS_READ = "operations:read"


def has_role(*roles: Role) -> Predicate:
    return lambda user, _obj: user.role in roles


def anyone(user: User, _obj: Any) -> bool:
    return user is not None


def of_own_institution(user: User, obj: Any) -> bool:
    return user.institution_id is not None and obj.institution_id == user.institution_id


def of_own_contractor(user: User, obj: Any) -> bool:
    return user.contractor_id is not None and obj.contractor_id == user.contractor_id


def created_by_self(user: User, obj: Any) -> bool:
    return obj.created_by_id == user.id


def translated_by_self(user: User, obj: Any) -> bool:
    return obj.translator_id == user.id


def revised_by_self(user: User, obj: Any) -> bool:
    return obj.reviser_id == user.id


def is_issued(_user: User, obj: Any) -> bool:
    """Drafts are the body's own business."""
    return obj.number is not None


def is_notified(_user: User, obj: Any) -> bool:
    """A file of penalties that no letter has announced is the body's own business."""
    return obj.notified_at is not None


def not_translated_by_self(user: User, obj: Any) -> bool:
    """ISO 17100: the revision is made by a second person."""
    return obj.translator_id != user.id


INSTITUTION = has_role(*INSTITUTION_ROLES)
BODY = has_role(*BODY_ROLES)
INTAKE = has_role(Role.INTAKE_OFFICER, Role.COORDINATOR)
COORDINATOR = has_role(Role.COORDINATOR)
TRANSLATORS = has_role(Role.TRANSLATOR, Role.REVISER)
REVISER = has_role(Role.REVISER)
CONTRACTOR = has_role(Role.CONTRACTOR)
FINANCE = has_role(Role.FINANCE)
AUDITOR = has_role(Role.AUDITOR)
ADMINISTRATOR = has_role(Role.ADMINISTRATOR)

P = Permission
RULES: dict[Permission, list[list[Predicate]]] = {
    P.ACCOUNT_OWN: [[anyone]],
    P.ACCOUNT_ADMINISTER: [[ADMINISTRATOR]],
    P.INSTITUTION_STAFF: [[has_role(Role.INSTITUTION_MANAGER), of_own_institution]],
    P.CATALOGUE_EDIT: [[ADMINISTRATOR]],
    P.CASE_LIST: [[INSTITUTION], [INTAKE], [TRANSLATORS], [FINANCE], [AUDITOR]],
    P.CASE_READ: [
        [INSTITUTION, of_own_institution],
        [INTAKE],
        [REVISER],
        [TRANSLATORS, translated_by_self],
        [FINANCE],
        [AUDITOR],
    ],
    P.CASE_TIMELINE: [[INSTITUTION, of_own_institution], [INTAKE], [FINANCE], [AUDITOR]],
    P.CASE_MESSAGE: [
        [INSTITUTION, of_own_institution],
        [INTAKE],
        [TRANSLATORS, translated_by_self],
        [REVISER],
    ],
    P.CASE_ASK: [[INTAKE], [TRANSLATORS, translated_by_self], [REVISER]],
    P.CASE_CANCEL: [[INSTITUTION, of_own_institution]],
    P.CASE_CORRECT: [[INSTITUTION, of_own_institution]],
    P.CASE_CORRECTION_DECIDE: [[COORDINATOR], [REVISER]],
    P.CASE_ACCESSES: [[INSTITUTION, of_own_institution], [AUDITOR], [COORDINATOR]],
    P.DEPOSIT_CREATE: [[INSTITUTION]],
    P.DEPOSIT_OWN: [[INSTITUTION, of_own_institution, created_by_self]],
    P.DEPOSIT_READ: [[INSTITUTION, of_own_institution]],
    P.DOCUMENT_READ: [
        [INSTITUTION, of_own_institution],
        [INTAKE],
        [REVISER],
        [TRANSLATORS, translated_by_self],
        [CONTRACTOR, of_own_contractor],
    ],
    P.INTAKE_REVIEW: [[INTAKE]],
    P.REUSE_RULES: [[COORDINATOR]],
    P.ASSIGNMENT_MANAGE: [[COORDINATOR]],
    P.TRANSLATOR_PROFILE: [[COORDINATOR]],
    P.QUEUE_OWN: [[TRANSLATORS]],
    P.CASE_TRANSLATE: [[TRANSLATORS, translated_by_self]],
    P.REVISION_QUEUE: [[REVISER]],
    P.RETURN_READ: [[REVISER], [CONTRACTOR, of_own_contractor], [TRANSLATORS, translated_by_self]],
    P.CASE_REVISE: [[REVISER, not_translated_by_self]],
    P.CASE_CERTIFY: [[REVISER, revised_by_self, not_translated_by_self]],
    P.CERTIFICATE_READ: [
        [INSTITUTION, of_own_institution],
        [INTAKE],
        [REVISER],
        [TRANSLATORS, translated_by_self],
    ],
    P.ORDER_LIST: [[CONTRACTOR]],
    P.ORDER_OWN: [[CONTRACTOR, of_own_contractor]],
    P.DASHBOARD_READ: [[COORDINATOR]],
    P.ALERT_OWN: [[INTAKE], [TRANSLATORS]],
    P.ESCALATION_EDIT: [[ADMINISTRATOR]],
    P.COST_READ: [[FINANCE], [COORDINATOR]],
    P.CONTRACT_READ: [[FINANCE], [COORDINATOR], [ADMINISTRATOR]],
    P.PRICE_EDIT: [[FINANCE], [ADMINISTRATOR]],
    P.BUDGET_READ: [[FINANCE], [COORDINATOR]],
    P.BUDGET_EDIT: [[FINANCE]],
    P.INVOICE_READ: [[FINANCE], [AUDITOR]],
    P.INVOICE_SEE: [
        [FINANCE],
        [AUDITOR],
        [has_role(Role.INSTITUTION_MANAGER), of_own_institution, is_issued],
    ],
    P.INVOICE_ISSUE: [[FINANCE]],
    P.INVOICE_CREDIT: [[FINANCE]],
    P.PAYMENT_RECORD: [[FINANCE]],
    P.AGREEMENT_EDIT: [[FINANCE]],
    P.INVOICE_OWN: [[has_role(Role.INSTITUTION_MANAGER), of_own_institution]],
    P.BILL_READ: [[FINANCE], [AUDITOR]],
    P.BILL_SEE: [[FINANCE], [AUDITOR], [CONTRACTOR, of_own_contractor]],
    P.BILL_SUBMIT: [[CONTRACTOR]],
    P.BILL_OWN: [[CONTRACTOR, of_own_contractor]],
    P.BILL_SETTLE: [[FINANCE]],
    P.PENALTY_READ: [[FINANCE], [AUDITOR]],
    P.PENALTY_SEE: [[FINANCE], [AUDITOR], [CONTRACTOR, of_own_contractor, is_notified]],
    P.PENALTY_ANSWER: [[CONTRACTOR, of_own_contractor, is_notified]],
    P.PENALTY_DECIDE: [[FINANCE]],
    P.MONTH_READ: [[FINANCE], [AUDITOR]],
    P.MONTH_SIGN: [[FINANCE]],
    P.AUDIT_READ: [[AUDITOR]],
    P.OPERATIONS_READ: [[ADMINISTRATOR]],
}


def permits(user: User | None, permission: Permission, obj: Any = None) -> bool:
    return user is not None and any(
        all(holds(user, obj) for holds in row) for row in RULES[permission]
    )


def may_ever(user: User | None, permission: Permission) -> bool:
    """Whether some object could exist on which `user` has it: what menus show."""
    return user is not None and any(row[0](user, None) for row in RULES[permission])


def requires(permission: Permission, load: Callable[..., Any] | None = None) -> Callable:
    """Load, check, act: the order every view follows.

    With `load`, the view receives the loaded object in place of the URL's arguments. Somebody
    who is not logged in is sent to the log-in page, or told 401 where a page is of no use.
    """

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def guarded(**view_args: Any) -> Any:
            user = g.get("user")
            if user is None:
                return redirect(url_for("accounts.login", next=_return_path()))
            if load is None:
                if not permits(user, permission):
                    raise Forbidden
                return view(**view_args)
            if not may_ever(user, permission):
                raise NotFound  # never confirm that a row exists
            obj = load(**view_args)
            if not permits(user, permission, obj):
                raise NotFound
            return view(obj)

        guarded.permission = permission  # type: ignore[attr-defined]
        guarded.has_object = load is not None  # type: ignore[attr-defined]
        return guarded

    return decorate


def public(view: Callable) -> Callable:
    """A door that is open on purpose (log-in, health, public verification)."""
    view.permission = None  # type: ignore[attr-defined]
    return view


def _return_path() -> str:
    return request.full_path.rstrip("?") if request.method == "GET" else ""
