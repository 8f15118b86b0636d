package org.manualkey.fault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import org.manualkey.fault.Steps.Kind;

/** An open file. A write that fails has written the first half all the same. */
final class FaultyChannel extends FileChannel {
  private final FileChannel real;
  private final String path;
  private final Steps steps;

  FaultyChannel(FileChannel real, String path, Steps steps) {
    this.real = real;
    this.path = path;
    this.steps = steps;
  }

  @Override
  public int write(ByteBuffer octets) throws IOException {
    try {
      steps.before(path, Kind.WRITE);
    } catch (IOException | Steps.Killed e) {
      if (octets.remaining() > 1) {
        real.write(octets.slice(octets.position(), octets.remaining() / 2));
      }
      throw e;
    }
    return real.write(octets);
  }

  @Override
  public int write(ByteBuffer octets, long position) throws IOException {
    steps.before(path, Kind.WRITE);
    return real.write(octets, position);
  }

  @Override
  public long write(ByteBuffer[] octets, int offset, int length) throws IOException {
    steps.before(path, Kind.WRITE);
    return real.write(octets, offset, length);
  }

  @Override
  public void force(boolean metadata) throws IOException {
    steps.before(path, Kind.SYNC);
    real.force(metadata);
  }

  @Override
  public int read(ByteBuffer octets) throws IOException {
    return real.read(octets);
  }

  @Override
  public long read(ByteBuffer[] octets, int offset, int length) throws IOException {
    return real.read(octets, offset, length);
  }

  @Override
  public int read(ByteBuffer octets, long position) throws IOException {
    return real.read(octets, position);
  }

  @Override
  public long position() throws IOException {
    return real.position();
  }

  @Override
  public FileChannel position(long position) throws IOException {
    real.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return real.size();
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    real.truncate(size);
    return this;
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
    return real.transferTo(position, count, target);
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count)
      throws IOException {
    return real.transferFrom(source, position, count);
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
    return real.map(mode, position, size);
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) throws IOException {
    return real.lock(position, size, shared);
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) throws IOException {
    return real.tryLock(position, size, shared);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    real.close();
  }
}
