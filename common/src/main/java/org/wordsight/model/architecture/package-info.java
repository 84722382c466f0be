/**
 * The parts of an architecture: its configuration, its names, its weights, and how it reads
 * prompts. This package knows no particular architecture.
 */
package org.wordsight.model.architecture;
