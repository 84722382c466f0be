/**
 * The proof of an export: what was written for other software is read back, compared with what was
 * trained, and computed with. {@link org.wordsight.export.ExportProof} gives the checks.
 */
package org.wordsight.export;
