import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.export.masking import mask, names_heard, names_of

SCRAPS = (
    "my My name name's is laura Laura LAURA I I'm Mr. and AND OK No. 4417 O’Brien it's Then, so... J. ▮ A7. “Yes” "
    "'Bob' ａ１ Ⅷx E\u0301lodie ½ — x. "
    "Mary-jane the-laura laura-and I-I'm um, uh the it's is p.m. e.g. no.Laura a@b.cd, @laura Laura.com x.co5 (www.a.b)"
)
SPOKEN = st.lists(st.sampled_from(SCRAPS.split())).map(" ".join)


@pytest.mark.parametrize(
    ("said", "masked"),
    [
        ("I've called three times about this.", "I've called three times about this."),
        ("It is order 417-229, I think.", "It is order ▮▮▮-▮▮▮, I think."),
        ("I'm sorry, Laura, I should have said that.", "I'm sorry, ▮, I should have said that."),
        ("Thank you. Is that Mr. Smith? Yes.", "Thank you. Is that ▮. ▮? Yes."),
        ("Hi. My name is laura bennett and I called.", "Hi. My name is ▮ ▮ and I called."),
        ("So my name's Jo, hello there.", "So my name's ▮, hello there."),
        ("They say I'd wait. I'll not, I’ve had it.", "They say I'd wait. I'll not, I’ve had it."),
        ("LAURA called the IRS.", "▮ called the ▮."),
        ("OK, then it is OK.", "OK, then it is OK."),
        ("Well... Daniel said so", "Well... ▮ said so"),
        ('He told me "No way." Then he left.', 'He told me "▮ way." Then he left.'),
        ("with O’Brien and E\u0301lodie's sister", "with ▮ and ▮ sister"),
        ("room ٤٢, ४२, ４２, ②, ½", "room ▮▮, ▮▮, ▮▮, ▮, ▮"),
        ("", ""),
        ("Write to Laura.Jones@x.com, please.", "Write to ▮, please."),
        ("it is laura.jones@gmail.com.", "it is ▮."),
        ("look at (https://laura.shop/me?a=4) or www.Laura.de", "look at (▮) or ▮"),
        ("it was on laurajones.co.uk, or Laura.Com", "it was on ▮, or ▮"),
        ("I said no.Laura heard", "I said no.▮ heard"),
        ("Really?Laura heard", "Really?▮ heard"),
        ("at 3 p.m. Monday", "at ▮ p.m. ▮"),
        ("in the u.s. Laura said", "in the u.s. ▮ said"),
        ("a friend, e.g. Laura", "a friend, e.g. ▮"),
        ("my name is, uh, laura jones", "my name is, uh, ▮ ▮"),
        ("My name is um it's laura", "My name is um it's ▮"),
        ("My name is laura, uh, jones, can you help", "My name is ▮, uh, ▮, can you help"),
        ("My name is the laura", "My name is the ▮"),
        ("My name is so hard, it's laura", "My name is so ▮, it's ▮"),
        ("My name is, well, laura. It's late.", "My name is, well, ▮. It's late."),
        ("My name's Jo, I'll wait. My name is I'd rather", "My name's ▮, I'll wait. My name is I'd ▮"),
        ("I asked Mary-jane and my t-shirt", "I asked ▮-▮ and my t-shirt"),
        ("I heard I-I'm sorry", "I heard I-I'm sorry"),
    ],
)
def test_what_is_hidden(said: str, masked: str) -> None:
    assert mask(said) == masked


@pytest.mark.parametrize(
    ("before", "said", "masked"),
    [
        ("Hello, and my name is", "Laura Jones and I called.", "▮ ▮ and I called."),
        ("Hello, and my name is", "laura jones and I called.", "▮ ▮ and I called."),
        ("Hello, my name", "is laura", "is ▮"),
        ("I told", "Laura that I called.", "▮ that I called."),
        ("I told you.", "That is it.", "That is it."),
        ("Right?", "“That is it.”", "“That is it.”"),
        ("It is 417", "and 229", "and ▮▮▮"),
        ("...", "That is it.", "That is it."),
        ("my name is", "", ""),
    ],
)
def test_a_turn_runs_on_from_the_one_before(before: str, said: str, masked: str) -> None:
    assert mask(said, before=before) == masked


def test_the_parts_of_a_known_address_are_names() -> None:
    assert names_of("laura.jones@x.com") == {"laura", "jones", "com"}


def test_i_is_no_name_even_where_a_name_reads_like_it() -> None:
    assert mask("I'm Im.", names_of("Im")) == "I'm ▮."


def test_spelled_out_numbers_are_beyond_it() -> None:
    assert mask("It is seven four one.") == "It is seven four one."


def test_known_names_are_hidden_wherever_they_stand() -> None:
    names = names_of("Daniel Ortiz", "Order 4417 Bennett", None)
    said = "Daniel is here. Bennett’s order is late, said daniel. Ortiz!"
    assert mask(said, names) == "▮ is here. ▮ order is late, said ▮. ▮!"


def test_what_a_name_is_for_is_not_a_name() -> None:
    assert names_of("agent 112", "customer 7") == frozenset()


def test_a_name_that_was_heard_within_a_sentence_is_hidden_at_the_beginning_of_one() -> None:
    names = names_heard(["Sorry, Laura, that is late. And The lamp?", "Laura Bennett. The lamp, the lamp."])
    assert mask("Laura Bennett. The lamp.", names) == "▮ ▮. The lamp."


@given(st.one_of(st.text(), SPOKEN), st.one_of(st.just(""), SPOKEN), st.one_of(st.just(""), st.text(), SPOKEN))
def test_no_digit_survives_and_masking_twice_changes_nothing_more(said: str, known: str, before: str) -> None:
    names = names_of(known)
    masked = mask(said, names, before)
    assert not [c for c in masked if c.isdigit() or unicodedata.category(c).startswith("N")]
    assert mask(masked, names, before) == masked


@given(st.text(st.characters(categories=("Ll", "Zs", "Po"))))
def test_lower_case_text_is_left_as_it_is(said: str) -> None:
    address = re.search(r"@|://|www\.|\.[a-z]{2}", said)
    if not address and "my name" not in " ".join(said.split()):
        assert mask(said) == said


@given(st.from_regex(r"[A-Z][a-z]{1,8}", fullmatch=True), st.from_regex(r"[a-z]{1,8}", fullmatch=True))
def test_a_known_name_never_survives(name: str, word: str) -> None:
    names = names_of(name)
    if word != name.casefold() and names:
        for said in (
            f"{name} {word}",
            f"{word} {name}.",
            f"{word}. {name}'s",
            f"({name.lower()})",
            f"{name}5 {name.upper()}",
        ):
            assert name.casefold() not in mask(said, names).casefold().replace(word, "")
