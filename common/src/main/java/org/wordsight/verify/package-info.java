/**
 * Compares a checkpoint under our code with a stored reference: the results of Hugging Face with
 * the same checkpoint. {@link org.wordsight.verify.Verification} reads a folder in the format
 * wordsight-reference/1 and compares every case. Each kind of case has one class.
 */
package org.wordsight.verify;
