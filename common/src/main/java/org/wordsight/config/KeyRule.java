package org.wordsight.config;

import java.util.Optional;

/**
 * A key of the run file.
 *
 * @param path from the file's root, with dots
 * @param range of a number; absent for other types
 * @param identity the value in the run's identity, whatever the kind
 */
record KeyRule(String path, KeyKind kind, Optional<Range> range, String identity) {}
