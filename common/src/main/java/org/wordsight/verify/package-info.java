/**
 * Holds a checkpoint under our code against a stored reference of what Hugging Face computes with
 * it: {@link org.wordsight.verify.Verification} reads a folder in the format wordsight-reference/1
 * and compares every case. One class a kind of case.
 */
package org.wordsight.verify;
