-- The items whose answer turned right or wrong by training, in the newest run, by official scoring.
WITH newest AS (SELECT max_by(run_id, started_at) AS run_id FROM runs),
judged AS (
  SELECT *, CASE WHEN letter = gold THEN 1 ELSE 0 END AS is_right
  FROM predictions WHERE run_id IN (SELECT run_id FROM newest)
)
SELECT
  after.arm,
  after.adapter_id,
  CASE WHEN after.is_right = 1 THEN 'turned right' ELSE 'turned wrong' END AS change,
  after.item_id,
  after.category,
  after.gold,
  before.letter AS letter_before,
  after.letter AS letter_after
FROM judged after
JOIN judged before
  ON before.model = after.model AND before.arm = after.arm AND before.item_id = after.item_id
  AND before.adapter_id IS NULL
WHERE after.adapter_id IS NOT NULL AND after.is_right <> before.is_right
ORDER BY after.arm DESC, after.adapter_id, change, CAST(after.item_id AS INT)
