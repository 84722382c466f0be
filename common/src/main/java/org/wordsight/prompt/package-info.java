/** The texts that models are asked with: the paper's as resources, a user's own from files. */
package org.wordsight.prompt;
