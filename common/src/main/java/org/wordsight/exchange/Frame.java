package org.wordsight.exchange;

/**
 * The fields of a frame's head.
 *
 * @param length bytes of the content
 * @param round the number of the sum or copy, for each kind; for a message, its topic
 * @param index the place of the content in the round
 * @param check the CRC-32C of the content
 */
record Frame(FrameKind kind, int length, long round, int index, int check) {}
