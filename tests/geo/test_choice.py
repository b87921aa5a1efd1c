"""What may have been meant, in a sentence."""

import pytest

from geo.choice import did_you_mean, either


@pytest.mark.parametrize(("words", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a or b"), (["a", "b", "c"], "a, b or c")])
def test_words_to_choose_from_stand_as_in_a_sentence(words, said):
    assert either(words) == said
    assert did_you_mean(words) == (f"Did you mean {said}?" if words else "")
