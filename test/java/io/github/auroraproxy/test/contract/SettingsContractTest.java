package io.github.auroraproxy.test.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.auroraproxy.app.Setting;
import io.github.auroraproxy.operations.discover.DiscoveredSetting;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The app has each setting that {@code discover --write} writes into the context. */
class SettingsContractTest {

  @ParameterizedTest
  @EnumSource
  void isASettingOfTheAppWithoutADefault(DiscoveredSetting discovered) {
    assertThat(Setting.all())
        .filteredOn(setting -> setting.key().equals(discovered.key()))
        .singleElement()
        .extracting(Setting::defaultValue)
        .isEqualTo("");
  }
}
