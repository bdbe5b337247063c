package io.github.auroraproxy.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What CloudFormation would put in the place of a template's functions. */
class TemplateValuesTest {

  @TempDir private Path directory;
  private TemplateValues values;
  private CloudAssembly.Stack stack;

  @BeforeEach
  void read() {
    CloudAssembly assembly = CloudAssembly.read(ExampleAssembly.in(directory).write());
    stack = assembly.stacks().get(1);
    values = new TemplateValues(assembly);
    values.clustersAt("localhost", 5433);
  }

  private JsonNode resolved(String json) throws Exception {
    return values.resolve(stack, new ObjectMapper().readTree(json));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      textBlock =
          """
          5432                                                   > 5432
          true                                                   > true
          {"Ref": "AWS::Region"}                                 > us-east-1
          {"Ref": "AWS::Partition"}                              > aws
          {"Ref": "AWS::StackName"}                              > Orders
          {"Ref": "Secret"}                                      > arn:aws:secretsmanager:us-east-1:111122223333:secret:Secret
          {"Fn::ImportValue": "Cluster:Endpoint"}                > localhost
          {"Fn::GetAtt": ["Function", "Arn"]}                    > Function
          {"Fn::Join": ["-", ["a", {"Ref": "AWS::AccountId"}]]}  > a-111122223333
          {"Fn::Select": [1, ["a", "b"]]}                        > b
          {"Fn::Select": [6, {"Fn::Split": [":", {"Fn::GetAtt": ["Proxy", "DBProxyArn"]}]}]} > prx-rehearsal
          {"Fn::Sub": "${AWS::Region}/${AWS::StackName}"}        > us-east-1/Orders
          """)
  void aValueIsWhatTheCustomResourceWouldGet(String json, String value) throws Exception {
    assertThat(resolved(json)).isEqualTo(new ObjectMapper().getNodeFactory().textNode(value));
  }

  @Test
  void theClustersThatTheFunctionIsToldOfAreAtTheLocalAddress() throws Exception {
    String told =
        values.text(
            stack,
            stack
                .resource("Function")
                .at("/Properties/Environment/Variables/AURORA_PROXY_CLUSTERS"));

    assertThat(new ObjectMapper().readTree(values.clustersHere(told)))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    [{"host": "localhost", "port": "5433", "tls": "verify-full", "adminSecretArn":
                      "arn:aws:secretsmanager:us-east-1:111122223333:secret:admin"}]"""));
  }

  @Test
  void clustersThatAreNoJsonAreSaidToBeSo() {
    assertThatThrownBy(() -> values.clustersHere("[\"orders\"]"))
        .hasMessage(
            "The clusters that the function is told of are no list of objects in JSON: [\"orders\"]");
  }

  @Test
  void aFunctionThatIsNotKnownIsNamedWithItsStack() {
    assertThatThrownBy(() -> resolved("{\"Fn::Cidr\": [\"10.0.0.0/16\", 2]}"))
        .hasMessage("The rehearsal does not know the function Fn::Cidr, which stack Orders uses.");
  }

  @Test
  void anExportThatNoStackHasIsNamed() {
    assertThatThrownBy(() -> resolved("{\"Fn::ImportValue\": \"Other\"}"))
        .hasMessage("No stack of the assembly exports Other.");
  }
}
