-- What posts owe: findings that a person accepted with the state of an archive, and that are still there.
ALTER TABLE decisions ADD COLUMN debt BIGINT;         -- findings; null: decided by an earlier version
ALTER TABLE batches ADD COLUMN debt BIGINT;           -- posts that are published with debt; null: decided by an earlier version
ALTER TABLE set_aside ADD COLUMN kind VARCHAR;        -- waiver, baseline, approval, comment, settings; null: by an earlier version
