package io.github.auroraproxy.customresource.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketOption;
import java.util.Map;
import javax.net.SocketFactory;
import jdk.net.ExtendedSocketOptions;

/**
 * Creates sockets that notice within half a minute that the other host is gone. Linux by itself
 * waits two hours before it asks. pgjdbc creates the factory by the name of its class.
 *
 * @see <a
 *     href="https://docs.oracle.com/en/java/javase/17/docs/api/jdk.net/jdk/net/ExtendedSocketOptions.html">ExtendedSocketOptions</a>
 */
public final class KeepAliveSocketFactory extends SocketFactory {

  /** Seconds of silence before the first probe, seconds between probes, and their number. */
  private static final Map<SocketOption<Integer>, Integer> OPTIONS =
      Map.of(
          ExtendedSocketOptions.TCP_KEEPIDLE, SessionOptions.KEEPALIVE_IDLE_SECONDS,
          ExtendedSocketOptions.TCP_KEEPINTERVAL, SessionOptions.KEEPALIVE_INTERVAL_SECONDS,
          ExtendedSocketOptions.TCP_KEEPCOUNT, SessionOptions.KEEPALIVE_COUNT);

  @Override
  public Socket createSocket() throws IOException {
    Socket socket = new Socket();
    for (Map.Entry<SocketOption<Integer>, Integer> option : OPTIONS.entrySet()) {
      if (socket.supportedOptions().contains(option.getKey())) {
        socket.setOption(option.getKey(), option.getValue());
      }
    }
    return socket;
  }

  @Override
  public Socket createSocket(String host, int port) {
    throw unsupported();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
    throw unsupported();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw unsupported();
  }

  @Override
  public Socket createSocket(
      InetAddress address, int port, InetAddress localAddress, int localPort) {
    throw unsupported();
  }

  private static UnsupportedOperationException unsupported() {
    return new UnsupportedOperationException("The driver connects its sockets itself");
  }
}
