/** How the benchmark is spread over tasks: who answers what, and what is logged on the way. */
package org.wordsight.jobs.evaluation;
