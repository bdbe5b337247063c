package io.github.auroraproxy.internal.function;

import io.github.auroraproxy.internal.Guard;
import io.github.auroraproxy.internal.Known;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.rds.Endpoint;
import software.amazon.awscdk.services.secretsmanager.ISecret;

/**
 * The environment variables of the database function. Everyone who may invoke the function can send
 * it any event, but only a deployment changes its environment, so the function checks events
 * against it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html">Environment
 *     variables of a Lambda function</a>
 */
public final class FunctionConfiguration {

  /** The clusters that the function may log in to, as a list in JSON. */
  private static final String CLUSTERS = "AURORA_PROXY_CLUSTERS";

  /** The stack whose resources the function serves; whoever may invoke it could name another. */
  private static final String STACK = "AURORA_PROXY_STACK";

  /** The length of the ARN of a stack with the longest name. */
  private static final int LONGEST_STACK_ID = 240;

  /** Certificates to verify clusters against, as a path below the directory of the layers. */
  private static final String ROOT_CERTIFICATES = "AURORA_PROXY_ROOT_CERTIFICATES";

  /** Lambda's own limit, over names and values of all variables, written as one JSON object. */
  private static final int MOST_BYTES = 4096;

  private final Function function;
  private final Set<AllowedCluster> clusters = new LinkedHashSet<>();
  private int bytesOfCertificates;

  public FunctionConfiguration(Function function) {
    this.function = function;
    function.addEnvironment(STACK, Aws.STACK_ID);
  }

  /**
   * Allows the function to log in to a cluster as the admin.
   *
   * @param sslMode libpq's sslmode of the connection
   */
  public void allow(Guard guard, Endpoint writer, String sslMode, ISecret adminSecret) {
    AllowedCluster cluster =
        new AllowedCluster(
            writer.getHostname(), writer.getPort(), sslMode, adminSecret.getSecretArn());
    if (clusters.add(cluster)) {
      guard.check(
          bytes() <= MOST_BYTES,
          "cluster",
          "is number "
              + clusters.size()
              + " of the stack and VPC, and with it the environment of their function has about "
              + bytes()
              + " bytes, where Lambda takes "
              + MOST_BYTES
              + "; put some of the databases in another stack");
      function.addEnvironment(
          CLUSTERS,
          Stack.of(function)
              .toJsonString(clusters.stream().map(AllowedCluster::asProperty).toList()));
    }
  }

  /** Makes the function verify clusters against these certificates instead of its own. */
  public void verifyAgainst(CertificateBundle certificates) {
    bytesOfCertificates =
        ",'':''".length() + ROOT_CERTIFICATES.length() + certificates.layerPath().length();
    function.addEnvironment(ROOT_CERTIFICATES, certificates.layerPath());
  }

  private int bytes() {
    return "{'':'[]','':''}".length()
        + CLUSTERS.length()
        + STACK.length()
        + LONGEST_STACK_ID
        + bytesOfCertificates
        + clusters.stream().mapToInt(AllowedCluster::bytes).sum();
  }

  /**
   * A cluster that the function may log in to.
   *
   * @param port a number or a token
   */
  private record AllowedCluster(String host, Number port, String tls, String adminSecretArn) {

    /** The length of a host of RDS with the longest identifier. */
    private static final int TYPICAL_HOST = 120;

    /** The length of the ARN of a secret that CloudFormation names. */
    private static final int TYPICAL_ARN = 150;

    private static final int TYPICAL_PORT = 5;
    private static final String EMPTY = "{'host':'','port':'','tls':'','adminSecretArn':''},";
    private static final int QUOTATION_MARKS = 16;

    Map<String, String> asProperty() {
      Map<String, String> property = new LinkedHashMap<>();
      property.put("host", host);
      property.put("port", Known.asText(port));
      property.put("tls", tls);
      property.put("adminSecretArn", adminSecretArn);
      return property;
    }

    /** In a string of JSON within JSON, where each quotation mark takes a second character. */
    int bytes() {
      return EMPTY.length()
          + QUOTATION_MARKS
          + length(host, TYPICAL_HOST)
          + length(Known.asText(port), TYPICAL_PORT)
          + tls.length()
          + length(adminSecretArn, TYPICAL_ARN);
    }

    private static int length(String value, int typical) {
      return Known.text(value) ? value.length() : typical;
    }
  }
}
