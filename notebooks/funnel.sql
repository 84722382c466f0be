-- The teacher's questions in the newest run, counted at each step from request to sample.
WITH newest AS (SELECT max_by(run_id, started_at) AS run_id FROM runs),
steps AS (
  SELECT 1 AS place, 'parsed and valid' AS step, count(*) AS questions
  FROM candidates WHERE run_id IN (SELECT run_id FROM newest)
  UNION ALL
  SELECT 2, concat('refused: ', reason), count(*)
  FROM rejected WHERE stage = 'generate' AND run_id IN (SELECT run_id FROM newest) GROUP BY reason
  UNION ALL
  SELECT 3, 'overlaps the benchmark', count(DISTINCT candidate_id)
  FROM contamination WHERE policy = 'drop' AND run_id IN (SELECT run_id FROM newest)
  UNION ALL
  SELECT 4, concat('duplicate: ', method), count(*)
  FROM duplicates WHERE run_id IN (SELECT run_id FROM newest) GROUP BY method
  UNION ALL
  SELECT 5, concat('refused: ', reason), count(*)
  FROM rejected WHERE stage = 'curate' AND run_id IN (SELECT run_id FROM newest) GROUP BY reason
  UNION ALL
  SELECT 6, concat('kept for ', split), count(*)
  FROM samples WHERE run_id IN (SELECT run_id FROM newest) GROUP BY split
)
SELECT step, questions FROM steps ORDER BY place, questions DESC, step
