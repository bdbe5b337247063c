package io.github.auroraproxy.customresource;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.immutables.value.Value;

/**
 * One user among the properties.
 *
 * @param name the role
 * @param secret the name of its secret; none with end-to-end IAM
 * @param privileges as the property
 * @param connectionLimit as the property, if there is one
 * @param settings as the property
 * @param executableRoutines as the property
 */
@Value.Builder
record User(
    String name,
    Optional<String> secret,
    String privileges,
    Optional<String> connectionLimit,
    Map<String, String> settings,
    List<String> executableRoutines)
    implements WithUser {

  static User named(String name) {
    return new User(name, Optional.of(name), "ALL", Optional.empty(), Map.of(), List.of());
  }

  User withoutSecret() {
    return withSecret(Optional.empty());
  }

  User with(String otherPrivileges) {
    return withPrivileges(otherPrivileges);
  }

  User limitedTo(int connections) {
    return withConnectionLimit(String.valueOf(connections));
  }

  User set(String parameter, String value) {
    Map<String, String> more = new TreeMap<>(settings);
    more.put(parameter, value);
    return withSettings(more);
  }

  User executing(String... routines) {
    return withExecutableRoutines(routines);
  }

  void writeTo(ObjectNode property) {
    property.put("Username", name).put("Privileges", privileges);
    secret.ifPresent(s -> property.put("SecretArn", TestCluster.arn(s)));
    connectionLimit.ifPresent(limit -> property.put("ConnectionLimit", limit));
    if (!settings.isEmpty()) {
      ObjectNode node = property.putObject("Settings");
      settings.forEach(node::put);
    }
    if (!executableRoutines.isEmpty()) {
      ArrayNode routines = property.putArray("ExecutableRoutines");
      executableRoutines.forEach(routines::add);
    }
  }
}
