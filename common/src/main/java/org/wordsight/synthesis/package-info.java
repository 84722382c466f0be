/**
 * The way from seed questions to samples: the plan of requests, the log of answers, the questions
 * in them, and the split of the kept ones.
 */
package org.wordsight.synthesis;
