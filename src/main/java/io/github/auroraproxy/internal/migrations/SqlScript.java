package io.github.auroraproxy.internal.migrations;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A SQL file without its comments, strings and data: tells whether it has a statement, and where it
 * has a command of psql.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-syntax-lexical.html">PostgreSQL:
 *     lexical structure</a>
 */
final class SqlScript {

  /**
   * A command of psql at the beginning of a line.
   *
   * @param line counted from 1
   * @param name with its backslash
   */
  record PsqlCommand(int line, String name) {}

  private static final Pattern COMMAND = Pattern.compile("\\\\\\S*");
  private static final Pattern DOLLAR_QUOTE =
      Pattern.compile("\\$(?:[\\p{L}_][\\p{L}\\p{N}_]*)?\\$");
  private static final Pattern COPY_OF_INLINE_ROWS =
      Pattern.compile(
          "\\s*COPY\\b.*\\bFROM\\s+STDIN\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern END_OF_ROWS =
      Pattern.compile("^\\\\\\.[ \t\r]*$", Pattern.MULTILINE);

  private final String text;

  /** The current statement without comments and the contents of strings. */
  private final StringBuilder statement = new StringBuilder();

  private int position;
  private boolean empty = true;
  private PsqlCommand command;

  /**
   * @param text of the file
   */
  SqlScript(String text) {
    this.text = text;
    while (position < text.length() && command == null) {
      next();
    }
  }

  /** Whether there are only comments and white space. */
  boolean isEmpty() {
    return empty && command == null;
  }

  /** The first command of psql. */
  Optional<PsqlCommand> psqlCommand() {
    return Optional.ofNullable(command);
  }

  private void next() {
    char c = text.charAt(position);
    if (text.startsWith("--", position)) {
      position = endOf("\n", position);
    } else if (text.startsWith("/*", position)) {
      position = endOfComment(position);
    } else if (c == '\\' && isFirstOfLine()) {
      Matcher name = COMMAND.matcher(text).region(position, text.length());
      name.lookingAt();
      command = new PsqlCommand(line(), name.group());
    } else if (c == '\'') {
      content(endOfString(isEscapeString()));
    } else if (c == '"') {
      content(endOf("\"", position + 1));
    } else if (c == '$' && dollarQuote().isPresent()) {
      String tag = dollarQuote().get();
      content(endOf(tag, position + tag.length()));
    } else if (c == ';') {
      endStatement();
    } else {
      empty &= Character.isWhitespace(c);
      statement.append(c);
      position++;
    }
  }

  private void content(int end) {
    empty = false;
    statement.append(' ');
    position = end;
  }

  private void endStatement() {
    position++;
    if (COPY_OF_INLINE_ROWS.matcher(statement).matches()) {
      Matcher end = END_OF_ROWS.matcher(text);
      position = end.find(position) ? end.end() : text.length();
    }
    statement.setLength(0);
  }

  private boolean isFirstOfLine() {
    return text.substring(text.lastIndexOf('\n', position) + 1, position).isBlank();
  }

  private int line() {
    return 1 + (int) text.substring(0, position).chars().filter(c -> c == '\n').count();
  }

  private Optional<String> dollarQuote() {
    // Within a name a dollar sign is a character of it.
    if (position > 0 && isPartOfName(text.charAt(position - 1))) {
      return Optional.empty();
    }
    Matcher tag = DOLLAR_QUOTE.matcher(text).region(position, text.length());
    return tag.lookingAt() ? Optional.of(tag.group()) : Optional.empty();
  }

  private boolean isEscapeString() {
    return position > 0
        && Character.toUpperCase(text.charAt(position - 1)) == 'E'
        && (position == 1 || !isPartOfName(text.charAt(position - 2)));
  }

  private static boolean isPartOfName(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$';
  }

  private int endOfString(boolean escapes) {
    for (int i = position + 1; i < text.length(); i++) {
      if (escapes && text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == '\'') {
        return i + 1;
      }
    }
    return text.length();
  }

  /** Comments of C's kind are nested. */
  private int endOfComment(int start) {
    int depth = 0;
    for (int i = start; i < text.length(); i++) {
      if (text.startsWith("/*", i)) {
        depth++;
        i++;
      } else if (text.startsWith("*/", i)) {
        depth--;
        i++;
        if (depth == 0) {
          return i + 1;
        }
      }
    }
    return text.length();
  }

  private int endOf(String mark, int from) {
    int found = text.indexOf(mark, from);
    return found < 0 ? text.length() : found + mark.length();
  }
}
