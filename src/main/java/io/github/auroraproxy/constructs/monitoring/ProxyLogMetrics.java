package io.github.auroraproxy.constructs.monitoring;

import software.amazon.awscdk.services.cloudwatch.Unit;
import software.amazon.awscdk.services.logs.FilterPattern;
import software.amazon.awscdk.services.logs.ILogGroup;
import software.amazon.awscdk.services.logs.MetricFilter;
import software.constructs.Construct;

/**
 * Metric filters that count refused logins and pinned sessions in a proxy's log. RDS Proxy's own
 * metrics show how many sessions are pinned at a time, and not how many were pinned in a period.
 */
final class ProxyLogMetrics {

  static final String REFUSED_LOGINS = "RefusedLogins";
  static final String SESSIONS_PINNED = "SessionsPinned";

  private ProxyLogMetrics() {}

  static String namespace(String proxyName) {
    return "AuroraProxy/" + proxyName;
  }

  static void count(Construct scope, String proxyName, ILogGroup logGroup) {
    // Proxy authentication with IAM authentication failed for user "orders" with TLS on. Reason: …
    filter(
        scope,
        proxyName,
        logGroup,
        REFUSED_LOGINS,
        "Proxy authentication with",
        "authentication failed for user");
    // The client session was pinned to the database connection [dbConnection=1] for the …
    filter(
        scope,
        proxyName,
        logGroup,
        SESSIONS_PINNED,
        "The client session was pinned to the database connection");
  }

  private static void filter(
      Construct scope, String proxyName, ILogGroup logGroup, String metric, String... terms) {
    MetricFilter.Builder.create(scope, metric)
        .logGroup(logGroup)
        .metricNamespace(namespace(proxyName))
        .metricName(metric)
        .metricValue("1")
        .unit(Unit.COUNT)
        .filterPattern(FilterPattern.allTerms(terms))
        .build();
  }
}
