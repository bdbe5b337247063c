package io.github.auroraproxy.customresource.failure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShortTextTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void whatFitsIsToldInFull() {
    String most = "x".repeat(ShortText.MOST_BYTES);

    assertThat(new FunctionException(FailureKind.STATEMENT_FAILED, most)).hasMessage(most);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "\"", "\\", "ä", "漢", "😀", "\n", "\u0001"})
  void whatDoesNotFitIsCutBetweenCharacters(String character) throws Exception {
    String begin = "The cause: ";
    String whole = begin + character.repeat(5000);

    String cut = ShortText.of(whole);

    assertThat(JSON.writeValueAsBytes(cut).length - 2)
        .isBetween(ShortText.MOST_BYTES - 12, ShortText.MOST_BYTES);
    assertThat(cut)
        .startsWith(begin + character)
        .endsWith(character + "… (the whole message is in the function's log)");
  }

  @Test
  void theLogHasAllOfAFailure() {
    String whole = "The cause: " + "x".repeat(5000);

    FunctionException failure = new FunctionException(FailureKind.STATEMENT_FAILED, whole);

    assertThat(failure).hasMessage(ShortText.of(whole));
    assertThat(failure.wholeMessage()).isEqualTo(whole);
  }
}
