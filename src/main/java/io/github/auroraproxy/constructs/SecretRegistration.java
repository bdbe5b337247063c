package io.github.auroraproxy.constructs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awscdk.Stack;
import software.constructs.Construct;

/**
 * The registration of the users' secrets with an existing proxy. Only its owners change a proxy, so
 * this class makes a command for them.
 */
final class SecretRegistration {

  private final String proxyName;
  private final List<Map<String, Object>> known;
  private final List<AppUser> users;

  /**
   * @param known the proxy's authentication, as RDS describes it
   */
  SecretRegistration(String proxyName, List<Map<String, Object>> known, List<AppUser> users) {
    this.proxyName = proxyName;
    this.known = known;
    this.users = users;
  }

  /**
   * The name of a user's secret, by which the secret's ARN is recognized in the proxy's
   * authentication.
   */
  static String secretName(String proxyName, String userName) {
    return "aurora-proxy/" + proxyName + "/" + userName;
  }

  /** The users whose secrets are not registered. */
  List<AppUser> missing() {
    return users.stream()
        .filter(user -> user.secret().isPresent())
        .filter(user -> !isKnown(proxyName, known, user.getUserName()))
        .toList();
  }

  /** The command sets registered and missing secrets, since it replaces the whole list. */
  String command(Construct scope) {
    List<Object> auth =
        Stream.concat(known.stream(), missing().stream().map(SecretRegistration::entry))
            .map(Object.class::cast)
            .toList();
    return "aws rds modify-db-proxy --db-proxy-name "
        + proxyName
        + " --auth '"
        + Stack.of(scope).toJsonString(auth)
        + "'";
  }

  /** Whether the secret of a user is registered. */
  static boolean isKnown(String proxyName, List<Map<String, Object>> known, String userName) {
    String part = ":secret:" + secretName(proxyName, userName) + "-";
    return known.stream()
        .map(entry -> String.valueOf(entry.get("SecretArn")))
        .anyMatch(arn -> arn.contains(part));
  }

  private static Map<String, Object> entry(AppUser user) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("AuthScheme", "SECRETS");
    entry.put("IAMAuth", "REQUIRED");
    entry.put("SecretArn", user.getSecret().getSecretArn());
    return entry;
  }
}
