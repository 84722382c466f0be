/** The prompts for models: the paper's as resources, a user's own from files. */
package org.wordsight.prompt;
