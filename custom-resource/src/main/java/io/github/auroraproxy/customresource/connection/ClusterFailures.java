package io.github.auroraproxy.customresource.connection;

import io.github.auroraproxy.customresource.failure.FunctionException;
import io.github.auroraproxy.customresource.postgres.Sql;
import io.github.auroraproxy.customresource.state.Identifier;
import java.sql.SQLException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns an exception of the driver into a sentence that says what it means and what to do. */
public final class ClusterFailures {

  /** The server's words for a limit that ALTER DATABASE or ALTER ROLE has set. */
  private static final Pattern LIMIT_REACHED =
      Pattern.compile("too many connections for (?<kind>database|role) \"(?<name>.*)\"");

  private ClusterFailures() {}

  /**
   * @param failure what the driver threw, after the last attempt
   * @param cluster where
   * @param step what was being done
   */
  public static FunctionException explained(SQLException failure, Cluster cluster, String step) {
    Cause cause = Cause.of(failure);
    String admin = cluster.adminUsername();
    return cause.failure(
        cause
            .sentence()
            .replace("{address}", cluster.address())
            .replace("{step}", step)
            .replace("{alter-admin}", "ALTER ROLE " + Sql.shown(Identifier.quote(admin)))
            .replace("{admin}", admin)
            .replace("{cure}", cure(failure))
            .replace("{message}", ServerMessage.of(failure))
            .replace("{said}", ServerMessage.quoted(failure)));
  }

  private static String cure(SQLException failure) {
    Matcher limit = LIMIT_REACHED.matcher(ServerMessage.text(failure));
    return limit.matches()
        ? "ALTER %s %s CONNECTION LIMIT -1;"
            .formatted(
                limit.group("kind").toUpperCase(Locale.ROOT),
                Sql.shown(Identifier.quote(limit.group("name"))))
        : "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle';";
  }
}
