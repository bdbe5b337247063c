package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.auroraproxy.app.Setting;
import io.github.auroraproxy.operations.discover.DiscoveredSetting;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code discover --write} puts into the context is what the app reads from it. */
class DiscoveredSettingsTest {

  @ParameterizedTest
  @EnumSource
  void isASettingOfTheAppThatNothingStandsForByDefault(DiscoveredSetting discovered) {
    assertThat(Arrays.stream(Setting.values()).filter(s -> s.key().equals(discovered.key())))
        .singleElement()
        .extracting(Setting::defaultValue)
        .isEqualTo("");
  }
}
