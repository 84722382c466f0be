/**
 * The run file: one YAML file read into records, with every problem in it reported at once. {@link
 * org.wordsight.config.RunFile} is the way in, {@link org.wordsight.config.RunConfig} what comes
 * out.
 */
package org.wordsight.config;
