-- The metrics store. Every table says its grain and its history first.
-- All timestamps are UTC. Text columns hold hostile text of posts: escape on the way out, never build SQL from them.

-- One row per schema; a reader refuses a version it does not know.
CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL);

-- One row per load (a transaction of the writer). Append-only; compared with the ledger outside this file at every start.
CREATE TABLE IF NOT EXISTS loads (
    load_id   VARCHAR PRIMARY KEY,          -- <batch_id>/<kind>
    batch_id  VARCHAR NOT NULL,
    kind      VARCHAR NOT NULL,             -- inspections, decisions, alerts, deliveries
    rows      BIGINT NOT NULL,
    digest    VARCHAR NOT NULL,             -- sha256 of what was loaded
    loaded_at TIMESTAMP NOT NULL
);

-- One row per batch. Kept for ever; counts are filled in as the batch moves on.
CREATE TABLE IF NOT EXISTS batches (
    batch_id   VARCHAR PRIMARY KEY,
    created_at TIMESTAMP NOT NULL,
    reason     VARCHAR NOT NULL,            -- scheduled, changed, manual, forced
    policy     VARCHAR NOT NULL,            -- digest of checks, settings and suites
    run_id     VARCHAR,                     -- the Airflow run that decided it
    posts      BIGINT NOT NULL,
    loaded_at  TIMESTAMP,
    decided_at TIMESTAMP,
    clear      BIGINT,
    review     BIGINT,
    hold       BIGINT,
    broken     VARCHAR[]                    -- why the batch contract failed; empty when it held
);

-- One row per post of a batch: the manifest. Kept for ever.
CREATE TABLE IF NOT EXISTS batch_posts (
    batch_id      VARCHAR NOT NULL,
    post_id       VARCHAR NOT NULL,         -- <source>/<path in the source>
    path          VARCHAR NOT NULL,         -- path in the source
    source        VARCHAR NOT NULL,
    sha256        VARCHAR NOT NULL,         -- of the snapshot's bytes; empty when the file was refused
    bytes         BIGINT NOT NULL,
    inspection_id VARCHAR NOT NULL
);

-- One row per post that the sources list: its newest version. Overwritten by each batch that holds the post, deleted by
-- the first batch after the post has gone from its source.
CREATE TABLE IF NOT EXISTS posts (
    post_id       VARCHAR PRIMARY KEY,
    path          VARCHAR NOT NULL,
    source        VARCHAR NOT NULL,
    sha256        VARCHAR NOT NULL,
    inspection_id VARCHAR NOT NULL,
    batch_id      VARCHAR NOT NULL,         -- the batch that brought this version
    first_seen    TIMESTAMP NOT NULL,
    last_changed  TIMESTAMP NOT NULL
);

-- One row per inspection: these bytes of this post under these checks. Never changes once written.
CREATE TABLE IF NOT EXISTS post_facts (
    inspection_id                VARCHAR PRIMARY KEY,  -- digest of post_id, sha256, checks and settings
    post_id                      VARCHAR NOT NULL,
    sha256                       VARCHAR NOT NULL,
    inspected_at                 TIMESTAMP NOT NULL,
    readable                     BOOLEAN NOT NULL,     -- false: all facts are null and a finding says why
    characters                   BIGINT,               -- of prose, white space aside
    words                        BIGINT,               -- outside kana and han
    paragraphs                   BIGINT,
    headings                     BIGINT,
    images                       BIGINT,
    links                        BIGINT,
    language                     VARCHAR,              -- ISO 639-1, or und
    repeated_share               DOUBLE,               -- of prose characters, in [0, 1]
    longest_repeat               BIGINT,               -- characters
    repeat_groups                BIGINT,
    reading_time_declared        DOUBLE,               -- minutes
    reading_time_computed        BIGINT,
    reading_time_without_repeats BIGINT,
    title                        VARCHAR,
    title_characters             BIGINT,
    slug                         VARCHAR,
    permalink                    VARCHAR,
    folder                       VARCHAR,
    author                       VARCHAR,
    section                      VARCHAR,
    date                         VARCHAR,              -- ISO 8601 with offset
    excerpt                      VARCHAR,              -- or description, its first 300 characters
    tags                         VARCHAR               -- one per line
);

