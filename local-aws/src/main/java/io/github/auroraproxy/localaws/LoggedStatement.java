package io.github.auroraproxy.localaws;

import java.util.regex.Pattern;

/**
 * A statement as the server logged it before running it.
 *
 * @param user the role that sent it
 * @param database the database it was sent to
 * @param sql its text, on as many lines as it was sent
 */
public record LoggedStatement(String user, String database, String sql) {

  private static final Pattern CHANGING =
      Pattern.compile(
          "(?is)\\s*(CREATE|ALTER|DROP|GRANT|REVOKE|INSERT|UPDATE|DELETE|MERGE|TRUNCATE|COMMENT|REASSIGN|DO|COPY|SECURITY)\\b.*");

  /** Whether a statement of its kind can change a catalog or a table. */
  public boolean canChangeSomething() {
    return CHANGING.matcher(sql).matches();
  }
}
