/**
 * An interpreter for the part of Jinja2 that chat templates use. {@link
 * org.wordsight.chat.jinja.Template} is the way in; then {@code Lexer}, {@code Parser} (statements)
 * over {@code ExpressionParser}, and {@code Statement} and {@code Expression}, which evaluate
 * themselves over {@code Values}.
 */
package org.wordsight.chat.jinja;