-- One row per check of an inspection. A missing row means that the check has not run.
CREATE TABLE IF NOT EXISTS check_results (
    inspection_id VARCHAR NOT NULL,
    "check"       VARCHAR NOT NULL,
    version       INTEGER NOT NULL,
    findings      INTEGER NOT NULL,
    error         VARCHAR                   -- the end of the traceback of a crash
);

-- One row per finding. Checks' findings belong to an inspection (batch_id is null); those of suites and of the gate
-- belong to one batch's decision as well.
CREATE TABLE IF NOT EXISTS findings (
    inspection_id VARCHAR NOT NULL,
    batch_id      VARCHAR,
    post_id       VARCHAR NOT NULL,
    ordinal       INTEGER NOT NULL,         -- by place in the post
    "check"       VARCHAR NOT NULL,
    category      VARCHAR NOT NULL,
    severity      VARCHAR NOT NULL,         -- blocker, warning, info
    line          INTEGER NOT NULL,
    "column"      INTEGER NOT NULL,
    end_line      INTEGER NOT NULL,
    end_column    INTEGER NOT NULL,
    message       JSON NOT NULL,            -- {"template": …, "values": {…}}: rendered in the reader's language
    suggestion    JSON,
    excerpt       VARCHAR NOT NULL,
    fingerprint   VARCHAR NOT NULL,
    related       JSON NOT NULL,            -- [{"line", "column", "end_line", "end_column", "role", "path"}]
    waived        JSON
);

-- One row per post and batch: what was decided about these bytes. Append-only.
CREATE TABLE IF NOT EXISTS decisions (
    batch_id      VARCHAR NOT NULL,
    post_id       VARCHAR NOT NULL,
    path          VARCHAR NOT NULL,
    sha256        VARCHAR NOT NULL,
    inspection_id VARCHAR NOT NULL,
    policy        VARCHAR NOT NULL,
    verdict       VARCHAR NOT NULL,         -- clear, review, hold
    released      BOOLEAN NOT NULL,         -- may leave: the release manifest says whether it has
    reasons       VARCHAR[] NOT NULL,       -- the checks that decided
    publication   VARCHAR NOT NULL DEFAULT 'live', -- draft, scheduled, expired, live: as readers saw it when it was decided
    decided_at    TIMESTAMP NOT NULL
);

-- One row per finding that a decision set aside: a waiver, the baseline, a person's approval. Append-only.
CREATE TABLE IF NOT EXISTS set_aside (
    batch_id      VARCHAR NOT NULL,
    inspection_id VARCHAR NOT NULL,
    post_id       VARCHAR NOT NULL,
    "check"       VARCHAR NOT NULL,
    fingerprint   VARCHAR NOT NULL,
    reason        VARCHAR NOT NULL,
    granted_by    VARCHAR NOT NULL,
    until         VARCHAR NOT NULL          -- ISO date; empty: as long as the bytes stay the same
);

-- One row per answer of a person about a held post, or per question that nobody answered in time. Append-only.
CREATE TABLE IF NOT EXISTS reviews (
    answer_id   VARCHAR PRIMARY KEY,
    batch_id    VARCHAR NOT NULL,           -- whose decision was asked about
    post_id     VARCHAR NOT NULL,
    sha256      VARCHAR NOT NULL,           -- of the bytes that were asked about
    policy      VARCHAR NOT NULL,
    outcome     VARCHAR NOT NULL,           -- approved, rejected, author-asked, timed-out, no-reason, superseded
    reason      VARCHAR NOT NULL,
    answered_by VARCHAR NOT NULL,           -- login name; empty when nobody answered
    answered_at TIMESTAMP NOT NULL,
    run_id      VARCHAR NOT NULL
);

