package io.github.auroraproxy.operations.discover;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.auroraproxy.operations.Commands;
import io.github.auroraproxy.operations.Commands.Result;
import io.github.auroraproxy.operations.aws.AwsAccount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class DiscoverCommandTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @RegisterExtension final Commands commands = new Commands();

  @Nested
  class Finds {

    @Test
    void theClusterOfTheGivenName() {
      account().addCluster("orders");
      account().addCluster("shop");

      Result result = commands.run("discover", "--cluster", "orders");

      assertThat(result.exitCode()).isZero();
      assertThat(result.out())
          .contains("orders.cluster-c0ffee.us-east-1.rds.amazonaws.com:5432")
          .contains("secret:rds!orders (managed by RDS)")
          .doesNotContain("shop");
    }

    @Test
    void theNewestClusterWithTheTag() throws IOException {
      tagged("older", "2025-01-01T00:00:00Z", "team", "orders");
      tagged("newest", "2026-05-01T00:00:00Z", "team", "orders");
      tagged("newer-of-others", "2026-06-01T00:00:00Z", "team", "shop");

      assertThat(clusterFound("--tag", "team=orders")).isEqualTo("newest");
    }

    @Test
    void theNotebooksClusterWithoutAnyOption() throws IOException {
      tagged("mine", "2026-05-01T00:00:00Z", "team", "orders");
      tagged(
          "aurora-demo", "2026-01-01T00:00:00Z", "CreationSource", "aws-database-cookbook-v2025.8");

      assertThat(clusterFound()).isEqualTo("aurora-demo");
    }

    @Test
    void theAppsOwnClusterBeforeTheNotebooks() throws IOException {
      tagged(
          "aurora-demo", "2026-05-01T00:00:00Z", "CreationSource", "aws-database-cookbook-v2025.8");
      tagged("aurora-evaluation", "2026-01-01T00:00:00Z", "CreationSource", "aurora-proxy");

      assertThat(clusterFound()).isEqualTo("aurora-evaluation");
    }

    @Test
    void aClusterOnTheSecondPage() throws IOException {
      for (int i = 0; i < 130; i++) {
        account().addCluster("cluster-%03d".formatted(i));
      }

      assertThat(clusterFound("--cluster", "cluster-129")).isEqualTo("cluster-129");
      assertThat(commands.server().calls("rds:DescribeDBClusters")).hasSize(2);
    }

    @Test
    void noClusterOfAnotherEngine() {
      account().addCluster("legacy").put("Engine", "aurora-mysql");

      assertThat(commands.run("discover", "--cluster", "legacy").exitCode()).isEqualTo(1);
    }

    @Test
    void theProxyInFrontOfTheClusterAmongMoreThanAHundred() throws IOException {
      account().addCluster("orders");
      for (int i = 0; i < 120; i++) {
        account().addProxy("other-%03d".formatted(i), "another");
      }
      account().addProxy("orders-proxy", "orders");

      JsonNode found = json("--cluster", "orders");

      assertThat(found.at("/proxy/name").asText()).isEqualTo("orders-proxy");
      assertThat(found.at("/proxy/endpoint").asText())
          .isEqualTo("orders-proxy.proxy-c0ffee.us-east-1.rds.amazonaws.com");
    }

    @Test
    void noProxyWhereThereIsNone() throws IOException {
      account().addCluster("orders");
      account().addProxy("other-proxy", "another");

      assertThat(json("--cluster", "orders").has("proxy")).isFalse();
    }

    @Test
    void theSecretThatAStackNamesForAClusterWithoutAManagedOne() throws IOException {
      account().addCluster("orders").remove("MasterUserSecret");
      account().addStack("Other", Map.of("ClusterEndpoint", "elsewhere", "SecretArn", "arn:other"));
      account()
          .addStack(
              "Orders",
              Map.of(
                  "ClusterEndpoint",
                  "orders.cluster-c0ffee.us-east-1.rds.amazonaws.com",
                  "SecretArn",
                  "arn:aws:secretsmanager:us-east-1:111122223333:secret:orders-admin"));

      account()
          .addSecret("arn:aws:secretsmanager:us-east-1:111122223333:secret:orders-admin", "admin");

      JsonNode secret = json("--cluster", "orders").path("adminSecret");

      assertThat(secret.path("arn").asText()).endsWith("secret:orders-admin");
      assertThat(secret.path("stack").asText()).isEqualTo("Orders");
    }

    @Test
    void theOtherClustersWhenThereIsNoneOfThatName() {
      account().addCluster("shop");
      account().addCluster("legacy").put("Engine", "aurora-mysql").put("Status", "stopped");

      Result result = commands.run("discover", "--cluster", "orders");

      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.err())
          .startsWith("No Aurora PostgreSQL cluster is called orders in us-east-1;")
          .containsPattern("shop +\\| aurora-postgresql +\\| available")
          .containsPattern("legacy +\\| aurora-mysql +\\| stopped");
    }

    @Test
    void nothingInAnEmptyAccount() {
      Result result = commands.run("discover");

      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.err())
          .contains("CreationSource=aurora-proxy or CreationSource=aws-database-cookbook-v2025.8")
          .contains("There is no database cluster in this account and region.");
    }

    @Test
    void aClusterWithoutAnySecretAndSaysWhatToDo() {
      account().addCluster("orders").remove("MasterUserSecret");

      Result result = commands.run("discover", "--cluster", "orders");

      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.err()).contains("adminSecretArn=ARN");
    }
  }

  @Nested
  class Writes {

    @TempDir Path directory;

    @Test
    void theSettingsAndLeavesEveryOtherKeyAsItIs() throws IOException {
      Path context = directory.resolve("cdk.context.json");
      Files.writeString(
          context,
          """
          {
            "availability-zones:account=1:region=r": [
              "a",
              "b"
            ],
            "cluster": "old",
            "adminSecretArn": "arn:old",
            "acknowledged-issue-numbers": [],
            "price": 0.015
          }
          """);
      account().addCluster("orders");
      account().addProxy("orders-proxy", "orders");

      Result result = write(context);

      assertThat(result.exitCode()).isZero();
      assertThat(context)
          .hasContent(
              """
              {
                "availability-zones:account=1:region=r": [
                  "a",
                  "b"
                ],
                "cluster": "orders",
                "acknowledged-issue-numbers": [],
                "price": 0.015,
                "account": "111122223333",
                "region": "us-east-1",
                "proxy": "orders-proxy"
              }
              """);
      assertThat(directory).isDirectoryContaining(context::equals);
      assertThat(directory.toFile().list()).hasSize(1);
    }

    @Test
    void aNewFile() throws IOException {
      Path context = directory.resolve("cdk.context.json");
      account().addCluster("orders");

      write(context);

      assertThat(JSON.readTree(context.toFile()).path("cluster").asText()).isEqualTo("orders");
    }

    @Test
    void noProxyThatTheAppItselfCreatesAgain() throws IOException {
      Path context = directory.resolve("cdk.context.json");
      account().addCluster("orders");
      ObjectNode proxy = account().addProxy("orders-proxy", "orders");
      account().tag(proxy, "aws:cloudformation:stack-name", "AuroraProxy");

      write(context);

      assertThat(JSON.readTree(context.toFile()).has("proxy")).isFalse();
    }

    @Test
    void noProxyThatTheOutputsOfTheAppSayIsItsOwnThoughItsTagIsMissing() throws IOException {
      Path context = directory.resolve("cdk.context.json");
      account().addCluster("orders");
      account().addProxy("orders-proxy", "orders");
      account()
          .addStack(
              "AuroraProxy", Map.of("ProxyName", "orders-proxy", "ProxyOwner", "AuroraProxy"));

      write(context);

      assertThat(JSON.readTree(context.toFile()).has("proxy")).isFalse();
    }

    @Test
    void theProxyThatTheAppOnlyCompletes() throws IOException {
      Path context = directory.resolve("cdk.context.json");
      account().addCluster("orders");
      account().addProxy("orders-proxy", "orders");
      account().addStack("AuroraProxy", Map.of("ProxyName", "orders-proxy"));

      write(context);

      assertThat(JSON.readTree(context.toFile()).path("proxy").asText()).isEqualTo("orders-proxy");
    }

    @Test
    void theAdminSecretAndItsKeyThatALookUpByTheAppCouldNotFind() throws IOException {
      Path context = directory.resolve("cdk.context.json");
      String secret = "arn:aws:secretsmanager:us-east-1:111122223333:secret:orders-admin-AbCdEf";
      String key = "arn:aws:kms:us-east-1:111122223333:key/0a1b2c3d";
      account().addCluster("orders").remove("MasterUserSecret");
      account()
          .addStack(
              "Orders",
              Map.of(
                  "ClusterEndpoint",
                  "orders.cluster-c0ffee.us-east-1.rds.amazonaws.com",
                  "SecretArn",
                  secret));
      account().addSecret(secret, "admin").put("KmsKeyId", key);

      write(context);

      JsonNode written = JSON.readTree(context.toFile());
      assertThat(written.path("adminSecretArn").asText()).isEqualTo(secret);
      assertThat(written.path("adminSecretKeyArn").asText()).isEqualTo(key);
    }

    @Test
    void nothingIntoAFileThatIsNotJson() throws IOException {
      Path context = Files.writeString(directory.resolve("cdk.context.json"), "{\n  oops\n}");
      account().addCluster("orders");

      Result result = write(context);

      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.err()).contains("is not JSON (line 2)");
      assertThat(context).hasContent("{\n  oops\n}");
    }

    private Result write(Path context) {
      return commands.run(
          "discover", "--cluster", "orders", "--write", "--context", context.toString());
    }
  }

  @Nested
  class Explains {

    @Test
    void aRefusalByNamingTheActionToAllow() {
      account().addCluster("orders");
      commands.server().refuse("rds:DescribeDBProxies");

      Result result = commands.run("discover", "--cluster", "orders");

      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.err())
          .isEqualToIgnoringNewLines(
              "rds:DescribeDBProxies is not allowed to arn:aws:iam::111122223333:user/operator;"
                  + " allow this action in a policy of the caller.");
    }

    @Test
    void aTagWithoutAValue() {
      Result result = commands.run("discover", "--tag", "orders");

      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.err()).contains("'orders' is not a KEY=VALUE");
    }
  }

  private AwsAccount account() {
    return commands.account();
  }

  private void tagged(String name, String created, String key, String value) {
    ObjectNode cluster = account().addCluster(name).put("ClusterCreateTime", created);
    ((ArrayNode) cluster.get("TagList")).addObject().put("Key", key).put("Value", value);
  }

  private String clusterFound(String... options) throws IOException {
    return json(options).at("/cluster/name").asText();
  }

  private JsonNode json(String... options) throws IOException {
    String[] arguments = new String[options.length + 2];
    arguments[0] = "discover";
    arguments[1] = "--json";
    System.arraycopy(options, 0, arguments, 2, options.length);
    Result result = commands.run(arguments);
    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).isZero();
    return JSON.readTree(result.out());
  }
}
