/**
 * The values that all parts share: questions and what was made of them. No logic but validation.
 */
package org.wordsight.data;
