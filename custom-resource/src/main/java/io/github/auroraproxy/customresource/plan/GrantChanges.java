package io.github.auroraproxy.customresource.plan;

import io.github.auroraproxy.customresource.failure.ShortText;
import io.github.auroraproxy.customresource.postgres.Sql;
import io.github.auroraproxy.customresource.present.Grant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Collects GRANT and REVOKE statements and merges them into as few as possible: one for all objects
 * on which the same roles get the same privileges.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-grant.html">GRANT</a>
 */
final class GrantChanges {

  /** A statement with more names is hard to read in a log, and one of many megabytes to parse. */
  private static final int MOST_NAMES = 500;

  /** How PUBLIC stands in a statement, where it is no name. */
  private static final String PUBLIC = "PUBLIC";

  /** What a grant or a revocation does. */
  enum Verb {
    GRANT("GRANT", "granted", "TO", ""),
    GRANT_OPTION("GRANT", "granted the grant option of", "TO", " WITH GRANT OPTION"),
    REVOKE("REVOKE", "revoked", "FROM", ""),
    /** Others may hold the privilege from the role, and lose it too. */
    REVOKE_CASCADE("REVOKE", "revoked", "FROM", " CASCADE"),
    /** Others may hold the privilege from the role, and lose it too. */
    REVOKE_OPTION("REVOKE GRANT OPTION FOR", "revoked the grant option of", "FROM", " CASCADE");

    private final String sql;
    private final String done;
    private final String preposition;
    private final String end;

    Verb(String sql, String done, String preposition, String end) {
      this.sql = sql;
      this.done = done;
      this.preposition = preposition;
      this.end = end;
    }
  }

  /**
   * What statements have in common that can be one.
   *
   * @param prefix before the verb, as ALTER DEFAULT PRIVILEGES has it
   * @param kind of the objects in the statement
   */
  private record Statement(String prefix, Verb verb, String privileges, String kind) {}

  private final Map<Statement, Map<String, Set<String>>> rolesByObject = new LinkedHashMap<>();

  /**
   * @param prefix before the verb
   * @param privileges none adds nothing
   * @param kind such as {@code TABLE}
   * @param object as it stands in a statement; empty for later objects
   * @param role its name, empty for PUBLIC
   */
  void add(
      String prefix,
      Verb verb,
      Collection<String> privileges,
      String kind,
      String object,
      String role) {
    if (!privileges.isEmpty()) {
      String sorted = String.join(", ", new TreeSet<>(privileges));
      rolesByObject
          .computeIfAbsent(new Statement(prefix, verb, sorted, kind), s -> new LinkedHashMap<>())
          .computeIfAbsent(object, o -> new TreeSet<>())
          .add(role);
    }
  }

  /** The statements, grants first so that nobody is without a privilege in between. */
  List<Change> changes() {
    List<Change> changes = new ArrayList<>();
    for (Verb verb : Verb.values()) {
      rolesByObject.forEach(
          (statement, objects) -> {
            if (statement.verb() == verb) {
              changes.addAll(changes(statement, objects));
            }
          });
    }
    return changes;
  }

  private static List<Change> changes(Statement statement, Map<String, Set<String>> rolesByObject) {
    Map<Set<String>, List<String>> objectsByRoles = new LinkedHashMap<>();
    rolesByObject.forEach(
        (object, roles) ->
            objectsByRoles.computeIfAbsent(roles, r -> new ArrayList<>()).add(object));
    List<Change> changes = new ArrayList<>();
    objectsByRoles.forEach(
        (roles, objects) -> {
          for (List<String> some : chunks(objects)) {
            changes.add(change(statement, some, List.copyOf(roles)));
          }
        });
    return changes;
  }

  private static List<List<String>> chunks(List<String> names) {
    List<List<String>> chunks = new ArrayList<>();
    for (int start = 0; start < names.size(); start += MOST_NAMES) {
      chunks.add(names.subList(start, Math.min(names.size(), start + MOST_NAMES)));
    }
    return chunks;
  }

  private static Change change(Statement statement, List<String> objects, List<String> roles) {
    Verb verb = statement.verb();
    boolean isOnLater = !statement.prefix().isEmpty();
    return Change.of(
        "%s %s on %s %s %s %s"
            .formatted(
                verb.done,
                statement.privileges(),
                isOnLater ? "later" : statement.kind(),
                isOnLater
                    ? statement.kind().toLowerCase(Locale.ROOT)
                    : Sql.shown(ShortText.names(objects)),
                verb.preposition.toLowerCase(Locale.ROOT),
                Sql.shown(ShortText.names(roles.stream().map(GrantChanges::shown).toList()))),
        "%s%s %s ON %s%s %s %s%s"
            .formatted(
                statement.prefix(),
                verb.sql,
                statement.privileges(),
                statement.kind(),
                isOnLater ? "" : " " + String.join(", ", objects),
                verb.preposition,
                roles.stream().map(GrantChanges::sql).collect(Collectors.joining(", ")),
                verb.end));
  }

  private static String shown(String role) {
    return role.equals(Grant.PUBLIC) ? PUBLIC : role;
  }

  private static String sql(String role) {
    return role.equals(Grant.PUBLIC) ? PUBLIC : Sql.name(role);
  }
}
