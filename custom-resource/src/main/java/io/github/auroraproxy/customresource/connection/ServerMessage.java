package io.github.auroraproxy.customresource.connection;

import io.github.auroraproxy.customresource.failure.ForeignText;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What a server said of an error, as it may be shown: its first line in quotes. Detail, context and
 * hint may quote rows and statements, and so does the first line of some errors about data.
 */
public final class ServerMessage {

  /** Data exceptions, violated constraints and syntax errors, whose messages quote values. */
  private static final Pattern ABOUT_DATA = Pattern.compile("(22|23).{3}|42601");

  /** raise_exception: the words are those of whoever wrote the code. */
  private static final String RAISED = "P0001";

  private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"]|\"\")*\"");

  private ServerMessage() {}

  /** SQLSTATE and message of a server's error, or the message of the driver's. */
  public static String of(SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    return "SQLSTATE %s and the message %s".formatted(state, ForeignText.quoted(text(failure)));
  }

  /** The message alone, in quotes. */
  public static String quoted(SQLException failure) {
    return ForeignText.quoted(text(failure));
  }

  /** The first line of the message, for comparison; not to be shown without quotes. */
  static String text(SQLException failure) {
    if (failure instanceof PSQLException e) {
      ServerErrorMessage message = e.getServerErrorMessage();
      if (message != null && message.getMessage() != null) {
        return withoutValues(message.getMessage(), message);
      }
    }
    return firstLine(deepest(failure));
  }

  private static String withoutValues(String text, ServerErrorMessage message) {
    String line = text.lines().findFirst().orElse("");
    String state = String.valueOf(message.getSQLState());
    if (RAISED.equals(state)) {
      return line;
    }
    // What stands after these is often the value at fault.
    String start = line.split(": | at or near ", 2)[0];
    if (!ABOUT_DATA.matcher(state).matches()) {
      return start;
    }
    StringBuilder place = new StringBuilder(QUOTED.matcher(start).replaceAll("…"));
    append(place, "table", message.getTable());
    append(place, "column", message.getColumn());
    append(place, "constraint", message.getConstraint());
    return place.toString();
  }

  private static void append(StringBuilder place, String kind, String name) {
    if (name != null) {
      place.append(", ").append(kind).append(' ').append(name);
    }
  }

  private static String firstLine(String message) {
    return message.strip().lines().findFirst().orElse("");
  }

  /** The message that is nearest to the cause; not every exception has one. */
  private static String deepest(Throwable failure) {
    String message = failure.getClass().getSimpleName();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause.getMessage() != null) {
        message = cause.getMessage();
      }
    }
    return message;
  }
}
