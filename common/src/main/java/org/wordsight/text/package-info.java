/** Prepares the text of models before it is read for its meaning. */
package org.wordsight.text;
