/**
 * Holds a model's answer to a form of JSON while it is written. A schema becomes an automaton over
 * bytes. The automaton and the tokenizer's vocabulary give, for each state, the tokens that may
 * come next.
 */
package org.wordsight.grammar;
