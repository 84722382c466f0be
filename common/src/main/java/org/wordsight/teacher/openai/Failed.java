package org.wordsight.teacher.openai;

import org.wordsight.teacher.FailureKind;

/**
 * The reason why a response is no answer.
 *
 * @param detail for people, in the endpoint's words; it may still contain secrets
 */
record Failed(FailureKind kind, String detail) implements Reading {}
