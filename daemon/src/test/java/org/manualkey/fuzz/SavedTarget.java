package org.manualkey.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.load.LoadResult;
import org.manualkey.load.Ownership;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.KmCookie;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.sadb.memory.Meaning;
import org.manualkey.sadb.memory.OddAdds;
import org.manualkey.sadb.memory.RandomSas;

/**
 * SAs of every kind that a database holds, saved and loaded again: each comes back as it was, or a
 * remark says that it does not.
 */
final class SavedTarget {
  private static final int MOST = 6;

  private SavedTarget() {}

  static void run(byte[] input) {
    Choices choices = new Choices(input);
    try (LoadedSadb database = LoadedSadb.memory(LoadedSadb.HOSTS)) {
      fill(database, choices);
      List<Message> sas = RandomSas.dump(database.sadb());
      LoadedSadb.Saved saved = database.saved();

      LoadResult result =
          database
              .loader()
              .load(saved.asFile(), database.sadb(), LoadedSadb.FLUSH, Ownership.NOBODY);

      assertThat(result).isInstanceOf(LoadResult.Applied.class);
      List<Message> back = RandomSas.dump(database.sadb());
      assertThat(back).hasSize(sas.size() - saved.remarks());
      assertThat(meaning(sas, false)).containsAll(meaning(back, false));
      if (saved.remarks() == 0) {
        assertThat(meaning(back, true)).isEqualTo(meaning(sas, true));
      }
      database.assertPairsAreMutual();
    }
  }

  private static void fill(LoadedSadb database, Choices choices) {
    RandomSas sas = new RandomSas(choices);
    OddAdds odd = new OddAdds(choices);
    for (int i = 0; i < MOST && !choices.isExhausted(); i++) {
      List<Message> there = RandomSas.dump(database.sadb());
      Message add =
          there.isEmpty() || !choices.oneIn(3)
              ? choices.oneIn(3) ? odd.next() : sas.add()
              : sas.otherHalf(choices.of(there));
      database.sadb().exchange(add);
    }
  }

  private static List<String> meaning(List<Message> sas, boolean paired) {
    return Meaning.of(sas, extension -> carried(extension, paired));
  }

  /** What a command says: no cookie, and no flags of ciphers, which the database gives. */
  private static @Nullable Extension carried(Extension extension, boolean paired) {
    return switch (extension) {
      case KmCookie _ -> null;
      case Pair pair -> paired ? pair : null;
      case Sa sa -> {
        int flags = sa.flags() & ~SaFlag.EALG1.bit() & ~SaFlag.EALG2.bit();
        yield sa.withFlags(paired ? flags : flags & ~SaFlag.PAIRED.bit());
      }
      default -> extension;
    };
  }
}
