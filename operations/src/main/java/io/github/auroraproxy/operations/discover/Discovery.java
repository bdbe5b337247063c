package io.github.auroraproxy.operations.discover;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A cluster, the secret of its admin, and its proxies.
 *
 * @param adminSecret empty if neither RDS nor a stack tells it
 * @param proxy absent if there is none in front of the cluster
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record Discovery(
    String account,
    String region,
    Cluster cluster,
    Optional<AdminSecret> adminSecret,
    Optional<ProxyInFront> proxy) {

  /** A cluster as RDS describes it. */
  record Cluster(
      String name,
      String engine,
      String engineVersion,
      String status,
      String writerEndpoint,
      Integer port) {}

  /**
   * The secret of the admin: the cluster's master user.
   *
   * @param stack the stack whose outputs name the secret; empty if RDS manages the secret
   * @param keyArn the customer's key that encrypts it; empty for AWS's own, and where RDS manages
   *     it
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record AdminSecret(String arn, Optional<String> stack, Optional<String> keyArn) {

    private String text() {
      return arn + stack.map(name -> " (output of stack " + name + ")").orElse(" (managed by RDS)");
    }
  }

  /** A proxy whose targets are the cluster's; its stack, if CloudFormation created it. */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record ProxyInFront(String name, String endpoint, String status, Optional<String> stack) {

    /** The stack of the app: in its own templates a proxy is created, not named. */
    private static final String APP_STACK = "AuroraProxy";

    boolean isOfApp() {
      return stack.filter(APP_STACK::equals).isPresent();
    }
  }

  /** The settings of the app for this cluster; an empty one is to be removed. */
  Map<String, Optional<String>> settings() {
    Map<String, Optional<String>> settings = new LinkedHashMap<>();
    for (DiscoveredSetting setting : DiscoveredSetting.values()) {
      settings.put(setting.key(), value(setting));
    }
    return settings;
  }

  private Optional<String> value(DiscoveredSetting setting) {
    return switch (setting) {
      case CLUSTER -> Optional.of(cluster.name());
      case ACCOUNT -> Optional.of(account);
      case REGION -> Optional.of(region);
      case PROXY -> proxy.filter(found -> !found.isOfApp()).map(ProxyInFront::name);
      case ADMIN_SECRET_ARN ->
          adminSecret.filter(found -> found.stack().isPresent()).map(AdminSecret::arn);
      case ADMIN_SECRET_KEY_ARN -> adminSecret.flatMap(AdminSecret::keyArn);
    };
  }

  List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("Cluster", cluster.name()));
    rows.add(List.of("Engine", cluster.engine() + " " + cluster.engineVersion()));
    rows.add(List.of("Status", cluster.status()));
    rows.add(List.of("Writer", cluster.writerEndpoint() + ":" + cluster.port()));
    rows.add(List.of("Account", account));
    rows.add(List.of("Region", region));
    rows.add(List.of("Admin secret", adminSecret.map(AdminSecret::text).orElse("none")));
    rows.add(List.of("Proxy", proxy.map(Discovery::text).orElse("none")));
    return rows;
  }

  private static String text(ProxyInFront proxy) {
    return "%s (%s%s), %s"
        .formatted(
            proxy.name(),
            proxy.status(),
            proxy.stack().map(stack -> ", of stack " + stack).orElse(""),
            proxy.endpoint());
  }
}
