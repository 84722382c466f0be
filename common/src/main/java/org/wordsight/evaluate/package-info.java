/**
 * The benchmark without Spark: VIVA's annotation, the prompts, the answer extractor, the three
 * scorings and their statistics. Reading and scoring are pure functions of their arguments.
 */
package org.wordsight.evaluate;
