package io.github.auroraproxy.customresource.postgres;

import io.github.auroraproxy.customresource.failure.DatabaseUnavailableException;
import java.sql.SQLException;
import java.util.Optional;

/**
 * What the cluster says of itself.
 *
 * @param version as PostgreSQL writes it, such as 17.6
 * @param majorVersion such as 17
 */
public record Server(String version, int majorVersion) {

  private static final int VERSION_NUMBERS_PER_MAJOR = 10_000;

  /** Any number, as long as every run takes the same: one run at a time changes a cluster. */
  private static final long LOCK = 0x6175726f7261L;

  /**
   * @param session in the maintenance database, which every run works from
   * @param address for the message
   * @throws DatabaseUnavailableException if it is a reader
   */
  public static Server of(Session session, String address) throws SQLException {
    if (session.holds("SELECT pg_is_in_recovery()")) {
      throw new DatabaseUnavailableException(
          "The instance at %s is a reader; set Host to the cluster's writer endpoint, which a DBA finds with: SELECT server_id FROM aurora_replica_status() WHERE session_id = 'MASTER_SESSION_ID';"
              .formatted(address));
    }
    Optional<String> readOnly =
        session
            .texts(
                "SELECT quote_ident(current_user) WHERE current_setting('transaction_read_only')::boolean")
            .stream()
            .findFirst();
    if (readOnly.isPresent()) {
      throw new DatabaseUnavailableException(
          "The master user's transactions at %s are read-only by default; a DBA has to run: ALTER ROLE %s SET default_transaction_read_only TO off;"
              .formatted(address, readOnly.get()));
    }
    return session
        .first(
            "SELECT current_setting('server_version'), current_setting('server_version_num')::int",
            row ->
                new Server(
                    row.getString(1).split(" ")[0], row.getInt(2) / VERSION_NUMBERS_PER_MAJOR))
        .orElseThrow();
  }

  /** Waits until no other run works on this cluster; the lock ends with the session. */
  public static void lock(Session session) throws SQLException {
    session.texts("SELECT pg_advisory_lock(" + LOCK + ")::text");
  }
}
