package org.wordsight.jobs.curation;

/** What a curation decided: rows of tables, and figures. */
public record CurationResult(CurationRows rows, CurationFigures figures) {}
