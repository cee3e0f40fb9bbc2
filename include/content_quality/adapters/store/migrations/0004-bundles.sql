-- Posts that own their folder are decided with the files in it.
ALTER TABLE decisions ADD COLUMN bundle VARCHAR;      -- digest of the files; empty: none; null: decided by an earlier version
