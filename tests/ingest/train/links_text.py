"""A release made for the tests of links, and a tokenizer that takes each word for a piece."""

from typing import Any

from tokenizers import Tokenizer, models, pre_tokenizers

from ingest.train.markup import parse

MARKED = """@@ orvane-licence | 2023-03-07 | wire
{o1|Orvane Therapeutics} and {o2|Telbrook Bio} Sign Licence

LEIDEN, Netherlands, March 7, 2023 -- {o1|Orvane Therapeutics} today licensed {t1|OVT-12} for
{i1|acute myeloid leukemia} to {o2|Telbrook Bio} in Japan. {o2|Telbrook} will pay $12 million upfront. {o3|Orvane Labs},
a division of {o1|Orvane}, made it, said {p1|Marit Sand}, Chief Executive Officer of {o1|Orvane}.
==
o1 company
o2 company
o3 company
t1 product
unit o3 < o1
pos p1 | Chief Executive Officer | o1
deal license | signed | o1 licensor, o2 licensee | t1 i1 | upfront 12000000 USD | Japan | 2023-03-07
"""


def release(marked: str = MARKED) -> dict[str, Any]:
    """The release as an annotation."""
    (found,) = parse(marked, source="test")
    return found


def tokenizer() -> Tokenizer:
    """Each word and each mark is one piece, and all are the same."""
    made = Tokenizer(models.WordLevel({"[UNK]": 0}, unk_token="[UNK]"))  # noqa: S106 - not a password
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return made
