package io.github.auroraproxy.operations.discover;

import io.github.auroraproxy.commandline.Tables;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBCluster;

/** The clusters of an account and region. */
final class Clusters {

  private static final String ENGINE = "aurora-postgresql";

  private final List<DBCluster> all;

  private Clusters(List<DBCluster> all) {
    this.all = all;
  }

  static Clusters describe(RdsClient rds) {
    return new Clusters(rds.describeDBClustersPaginator().dbClusters().stream().toList());
  }

  /** The cluster of that name, whatever its case: RDS keeps names in lower case. */
  Optional<DBCluster> named(String name) {
    return postgres().stream()
        .filter(cluster -> cluster.dbClusterIdentifier().equalsIgnoreCase(name))
        .findFirst();
  }

  /** The cluster created last of those with the tag. */
  Optional<DBCluster> newestWith(Tag tag) {
    return postgres().stream()
        .filter(
            cluster ->
                cluster.tagList().stream()
                    .anyMatch(t -> t.key().equals(tag.key()) && t.value().equals(tag.value())))
        .max(
            Comparator.comparing(
                DBCluster::clusterCreateTime,
                Comparator.nullsFirst(Comparator.<Instant>naturalOrder())));
  }

  /** A table of the clusters that exist, for a user whose cluster was not found. */
  String list() {
    if (all.isEmpty()) {
      return "There is no database cluster in this account and region.";
    }
    return Tables.rows(
        List.of("Cluster", "Engine", "Status"),
        all.stream()
            .map(
                cluster ->
                    List.of(cluster.dbClusterIdentifier(), cluster.engine(), cluster.status()))
            .toList());
  }

  private List<DBCluster> postgres() {
    return all.stream().filter(cluster -> ENGINE.equals(cluster.engine())).toList();
  }
}
