package io.github.auroraproxy.customresource.postgres;

import io.github.auroraproxy.customresource.state.Identifier;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Parameters that a role's sessions start with in the database, so that none needs a SET, which
 * would pin it to one connection of the proxy.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-alterrole.html">ALTER ROLE … IN
 *     DATABASE … SET</a>
 */
public final class RoleSettings {

  /** Their values are lists of names, which a single string constant can't express. */
  private static final Set<String> LISTS =
      Set.of(
          "search_path",
          "temp_tablespaces",
          "local_preload_libraries",
          "session_preload_libraries");

  private final Session session;
  private final Identifier role;
  private final Identifier database;

  /**
   * @param session in any database
   * @param role whose sessions
   * @param database in which
   */
  public RoleSettings(Session session, Identifier role, Identifier database) {
    this.session = session;
    this.role = role;
    this.database = database;
  }

  /**
   * @param wanted set if they differ
   * @param before of an earlier state; reset if they are not wanted any more
   */
  public void ensure(Map<String, String> wanted, Map<String, String> before) throws SQLException {
    if (wanted.isEmpty() && before.isEmpty()) {
      return;
    }
    Map<String, String> present = present();
    for (Map.Entry<String, String> setting : wanted.entrySet()) {
      if (!setting.getValue().equals(present.get(setting.getKey()))) {
        set(setting.getKey(), setting.getValue());
      }
    }
    for (String parameter : before.keySet()) {
      if (!wanted.containsKey(parameter) && present.containsKey(parameter)) {
        session.change(
            "reset %s of role %s".formatted(parameter, role), alter("RESET " + parameter));
      }
    }
  }

  private Map<String, String> present() throws SQLException {
    Map<String, String> present = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    session
        .texts(
            """
            SELECT unnest(s.setconfig)
            FROM pg_db_role_setting s
              JOIN pg_roles r ON r.oid = s.setrole
              JOIN pg_database d ON d.oid = s.setdatabase
            WHERE r.rolname = ? AND d.datname = ?""",
            role.value(),
            database.value())
        .forEach(
            setting -> {
              String[] parts = setting.split("=", 2);
              present.put(parts[0], parts[1]);
            });
    return present;
  }

  private void set(String parameter, String value) throws SQLException {
    String description = "set %s of role %s".formatted(parameter, role);
    if (LISTS.contains(parameter)) {
      session.atomically(
          List.of(
              Change.silent(
                  "SELECT set_config(%s, %s, true)"
                      .formatted(Literals.quoted(parameter), Literals.quoted(value))),
              new Change(description, alter("SET %s FROM CURRENT".formatted(parameter)))));
    } else {
      session.change(
          description, alter("SET %s TO %s".formatted(parameter, Literals.quoted(value))));
    }
  }

  private String alter(String what) {
    return "ALTER ROLE %s IN DATABASE %s %s".formatted(role.quoted(), database.quoted(), what);
  }
}
