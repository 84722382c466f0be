/**
 * Texts as vectors whose cosine says how alike they are in meaning. What compares and searches such
 * vectors is in {@code dedup}.
 */
package org.wordsight.embed;
