package org.manualkey.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.request.ScriptedResolver;
import org.manualkey.sa.SaContents;
import org.manualkey.sa.SaId;
import org.manualkey.secret.SecretText;

/** Loads of texts into an embedded database by a policy, and what they own there. */
abstract class LoadsByPolicy {
  static final LoadPolicy FLUSH = new LoadPolicy(LoadPolicy.Refresh.FLUSH, LoadPolicy.Scope.ALL);
  static final LoadPolicy DELTA = new LoadPolicy(LoadPolicy.Refresh.DELTA, LoadPolicy.Scope.ALL);
  static final LoadPolicy OWNED = new LoadPolicy(LoadPolicy.Refresh.DELTA, LoadPolicy.Scope.OWNED);
  static final String AUTH = " authalg sha1 authkey 9bdb8d9e7f26d6fd4c2a24d5a2ab6bbd5a0b0f5e";
  static final String OTHER = " authalg sha1 authkey 0bdb8d9e7f26d6fd4c2a24d5a2ab6bbd5a0b0f5e";

  final RecordingSadb sadb = new RecordingSadb();
  final Owned owned = new Owned();

  /** A record of ownership that lives as long as the test. */
  static final class Owned implements Ownership {
    Set<SaId> ids = Set.of();
    private Set<SaId> before = Set.of();

    @Override
    public Set<SaId> owned() {
      return ids;
    }

    @Override
    public void begin(Set<SaId> wanted) {
      before = ids;
      Set<SaId> both = new HashSet<>(before);
      both.addAll(wanted);
      ids = both;
    }

    @Override
    public void commit(Set<SaId> wanted) {
      ids = wanted;
    }

    @Override
    public void restored() {
      ids = before;
    }
  }

  final Loader loader() {
    return loader(sadb);
  }

  private static Loader loader(RecordingSadb sadb) {
    ScriptedResolver names =
        new ScriptedResolver()
            .with("multi.test", "192.0.2.21", "192.0.2.22", "192.0.2.23")
            .with("router", "192.0.2.1");
    return new CommandPipeline(AlgorithmsFile.builtIn(), names, RecordingSadb::new)
        .loader(
            CommandPipeline.NameLookup.ON,
            sadb.judge(),
            () -> {},
            new ContentsOfLoad(new SaContents()));
  }

  static SecretText text(String text) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    return SecretText.taking("keys", octets);
  }

  final LoadResult load(String text, LoadPolicy policy) {
    return loader().load(text(text), sadb, policy, owned);
  }

  final Plan loaded(String text) {
    return loaded(text, DELTA);
  }

  final Plan loaded(String text, LoadPolicy policy) {
    LoadResult result = load(text, policy);
    assertThat(result).isInstanceOf(LoadResult.Applied.class);
    return ((LoadResult.Applied) result).plan();
  }

  final LoadResult.RolledBack refused(String text, LoadPolicy policy) {
    LoadResult result = load(text, policy);
    assertThat(result).isInstanceOf(LoadResult.RolledBack.class);
    return (LoadResult.RolledBack) result;
  }

  final LoadResult.Rejected rejected(String text, LoadPolicy policy) {
    LoadResult result = load(text, policy);
    assertThat(result).isInstanceOf(LoadResult.Rejected.class);
    return (LoadResult.Rejected) result;
  }

  /** What the same text leaves in an empty database by flushing. */
  static List<String> flushed(String text) {
    RecordingSadb other = new RecordingSadb();
    loader(other).load(text(text), other, LoadPolicy.DEFAULT, Ownership.NOBODY);
    return other.contents();
  }

  static String add(int spi) {
    return "add esp spi " + spi + " src 192.0.2.1 dst 192.0.2.2" + AUTH + "\n";
  }

  static String in(int spi) {
    return add(spi).replace("\n", " inbound\n");
  }

  static String out(int spi) {
    return add(spi).replace("\n", " outbound\n");
  }

  final List<String> actions(Plan plan) {
    return plan.changes().stream().map(change -> change.word() + " " + change.id().spi()).toList();
  }
}
