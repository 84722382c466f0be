/**
 * The parts of an architecture: its configuration, its names, its weights, and how it reads
 * prompts. Nothing here knows a particular architecture.
 */
package org.wordsight.model.architecture;
