package org.wordsight.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import javax.crypto.Mac;

/**
 * The proof of two workers to each other that they know the gang's token, without sending it. The
 * worker that connects sends its rank and a nonce. The other worker answers with a nonce and an
 * HMAC-SHA256 over both nonces, both ranks and the attempt. The first worker then sends its own
 * HMAC. A proof is therefore valid for one connection of one attempt only. Each direction gets a
 * key of its own.
 */
final class Handshake {
  private static final int MAGIC = 0x57534731;
  private static final int HELLO = 20 + ConnectionSecrets.BYTES;
  private static final byte ACCEPTED = 1;

  private final byte[] token;
  private final long attempt;

  Handshake(Membership membership) {
    this.token = membership.token();
    this.attempt = membership.attempt();
  }

  /**
   * @param other the rank of the other side
   * @param sending the key of what this side sends
   * @param receiving the key of what the other side sends
   */
  record Session(int other, byte[] sending, byte[] receiving) {}

  /** A peer that is not the member that it claims to be, or not of this gang. */
  static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(String reason) {
      super(reason);
    }
  }

  /** The side that connects. */
  Session connect(InputStream in, OutputStream out, int self, int other) throws IOException {
    byte[] mine = ConnectionSecrets.random();
    ByteBuffer hello = ByteBuffer.allocate(HELLO);
    hello.putInt(MAGIC).putInt(self).putInt(other).putLong(attempt).put(mine);
    out.write(hello.array());
    byte[] theirs = read(in, ConnectionSecrets.BYTES);
    byte[] proof = read(in, ConnectionSecrets.BYTES);
    ByteBuffer facts = facts(self, other, mine, theirs);
    requireProof(proof, "answer", facts);
    out.write(prove("confirmation", facts));
    if (read(in, 1)[0] != ACCEPTED) {
      throw new RefusedException("its answer is no acceptance");
    }
    return new Session(other, prove("to", facts), prove("from", facts));
  }

  /**
   * The side that listens.
   *
   * @param ranks the number of members
   */
  Session accept(InputStream in, OutputStream out, int self, int ranks) throws IOException {
    ByteBuffer hello = ByteBuffer.wrap(read(in, HELLO));
    if (hello.getInt() != MAGIC) {
      throw new RefusedException("it does not speak this protocol");
    }
    int other = hello.getInt();
    int addressed = hello.getInt();
    long itsAttempt = hello.getLong();
    byte[] theirs = new byte[ConnectionSecrets.BYTES];
    hello.get(theirs);
    if (itsAttempt != attempt) {
      throw new RefusedException("it belongs to attempt " + itsAttempt + ", not " + attempt);
    }
    if (addressed != self || other <= self || other >= ranks) {
      throw new RefusedException(
          "it says that it is worker %d and looks for worker %d".formatted(other, addressed));
    }
    byte[] mine = ConnectionSecrets.random();
    ByteBuffer facts = facts(other, self, theirs, mine);
    out.write(mine);
    out.write(prove("answer", facts));
    requireProof(read(in, ConnectionSecrets.BYTES), "confirmation", facts);
    return new Session(other, prove("from", facts), prove("to", facts));
  }

  /** Tells the side that connects that it is a member. */
  static void welcome(OutputStream out) throws IOException {
    out.write(ACCEPTED);
  }

  private ByteBuffer facts(int connecting, int listening, byte[] connectNonce, byte[] listenNonce) {
    ByteBuffer facts = ByteBuffer.allocate(HELLO + ConnectionSecrets.BYTES);
    facts.putInt(MAGIC).putInt(connecting).putInt(listening).putLong(attempt);
    facts.put(connectNonce).put(listenNonce);
    return facts;
  }

  private byte[] prove(String purpose, ByteBuffer facts) {
    Mac mac = ConnectionSecrets.mac(token);
    mac.update(purpose.getBytes(UTF_8));
    return mac.doFinal(facts.array());
  }

  private void requireProof(byte[] proof, String purpose, ByteBuffer facts)
      throws RefusedException {
    if (!MessageDigest.isEqual(proof, prove(purpose, facts))) {
      throw new RefusedException("it does not know the token");
    }
  }

  private static byte[] read(InputStream in, int count) throws IOException {
    byte[] bytes = new byte[count];
    new DataInputStream(in).readFully(bytes);
    return bytes;
  }
}
