package io.github.auroraproxy.customresource.connection;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The parameters that a session starts with, in the connection's options: they are in force before
 * the first statement, and they win over what the owner of a database or role has set for everybody
 * who connects.
 *
 * @see <a href="https://www.postgresql.org/docs/current/runtime-config-client.html">Client
 *     Connection Defaults</a>
 */
final class SessionOptions {

  private static final String ADMIN_PATH = "pg_catalog,pg_temp";
  private static final String OWNER_PATH = "public,pg_temp";
  private static final int IDLE_SESSION_TIMEOUT_SINCE = 14;
  private static final int CREATEROLE_SELF_GRANT_SINCE = 16;
  private static final int TRANSACTION_TIMEOUT_SINCE = 17;

  /** A client that is gone is noticed within half a minute: its locks are somebody else's then. */
  static final int KEEPALIVE_IDLE_SECONDS = 15;

  static final int KEEPALIVE_INTERVAL_SECONDS = 5;
  static final int KEEPALIVE_COUNT = 3;
  private static final Duration UNANSWERED = Duration.ofSeconds(30);

  /** How often a server that executes something looks whether its client is still there. */
  private static final Duration CLIENT_CHECK = Duration.ofSeconds(10);

  private static final int CLIENT_CHECK_SINCE = 14;

  private final Map<String, String> parameters = new LinkedHashMap<>();

  private SessionOptions(String searchPath, Duration statement, Duration lock) {
    parameters.put("search_path", searchPath);
    parameters.put("role", "none");
    parameters.put("row_security", "off");
    parameters.put("default_transaction_read_only", "off");
    parameters.put("default_transaction_isolation", "read\\ committed");
    parameters.put("default_transaction_deferrable", "off");
    parameters.put("standard_conforming_strings", "on");
    parameters.put("backslash_quote", "safe_encoding");
    parameters.put("transform_null_equals", "off");
    parameters.put("array_nulls", "on");
    parameters.put("quote_all_identifiers", "off");
    parameters.put("exit_on_error", "off");
    parameters.put("synchronous_commit", "on");
    parameters.put("bytea_output", "hex");
    parameters.put("local_preload_libraries", "");
    parameters.put("default_tablespace", "");
    parameters.put("temp_tablespaces", "");
    parameters.put("default_table_access_method", "heap");
    parameters.put("constraint_exclusion", "partition");
    // A parallel worker starts with what is set for the database, time limits included.
    parameters.put("max_parallel_workers_per_gather", "0");
    // Or the server's log would hold the verifiers of passwords, as part of the statements.
    parameters.put("debug_print_parse", "off");
    parameters.put("debug_print_rewritten", "off");
    parameters.put("debug_print_plan", "off");
    parameters.put("client_min_messages", "notice");
    parameters.put("password_encryption", "scram-sha-256");
    parameters.put("idle_in_transaction_session_timeout", "0");
    parameters.put("tcp_keepalives_idle", String.valueOf(KEEPALIVE_IDLE_SECONDS));
    parameters.put("tcp_keepalives_interval", String.valueOf(KEEPALIVE_INTERVAL_SECONDS));
    parameters.put("tcp_keepalives_count", String.valueOf(KEEPALIVE_COUNT));
    parameters.put("tcp_user_timeout", millis(UNANSWERED));
    parameters.put("statement_timeout", millis(statement));
    parameters.put("lock_timeout", millis(lock));
  }

  /**
   * A session of the admin: it sees PostgreSQL's own catalog only, so that no name that somebody
   * else created can take the place of a built-in one.
   */
  static SessionOptions ofAdmin(Duration statement, Duration lock) {
    return new SessionOptions(ADMIN_PATH, statement, lock);
  }

  /** A session of the owner for migrations: unqualified names mean the application's schema. */
  static SessionOptions ofOwner(Duration statement, Duration lock) {
    SessionOptions options = new SessionOptions(OWNER_PATH, statement, lock);
    // A migration may well work on tables with row security of its own.
    options.parameters.remove("row_security");
    return options;
  }

  /**
   * Adds the parameters that an older server does not know and would refuse the connection for.
   *
   * @param majorVersion of the server, 0 if it is not known yet
   */
  SessionOptions on(int majorVersion) {
    if (majorVersion >= IDLE_SESSION_TIMEOUT_SINCE) {
      parameters.put("idle_session_timeout", "0");
    }
    if (majorVersion >= CLIENT_CHECK_SINCE) {
      parameters.put("client_connection_check_interval", millis(CLIENT_CHECK));
    }
    if (majorVersion >= CREATEROLE_SELF_GRANT_SINCE) {
      parameters.put("createrole_self_grant", "");
    }
    if (majorVersion >= TRANSACTION_TIMEOUT_SINCE) {
      parameters.put("transaction_timeout", "0");
    }
    return this;
  }

  private static String millis(Duration duration) {
    return String.valueOf(Math.max(1, duration.toMillis()));
  }

  /** The value of the connection parameter {@code options}. */
  @Override
  public String toString() {
    return parameters.entrySet().stream()
        .map(parameter -> "-c %s=%s".formatted(parameter.getKey(), parameter.getValue()))
        .collect(Collectors.joining(" "));
  }
}
