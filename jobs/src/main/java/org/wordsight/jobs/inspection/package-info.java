/** Checks everything about a run that can be known before anything is spent. */
package org.wordsight.jobs.inspection;
