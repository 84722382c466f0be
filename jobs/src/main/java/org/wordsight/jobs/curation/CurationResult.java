package org.wordsight.jobs.curation;

/** The result of a curation: rows of tables, and figures. */
public record CurationResult(CurationRows rows, CurationFigures figures) {}
