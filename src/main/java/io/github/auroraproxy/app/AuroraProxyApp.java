package io.github.auroraproxy.app;

import io.github.auroraproxy.InvalidPropertyException;
import io.github.auroraproxy.constructs.AuroraCluster;
import io.github.auroraproxy.constructs.AuroraClusterLookup;
import io.github.auroraproxy.internal.Warning;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.Tags;

/** The CDK app that {@code cdk.json} starts. */
public final class AuroraProxyApp {

  /** The stack with the proxy. */
  public static final String PROXY_STACK = "AuroraProxy";

  /** The stack with the evaluation cluster. */
  public static final String EVALUATION_STACK = "AuroraProxyEvaluationCluster";

  private AuroraProxyApp() {}

  /**
   * Synthesizes the app. A mistake in the settings prints one sentence on the error stream, and the
   * exit code is 1.
   */
  public static void main(String[] arguments) {
    try {
      App app = new App();
      addStacks(app);
      app.synth();
    } catch (InvalidPropertyException mistake) {
      System.err.println(mistake.getMessage());
      System.exit(1);
    }
  }

  /**
   * Adds the stacks that the app's context asks for.
   *
   * @throws InvalidPropertyException if a setting has a value that is not allowed
   */
  public static void addStacks(App app) {
    Settings settings = Settings.from(app.getNode());
    Tags.of(app).add("CreationSource", settings.get(Setting.CREATION_SOURCE));
    Optional<String> clusterName = settings.get(Setting.CLUSTER);
    if (clusterName.isPresent()) {
      AuroraClusterLookup lookup = lookup(clusterName.get(), settings);
      proxyStack(
          app,
          StackProps.builder().env(environment(settings)),
          stack -> AuroraCluster.fromLookup(stack, "Cluster", lookup),
          settings);
    } else {
      EvaluationClusterStack evaluation =
          new EvaluationClusterStack(
              app,
              EVALUATION_STACK,
              StackProps.builder()
                  .description("An Aurora PostgreSQL cluster to evaluate an RDS Proxy with")
                  .build(),
              settings);
      proxyStack(
          app, StackProps.builder(), stack -> AuroraCluster.of(evaluation.getCluster()), settings);
    }
  }

  /** The account and region of the cluster: as set, or those of the CDK CLI's credentials. */
  private static Environment environment(Settings settings) {
    return Environment.builder()
        .account(
            settings.get(Setting.ACCOUNT).orElseGet(() -> System.getenv("CDK_DEFAULT_ACCOUNT")))
        .region(settings.get(Setting.REGION).orElseGet(() -> System.getenv("CDK_DEFAULT_REGION")))
        .build();
  }

  private static AuroraClusterLookup lookup(String clusterName, Settings settings) {
    return AuroraClusterLookup.builder()
        .clusterName(clusterName)
        .adminSecretArn(settings.get(Setting.ADMIN_SECRET_ARN))
        .adminSecretKeyArn(settings.get(Setting.ADMIN_SECRET_KEY_ARN))
        .subnetIds(settings.get(Setting.SUBNETS))
        .functionSubnetIds(settings.get(Setting.FUNCTION_SUBNETS))
        .build();
  }

  private static void proxyStack(
      App app,
      StackProps.Builder props,
      Function<Stack, AuroraCluster> cluster,
      Settings settings) {
    AuroraProxyStack stack =
        new AuroraProxyStack(
            app,
            PROXY_STACK,
            props
                .description(
                    "An RDS Proxy in front of an Aurora PostgreSQL cluster, ready to log in")
                .build(),
            cluster,
            settings);
    warnOfUnknownSettings(app, stack);
  }

  /**
   * A misspelt setting would be ignored without a warning; CDK's own keys have other characters
   * than letters.
   */
  private static void warnOfUnknownSettings(App app, AuroraProxyStack stack) {
    context(app).keySet().stream()
        .filter(key -> key.matches("[A-Za-z]+") && !Setting.hasKey(key))
        .sorted()
        .forEach(
            key ->
                Warning.on(
                    stack,
                    "setting:" + key,
                    "the context has '"
                        + key
                        + "', which is no setting of this app and does nothing; see the"
                        + " settings in README.md for the right spelling."));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> context(App app) {
    return (Map<String, Object>) app.getNode().getAllContext();
  }
}
