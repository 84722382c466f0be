/**
 * The benchmark without Spark: VIVA's annotation, the prompts of the arms, the answer extractor,
 * the three scorings and their statistics. Everything here is a pure function of its arguments.
 */
package org.wordsight.evaluate;
