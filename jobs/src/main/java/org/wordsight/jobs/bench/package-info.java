/**
 * Benchmarks of speed, each with a name. A benchmark runs our side. If {@code WORDSIGHT_PYTHON}
 * names a Python with the peer's library, the benchmark also runs the peer on the same work. Every
 * figure is a line of JSON that says what was measured, where and how.
 */
package org.wordsight.jobs.bench;
