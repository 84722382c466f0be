/** What can be known of a run before anything is spent. */
package org.wordsight.jobs.inspection;
