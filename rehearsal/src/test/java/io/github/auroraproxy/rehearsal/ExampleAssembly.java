package io.github.auroraproxy.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * An assembly as another team's app would have it: a cluster in a stack of its own, and the
 * packaged function behind a provider in the stack that is rehearsed.
 */
final class ExampleAssembly {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String CLUSTER_TEMPLATE =
      """
      {
        "Resources": {
          "Cluster": {"Type": "AWS::RDS::DBCluster", "Properties": {"DBClusterIdentifier": "orders"}}
        },
        "Outputs": {
          "Endpoint": {
            "Value": {"Fn::GetAtt": ["Cluster", "Endpoint.Address"]},
            "Export": {"Name": "Cluster:Endpoint"}
          }
        }
      }""";

  private static final String TEMPLATE =
      """
      {
        "Resources": {
          "Secret": {
            "Type": "AWS::SecretsManager::Secret",
            "Properties": {
              "GenerateSecretString": {
                "SecretStringTemplate": "{\\"username\\": \\"orders_app\\"}",
                "GenerateStringKey": "password",
                "ExcludeCharacters": "/@\\"'\\\\"
              }
            }
          },
          "Provider": {
            "Type": "AWS::Lambda::Function",
            "Properties": {
              "Environment": {
                "Variables": {
                  "USER_ON_EVENT_FUNCTION_ARN": {"Fn::GetAtt": ["Function", "Arn"]}
                }
              }
            }
          },
          "Function": {
            "Type": "AWS::Lambda::Function",
            "Properties": {
              "Code": {"S3Key": "function.jar"},
              "Handler": "io.github.auroraproxy.customresource.AuroraDatabaseHandler::handleRequest",
              "MemorySize": 512,
              "Timeout": 60,
              "Environment": {
                "Variables": {
                  "AURORA_PROXY_CLUSTERS": {
                    "Fn::Join": ["", [
                      "[{\\"host\\":\\"",
                      {"Fn::ImportValue": "Cluster:Endpoint"},
                      "\\",\\"port\\":\\"5432\\",\\"tls\\":\\"verify-full\\",\\"adminSecretArn\\":\\"arn:aws:secretsmanager:us-east-1:111122223333:secret:admin\\"}]"
                    ]]
                  }
                }
              }
            }
          },
          "Topic": {"Type": "AWS::SNS::Topic"},
          "Login": {
            "Type": "Custom::ProxyLogin",
            "Properties": {
              "ServiceToken": {"Fn::GetAtt": ["Provider", "Arn"]},
              "ProxyName": "orders-proxy",
              "ProxyResourceId": {
                "Fn::Select": [6, {"Fn::Split": [":", {"Fn::GetAtt": ["Proxy", "DBProxyArn"]}]}]
              },
              "Endpoint": "orders-proxy.proxy-abc.us-east-1.rds.amazonaws.com",
              "Port": 5432,
              "DatabaseName": "orders",
              "Users": ["orders_app"]
            }
          },
          "Database": {
            "Type": "Custom::AuroraDatabase",
            "Properties": {
              "ServiceToken": {"Fn::GetAtt": ["Provider", "Arn"]},
              "Format": "2",
              "Host": {"Fn::ImportValue": "Cluster:Endpoint"},
              "Port": 5432,
              "AdminSecretArn": "arn:aws:secretsmanager:us-east-1:111122223333:secret:admin",
              "DatabaseName": "orders",
              "DatabaseTls": "verify-full",
              "Users": [
                {"Username": "orders_app", "SecretArn": {"Ref": "Secret"}, "Privileges": "ALL"}
              ]
            }
          }
        }
      }""";

  private final Path directory;
  private final ObjectNode template = object(TEMPLATE);
  private String archive = System.getProperty("function.archive");

  private ExampleAssembly(Path directory) {
    this.directory = directory;
  }

  static ExampleAssembly in(Path directory) {
    return new ExampleAssembly(directory);
  }

  /** With something else in the template. */
  ExampleAssembly with(Consumer<ObjectNode> change) {
    change.accept(template);
    return this;
  }

  /** With other properties of the database. */
  ExampleAssembly withProperties(Consumer<ObjectNode> change) {
    return with(t -> change.accept((ObjectNode) t.at("/Resources/Database/Properties")));
  }

  /** With another file in the place of the function's. */
  ExampleAssembly withArchive(Path file) {
    archive = file.toString();
    return this;
  }

  Path write() {
    ObjectNode manifest = JSON.createObjectNode();
    stack(manifest, "Cluster", object(CLUSTER_TEMPLATE));
    stack(manifest, "Orders", template);
    write("manifest.json", manifest);
    return directory;
  }

  private void stack(ObjectNode manifest, String name, JsonNode content) {
    ObjectNode artifact = manifest.withObjectProperty("artifacts").putObject(name);
    artifact.put("type", "aws:cloudformation:stack");
    artifact.putObject("properties").put("templateFile", name + ".template.json");
    write(name + ".template.json", content);
    ObjectNode file = JSON.createObjectNode();
    file.putObject("source").put("path", archive);
    file.putObject("destinations").putObject("default").put("objectKey", "function.jar");
    ObjectNode assets = JSON.createObjectNode();
    assets.putObject("files").set("function", file);
    write(name + ".assets.json", assets);
  }

  private void write(String file, JsonNode content) {
    try {
      Files.createDirectories(directory);
      JSON.writeValue(directory.resolve(file).toFile(), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectNode object(String json) {
    try {
      return (ObjectNode) JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
