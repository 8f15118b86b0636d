package org.manualkey.print;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.Sa;
import org.manualkey.sa.Directions;
import org.manualkey.sa.Part;
import org.manualkey.sa.Restoration;
import org.manualkey.sa.SecurityAssociation;

/**
 * Writes SAs as {@code add} commands of a key file.
 *
 * <p>Each is one command over several lines, between two comments. Remarks precede the command,
 * because a comment inside a continued line would end it; illumos writes such comments, and its
 * files cannot be loaded. Lifetimes are the original limits, not the remainders.
 *
 * <p>Every command is read back before it is written. One that would not load, or not as the same
 * SA, becomes a comment, with the reason: a saved file never loads as another SA than it was.
 */
public final class SavePrinter implements AutoCloseable {
  private final boolean paranoid;
  private final Directions directions;
  private final Restoration restoration;
  private final ReadBack back;
  private final TextSink out;
  private final SaveBuffer buffer = new SaveBuffer();
  private final TextSink draft = new TextSink(buffer.memory());
  private final SaveCommand command;
  private final SaveCommand crossedOut;
  private int comments;

  /**
   * Creates a printer for one file.
   *
   * @param directions those of the database, into which the file will be loaded again
   * @param back reads the commands as a load into that database would
   */
  public SavePrinter(
      PrintContext context,
      PrintOptions options,
      Directions directions,
      ReadBack back,
      TextSink out) {
    this.directions = directions.now();
    this.back = back;
    this.out = out;
    restoration = new Restoration(this.directions);
    paranoid = options.paranoid();
    command = new SaveCommand(context.algorithms(), false, this.directions, draft);
    crossedOut = new SaveCommand(context.algorithms(), true, this.directions, draft);
  }

  /** Prints the head of the file. */
  public void start() {
    out.text("# Security associations saved by ipseckey; \"ipseckey -f\" loads this file.\n");
    if (paranoid) {
      out.text("# WARNING: the keys were left out (-p), so it does not load as it is.\n");
    }
    out.newline();
  }

  /** How many SAs are comments alone, because no command brings them again. */
  public int comments() {
    return comments;
  }

  /**
   * Saves an SA.
   *
   * @param message a message of a dump
   * @return false when it has an address of an unknown family, which makes the save incomplete
   */
  public boolean save(Message message) {
    out.text("# begin assoc\n");
    SecurityAssociation sa = SecurityAssociation.shown(message);
    boolean paired = sa != null && restoration.pairs(sa);
    SaveRemarks remarks = new SaveRemarks(message, sa, directions, paired);
    try {
      boolean written = SaveRemarks.isWritable(message);
      if (written) {
        render(command, message, sa, paired);
      }
      String obstacle = remarks.obstacle();
      if (obstacle == null && !remarks.isKeyless()) {
        obstacle = difference(Objects.requireNonNull(sa), paired);
      }
      if (obstacle == null) {
        restoration.isBack(Objects.requireNonNull(sa));
      } else {
        comments++;
        notSaved(message.sa(), obstacle);
      }
      remarks.notes().forEach(this::remark);
      if (written && paranoid) {
        render(crossedOut, message, sa, paired);
      }
      if (obstacle == null) {
        buffer.copyTo(out);
      } else {
        buffer.commentTo(out);
      }
    } finally {
      buffer.wipe();
    }
    out.text("\n# end assoc\n\n");
    return !SaveRemarks.hasUnknownAddress(message);
  }

  private void render(
      SaveCommand writer, Message message, @Nullable SecurityAssociation sa, boolean paired) {
    buffer.wipe();
    writer.print(message, sa, paired);
    draft.flush();
  }

  /** Why the command that was rendered does not bring this SA again; null: it does. */
  private @Nullable String difference(SecurityAssociation sa, boolean paired) {
    return switch (back.read(buffer.text())) {
      case ReadBack.Loaded.Refused refused -> "the command is refused: " + refused.reason();
      case ReadBack.Loaded.Added(SecurityAssociation loaded) -> {
        try {
          Part part = part(sa, loaded, paired);
          yield part == null ? null : "a command brings other " + part.words();
        } finally {
          loaded.keys().wipe();
        }
      }
    };
  }

  private @Nullable Part part(SecurityAssociation sa, SecurityAssociation loaded, boolean paired) {
    SecurityAssociation manual = sa.withCookie(loaded.cookie());
    Part part = manual.difference(loaded, directions);
    if (part == null && sa.replayValue() != loaded.replayValue()) {
      part = Part.REPLAY_VALUE;
    }
    if (part == null && !sa.lifetimes().equals(loaded.lifetimes())) {
      part = Part.LIFETIMES;
    }
    return part == null && loaded.pairSpi() != (paired ? sa.pairSpi() : 0) ? Part.ID : part;
  }

  /** Overwrites what is left of the commands. */
  @Override
  public void close() {
    draft.discard();
    buffer.close();
  }

  private void notSaved(@Nullable Sa sa, String obstacle) {
    String which = sa == null ? "" : "SPI 0x" + Integer.toHexString(sa.spi()) + " ";
    remark("WARNING: " + which + "not saved: " + obstacle + ".");
  }

  private void remark(String remark) {
    out.text("# ").foreign(remark).newline();
  }
}
