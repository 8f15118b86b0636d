package org.manualkey.sadb.linux;

/**
 * What a Linux kernel answers to a change.
 *
 * @param errno 0, or an error number of Linux
 * @param text what the kernel adds in words (extended ACK); empty where its interface has none
 */
public record LinuxReply(int errno, String text) {
  /** It was done. */
  public static final LinuxReply DONE = new LinuxReply(0, "");

  /** A refusal without words. */
  public static LinuxReply refused(int errno) {
    return errno == 0 ? DONE : new LinuxReply(errno, "");
  }

  public boolean isDone() {
    return errno == 0;
  }

  /** A refusal in words, or as a number. */
  public String words() {
    return text.isEmpty() ? "errno " + errno : text;
  }
}
