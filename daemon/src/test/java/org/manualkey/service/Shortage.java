package org.manualkey.service;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.manualkey.host.InterfaceAddresses;
import org.manualkey.host.IpAddress;
import org.manualkey.host.LocalAddresses;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.SaType;
import org.manualkey.sa.Lifetimes;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.Capabilities;
import org.manualkey.sadb.EventSink;
import org.manualkey.sadb.ForwardingSadb;
import org.manualkey.sadb.PolicyTemplate;
import org.manualkey.sadb.PreparedRequests;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.Subscription;
import org.manualkey.sadb.Transaction;
import org.manualkey.sadb.linux.LinuxKernel;
import org.manualkey.sadb.linux.LinuxReply;
import org.manualkey.sadb.linux.PreparedChanges;

/** Memory that is gone at one step of a load, whichever that is, and there again afterwards. */
final class Shortage {
  private int left = Integer.MAX_VALUE;

  /** The n-th step from now on, from 1, finds no memory. */
  void at(int step) {
    left = step;
  }

  /** There is enough; whether there was too little at a step since {@link #at}. */
  boolean end() {
    boolean felt = left <= 0;
    left = Integer.MAX_VALUE;
    return felt;
  }

  /** A place where memory may be gone. */
  void step() {
    if (--left == 0) {
      throw new OutOfMemoryError("for the test");
    }
  }

  /** The addresses of this host, which databases ask for in each ADD. */
  LocalAddresses addresses() {
    InterfaceAddresses host = new InterfaceAddresses();
    return new LocalAddresses() {
      @Override
      public boolean isLocal(IpAddress address) {
        step();
        return host.isLocal(address);
      }

      @Override
      public boolean isBroadcast(IpAddress address) {
        step();
        return host.isBroadcast(address);
      }
    };
  }

  /** A database, each of whose uses is a step before and a step behind it. */
  Sadb of(Sadb sadb) {
    return new ShortSadb(sadb);
  }

  private final class ShortSadb extends ForwardingSadb {
    ShortSadb(Sadb sadb) {
      super(sadb);
    }

    @Override
    public Reply exchange(Message request) {
      step();
      Reply reply = sadb().exchange(request);
      step();
      return reply;
    }

    @Override
    public List<Reply> exchangeAll(List<Message> requests) {
      step();
      List<Reply> replies = sadb().exchangeAll(requests);
      step();
      return replies;
    }

    @Override
    public void forEach(Consumer<? super SecurityAssociation> sink) {
      step();
      sadb()
          .forEach(sa -> {
            step();
            sink.accept(sa);
          });
    }

    @Override
    public boolean hasTransactions() {
      return sadb().hasTransactions();
    }

    @Override
    public @Nullable Transaction begin(Transaction.Start start) {
      step();
      Transaction transaction = sadb().begin(start);
      return transaction == null ? null : new ShortTransaction(transaction);
    }

    @Override
    public PreparedRequests prepare() {
      step();
      return sadb().prepare();
    }
  }

  private final class ShortTransaction implements Transaction {
    private final Transaction transaction;

    ShortTransaction(Transaction transaction) {
      this.transaction = transaction;
    }

    @Override
    public Sadb copy() {
      return of(transaction.copy());
    }

    @Override
    public void commit() {
      step();
      transaction.commit(); // what needs no memory leaves no step behind it
    }

    @Override
    public void close() {
      transaction.close();
      step();
    }
  }

  /** A kernel, each of whose uses is a step before and a step behind it. */
  LinuxKernel of(LinuxKernel kernel) {
    return new ShortKernel(kernel);
  }

  private final class ShortKernel implements LinuxKernel {
    private final LinuxKernel kernel;

    ShortKernel(LinuxKernel kernel) {
      this.kernel = kernel;
    }

    private <T> T between(Supplier<T> use) {
      step();
      T result = use.get();
      step();
      return result;
    }

    @Override
    public String name() {
      return kernel.name();
    }

    @Override
    public Capabilities capabilities() {
      return kernel.capabilities();
    }

    @Override
    public int window() {
      return kernel.window();
    }

    @Override
    public List<LinuxReply> add(List<SecurityAssociation> sas) {
      return between(() -> kernel.add(sas));
    }

    @Override
    public PreparedChanges prepare() {
      PreparedChanges prepared = between(kernel::prepare);
      return new PreparedChanges() {
        private void between(Runnable use) {
          step();
          use.run();
          step();
        }

        @Override
        public void add(SecurityAssociation sa, boolean sends, boolean there) {
          between(() -> prepared.add(sa, sends, there));
        }

        @Override
        public void change(SecurityAssociation sa, Lifetimes lifetimes) {
          between(() -> prepared.change(sa, lifetimes));
        }

        @Override
        public void delete(SaId id, @Nullable IpAddress source) {
          between(() -> prepared.delete(id, source));
        }

        @Override
        public void flush(List<SaType> types) {
          between(() -> prepared.flush(types));
        }

        @Override
        public void send(int from, int to, int[] errnos) {
          step();
          prepared.send(from, to, errnos);
          step();
        }

        @Override
        public void close() {
          prepared.close();
        }
      };
    }

    @Override
    public LinuxReply change(SecurityAssociation sa, Lifetimes lifetimes) {
      return between(() -> kernel.change(sa, lifetimes));
    }

    @Override
    public LinuxReply delete(SaId id, @Nullable IpAddress source) {
      return between(() -> kernel.delete(id, source));
    }

    @Override
    public @Nullable SecurityAssociation get(SaId id, @Nullable IpAddress source) {
      step();
      SecurityAssociation sa = kernel.get(id, source);
      step();
      return sa;
    }

    @Override
    public LinuxReply flush(SaType type) {
      return between(() -> kernel.flush(type));
    }

    @Override
    public LinuxReply dump(SaType type, Consumer<SecurityAssociation> sink) {
      return between(() -> kernel.dump(type, sink));
    }

    @Override
    public LinuxReply policies(Consumer<? super PolicyTemplate> sink) {
      return between(() -> kernel.policies(sink));
    }

    @Override
    public Subscription subscribe(EventSink sink) {
      return kernel.subscribe(sink);
    }

    @Override
    public void close() {
      kernel.close();
    }
  }
}
