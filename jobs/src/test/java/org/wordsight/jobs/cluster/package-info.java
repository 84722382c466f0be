/** The launcher and the shaded jar as processes, and a real standalone cluster to send them to. */
package org.wordsight.jobs.cluster;
