/** Who answers the plan's requests. */
package org.wordsight.teacher;
