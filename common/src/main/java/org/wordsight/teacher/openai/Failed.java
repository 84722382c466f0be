package org.wordsight.teacher.openai;

import org.wordsight.teacher.FailureKind;

/**
 * Why a response is no answer.
 *
 * @param detail for people, as the endpoint wrote it; secrets are still in it
 */
record Failed(FailureKind kind, String detail) implements Reading {}
