package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.auroraproxy.InvalidPropertyException;
import io.github.auroraproxy.internal.CdkVersion;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/**
 * An aws-cdk-lib that is too old is refused in a sentence, with the version that the README says.
 */
class CdkVersionTest {

  @Test
  void anOlderOneIsRefusedInASentence() {
    assertThatThrownBy(
            () -> CdkVersion.check("AuroraProxy Shop/Proxy", ClassLoader.getPlatformClassLoader()))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessage(
            "AuroraProxy Shop/Proxy: aws-cdk-lib is older than 2.252.0; set its version to that or a newer one in your build.");
  }

  @Test
  void theOneAtWorkIsTaken() {
    CdkVersion.check("AuroraProxy Shop/Proxy");
  }

  @Test
  void theReadmeAndTheMatrixNameTheSameVersions() throws Exception {
    assertThat(Files.readString(Project.ROOT.resolve("README.md")))
        .contains("aws-cdk-lib 2.252.0", "2.261.0");
    assertThat(Files.readString(Project.ROOT.resolve("test/matrix.sh")))
        .contains("least=2.252.0", "least_with_evaluation_cluster=2.261.0");
  }
}
