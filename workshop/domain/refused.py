# SPDX-License-Identifier: MIT
"""The error that means: the rules say no, and nothing was changed."""

from workshop.language import fill, say_all


class Spoken(Exception):
    """An error that is one sentence for people, said in the language in force.

    `template` is the English sentence with {places}; `facts` fill them.
    """

    def __init__(self, template: str, **facts: object) -> None:
        super().__init__(template)
        self.template = template
        self.facts = facts

    def __str__(self) -> str:
        return say_all(self.template, self.facts)

    @property
    def english(self) -> str:
        """The sentence in English, for scripts and logs."""
        return fill(self.template, self.facts)


class Refused(Spoken):
    """The rules say no: says what is wrong and what to do; nothing was saved."""


class Overridable(Refused):
    """The rules say no, but a lead, a manager or the owner may let it pass.

    The same act with their reason as the fact `override` is done.
    """
