package io.github.auroraproxy.customresource.plan;

import io.github.auroraproxy.customresource.postgres.Sql;
import io.github.auroraproxy.customresource.present.PresentCluster;
import io.github.auroraproxy.customresource.present.PresentRole;
import io.github.auroraproxy.customresource.state.DatabaseUser;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Plans the parameters that the sessions of a user start with in the database, so that none needs a
 * SET, which would pin it to one connection of the proxy.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-alterrole.html">ALTER ROLE … IN
 *     DATABASE … SET</a>
 */
final class SettingsPlan {

  /** Their values are lists of names, which a single string constant can't express. */
  private static final Set<String> LISTS =
      Set.of(
          "search_path",
          "temp_tablespaces",
          "local_preload_libraries",
          "session_preload_libraries");

  private final PlanInput input;
  private final PresentCluster cluster;

  SettingsPlan(PlanInput input, PresentCluster cluster) {
    this.input = input;
    this.cluster = cluster;
  }

  /** Resets what is not stated, and sets what differs. */
  List<Change> changes() {
    List<Change> changes = new ArrayList<>();
    for (DatabaseUser user : input.state().users()) {
      Map<String, String> present =
          cluster.role(user.name().value()).map(PresentRole::settings).orElse(Map.of());
      // PostgreSQL keeps the name of a parameter of its own, and of others as somebody wrote it.
      for (String parameter : present.keySet()) {
        if (!user.settings().containsKey(parameter.toLowerCase(Locale.ROOT))) {
          changes.add(
              Change.of(
                  "reset %s of role %s".formatted(parameter, user.name()),
                  alter(user, "RESET " + quoted(parameter))));
        }
      }
      user.settings()
          .forEach(
              (parameter, value) -> {
                if (!isSame(parameter, value, of(parameter, present))) {
                  changes.add(
                      Change.of(
                          "set %s of role %s".formatted(parameter, user.name()),
                          alter(
                              user,
                              "SET %s TO %s".formatted(parameter, constant(parameter, value)))));
                }
              });
    }
    return changes;
  }

  private static Optional<String> of(String parameter, Map<String, String> present) {
    return present.entrySet().stream()
        .filter(setting -> setting.getKey().equalsIgnoreCase(parameter))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** A parameter of an extension has two names. */
  private static String quoted(String parameter) {
    return Arrays.stream(parameter.split("\\.")).map(Sql::name).collect(Collectors.joining("."));
  }

  private static boolean isSame(String parameter, String value, Optional<String> present) {
    return LISTS.contains(parameter)
        ? present.map(NameList::parse).equals(Optional.of(NameList.parse(value)))
        : present.equals(Optional.of(value));
  }

  private static String constant(String parameter, String value) {
    List<String> names = LISTS.contains(parameter) ? NameList.parse(value) : List.of(value);
    return names.isEmpty()
        ? Sql.literal("")
        : names.stream().map(Sql::literal).collect(Collectors.joining(", "));
  }

  private String alter(DatabaseUser user, String what) {
    return "ALTER ROLE %s IN DATABASE %s %s"
        .formatted(user.name().quoted(), input.database().quoted(), what);
  }
}
