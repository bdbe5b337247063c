package io.github.auroraproxy.operations.doctor;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rds.model.ServerlessV2ScalingConfigurationInfo;

/**
 * Whether the cluster is one that RDS Proxy supports, and is sized for one.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.Aurora_Fea_Regions_DB-eng.Feature.RDS_Proxy.html">Engines
 *     and RDS Proxy</a>
 */
final class ClusterCheck implements Check {

  private static final int OLDEST_MAJOR = 11;
  private static final int NEWEST_MAJOR = 17;

  @Override
  public String name() {
    return "Cluster";
  }

  @Override
  public List<Finding> examine(ExaminedProxy examined) {
    return examined
        .cluster()
        .map(
            cluster -> {
              List<Finding> findings = new ArrayList<>();
              findings.add(status(cluster));
              findings.add(engine(cluster));
              findings.add(capacity(cluster));
              return findings;
            })
        .orElseGet(() -> List.of(Finding.skipped(name(), "The proxy has no cluster to look at.")));
  }

  private Finding status(DBCluster cluster) {
    String evidence = "%s is %s.".formatted(cluster.dbClusterIdentifier(), cluster.status());
    return "available".equals(cluster.status())
        ? Finding.ok(name(), evidence)
        : Finding.problem(name(), evidence, "Wait until it is available, or start it.");
  }

  private Finding engine(DBCluster cluster) {
    String evidence =
        "%s runs %s %s."
            .formatted(cluster.dbClusterIdentifier(), cluster.engine(), cluster.engineVersion());
    int major = Integer.parseInt(cluster.engineVersion().split("\\.")[0]);
    if (!"aurora-postgresql".equals(cluster.engine()) || major < OLDEST_MAJOR) {
      return Finding.problem(
          name(),
          evidence,
          "RDS Proxy needs Aurora PostgreSQL %d or newer; upgrade the cluster."
              .formatted(OLDEST_MAJOR));
    }
    return major > NEWEST_MAJOR
        ? Finding.warning(
            name(),
            evidence,
            "RDS Proxy is known to support up to %d; look up this version in AWS's table of engines."
                .formatted(NEWEST_MAJOR))
        : Finding.ok(name(), evidence);
  }

  private Finding capacity(DBCluster cluster) {
    ServerlessV2ScalingConfigurationInfo scaling = cluster.serverlessV2ScalingConfiguration();
    if (scaling == null) {
      return Finding.ok(name(), "Its instances are provisioned.");
    }
    String evidence =
        "Serverless v2 from %s to %s ACU.".formatted(scaling.minCapacity(), scaling.maxCapacity());
    return scaling.minCapacity() == 0
        ? Finding.warning(
            name(),
            evidence,
            "A minimum of 0 lets a cluster pause, but with a proxy attached it never does: set 0.5 or"
                + " more, and count on paying for it.")
        : Finding.ok(name(), evidence);
  }
}
