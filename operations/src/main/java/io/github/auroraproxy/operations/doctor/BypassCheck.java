package io.github.auroraproxy.operations.doctor;

import io.github.auroraproxy.operations.metrics.DirectConnections;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Whether clients connect to the cluster's writer past the proxy. */
final class BypassCheck implements Check {

  /** Less than one connection on average is the noise of two metrics sampled apart. */
  private static final double NOISE = 1;

  private final Clock clock;

  BypassCheck(Clock clock) {
    this.clock = clock;
  }

  @Override
  public String name() {
    return "Bypass";
  }

  @Override
  public List<Finding> examine(ExaminedProxy examined) {
    if (examined.cluster().isEmpty()) {
      return List.of(Finding.skipped(name(), "The proxy has no cluster to look at."));
    }
    OptionalDouble direct =
        new DirectConnections(examined.aws().cloudWatch())
            .average(
                examined.proxy().dbProxyName(),
                examined.cluster().get().dbClusterIdentifier(),
                clock.instant());
    if (direct.isEmpty()) {
      return List.of(
          Finding.skipped(
              name(), "CloudWatch has no connections of the last hour.", "Look again later."));
    }
    String evidence =
        String.format(
            Locale.ROOT,
            "%.1f connections to the writer, on average of the last hour, did not come from the"
                + " proxy.",
            Math.max(0, direct.getAsDouble()));
    return List.of(
        direct.getAsDouble() < NOISE
            ? Finding.ok(name(), evidence)
            : Finding.warning(
                name(),
                evidence,
                "Point these clients to "
                    + examined.proxy().endpoint()
                    + "; SELECT usename, client_addr FROM pg_stat_activity on the writer shows"
                    + " them."));
  }
}
