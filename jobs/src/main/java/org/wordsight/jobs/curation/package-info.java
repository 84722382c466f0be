/** The Spark side of curation: finding duplicates and deciding which questions are kept. */
package org.wordsight.jobs.curation;
