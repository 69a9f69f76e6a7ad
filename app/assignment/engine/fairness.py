"""To whom a lot's order goes: the contract's rule, never the solver's preference.

The solver chooses between inside and outside only; whom outside is what the contract says:
by rank (cascade) or to whoever is furthest under its share (rotation), under the ceilings.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from app.assignment.engine.world import Holder, Lot, Task
from pricing.quote import Quantity, Quote, quote


@dataclass
class Ledger:
    """What the plan itself has given so far: ceilings, capacity and turns count it."""

    euros: dict[UUID, Decimal] = field(default_factory=dict)  # by holder and by contract
    words: dict[UUID, float] = field(default_factory=dict)  # by holder
    batches: dict[tuple[UUID, str], UUID] = field(default_factory=dict)  # (lot, batch): holder

    def note(self, lot: Lot, holder: Holder, task: Task, cost: Decimal) -> None:
        for key in (holder.holder_id, lot.contract_id):
            self.euros[key] = self.spent(key) + cost
        self.words[holder.holder_id] = self.words.get(holder.holder_id, 0) + task.words
        if task.batch:
            self.batches.setdefault((lot.lot_id, task.batch), holder.holder_id)

    def spent(self, key: UUID) -> Decimal:
        return self.euros.get(key, Decimal("0.00"))


@dataclass(frozen=True)
class Offer:
    lot: Lot
    holder: Holder
    price: Quote
    why: str

    @property
    def cost(self) -> Decimal:
        return self.price.net


def next_holder(task: Task, lots: Sequence[Lot], ledger: Ledger) -> Offer | str:
    """The holder whose turn it is, or in words why there is none."""
    if task.is_sensitive:
        return "Demande sensible : elle ne sort pas de la maison."
    why = "Aucun marché en cours ne couvre cette langue."
    for lot in lots:
        if task.pair in lot.covers:
            found = _in_lot(task, lot, ledger)
            if isinstance(found, Offer):
                return found
            why = found
    return why


def _in_lot(task: Task, lot: Lot, ledger: Ledger) -> Offer | str:
    left = [h for h in lot.holders if h.contractor_id not in task.tried]
    if not left:
        return "Tous les titulaires du lot ont décliné ou laissé expirer la proposition."
    free = [h for h in left if not (task.country and task.country in h.linked_to)]
    if not free:
        return "Les titulaires restants ont un lien avec le pays d'origine."
    ranked = sorted(free, key=lambda h: h.rank)
    if lot.rule == "rotation":
        ranked = sorted(free, key=lambda h: (_lead(h, free, task, lot, ledger), h.rank))
    return _first_able(task, lot, ranked, ledger)


def _lead(holder: Holder, among: Sequence[Holder], task: Task, lot: Lot, ledger: Ledger) -> Decimal:
    """Euros over its share (under: negative); a batch stays with whoever has its first case."""
    if task.batch and ledger.batches.get((lot.lot_id, task.batch)) == holder.holder_id:
        return Decimal("-Infinity")
    total = sum((h.given + ledger.spent(h.holder_id) for h in among), Decimal("0.00"))
    weight = sum(h.quota for h in among) or 1.0
    share = Decimal(str((holder.quota or 0.0) / weight))
    return holder.given + ledger.spent(holder.holder_id) - share * total


def _first_able(task: Task, lot: Lot, ranked: Sequence[Holder], ledger: Ledger) -> Offer | str:
    """A price missing stops the rule; a ceiling or (if the contract says) capacity passes on."""
    why = "Plafond du marché atteint."
    passed: list[str] = []
    for holder in ranked:
        tariff = holder.tariffs.get(task.line)
        if tariff is None:
            return "Aucun prix n'est en vigueur pour cette langue chez le titulaire à solliciter."
        price = quote(tariff, Quantity(words=task.words, pages=max(task.pages, 1)))
        if price.net > lot.euros_left - ledger.spent(lot.contract_id):
            return why
        own = holder.euros_left
        if own is not None and price.net > own - ledger.spent(holder.holder_id):
            passed.append(f"rang {holder.rank} au plafond")
            continue
        if lot.passes_when_full and _is_full(holder, ledger):
            passed.append(f"rang {holder.rank} au maximum de sa capacité")
            continue
        return Offer(lot, holder, price, _why(task, lot, holder, passed))
    return f"Aucun titulaire disponible ({', '.join(passed)})."


def _is_full(holder: Holder, ledger: Ledger) -> bool:
    """The last case may overfill it: else what is longer than its room would go to nobody."""
    if holder.words_left is None:
        return False
    return ledger.words.get(holder.holder_id, 0) >= holder.words_left


def _why(task: Task, lot: Lot, holder: Holder, passed: Sequence[str]) -> str:
    said = list(passed)
    for each in lot.holders:
        if lot.rule == "cascade" and each.rank < holder.rank:
            if each.contractor_id in task.tried:
                said.append(f"rang {each.rank} déjà sollicité")
            elif task.country and task.country in each.linked_to:
                said.append(f"rang {each.rank} lié au pays d'origine")
    turn = "part la moins servie" if lot.rule == "rotation" else "cascade par rang"
    because = f" ; {', '.join(said)}" if said else ""
    return f"Proposée au titulaire de rang {holder.rank} ({lot.label}, {turn}{because})."
