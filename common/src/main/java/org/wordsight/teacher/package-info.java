/** The teacher, which answers the requests of the plan. */
package org.wordsight.teacher;
