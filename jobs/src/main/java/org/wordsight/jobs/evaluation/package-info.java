/**
 * The evaluation on Spark: the plan of tasks, the models that answer, the log of answers, and the
 * table rows.
 */
package org.wordsight.jobs.evaluation;
