package org.wordsight.exchange;

/**
 * What the head of a frame says.
 *
 * @param length bytes of the content
 * @param round counts the sums, copies and so on of one kind; the topic of a message
 * @param index the place of the content in the round
 * @param check the CRC-32C of the content
 */
record Frame(FrameKind kind, int length, long round, int index, int check) {}
