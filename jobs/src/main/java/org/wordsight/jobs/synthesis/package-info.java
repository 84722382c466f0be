/**
 * The Spark side of synthesis and curation: asking the teacher group by group, finding duplicates,
 * and deciding which questions are kept.
 */
package org.wordsight.jobs.synthesis;
