-- Every optimiser step of the newest run. The row of an epoch's last step also has the validation loss.
WITH newest AS (SELECT max_by(run_id, started_at) AS run_id FROM runs)
SELECT adapter_id, step, epoch, loss, validation_loss, learning_rate, gradient_norm
FROM train_steps
WHERE run_id IN (SELECT run_id FROM newest)
ORDER BY adapter_id, step
