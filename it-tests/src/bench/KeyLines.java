import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Prints the key file of every figure: so many distinct ESP SAs with AES and SHA-1, 168 octets a
 * line.
 */
public final class KeyLines {
  private static final int FIRST_SPI = 1 << 20;

  private KeyLines() {}

  public static void main(String[] args) throws IOException, GeneralSecurityException {
    int count = Integer.parseInt(args[0]);
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    try (PrintStream out = new PrintStream(new BufferedOutputStream(System.out, 1 << 16))) {
      for (int i = 0; i < count; i++) {
        out.print(
            "add esp spi 0x" + Integer.toHexString(FIRST_SPI + i) + " src 192.168.0.1 dst 10.");
        out.print(
            (i >> 16 & 255) + "." + (i >> 8 & 255) + "." + (i & 255) + " encralg aes encrkey ");
        out.print(digits(sha256, "e" + i, 32) + " authalg sha1 authkey ");
        out.print(digits(sha256, "a" + i, 40) + "\n");
      }
    }
  }

  private static String digits(MessageDigest hash, String text, int count) {
    byte[] octets = hash.digest(text.getBytes(StandardCharsets.US_ASCII));
    return HexFormat.of().formatHex(octets).substring(0, count);
  }
}
