package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.auroraproxy.constructs.AuroraCluster;
import io.github.auroraproxy.constructs.AuroraProxy;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.rds.CfnDBProxyEndpoint;
import software.amazon.awscdk.services.rds.ClusterInstance;
import software.amazon.awscdk.services.rds.DatabaseCluster;

/** Derived names are no longer than RDS allows, and different. */
class DerivedNamesTest {

  private static final int MOST = 63;
  private static final String LEGAL = "[A-Za-z](-?[A-Za-z0-9])*";

  private static Stack stack;
  private static AuroraCluster cluster;

  @BeforeAll
  static void prepare() {
    App app = CdkApp.create();
    stack =
        new Stack(app, "AnEnvironmentWithAStackWhoseNameIsLongerThanThatOfAnyDatabaseProxyCouldBe");
    cluster = AuroraCluster.of(AnotherTeam.cluster(stack, AnotherTeam.vpc(stack)));
  }

  @Test
  void anEndpointToTheReadersFitsUnderALongStackName() {
    AuroraProxy.Builder proxy = AuroraProxy.Builder.create(stack, "Proxy").cluster(cluster);

    String name = proxy.readOnlyEndpoint(true).build().getProxyName();

    assertThat(name).matches(LEGAL).hasSizeLessThanOrEqualTo(MOST);
    assertThat(endpointNames())
        .filteredOn(endpoint -> endpoint.startsWith(name.substring(0, 20)))
        .singleElement()
        .satisfies(
            endpoint ->
                assertThat(endpoint)
                    .matches(LEGAL)
                    .endsWith("-read-only")
                    .hasSizeLessThanOrEqualTo(MOST));
  }

  @Test
  void twoLongNamesThatBeginAlikeStayApart() {
    String alike = "a".repeat(62);

    build(alike + "1");
    build(alike + "2");
    build("c".repeat(53));

    assertThat(endpointNames())
        .filteredOn(name -> name.startsWith("aaa"))
        .hasSize(2)
        .doesNotHaveDuplicates()
        .allSatisfy(name -> assertThat(name).matches(LEGAL).hasSize(MOST));
    assertThat(endpointNames()).contains("c".repeat(53) + "-read-only");
  }

  @Test
  void aClusterWithTheLongestNameHasAProxyWithALegalOne() {
    DatabaseCluster named =
        DatabaseCluster.Builder.create(stack, "Named")
            .clusterIdentifier("b".repeat(MOST))
            .engine(AnotherTeam.POSTGRESQL)
            .vpc(cluster.getVpc())
            .writer(ClusterInstance.serverlessV2("Writer"))
            .build();

    AuroraProxy proxy =
        AuroraProxy.Builder.create(stack, "OfTheNamed")
            .cluster(named)
            .databaseName("named")
            .userName("named")
            .build();

    assertThat(proxy.getProxyName()).matches("b{48}-[0-9a-f]{8}-proxy").hasSize(MOST);
  }

  private static void build(String proxyName) {
    String database = "d" + Integer.toHexString(proxyName.hashCode());
    AuroraProxy.Builder.create(stack, "Proxy" + database)
        .cluster(cluster)
        .proxyName(proxyName)
        .databaseName(database)
        .userName(database)
        .readOnlyEndpoint(true)
        .build();
  }

  private static List<String> endpointNames() {
    return stack.getNode().findAll().stream()
        .filter(CfnDBProxyEndpoint.class::isInstance)
        .map(CfnDBProxyEndpoint.class::cast)
        .map(CfnDBProxyEndpoint::getDbProxyEndpointName)
        .toList();
  }
}
