package org.manualkey.app;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.manualkey.service.Configuration;
import org.manualkey.service.LogFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of {@code config/log_file}, for hosts where nobody keeps what a daemon writes to
 * standard error: it has the same records. When it is full it is renamed, and the oldest of several
 * is removed, so that all of them have a bounded size. What a disk does not take is lost to the
 * file alone.
 */
final class LogFile {
  /** The size of a file, at most and but for one record, and how many older ones are kept. */
  private static final long FULL = 1 << 20;

  private static final int OLDER = 4;

  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0}: %msg%n%ex{short}";

  private static final FileAttribute<Set<PosixFilePermission>> OWNER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private static final Logger LOG = LoggerFactory.getLogger(LogName.DAEMON);

  private final @Nullable Path file;
  private final LogFormat format;

  @Inject
  LogFile(Options options, Configuration configuration) {
    Path named = configuration.properties().logFile();
    file = named == null ? null : options.stateDirectory().resolve(named);
    format = configuration.properties().logFormat();
  }

  /** Has the records from now on go to the file, if there is to be one; the log says if not. */
  void open() {
    if (file != null && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      try {
        makeUsable(file);
        LogQueue.add(context, appender(context, file, format, FULL));
      } catch (IOException e) {
        LOG.warn(DaemonMessage.NO_LOG_FILE.with(file, reason(e)));
      }
    }
  }

  /**
   * An appender to a file.
   *
   * @param full the size at which another one is begun
   * @throws IOException if the file cannot be made or written
   */
  static RollingFileAppender<ILoggingEvent> appender(
      LoggerContext context, Path file, LogFormat format, long full) throws IOException {
    String name = file.toString();
    if (name.matches("(?s).*[%()\\\\].*")) { // they mean something in a pattern of names
      throw new IOException("its path has one of the characters % ( ) \\");
    }
    create(file);
    PrivateFile appender = new PrivateFile();
    appender.setContext(context);
    appender.setName("file");
    appender.setFile(name);
    appender.setEncoder(encoder(context, format));
    FixedWindowRollingPolicy names = new FixedWindowRollingPolicy();
    names.setContext(context);
    names.setParent(appender);
    names.setFileNamePattern(name + ".%i");
    names.setMinIndex(1);
    names.setMaxIndex(OLDER);
    names.start();
    SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
    size.setContext(context);
    size.setMaxFileSize(new FileSize(full));
    size.setCheckIncrement(Duration.buildByMilliseconds(0)); // by default it looks once a minute
    size.start();
    appender.setRollingPolicy(names);
    appender.setTriggeringPolicy(size);
    appender.start();
    return appender;
  }

  private static Encoder<ILoggingEvent> encoder(LoggerContext context, LogFormat format) {
    RecordEncoder records = RecordEncoder.of(context, format);
    if (records != null) {
      return records;
    }
    PatternLayoutEncoder lines = new PatternLayoutEncoder();
    lines.setContext(context);
    lines.setPattern(PATTERN);
    lines.start();
    return lines;
  }

  /**
   * Makes sure that a file can be opened, for which nobody waits then.
   *
   * @throws IOException if it cannot be made or written, or is no file: a FIFO waits for a reader
   */
  static void makeUsable(Path file) throws IOException {
    create(file);
    if (!Files.isRegularFile(file)) {
      throw new IOException("not a regular file");
    }
    if (!Files.isWritable(file)) {
      throw new AccessDeniedException(file.toString());
    }
  }

  /** For its owner alone, whatever the umask. */
  private static void create(Path file) throws IOException {
    try {
      Files.createFile(file, OWNER);
    } catch (FileAlreadyExistsException e) {
      LOG.debug("{}: appending", file);
    }
  }

  /** The message of some exceptions is a mere path. */
  private static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException _ -> "permission denied";
      case NoSuchFileException _ -> "no such directory";
      default -> String.valueOf(e.getMessage());
    };
  }

  /** Each of the files is private, not only the first. */
  private static final class PrivateFile extends RollingFileAppender<ILoggingEvent> {
    @Override
    public void openFile(String name) throws IOException {
      create(Path.of(name));
      super.openFile(name);
    }
  }
}
