"""YAML that says each thing once: of what nine short lines refer to, a memory can be full.

Numbers of more digits than any of ours are words: Python writes none of them.
"""

from typing import Any

import yaml
from yaml.composer import ComposerError

_DIGITS = 30


class _Plain(yaml.SafeLoader):
    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise ComposerError(None, None, f"line {mark.line + 1} refers to another (*)", mark)
        return super().compose_node(parent, index)

    def number(self, node: yaml.ScalarNode) -> int | str:
        short = len(node.value) <= _DIGITS
        return self.construct_yaml_int(node) if short else str(node.value)


_Plain.add_constructor("tag:yaml.org,2002:int", _Plain.number)


def load(text: str) -> Any:
    """
    Raises:
        yaml.YAMLError, ValueError, RecursionError
    """
    return yaml.load(text, _Plain)  # noqa: S506 - it is a SafeLoader
