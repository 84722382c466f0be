/**
 * What an architecture is made of: its configuration, its names, its weights, and how it reads
 * prompts. Nothing here knows any of the architectures.
 */
package org.wordsight.model.architecture;
