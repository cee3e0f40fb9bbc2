"""Names of posts: one for each file, and earlier names still count."""

from __future__ import annotations

import os

from hypothesis import given
from hypothesis import strategies as st

from content_quality.core.gate.post_ids import file_of, is_utf8, post_id_of, present_id

TRICKY = st.lists(
    st.sampled_from([b"%", b"%F", b"F", b"25", b"2", b"\xff", b"\xfe", b" ", b"%25", b"%FF", b"a", "é".encode(), b"/x"]),
    min_size=1, max_size=6,
).map(lambda parts: b"".join(parts).strip(b"/"))  # fmt: skip
NAMES = st.one_of(TRICKY, st.binary(min_size=1, max_size=8).map(lambda name: name.replace(b"\0", b"")))


@given(NAMES, NAMES)
def test_two_files_never_share_a_name(one: bytes, other: bytes):
    names = {post_id_of("posts", os.fsdecode(name)) for name in (one, other)}
    assert len(names) == len({one, other})


@given(NAMES)
def test_the_file_of_a_name_is_the_one_it_was_made_for(name: bytes):
    path = os.fsdecode(name)
    if is_utf8(path):
        assert file_of(post_id_of("posts", path)) == f"posts/{path}"


@given(NAMES)
def test_a_name_of_today_stays_and_one_of_earlier_times_is_found(name: bytes):
    path = os.fsdecode(name)
    if is_utf8(path):
        today = post_id_of("posts", path)
        assert present_id(today) == today
        if "%25" not in path:  # an earlier name with it can be the present name of another file
            assert present_id(f"posts/{path}") == today


def test_names_without_an_escape_stay_as_they_were():
    assert post_id_of("posts", "deep/100 % wool.md") == "posts/deep/100 % wool.md"
    assert post_id_of("posts", "a%20b.md") == "posts/a%2520b.md"
