/**
 * The Spark side of synthesis: asking the teacher group by group, in process, over HTTP or by batch
 * files, and asking a judge about the questions.
 */
package org.wordsight.jobs.synthesis;
