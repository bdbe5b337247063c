package io.github.auroraproxy.test;

import io.github.auroraproxy.app.AuroraProxyApp;
import java.nio.file.Path;
import software.amazon.awscdk.App;

/** The assembly of the app without any setting, synthesized once for all tests. */
public final class EvaluationAssembly {

  private static final App APP = synthesized();

  private EvaluationAssembly() {}

  public static SynthesizedTemplate proxy() {
    return SynthesizedTemplate.of(APP, AuroraProxyApp.PROXY_STACK);
  }

  public static SynthesizedTemplate cluster() {
    return SynthesizedTemplate.of(APP, AuroraProxyApp.EVALUATION_STACK);
  }

  public static Path directory() {
    return Path.of(APP.synth().getDirectory());
  }

  private static App synthesized() {
    App app = CdkApp.create();
    AuroraProxyApp.addStacks(app);
    app.synth();
    return app;
  }
}
