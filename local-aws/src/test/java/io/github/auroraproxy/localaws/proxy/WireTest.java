package io.github.auroraproxy.localaws.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages have the lengths that PostgreSQL accepts, whatever a client sends. */
class WireTest {

  private static final long SEED = 20261125;

  private static Wire reading(byte... bytes) {
    return new Wire(new ByteArrayInputStream(bytes), new ByteArrayOutputStream());
  }

  private static byte[] length(int value, int following) {
    return ByteBuffer.allocate(Integer.BYTES + following).putInt(value).array();
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 4, 7, 10_005, Integer.MAX_VALUE})
  void aStartupMessageOfAnImpossibleLengthIsRefusedBeforeItIsRead(int length) {
    assertThatThrownBy(() -> reading(length(length, 0)).readStartup())
        .isInstanceOf(ProtocolException.class)
        .hasMessage("invalid length of a message: " + (length - 4));
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 3, 65_540, Integer.MAX_VALUE})
  void aMessageOfAnImpossibleLengthIsRefusedBeforeItIsRead(int length) {
    byte[] message = ByteBuffer.allocate(5).put((byte) 'p').putInt(length).array();

    assertThatThrownBy(() -> reading(message).read()).isInstanceOf(ProtocolException.class);
  }

  @Test
  void theLongestMessagesAreRead() throws IOException {
    assertThat(reading(length(10_004, 10_000)).readStartup()).hasSize(10_000);
    byte[] message = ByteBuffer.allocate(65_540).put((byte) 'p').putInt(65_539).array();
    assertThat(reading(message).read().body()).hasSize(65_535);
  }

  @Test
  void aMessageThatEndsTooEarlyIsNotTakenForAShorterOne() {
    assertThatThrownBy(() -> reading(length(100, 50)).readStartup())
        .isInstanceOf(EOFException.class);
  }

  @Test
  void anAuthenticationRequestWithoutACodeIsRefused() throws IOException {
    Wire.Message message = reading((byte) 'R', (byte) 0, (byte) 0, (byte) 0, (byte) 4).read();

    assertThatThrownBy(message::code).isInstanceOf(ProtocolException.class);
  }

  /** Random bytes, half of them after a length that may be true. */
  @Test
  void noBytesDoAnythingButEndTheConnection() {
    Random random = new Random(SEED);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      if (random.nextBoolean() && bytes.length > 8) {
        ByteBuffer.wrap(bytes).putInt(random.nextInt(2 * bytes.length));
      }
      assertThat(readsOrFails(bytes)).isTrue();
    }
  }

  private static boolean readsOrFails(byte[] bytes) {
    Wire wire = reading(bytes);
    try {
      assertThat(wire.readStartup()).hasSizeBetween(Integer.BYTES, Wire.LONGEST_STARTUP);
      while (true) {
        Wire.Message message = wire.read();
        assertThat(message.body()).hasSizeLessThanOrEqualTo(Wire.LONGEST_AUTHENTICATION);
        message.code();
      }
    } catch (IOException ended) {
      return true;
    }
  }
}
