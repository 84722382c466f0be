/**
 * Answers of a model: many prompts at a time, a token a step. A group of requests is one batch, and
 * what comes out depends on the group alone.
 */
package org.wordsight.generate;
