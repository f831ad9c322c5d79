"""What is usually said of documents, to choose from while typing."""

from collections import Counter
from dataclasses import dataclass

from api.house import House
from corpus.document import NATIONAL
from corpus.field import NAMES, field_name
from corpus.units import units

_MOST_OWNERS = 40


@dataclass(frozen=True, slots=True)
class Known:
    """Names of fields, of provinces, of those who keep documents."""

    fields: list[str]
    territories: list[str]
    owners: list[str]

    @classmethod
    def of(cls, house: House) -> "Known":
        documents = house.service.documents()
        fields = {field_name(one.field) for one in documents if one.field}
        owners = Counter(one.owner for one in documents if one.owner)
        return cls(
            sorted(fields | set(NAMES.values())),
            [NATIONAL, *sorted(set(units().successor.values()))],
            sorted(owner for owner, _ in owners.most_common(_MOST_OWNERS)),
        )
