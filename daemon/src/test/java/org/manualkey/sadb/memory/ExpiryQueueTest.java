package org.manualkey.sadb.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.manualkey.host.IpAddress;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.XfrmSettings;
import org.manualkey.sa.Direction;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.rules.RequestInProgress;

/** The queue against a map that is searched. */
final class ExpiryQueueTest {
  static final int SAS = 40;
  private static final int REMOVED = 0;

  private final ExpiryQueue queue = new ExpiryQueue();
  private final List<Aging> agings = new ArrayList<>();

  @Property(tries = 200)
  void theSoonestComesFirst(
      @ForAll @Size(max = 300) List<@IntRange(min = 0, max = SAS * 10 - 1) Integer> steps) {
    for (int i = 0; i < SAS; i++) {
      agings.add(new Aging(sa(i)));
    }
    Map<Aging, Integer> model = new HashMap<>();
    for (int step : steps) {
      Aging aging = agings.get(step % SAS);
      int due = step / SAS;
      if (due == REMOVED) {
        queue.schedule(aging, Time.NEVER);
        model.remove(aging);
      } else {
        queue.schedule(aging, due);
        model.put(aging, due);
      }
      assertThat(queue.nextDue())
          .isEqualTo(model.values().stream().mapToInt(i -> i).min().orElse(Time.NEVER));
    }
    assertThat(drained()).isEqualTo(model.values().stream().sorted().toList());
    assertThat(queue.nextDue()).isEqualTo(Time.NEVER);
  }

  private List<Integer> drained() {
    List<Integer> dues = new ArrayList<>();
    Aging first = queue.firstDue(Time.NEVER - 1);
    Direction before = Direction.INBOUND;
    while (first != null) {
      Direction direction = first.sa().direction();
      boolean sameSecond = !dues.isEmpty() && dues.getLast() == first.due();
      assertThat(sameSecond && before == Direction.OUTBOUND && direction == Direction.INBOUND)
          .as("an inbound SA behind an outbound one")
          .isFalse();
      dues.add(first.due());
      before = direction;
      queue.remove(first);
      first = queue.firstDue(Time.NEVER - 1);
    }
    return dues;
  }

  private static StoredSa sa(int index) {
    RequestInProgress request = new RequestInProgress(Draft.addEsp(index).build());
    IpAddress address = new IpAddress.V4(1);
    return new StoredSa(
        SaId.of(SaType.ESP.code(), index, address),
        address,
        new Sa(index, 0, 1, 0, 0, 0),
        StoredSa.Selectors.of(request),
        index % 2 == 0 ? Direction.INBOUND : Direction.OUTBOUND,
        false,
        new StoredKeys(null, null),
        request.lifetimes(),
        Details.of(request, XfrmSettings.NONE),
        0,
        0,
        0);
  }
}
