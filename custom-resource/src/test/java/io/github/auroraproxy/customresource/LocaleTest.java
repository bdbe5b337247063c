package io.github.auroraproxy.customresource;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Statements, URLs and messages have the digits that PostgreSQL reads, whatever the locale. */
class LocaleTest {

  private static final TestCluster CLUSTER = TestCluster.of(TestCluster.newest());
  private static final Locale DEFAULT = Locale.getDefault();

  @BeforeEach
  void takeALocaleWithDigitsOfItsOwn() {
    CLUSTER.reset();
    Locale.setDefault(Locale.forLanguageTag("ar-EG"));
    assertThat("%d".formatted(5)).isNotEqualTo("5");
  }

  @AfterEach
  void takeTheLocaleOfTheMachine() {
    Locale.setDefault(DEFAULT);
  }

  @AfterAll
  static void noPasswordWasTold() throws IOException {
    CLUSTER.assertThatNoPasswordWasTold();
  }

  @Test
  void aDatabaseIsSetUpAndChangedAndDeleted() {
    State before = State.minimal().users(User.named("app_user").limitedTo(5)).destroyed();
    State after = State.minimal().users(User.named("app_user").limitedTo(6)).destroyed();

    Run create = CLUSTER.create(before);
    Run update = CLUSTER.update(before, after);
    Run delete = CLUSTER.delete(after);

    assertThat(create.error()).isEmpty();
    assertThat(update.data().path("Changes").asText())
        .contains("set the connection limit of role app_user to 6");
    assertThat(delete.error()).isEmpty();
    assertThat(String.join("", create.log()) + String.join("", update.log()))
        .matches("\\P{IsArabic}*");
  }

  @Test
  void aPropertyOutOfRangeIsToldInTheSameDigits() {
    assertThat(
            CLUSTER.create(State.minimal().users(User.named("app_user").limitedTo(-5))).refusal())
        .contains("'-5'", "from -1 to ");
  }
}