-- One row per audit of the archive: every present post under the policy of that day. Append-only.
CREATE TABLE IF NOT EXISTS audits (
    audit_id       VARCHAR PRIMARY KEY,
    audited_at     TIMESTAMP NOT NULL,
    policy         VARCHAR NOT NULL,
    posts          BIGINT NOT NULL,
    hold           BIGINT NOT NULL,         -- would be held
    review         BIGINT NOT NULL,
    clear          BIGINT NOT NULL,
    unpublished    BIGINT NOT NULL,         -- drafts and scheduled posts among those that would be held
    baseline_left  BIGINT NOT NULL,         -- findings of the baseline that are still there
    baseline_total BIGINT NOT NULL
);

-- One row per audit and check that found something nobody accepted. Append-only.
CREATE TABLE IF NOT EXISTS audit_checks (
    audit_id VARCHAR NOT NULL,
    "check"  VARCHAR NOT NULL,
    findings BIGINT NOT NULL,
    posts    BIGINT NOT NULL
);

-- One row per expectation and batch, as Great Expectations saw it. Append-only.
CREATE TABLE IF NOT EXISTS expectation_results (
    batch_id    VARCHAR NOT NULL,
    suite       VARCHAR NOT NULL,
    ordinal     INTEGER NOT NULL,
    expectation VARCHAR NOT NULL,           -- its type
    columns     VARCHAR NOT NULL,
    severity    VARCHAR NOT NULL,           -- critical, warning, info
    success     BOOLEAN NOT NULL,
    rows        BIGINT NOT NULL,            -- evaluated
    unexpected  BIGINT NOT NULL,
    description VARCHAR NOT NULL,
    error       VARCHAR
);

-- One row per notice: a post is held, or one that was held is fixed. Written with the decisions; append-only.
CREATE TABLE IF NOT EXISTS notices (
    notice_id VARCHAR PRIMARY KEY,          -- digest of post, sha256, policy and kind
    batch_id  VARCHAR NOT NULL,
    post_id   VARCHAR NOT NULL,
    sha256    VARCHAR NOT NULL,
    policy    VARCHAR NOT NULL,
    kind      VARCHAR NOT NULL,             -- held, fixed
    queued_at TIMESTAMP NOT NULL
);

-- One row per alert: a message to one recipient on one channel. Overwritten as its delivery goes on.
CREATE TABLE IF NOT EXISTS alerts (
    alert_id   VARCHAR PRIMARY KEY,
    batch_id   VARCHAR NOT NULL,            -- the newest batch it is about; empty when it is about none
    kind       VARCHAR NOT NULL,            -- batch, urgent, digest, reminder, weekly; failure, late, undelivered, test
    channel    VARCHAR NOT NULL,            -- email, slack, webhook, apprise
    recipient  VARCHAR NOT NULL,
    language   VARCHAR NOT NULL,
    subject    VARCHAR NOT NULL,
    posts      BIGINT NOT NULL,
    mentions   JSON NOT NULL,               -- [{"role", "notice_id", "post_id", "batch_id", "since"}]
    about      VARCHAR NOT NULL,            -- for maintainers: names of DAG, task and run
    state      VARCHAR NOT NULL,            -- queued, sent, failed, dead, merged
    attempts   INTEGER NOT NULL,
    queued_at  TIMESTAMP NOT NULL,
    next_at    TIMESTAMP,                   -- not tried again before
    sent_at    TIMESTAMP,
    error      VARCHAR
);

-- One row per pattern of the whole site, as it was when a batch was compared. Kept for ever; the newest batch's are in force.
CREATE TABLE IF NOT EXISTS site_findings (
    batch_id VARCHAR NOT NULL,
    ordinal  INTEGER NOT NULL,
    "check"  VARCHAR NOT NULL,
    category VARCHAR NOT NULL,
    severity VARCHAR NOT NULL,              -- blocker, warning, info
    message  JSON NOT NULL,                 -- {"template": …, "values": {…}}
    count    BIGINT NOT NULL,               -- posts
    share    DOUBLE NOT NULL,               -- of the site's posts, in [0, 1]
    examples VARCHAR[] NOT NULL             -- paths; all of them where the finding says so
);
