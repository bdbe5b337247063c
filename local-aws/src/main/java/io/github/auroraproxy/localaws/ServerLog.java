package io.github.auroraproxy.localaws;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the statements out of a server's log written with {@link #LINE_PREFIX}. */
final class ServerLog {

  /** Time, process, user and database, in the form that {@link #STATEMENT} expects. */
  static final String LINE_PREFIX = "%m [%p] %q%u@%d ";

  private static final Pattern STATEMENT =
      Pattern.compile(
          "[-\\d]+ [:.\\d]+ \\w+ \\[\\d+] (?<user>.*?)@(?<database>.*?) "
              + "LOG:  (?:statement|execute [^:]+): (?<sql>.*)");

  private ServerLog() {}

  static List<LoggedStatement> statements(Path log, long offset) {
    List<String> lines;
    try (InputStream input = Files.newInputStream(log)) {
      input.skipNBytes(offset);
      // Not strictly UTF-8: a refused password may have left any byte in it.
      lines = new String(input.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new LocalAwsException("The server's log " + log + " can't be read.", e);
    }
    List<LoggedStatement> statements = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher line = STATEMENT.matcher(lines.get(i));
      if (line.matches()) {
        StringBuilder sql = new StringBuilder(line.group("sql"));
        while (i + 1 < lines.size() && lines.get(i + 1).startsWith("\t")) {
          sql.append('\n').append(lines.get(++i).substring(1));
        }
        statements.add(
            new LoggedStatement(line.group("user"), line.group("database"), sql.toString()));
      }
    }
    return statements;
  }
}
