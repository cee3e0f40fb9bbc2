-- What `compare` asks of the fingerprint index, for an engine that spreads a join over machines: Spark, Trino.
-- Tables, from Parquet files: prints (hash, passage, edition), passages (passage, edition, exact, weight), batch (edition).
-- prints is partitioned by ranges of hash; all but the last two steps work on one range, and need no other.
-- The numbers are those of adapters/fingerprints/lookup.py: 64 common, 512 places, .99 least, 8 candidates, .3 faint, 512 a post,
-- 1.99 sure, 2.99 together in a row of 3 passages before and behind.
WITH asked AS (
    SELECT prints.hash, prints.passage FROM prints JOIN batch ON batch.edition = prints.edition
),
frequencies AS (
    SELECT met.hash, count(DISTINCT met.edition) AS posts
    FROM prints AS met JOIN (SELECT DISTINCT hash FROM asked) AS wanted ON wanted.hash = met.hash
    GROUP BY met.hash HAVING count(DISTINCT met.edition) BETWEEN 2 AND 64
),
sizes AS (
    SELECT passage, count(*) AS prints FROM asked GROUP BY passage
),
rarest AS (
    SELECT asked.passage, asked.hash, frequencies.posts, sizes.prints,
        sum(frequencies.posts) OVER (
            PARTITION BY asked.passage ORDER BY frequencies.posts, asked.hash
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS places
    FROM asked JOIN frequencies ON frequencies.hash = asked.hash JOIN sizes ON sizes.passage = asked.passage
),
likely AS (
    SELECT rarest.passage, met.passage AS other, max(own.edition) AS edition,
        sum(CAST(round(1000000 * ln(128.0 / rarest.posts)) AS BIGINT)) / 1000000.0 / ln(64.0)
            / least(1.0, max(rarest.prints) / 16.0) AS strength
    FROM rarest
    JOIN prints AS met ON met.hash = rarest.hash
    JOIN passages AS own ON own.passage = rarest.passage
    WHERE rarest.places <= 512 AND met.edition <> own.edition
    GROUP BY rarest.passage, met.passage
),
placed AS (
    SELECT likely.passage, likely.other, likely.edition, met.edition AS other_edition, likely.strength,
        2 * least(own.weight, met.weight) >= greatest(own.weight, met.weight) AS alike,
        row_number() OVER (PARTITION BY likely.passage ORDER BY likely.strength DESC, likely.other) AS place,
        max(likely.strength) OVER (PARTITION BY likely.passage) AS most
    FROM likely
    JOIN passages AS own ON own.passage = likely.passage
    JOIN passages AS met ON met.passage = likely.other
    WHERE likely.strength >= 0.99 AND own.exact <> met.exact
),
ranked AS (
    SELECT passage, other, edition, other_edition, strength, alike,
        row_number() OVER (PARTITION BY edition ORDER BY strength DESC, passage, other) AS place
    FROM placed WHERE place <= 8 AND strength >= 0.3 * most
),
together AS (
    SELECT passage, other, alike, strength >= 1.99 AND sum(CAST(round(1000000 * strength) AS BIGINT)) OVER (
        PARTITION BY edition, other_edition ORDER BY passage RANGE BETWEEN 3 PRECEDING AND 3 FOLLOWING
    ) >= 2990000 AS sure
    FROM ranked WHERE place <= 512
)
SELECT passage, other, sure FROM together WHERE sure OR alike
