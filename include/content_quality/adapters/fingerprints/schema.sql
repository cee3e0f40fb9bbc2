-- The fingerprint index. No history: it holds the current version of every post, and those of the batch being compared.
-- Text columns hold hostile text of posts.

-- One row per index: what its fingerprints were made with. Another one means that the index is built anew.
CREATE TABLE IF NOT EXISTS about (made_with VARCHAR NOT NULL);

-- One row per version of a post.
CREATE TABLE IF NOT EXISTS editions (
    edition    UINTEGER NOT NULL,
    post_id    VARCHAR NOT NULL,
    path       VARCHAR NOT NULL,
    sha256     VARCHAR NOT NULL,
    title      VARCHAR NOT NULL,
    language   VARCHAR NOT NULL,
    names      VARCHAR[] NOT NULL,  -- slug, addresses, redirects
    series     VARCHAR NOT NULL,
    date       VARCHAR NOT NULL,    -- ISO 8601, or empty
    weight     UINTEGER NOT NULL,   -- letters of all passages, dense ones twice
    whole      UINTEGER NOT NULL,   -- letters of everything a reader sees
    first_seen VARCHAR NOT NULL,    -- ISO 8601 in UTC
    called     VARCHAR[] NOT NULL   -- names by which other posts refer to it
);

-- One row per paragraph of an edition. A passage's number is its edition's, shifted by 12 bits, and its place among the passages.
CREATE TABLE IF NOT EXISTS passages (
    passage    UBIGINT NOT NULL,
    edition    UINTEGER NOT NULL,
    block      UINTEGER NOT NULL,   -- index among the post's blocks
    exact      UBIGINT NOT NULL,    -- digest of the folded letters
    weight     UINTEGER NOT NULL,
    line       UINTEGER NOT NULL,
    "column"   UINTEGER NOT NULL,
    end_line   UINTEGER NOT NULL,
    end_column UINTEGER NOT NULL,
    text       VARCHAR NOT NULL USING COMPRESSION zstd, -- folded letters: half of the index
    steps      BLOB NOT NULL        -- from letter to letter in the file, packed
);

-- One row per passage and sampled fingerprint; each load is sorted by hash, so that a join reads it in order.
CREATE TABLE IF NOT EXISTS prints (
    hash    UINTEGER NOT NULL,
    passage UBIGINT NOT NULL
);

-- How many posts hold a fingerprint of the batch that is compared; without those of one post and those of too many.
CREATE TABLE IF NOT EXISTS frequencies (
    hash  UINTEGER NOT NULL,
    posts UINTEGER NOT NULL
);
