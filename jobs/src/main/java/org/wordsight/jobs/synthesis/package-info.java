/**
 * What the stages from plan to samples do with Spark: asking the teacher group by group, finding
 * duplicates, deciding what is kept.
 */
package org.wordsight.jobs.synthesis;
