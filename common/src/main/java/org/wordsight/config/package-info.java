/**
 * The run file: one YAML file, read into records. All its problems are reported at once. {@link
 * org.wordsight.config.RunFile} reads it; {@link org.wordsight.config.RunConfig} is the result.
 */
package org.wordsight.config;
