/**
 * Lets a model write only answers of a given JSON form. A schema becomes an automaton over bytes.
 * The automaton and the tokenizer's vocabulary give, for each state, the tokens that may come next.
 */
package org.wordsight.grammar;
