/**
 * Answers prompts with a model, many prompts at a time and one token a step. A group of requests is
 * one batch. The answers depend on the group alone.
 */
package org.wordsight.generate;
