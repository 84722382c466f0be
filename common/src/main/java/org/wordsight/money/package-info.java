/** Money that teachers cost, in whole micro-dollars. */
package org.wordsight.money;
