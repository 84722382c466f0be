/**
 * An interpreter for the part of Jinja2 that chat templates use. {@link
 * org.wordsight.chat.jinja.Template} is its entry. {@code Lexer} cuts tokens; {@code Parser} reads
 * statements, and {@code ExpressionParser} expressions. {@code Statement} and {@code Expression}
 * evaluate themselves over {@code Values}.
 */
package org.wordsight.chat.jinja;
