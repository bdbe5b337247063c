package io.github.auroraproxy.localaws;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A network between a client and a server of this machine, which can be made to fail as networks
 * do. What it does to connections it does to those that are open and to new ones, until it is told
 * something else.
 */
public final class NetworkRelay implements AutoCloseable {

  /** How a connection ends. */
  public enum Ending {
    /** An orderly end of the stream (FIN), as of a server that stops. */
    FIN,
    /** A refusal to know the connection (RST), as of a host that was restarted. */
    RST
  }

  private static final int BUFFER = 8192;
  private static final int SSL_REQUEST_BYTES = 8;

  private record Pair(Socket client, Socket server) {}

  private final int target;
  private final ServerSocket listener;
  private final Queue<Pair> open = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "network-relay");
            thread.setDaemon(true);
            return thread;
          });
  private volatile boolean swallowing;
  private volatile Ending handshakeEnding;
  private volatile Duration delay = Duration.ZERO;

  private NetworkRelay(int target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket();
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    threads.execute(this::accept);
  }

  /**
   * Listens on a free port of the loopback interface.
   *
   * @param port of the server on the loopback interface
   */
  public static NetworkRelay to(int port) {
    try {
      return new NetworkRelay(port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The port to connect to in place of the server's. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Passes everything on at once, as it does from the start. */
  public void pass() {
    swallowing = false;
    handshakeEnding = null;
    delay = Duration.ZERO;
  }

  /** Accepts connections and data and passes nothing on: nobody learns that anything is wrong. */
  public void swallow() {
    swallowing = true;
  }

  /** Passes everything on later. */
  public void delay(Duration by) {
    delay = by;
  }

  /** Ends every open connection on both sides; new ones pass. */
  public void end(Ending ending) {
    for (Pair pair = open.poll(); pair != null; pair = open.poll()) {
      end(pair, ending);
    }
  }

  /** Ends connections when the client says its first word of the TLS handshake. */
  public void endHandshakes(Ending ending) {
    handshakeEnding = ending;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Pair pair = new Pair(client, new Socket(InetAddress.getLoopbackAddress(), target));
        open.add(pair);
        threads.execute(() -> pump(pair, true));
        threads.execute(() -> pump(pair, false));
      } catch (IOException closedOrServerAway) {
        // The client sees the same: nobody is there.
      }
    }
  }

  private void pump(Pair pair, boolean fromClient) {
    byte[] buffer = new byte[BUFFER];
    long passed = 0;
    try {
      InputStream in = (fromClient ? pair.client() : pair.server()).getInputStream();
      OutputStream out = (fromClient ? pair.server() : pair.client()).getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        Ending ending = handshakeEnding;
        if (ending != null && fromClient && passed == SSL_REQUEST_BYTES) {
          end(pair, ending);
          return;
        }
        if (!delay.isZero()) {
          Thread.sleep(delay.toMillis());
        }
        if (!swallowing) {
          out.write(buffer, 0, read);
          out.flush();
        }
        passed += read;
      }
      if (!swallowing) {
        out.close();
      }
    } catch (IOException ended) {
      if (!swallowing) {
        end(pair, Ending.FIN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void end(Pair pair, Ending ending) {
    open.remove(pair);
    end(pair.client(), ending);
    end(pair.server(), ending);
  }

  private static void end(Socket socket, Ending ending) {
    try {
      if (ending == Ending.RST) {
        socket.setSoLinger(true, 0);
      }
      socket.close();
    } catch (IOException alreadyClosed) {
      // The other side was faster.
    }
  }

  /** Ends every connection and listens no more. */
  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    end(Ending.FIN);
    threads.shutdownNow();
  }
}
