"""What the road looks up of a question and finds, for a look at what its answer rests on."""

from dataclasses import dataclass, replace

from retrieval.assistant import Assistant
from retrieval.clauses import look_up
from retrieval.find import Found, find
from retrieval.heard import hear
from retrieval.normalise import understand
from retrieval.question import Query, Question


@dataclass(frozen=True, slots=True)
class LookedUp:
    """``weights`` are the question's words by idf, as the decision weighs them."""

    query: Query
    found: Found
    weights: dict[str, float]


def looked_up(question: Question, assistant: Assistant, hits: int = 0) -> LookedUp:
    """Of the first thing that the message asks; ``hits`` to look deeper than the policy."""
    generation, policy = assistant.generation, assistant.policy
    asked = hear(question, generation.words).asked
    text, support = (asked[0].text, asked[0].support) if asked else (question.text, ())
    query = understand(replace(question, text=text), generation.accents)
    query = replace(query, support=support)
    embedder = assistant.embedder if query.restored else None
    vector = embedder.encode([query.restored], "query")[0] if embedder else None
    named = look_up(query, generation)
    found = find(query, vector, generation, replace(policy, hits=hits or policy.hits), named)
    weights = generation.words.weigh(query.restored)
    return LookedUp(query, found, named.asking(weights) or weights)
