package io.github.auroraproxy.constructs;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.immutables.value.Value;
import software.amazon.awscdk.Duration;

/** Options of a user of the application, which a proxy takes as well. */
public interface AppUserOptions {

  /**
   * The user's name in PostgreSQL: 1 to 63 letters, digits, underscores and hyphens.
   *
   * <p>Default: {@code app_user}.
   */
  @Value.Default
  default String getUserName() {
    return "app_user";
  }

  /**
   * What the user may do in the application's database.
   *
   * <p>Default: {@link Privileges#ALL}.
   */
  @Value.Default
  default Privileges getPrivileges() {
    return Privileges.ALL;
  }

  /**
   * The number of database connections that the user may have at once, at least 0, or -1 for no
   * limit. The connections of the proxy's pool count, not those of its clients.
   *
   * <p>Default: -1.
   */
  Optional<Number> getConnectionLimit();

  /**
   * Parameters of the user's sessions in the application's database, such as {@code
   * statement_timeout}: PostgreSQL's names and values. Set here, they don't pin a session to a
   * connection, as {@code SET} would.
   *
   * @see <a href="https://www.postgresql.org/docs/current/sql-alterrole.html">ALTER ROLE</a>
   */
  Map<String, String> getSettings();

  /**
   * Routines that the user may execute whatever its privileges are, as {@code schema.name} or, in
   * the schema {@code public}, {@code name}; each stands for all of its overloads. A user with
   * {@link Privileges#READ_ONLY} needs it for routines that are {@code SECURITY DEFINER}; the other
   * levels may execute every routine of the owner.
   *
   * <p>Default: none. Names are written as PostgreSQL stores them, which is in lower case unless
   * they were created in quotation marks.
   *
   * @see <a href="https://www.postgresql.org/docs/current/sql-createfunction.html">CREATE
   *     FUNCTION</a>
   */
  List<String> getExecutableRoutines();

  /**
   * How often Secrets Manager rotates the user's password, 1 to 1000 whole days. It uses its hosted
   * function for single-user rotation in the cluster's VPC; RDS Proxy does not support alternating
   * users.
   *
   * <p>Default: never. Rotation needs a mode in which the cluster asks for the password: {@link
   * AuthenticationMode#SECRETS} and {@link AuthenticationMode#SWITCHING_TO_SECRETS}.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_turn-on-for-db.html">
   *     Rotation of database credentials</a>
   */
  Optional<Duration> getRotation();
}
