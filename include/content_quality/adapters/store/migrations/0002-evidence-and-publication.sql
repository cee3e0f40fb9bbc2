-- Findings keep why they are believed; inspections keep what decides whether readers see a post.
ALTER TABLE findings ADD COLUMN evidence JSON;        -- [{"name", "weight"}]; null: found by an earlier version
ALTER TABLE post_facts ADD COLUMN draft BOOLEAN;      -- null in all three: inspected by an earlier version, or not readable
ALTER TABLE post_facts ADD COLUMN due TIMESTAMP;      -- when readers see the post for the first time; null: the post names no date
ALTER TABLE post_facts ADD COLUMN expires TIMESTAMP;  -- from when readers no longer see the post
