/**
 * The proof of an export: files for other software are read back, compared with the trained
 * adapter, and used to compute. {@link org.wordsight.export.ExportProof} gives the checks.
 */
package org.wordsight.export;
