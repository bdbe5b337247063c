package io.github.auroraproxy.constructs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awscdk.Stack;
import software.constructs.Construct;

/**
 * Whether an existing proxy knows the users' secrets, and the command that makes them known: a
 * proxy is changed by those who own it.
 */
final class SecretRegistration {

  private final String proxyName;
  private final List<Map<String, Object>> known;
  private final List<AppUser> users;

  /**
   * @param known what the proxy logs in with today, as RDS has it
   */
  SecretRegistration(String proxyName, List<Map<String, Object>> known, List<AppUser> users) {
    this.proxyName = proxyName;
    this.known = known;
    this.users = users;
  }

  /** A name by which the secret is recognized among those of the proxy, whose ARNs hold it. */
  static String secretName(String proxyName, String userName) {
    return "aurora-proxy/" + proxyName + "/" + userName;
  }

  /** The users whose secrets the proxy does not know yet. */
  List<AppUser> missing() {
    return users.stream()
        .filter(user -> user.secret().isPresent())
        .filter(user -> !isKnown(proxyName, known, user.getUserName()))
        .toList();
  }

  /** Sets what the proxy knows and what it lacks, since the command replaces the list. */
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

  /** Whether the proxy knows the secret of a user. */
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
