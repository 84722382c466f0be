/**
 * The command line and the stages. {@link org.wordsight.jobs.Main} lists the verbs. {@link
 * org.wordsight.jobs.Pipeline} is the whole run. Each stage is a class with one {@code run}.
 */
package org.wordsight.jobs;
