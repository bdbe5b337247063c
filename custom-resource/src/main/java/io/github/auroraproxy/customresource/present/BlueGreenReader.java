package io.github.auroraproxy.customresource.present;

import io.github.auroraproxy.customresource.postgres.Session;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Asks Aurora PostgreSQL whether RDS has a blue/green deployment of the cluster. The function that
 * knows exists from the engine releases 17.5, 16.9, 15.13, 14.18 and 13.21 on.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/blue-green-deployments.html">Using
 *     Amazon Aurora Blue/Green Deployments</a>
 */
public final class BlueGreenReader {

  /**
   * RDS's own function alone is called: it stands in pg_catalog, where users can't create any, and
   * belongs to a superuser, so that nobody else could put another body into it.
   */
  private static final String CAN_BE_ASKED =
      """
      SELECT EXISTS (
        SELECT FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner
        WHERE p.pronamespace = 'pg_catalog'::regnamespace
          AND p.proname = 'get_blue_green_fast_switchover_metadata' AND p.prokind = 'f'
          AND p.pronargs = 1 AND p.proargtypes[0] IN ('text'::regtype, 'varchar'::regtype)
          AND r.rolsuper AND has_function_privilege(p.oid, 'EXECUTE'))""";

  /** A row for blue and one for green; after the switchover one for green, and then none. */
  private static final String STATUS =
      """
      SELECT to_jsonb(m) ->> 'status'
      FROM pg_catalog.get_blue_green_fast_switchover_metadata('aurora-proxy') m
      WHERE to_jsonb(m) ->> 'status' <> 'SWITCHOVER_COMPLETED'""";

  private final Session session;

  /**
   * @param session of the admin, in a transaction that goes on even if RDS's function fails
   */
  public BlueGreenReader(Session session) {
    this.session = session;
  }

  /**
   * The status of the deployment, such as AVAILABLE; empty if there is none, if it is completed,
   * and on a server that does not know of any.
   *
   * @throws SQLException if RDS's function failed
   */
  public Optional<String> status() throws SQLException {
    boolean canBeAsked = session.first(CAN_BE_ASKED, row -> row.getBoolean(1)).orElse(false);
    if (!canBeAsked) {
      return Optional.empty();
    }
    session.execute("SAVEPOINT blue_green");
    try {
      List<String> statuses = session.texts(STATUS);
      session.execute("RELEASE SAVEPOINT blue_green");
      return statuses.stream().findFirst();
    } catch (SQLException e) {
      session.execute("ROLLBACK TO SAVEPOINT blue_green");
      throw e;
    }
  }
}
