package io.github.auroraproxy.constructs;

import java.util.List;
import software.amazon.awscdk.services.cloudwatch.AlarmStatusWidget;
import software.amazon.awscdk.services.cloudwatch.AlarmWidget;
import software.amazon.awscdk.services.cloudwatch.Dashboard;
import software.amazon.awscdk.services.cloudwatch.GraphWidget;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.IWidget;
import software.amazon.awscdk.services.cloudwatch.TextWidget;
import software.amazon.awscdk.services.cloudwatch.YAxisProps;
import software.constructs.Construct;

/** One page on which to see how a proxy does: its alarms, its connections, its latencies. */
public class ProxyDashboard extends Construct {

  /** CloudWatch's grid is 24 columns wide. */
  private static final int FULL_WIDTH = 24;

  private static final int THIRD = FULL_WIDTH / 3;
  private static final int HEIGHT = 6;

  /** A dashboard of the given proxy and its alarms. */
  public ProxyDashboard(Construct scope, String id, ProxyDashboardProps props) {
    super(scope, id);
    ProxyMetrics metrics = new ProxyMetrics(props.getProxyName());
    ProxyAlarms alarms = props.getAlarms();
    Dashboard.Builder.create(this, "Dashboard")
        .dashboardName(props.getProxyName())
        .widgets(
            List.of(
                List.of(
                    AlarmStatusWidget.Builder.create()
                        .title("Alarms")
                        .alarms(alarms.getAlarms())
                        .width(FULL_WIDTH)
                        .height(3)
                        .build()),
                List.of(
                    AlarmWidget.Builder.create()
                        .title("Connection pool of the writer")
                        .alarm(alarms.getPoolUtilization())
                        .leftYAxis(YAxisProps.builder().min(0).max(100).build())
                        .width(THIRD)
                        .height(HEIGHT)
                        .build(),
                    graph(
                        "Connections",
                        ProxyMetrics.atOnce(
                            metrics.clientConnections(), "clients", "Clients to the proxy"),
                        ProxyMetrics.atOnce(
                            metrics.databaseConnections(), "database", "Proxy to the database")),
                    graph(
                        "Connections to the writer",
                        ProxyMetrics.atOnce(
                            metrics.writerConnectionsBorrowed(), "borrowed", "Borrowed"),
                        ProxyMetrics.atOnce(
                            metrics.writerConnectionsPinned(), "pinned", "Pinned"))),
                List.of(
                    graph(
                        "Latency (ms)",
                        ProxyMetrics.inMilliseconds(metrics.queryLatency(), "query", "Query"),
                        ProxyMetrics.inMilliseconds(
                            metrics.databaseLatency(), "database", "Database"),
                        ProxyMetrics.inMilliseconds(metrics.borrowLatency(), "borrow", "Borrow")),
                    graph("Logins refused", metrics.failedLogins()),
                    graph("Availability of the writer (%)", metrics.writerAvailability())),
                List.of(
                    TextWidget.Builder.create()
                        .markdown(
                            "Query and database latency have no data for clients of PostgreSQL's"
                                + " extended query protocol, such as JDBC. No data does not mean"
                                + " healthy: look at the borrow latency, too.")
                        .width(FULL_WIDTH)
                        .height(2)
                        .build())))
        .build();
  }

  private static IWidget graph(String title, IMetric... metrics) {
    return GraphWidget.Builder.create()
        .title(title)
        .left(List.of(metrics))
        .leftYAxis(YAxisProps.builder().min(0).build())
        .width(THIRD)
        .height(HEIGHT)
        .build();
  }
}
