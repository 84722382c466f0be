-- The newest run, by official scoring, all categories together: accuracy in percent with its 95 % interval, and each
-- adapter's change in points with its paired interval.
WITH newest AS (SELECT max_by(run_id, started_at) AS run_id FROM runs)
SELECT
  a.arm,
  coalesce(a.adapter_id, 'before training') AS adapter,
  coalesce(a.train_size, 0) AS questions,
  a.n,
  round(100 * a.accuracy, 2) AS accuracy,
  round(100 * a.low95, 2) AS low95,
  round(100 * a.high95, 2) AS high95,
  round(100 * c.difference, 2) AS change,
  round(100 * c.low95, 2) AS change_low95,
  round(100 * c.high95, 2) AS change_high95,
  c.p_mcnemar,
  coalesce(t.control, false) AS control
FROM accuracy a
LEFT JOIN comparisons c
  ON c.run_id = a.run_id AND c.model = a.model AND c.adapter_id = a.adapter_id AND c.arm = a.arm
  AND c.scoring = a.scoring
LEFT JOIN adapters t ON t.run_id = a.run_id AND t.adapter_id = a.adapter_id
WHERE a.run_id IN (SELECT run_id FROM newest) AND a.scoring = 'official' AND a.category IS NULL
ORDER BY a.arm DESC, control, questions
